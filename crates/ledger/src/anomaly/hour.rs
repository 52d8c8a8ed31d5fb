//! Hours of the calendar.

use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// An hour of the calendar, as clocks on the wall show it: `2026-11-29T13`. When clocks go back an hour is passed
/// twice, when they go forward one does not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour(DateTime);

impl Hour {
    /// The one that a moment lies in.
    #[must_use]
    pub fn of(moment: Timestamp, zone: &TimeZone) -> Self {
        let local = zone.to_datetime(moment);
        Self(local.date().at(local.hour(), 0, 0, 0))
    }

    /// The last `count` ones that are over at `now`, the oldest first.
    #[must_use]
    pub fn last(count: u16, now: Timestamp, zone: &TimeZone) -> Vec<Self> {
        let current = Self::of(now, zone).0;
        let back = |hours: u16| current.checked_sub(i64::from(hours).hours()).ok().map(Self);
        (1..=count).rev().filter_map(back).filter(|hour| hour.length(zone) > 0).collect()
    }

    /// The same hour of the week, so many weeks before.
    #[must_use]
    pub fn weeks_before(&self, weeks: u8) -> Option<Self> {
        self.0.checked_sub(i64::from(weeks).weeks()).ok().map(Self)
    }

    /// When it begins.
    #[must_use]
    pub fn start(&self, zone: &TimeZone) -> Option<Timestamp> {
        zone.to_ambiguous_zoned_datetime(self.0).compatible().ok().map(|zoned| zoned.timestamp())
    }

    /// When the next one begins, after the second time for an hour that is passed twice.
    #[must_use]
    pub fn end(&self, zone: &TimeZone) -> Option<Timestamp> {
        let start = self.start(zone)?;
        start.checked_add(SignedDuration::from_secs(self.length(zone).into())).ok()
    }

    /// How many seconds it has: none where it does not happen, 7,200 where it is passed twice.
    #[must_use]
    pub fn length(&self, zone: &TimeZone) -> u32 {
        let Some(start) = self.start(zone) else { return 0 };
        // Zones move by quarters of an hour at the least.
        let quarters = (0..16).filter(|quarter| {
            let moment = start.checked_add(SignedDuration::from_mins(quarter * 15));
            moment.is_ok_and(|moment| Self::of(moment, zone) == *self)
        });
        u32::try_from(quarters.count()).unwrap_or(0) * 900
    }

    /// How many characters it has as text.
    pub(super) const TEXT_LENGTH: usize = "2026-11-29T13".len();
}

impl fmt::Display for Hour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}", self.0.date(), self.0.hour())
    }
}
