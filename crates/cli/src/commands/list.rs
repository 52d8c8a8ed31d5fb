//! `genai-otel list`: who and what is in a ledger, since when and how much.

use std::io::Write;

use genai_otel_ledger::{Field, Key, Measure};

use crate::args::{Order, order};
use crate::args_low::{ListArgs, Listed};
use crate::asking::Asking;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::figure::Figure;
use crate::formats::Format;
use crate::groups::{Groups, Wanted};
use crate::world::World;

/// Lists.
pub(super) fn run(
    typed: &ListArgs,
    world: &World,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Failure> {
    let latest = Ok(Order::By(Measure::Last));
    let order = typed.sort.as_deref().map_or(latest, |name| order(name, "name"));
    let (name, field) = match typed.what {
        Listed::Users => ("user", Field::User),
        Listed::Sessions => ("session", Field::Session),
        Listed::Sources => ("source", Field::Source),
        Listed::Models => ("model", Field::Model),
        Listed::Agents => ("agent", Field::Agent),
        Listed::Workflows => ("workflow", Field::Workflow),
    };
    let wanted = Wanted {
        keys: vec![(name.to_owned(), Key::Field(field))],
        order: order.map_err(Failure::usage)?,
        figures: SHOWN.to_vec(),
        top: typed.top.map(Into::into),
    };
    let asking = Asking::new((&typed.ledger, &typed.filter, &typed.answer), world)?;
    let groups = Groups::ask(&asking, wanted, typed.answer.format == Format::Json)?;
    groups.write((&typed.answer, &asking), world, out, err)
}

const SHOWN: [Figure; 6] =
    [Figure::Calls, Figure::Failed, Figure::TotalTokens, Figure::Cost, Figure::Last, Figure::First];
