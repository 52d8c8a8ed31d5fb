//! Hours of the calendar, where clocks are moved.

use genai_otel_ledger::anomaly::Hour;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::support::at;

#[test]
fn an_hour_is_as_long_as_clocks_show_it() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    for (moment, name, seconds, end) in [
        ("2026-11-29T12:34:56Z", "2026-11-29T13", 3600, "2026-11-29T13:00:00Z"),
        // Clocks go back: both hours have one name.
        ("2026-10-25T00:30:00Z", "2026-10-25T02", 7200, "2026-10-25T02:00:00Z"),
        ("2026-10-25T01:30:00Z", "2026-10-25T02", 7200, "2026-10-25T02:00:00Z"),
        ("2026-03-29T00:59:59Z", "2026-03-29T01", 3600, "2026-03-29T01:00:00Z"),
        ("2026-03-29T01:00:00Z", "2026-03-29T03", 3600, "2026-03-29T02:00:00Z"),
    ] {
        let hour = Hour::of(at(moment), &berlin);
        let found = (hour.to_string(), hour.length(&berlin), hour.end(&berlin));
        assert_eq!(found, (name.to_owned(), seconds, Some(at(end))), "{moment}");
    }
}

#[test]
fn an_hour_that_does_not_happen_has_no_length() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let hour = Hour::of(at("2026-04-05T00:30:00Z"), &berlin);
    let before = hour.weeks_before(1).unwrap();
    assert_eq!((before.to_string(), before.length(&berlin)), ("2026-03-29T02".to_owned(), 0));
}

#[test]
fn an_hour_may_be_passed_by_half_twice() {
    let lord_howe = TimeZone::get("Australia/Lord_Howe").unwrap();
    // Clocks go back from 02:00 to 01:30.
    let hour = Hour::of(at("2026-04-04T14:45:00Z"), &lord_howe);
    assert_eq!((hour.to_string(), hour.length(&lord_howe)), ("2026-04-05T01".to_owned(), 5400));
}

#[test]
fn the_last_hours_are_those_that_are_over() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let names = |now, zone: &TimeZone| -> Vec<_> {
        Hour::last(3, at(now), zone).iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        names("2026-11-29T13:00:00Z", &TimeZone::UTC),
        ["2026-11-29T10", "2026-11-29T11", "2026-11-29T12"]
    );
    // The hour that does not happen is none.
    assert_eq!(names("2026-03-29T02:30:00Z", &berlin), ["2026-03-29T01", "2026-03-29T03"]);
}

proptest! {
    #[test]
    fn hours_lie_side_by_side_in_every_zone(
        seconds in 1_000_000_000_i64..2_000_000_000,
        zone in proptest::sample::select(vec![
            "UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu",
        ]),
    ) {
        let zone = TimeZone::get(zone).unwrap();
        let moment = jiff::Timestamp::from_second(seconds).unwrap();
        let hour = Hour::of(moment, &zone);
        let (start, end) = (hour.start(&zone).unwrap(), hour.end(&zone).unwrap());
        prop_assert!(start <= moment && moment < end, "{start} {moment} {end}");
        prop_assert!(Hour::of(end, &zone) > hour);
    }
}
