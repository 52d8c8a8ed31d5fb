//! Sums by group, in an order, and their answer.

mod answer;
mod grid;
mod numbers;

use std::io::Write;

use genai_otel_core::Currency;
use genai_otel_ledger::{Key, Measure, Query, Report};

pub(crate) use self::numbers::Numbers;
use crate::args::Order;
use crate::args_low::AnswerArgs;
use crate::asking::Asking;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::figure::Figure;
use crate::formats::{Format, write_json};
use crate::warnings;
use crate::world::World;

/// What is asked for by group.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// What to group by, with its names.
    pub(crate) keys: Vec<(String, Key)>,
    /// In which order.
    pub(crate) order: Order,
    /// What of the numbers to show.
    pub(crate) figures: Vec<Figure>,
    /// At most how many groups.
    pub(crate) top: Option<usize>,
}

/// Sums by group.
#[derive(Debug)]
pub(crate) struct Groups {
    /// The names of what was grouped by.
    pub(crate) names: Vec<String>,
    /// Their sums.
    pub(crate) report: Report,
    figures: Vec<Figure>,
    order: Order,
}

impl Groups {
    /// Asks the ledger.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub(crate) fn ask(asking: &Asking, wanted: Wanted, quantiles: bool) -> Result<Self, Failure> {
        let Wanted { keys, order, figures, top } = wanted;
        let is_quantile =
            order == Order::By(Measure::P99) || figures.iter().any(|f| f.is_quantile());
        let query = asking.query().quantiles(quantiles || is_quantile);
        let query = match order {
            Order::Key => query,
            Order::By(measure) => query.sort_by(measure, true),
        };
        let query = top.into_iter().fold(query, Query::top);
        let (names, keys): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
        let report = keys.into_iter().fold(query, Query::by).report()?;
        Ok(Self { names, report, figures, order })
    }

    /// The currencies of all costs, in the order of the total.
    pub(crate) fn currencies(&self) -> Vec<Currency> {
        self.report.total.costs.iter().map(|money| money.currency()).collect()
    }

    /// Whether there is more than calls that nothing is named for.
    pub(crate) fn has_names(&self) -> bool {
        self.report.groups.iter().any(|group| group.values.iter().any(Option::is_some))
    }

    /// Writes the answer, and what it lacks.
    ///
    /// # Errors
    ///
    /// An answer that cannot be written.
    pub(crate) fn write(
        &self,
        (typed, asking): (&AnswerArgs, &Asking),
        world: &World,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Exit, Failure> {
        match typed.format {
            Format::Json => write_json(&answer::Answer::new(self), out)?,
            _ if self.report.groups.is_empty() => {}
            format => self.grid(&asking.zone).write(format, world.shown(), out)?,
        }
        out.flush()?;
        let exit = warnings::write(&self.report.scanned, typed.strict, err)?;
        if self.report.groups.is_empty() {
            warnings::nothing(&self.report.scanned, err)?;
            return Ok(exit.worse(Exit::Nothing));
        }
        Ok(exit)
    }
}
