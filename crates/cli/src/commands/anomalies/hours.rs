//! Which hours are judged.

use std::time::SystemTime;

use genai_otel_ledger::anomaly::Hour;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::args::moment;
use crate::args_low::AnomaliesArgs;

/// The hours that were asked for.
pub(super) fn hours(
    typed: &AnomaliesArgs,
    now: SystemTime,
    zone: &TimeZone,
) -> Result<Vec<Hour>, String> {
    let Some(at) = &typed.at else {
        let now = Timestamp::try_from(now).map_err(|error| error.to_string())?;
        return Ok(Hour::last(typed.last, now, zone));
    };
    let moment = moment("--at", at, zone)?;
    let next_day = || {
        let day: Date = at.parse().ok().filter(|_| !at.contains(':'))?;
        let next = day.checked_add(1.day()).ok()?;
        Some(next.to_zoned_datetime(zone.clone()).ok()?.timestamp())
    };
    Ok(match next_day() {
        Some(end) => Hour::last(24, end, zone),
        None => vec![Hour::of(moment, zone)],
    })
}
