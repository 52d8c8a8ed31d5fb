//! The sums of some calls as one document: overall, by model, by operation, day by day, by session.

use std::collections::BTreeMap;
use std::io::Write;

use genai_otel_ledger::{Field, Filter, Key, Ledger, Period, Query, Report, Scanned, Totals};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, ZonedDateTime};
use serde::Serialize;

use crate::args::Calls;
use crate::failure::Failure;
use crate::groups::Numbers;
use crate::warnings::Read;

#[derive(Debug, Serialize)]
struct Document<'d> {
    user: Option<&'d str>,
    generated: String,
    overall: Numbers<'d>,
    by_model: Vec<Group<'d>>,
    by_operation: Vec<Group<'d>>,
    last_30_days: Vec<Group<'d>>,
    sessions: Vec<Group<'d>>,
    read: Read,
}

#[derive(Debug, Serialize)]
struct Group<'d> {
    /// What the group is of, by its name: one.
    #[serde(flatten)]
    of: BTreeMap<&'static str, Option<&'d str>>,
    #[serde(flatten)]
    numbers: Numbers<'d>,
}

/// Writes the document.
pub(super) fn write(
    ledger: &Ledger,
    (user, calls): (Option<&str>, &Calls),
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Scanned, Failure> {
    let query = || {
        let query = ledger.query().time_zone(calls.zone.clone()).quantiles(true);
        calls.filters.iter().cloned().fold(query, Query::filter)
    };
    let by = |field| query().by(Key::Field(field)).report();
    let models = by(Field::Model)?;
    let operations = by(Field::Operation)?;
    let sessions = by(Field::Session)?;
    let days = last_days(now, &calls.zone);
    let since = days.first().and_then(|(_, begins)| *begins).unwrap_or(Timestamp::MIN);
    let recent = query().filter(Filter::Since(since)).by(Key::Period(Period::Day)).report()?;
    let none = Totals::default();
    let day = |name| {
        let named = |group: &&genai_otel_ledger::Group| group.values == [Some(String::clone(name))];
        let found = recent.groups.iter().find(named);
        group("date", Some(name.as_str()), found.map_or(&none, |group| &group.totals))
    };
    let document = Document {
        user,
        generated: now.to_string(),
        overall: Numbers(&models.total),
        by_model: groups("model", &models),
        by_operation: groups("operation", &operations),
        last_30_days: days.iter().map(|(name, _)| day(name)).collect(),
        sessions: groups("session_id", &sessions),
        read: Read::from(&models.scanned),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)?;
    Ok(models.scanned)
}

fn groups<'r>(of: &'static str, report: &'r Report) -> Vec<Group<'r>> {
    let name = |group: &'r genai_otel_ledger::Group| group.values.first()?.as_deref();
    report.groups.iter().map(|found| group(of, name(found), &found.totals)).collect()
}

fn group<'d>(of: &'static str, name: Option<&'d str>, totals: &'d Totals) -> Group<'d> {
    Group { of: BTreeMap::from([(of, name)]), numbers: Numbers(totals) }
}

/// The last days with today, and when each begins.
fn last_days(now: Timestamp, zone: &TimeZone) -> Vec<(String, Option<Timestamp>)> {
    let today = ZonedDateTime::new(now, zone.clone()).date();
    let day = |before: i64| {
        let day = today.checked_sub(before.days()).ok()?;
        let begins = day.to_zoned_datetime(zone.clone()).ok().map(|day| day.timestamp());
        Some((day.to_string(), begins))
    };
    (0..DAYS).rev().filter_map(day).collect()
}

const DAYS: i64 = 30;
