//! A question, ready to be asked of lines.

use jiff::tz::TimeZone;

use super::filter::Test;
use super::{Filter, FilterError, Key};
use crate::scan::Place;

/// A question, ready to be asked of lines.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) tests: Vec<Test>,
    pub(super) keys: Vec<Key>,
    pub(super) zone: TimeZone,
    /// The places whose values are compared or grouped by, a bit each; nothing where lines must be read whole.
    pub(super) places: Option<u64>,
}

impl Plan {
    pub(super) fn new(
        filters: &[Filter],
        keys: Vec<Key>,
        zone: TimeZone,
    ) -> Result<Self, FilterError> {
        let tests = filters.iter().map(Test::new).collect::<Result<Vec<_>, _>>()?;
        let grouped = keys.iter().filter_map(|key| match key {
            Key::Field(field) => Some(field),
            Key::Period(_) => None,
        });
        let compared = tests.iter().filter_map(Test::field);
        let places = grouped.chain(compared).map(|field| field.place());
        let places =
            places.map(|place| place.map(bit)).try_fold(ALWAYS, |all, bit| Some(all | bit?));
        Ok(Self { tests, keys, zone, places })
    }
}

const fn bit(place: Place) -> u64 {
    1 << place as u8
}

/// The texts that sums are made of.
const ALWAYS: u64 = bit(Place::Status) | bit(Place::Timestamp) | bit(Place::Currency);
