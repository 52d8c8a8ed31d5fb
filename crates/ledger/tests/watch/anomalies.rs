//! What is unusual for its hour of the week.

use genai_otel_ledger::anomaly::{Hour, Watch, Watched};
use genai_otel_ledger::{Field, Filter, Key, Ledger, Period};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::support::{at, ledger, line};

/// `calls` calls in the hour of `moment`, one after the other.
fn hour(moment: Timestamp, calls: u32, fields: &str) -> Vec<String> {
    (0..calls)
        .map(|index| line(moment.checked_add(i64::from(index % 60).minutes()).unwrap(), fields))
        .collect()
}

/// The same hour of so many weeks before `moment`, with a few calls more each week.
fn weeks(moment: Timestamp, weeks: i64, calls: u32, fields: &str) -> Vec<String> {
    let week = |week: i64| {
        let moment = moment.checked_sub((week * 7 * 24).hours()).unwrap();
        hour(moment, calls + u32::try_from(week).unwrap(), fields)
    };
    (1..=weeks).flat_map(week).collect()
}

fn watched(ledger: &Ledger, moment: Timestamp, zone: &TimeZone, by: Option<Field>) -> Watched {
    let watch = Watch::new(zone.clone());
    let hours = [Hour::of(moment, zone)];
    let (since, until) = watch.span(&hours).unwrap();
    let query = ledger.query().time_zone(zone.clone()).by(Key::Period(Period::Hour));
    let query = query.filter(Filter::Since(since)).filter(Filter::Until(until));
    let query = by.into_iter().map(Key::Field).fold(query, genai_otel_ledger::Query::by);
    watch.judge(&query.report().unwrap(), &hours)
}

fn sentences(watched: &Watched) -> Vec<String> {
    watched.unusual.iter().map(ToString::to_string).collect()
}

const USUAL: &str = r#""model":"m","status":"success","input_tokens":900,"output_tokens":100,"latency_ms":800,"cost":0.02,"currency":"USD""#;

#[test]
fn a_usual_hour_is_not_told() {
    let now = at("2026-11-29T13:00:00Z");
    let lines = [weeks(now, 8, 40, USUAL), hour(now, 52, USUAL)].concat();
    let (_folder, ledger) = ledger(&lines);
    let found = watched(&ledger, now, &TimeZone::UTC, None);
    assert_eq!((sentences(&found), found.judged, found.without_history), (vec![], 5, 0));
}

#[test]
fn what_is_far_above_or_below_is_told_with_its_numbers() {
    let now = at("2026-11-29T13:00:00Z");
    let dear = r#""model":"m","status":"error","input_tokens":900,"output_tokens":100,"latency_ms":9000,"cost":0.5,"currency":"USD""#;
    let lines = [weeks(now, 8, 40, USUAL), hour(now, 60, dear)].concat();
    let (_folder, dear) = ledger(&lines);
    assert_eq!(
        sentences(&watched(&dear, now, &TimeZone::UTC, None)),
        [
            "cost 30 USD at 2026-11-29T13 is 72.7 times the usual spread above the median 0.89 USD of 8 weeks",
            "error rate 100.0 % at 2026-11-29T13 is 67.0 times the usual spread above the median 0.0 % of 8 weeks",
            "average latency 9.000 s at 2026-11-29T13 is 22.8 times the usual spread above the median 0.800 s of 8 weeks",
        ]
    );
    let (_folder, silent) = ledger(&weeks(now, 8, 400, USUAL));
    assert_eq!(
        sentences(&watched(&silent, now, &TimeZone::UTC, None)),
        [
            "calls 0 at 2026-11-29T13 is 10.0 times the usual spread below the median 404.5 of 8 weeks",
            "cost 0 USD at 2026-11-29T13 is 6.7 times the usual spread below the median 8.09 USD of 8 weeks",
            "tokens 0 at 2026-11-29T13 is 6.7 times the usual spread below the median 404500 of 8 weeks",
        ]
    );
}

#[test]
fn each_group_is_judged_by_itself() {
    let now = at("2026-11-29T13:00:00Z");
    let other = USUAL.replace(r#""m""#, r#""other""#);
    let lines = [weeks(now, 8, 40, USUAL), hour(now, 44, USUAL), hour(now, 200, &other)].concat();
    let (_folder, ledger) = ledger(&lines);
    let found = watched(&ledger, now, &TimeZone::UTC, Some(Field::Model));
    let groups: Vec<_> = found.unusual.iter().map(|unusual| unusual.group.clone()).collect();
    assert!(
        !groups.is_empty() && groups.iter().all(|group| *group == [Some("other".to_owned())]),
        "{groups:?}"
    );
}

#[test]
fn too_few_weeks_are_no_history() {
    let now = at("2026-11-29T13:00:00Z");
    let lines = [weeks(now, 3, 40, USUAL), hour(now, 400, USUAL)].concat();
    let (_folder, ledger) = ledger(&lines);
    let found = watched(&ledger, now, &TimeZone::UTC, None);
    assert_eq!((sentences(&found), found.judged, found.without_history), (vec![], 0, 5));
}

#[test]
fn an_hour_that_is_passed_twice_may_have_twice_the_calls() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let now = at("2026-10-25T00:00:00Z");
    let twice = [hour(now, 45, USUAL), hour(at("2026-10-25T01:00:00Z"), 45, USUAL)].concat();
    let (_folder, ledger) = ledger(&[weeks(now, 8, 40, USUAL), twice].concat());
    assert_eq!(sentences(&watched(&ledger, now, &berlin, None)), [""; 0]);
}

#[test]
fn the_hour_of_the_week_is_that_of_the_zone() {
    // Nine o'clock in Berlin is seven by UTC before the clocks go back, and eight after.
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let now = at("2026-11-09T08:00:00Z");
    let before = (1..=8_i64).flat_map(|week| {
        let day = jiff::civil::date(2026, 11, 9).checked_sub(week.weeks()).unwrap();
        let moment = berlin.to_timestamp(day.at(9, 0, 0, 0)).unwrap();
        hour(moment, 100, USUAL)
    });
    let lines: Vec<_> = before.chain(hour(now, 100, USUAL)).collect();
    let (_folder, ledger) = ledger(&lines);
    assert_eq!(sentences(&watched(&ledger, now, &berlin, None)), [""; 0]);
    let by_utc = watched(&ledger, now, &TimeZone::UTC, None);
    assert!(!by_utc.unusual.is_empty(), "{by_utc:?}");
}
