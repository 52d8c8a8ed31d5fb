//! A ledger as a whole: what `summary` tells.

mod days;

use genai_otel_ledger::{Field, Group, Key, Measure, Period, Scanned, Status, Totals};
use jiff::tz::TimeZone;

pub(crate) use self::days::Day;
use crate::args::Order;
use crate::asking::Asking;
use crate::failure::Failure;
use crate::figure::Figure;
use crate::groups::{Groups, Wanted};

/// A ledger as a whole.
#[derive(Debug)]
pub(crate) struct Overview {
    /// All calls, with quantiles.
    pub(crate) total: Totals,
    /// Those that did not end well: how, the kind of error, and how many, most first.
    pub(crate) failures: Vec<Group>,
    /// The models, those that cost most first.
    pub(crate) models: Groups,
    /// The users, those that cost most first.
    pub(crate) users: Groups,
    /// The last days, without gaps, with quantiles.
    pub(crate) days: Vec<Day>,
    /// Which calls alone are meant, as it was typed: empty for all.
    pub(crate) only: Vec<String>,
    /// Where days begin.
    pub(crate) zone: TimeZone,
    /// What was read.
    pub(crate) scanned: Scanned,
}

impl Overview {
    /// Asks the ledger. It is read four times.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub(crate) fn ask(asking: &Asking) -> Result<Self, Failure> {
        let by_day = asking.query().by(Key::Period(Period::Day)).quantiles(true).report()?;
        let (status, error) = (Key::Field(Field::Status), Key::Field(Field::ErrorType));
        let ends = asking.query().by(status).by(error).sort_by(Measure::Calls, true).report()?;
        let mut failures = ends.groups;
        failures.retain(|group| group.totals.by_status.get(Status::Success) == 0);
        Ok(Self {
            days: days::last(by_day.groups),
            total: by_day.total,
            scanned: by_day.scanned,
            failures,
            models: first("model", Field::Model, asking)?,
            users: first("user", Field::User, asking)?,
            only: asking.typed.clone(),
            zone: asking.zone.clone(),
        })
    }
}

fn first(name: &str, field: Field, asking: &Asking) -> Result<Groups, Failure> {
    let wanted = Wanted {
        keys: vec![(name.to_owned(), Key::Field(field))],
        order: Order::By(Measure::Cost),
        figures: SHOWN.to_vec(),
        top: Some(MOST),
    };
    Groups::ask(asking, wanted, false)
}

const SHOWN: [Figure; 7] = [
    Figure::Calls,
    Figure::ErrorRate,
    Figure::TotalTokens,
    Figure::Cost,
    Figure::LatencyMean,
    Figure::EnergyLow,
    Figure::EnergyHigh,
];

/// How many models and users are told.
const MOST: usize = 8;
