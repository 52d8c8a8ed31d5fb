//! Sums by group.

use std::time::Duration;

use genai_otel_ledger::{Field, Key, Measure, Period, Status};
use jiff::tz::TimeZone;

use crate::lines::{calls, ledger, line};

fn call(moment: &str, model: &str, more: &str) -> String {
    line(&format!(r#""timestamp":"{moment}","status":"success","model":"{model}"{more}"#))
}

#[test]
fn sums_are_exact_and_unknown_is_not_zero() {
    let moment = "2026-11-29T22:37:05.123456789Z";
    let (_directory, ledger) = ledger(&[
        call(
            moment,
            "a",
            r#","input_tokens":3,"output_tokens":4,"latency_ms":0.000001,"cost":0.000000000001,"currency":"USD""#,
        ),
        call(
            moment,
            "a",
            r#","input_tokens":18446744073709551615,"latency_ms":10,"cost":0.2,"currency":"USD""#,
        ),
        call(moment, "a", ""),
    ]);
    let report = ledger.query().by(Key::Field(Field::Model)).quantiles(true).report().unwrap();
    let totals = &report.groups[0].totals;
    assert_eq!(totals.calls, 3);
    assert_eq!(totals.by_status.get(Status::Success), 3);
    assert_eq!(totals.input_tokens(), u128::from(u64::MAX) + 3);
    assert_eq!(totals.total_tokens(), u128::from(u64::MAX) + 7);
    assert_eq!(
        totals.costs.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["0.200000000001 USD"]
    );
    assert_eq!(totals.calls_without_usage, 1);
    assert_eq!(totals.latency, (Duration::from_nanos(10_000_001), 2));
    assert_eq!(totals.latency_quantile(0.5), Some(Duration::from_nanos(1)));
    assert_eq!(totals.latency_quantile(0.99), Some(Duration::from_millis(10)));
    assert_eq!(totals.first.unwrap().to_string(), "2026-11-29T22:37:05.123456789Z");
    assert_eq!(&report.total, totals);
}

/// Tools, embeddings and calls that failed take time and say nothing.
#[test]
fn tokens_a_second_are_those_of_calls_with_output() {
    let moment = "2026-11-29T22:37:05.123456789Z";
    let (_directory, ledger) = ledger(&[
        call(moment, "a", r#","output_tokens":100,"latency_ms":2000"#),
        call(moment, "a", r#","output_tokens":50,"latency_ms":500"#),
        call(moment, "a", r#","output_tokens":1000"#),
        call(moment, "a", r#","latency_ms":30000"#),
        call(moment, "b", r#","input_tokens":5,"output_tokens":0,"latency_ms":40"#),
    ]);
    let report = ledger.query().by(Key::Field(Field::Model)).report().unwrap();
    let speeds = report.groups.iter().map(|group| group.totals.tokens_per_second());
    assert_eq!(speeds.collect::<Vec<_>>(), [Some(60.0), None]);
    assert_eq!(report.total.tokens_per_second(), Some(60.0));
}

#[test]
fn groups_are_in_the_order_of_their_values_or_of_a_number() {
    let lines: Vec<_> = ["b", "a", "b", "c", "b", "c"]
        .iter()
        .map(|model| call("2026-11-29T00:00:00.000000000Z", model, ""))
        .collect();
    let (_directory, ledger) = ledger(&lines);
    let by_model = || ledger.query().by(Key::Field(Field::Model));
    let owned = |groups: &[(&str, u64)]| {
        groups.iter().map(|(name, calls)| ((*name).to_owned(), *calls)).collect::<Vec<_>>()
    };
    assert_eq!(calls(&by_model().report().unwrap()), owned(&[("a", 1), ("b", 3), ("c", 2)]));
    let top = by_model().sort_by(Measure::Calls, true).top(1).report().unwrap();
    assert_eq!(calls(&top), owned(&[("b", 3)]));
    let others = top.others.unwrap();
    assert_eq!((others.groups, others.totals.calls, top.total.calls), (2, 3, 6));
    let rising = by_model().sort_by(Measure::Calls, false).top(9).report().unwrap();
    assert_eq!(calls(&rising), owned(&[("a", 1), ("c", 2), ("b", 3)]));
    assert_eq!(rising.others, None);
}

#[test]
fn days_are_those_of_the_zone() {
    // Clocks are set back in Berlin on 2026-10-25: that day has 25 hours.
    let moments = [
        "2026-10-24T21:59:59",
        "2026-10-24T22:00:00",
        "2026-10-25T22:59:59",
        "2026-10-25T23:00:00",
    ];
    let lines: Vec<_> =
        moments.iter().map(|moment| call(&format!("{moment}.000000000Z"), "a", "")).collect();
    let (_directory, ledger) = ledger(&lines);
    let by_day = |zone| {
        calls(&ledger.query().by(Key::Period(Period::Day)).time_zone(zone).report().unwrap())
    };
    let owned = |groups: &[(&str, u64)]| {
        groups.iter().map(|(name, calls)| ((*name).to_owned(), *calls)).collect::<Vec<_>>()
    };
    assert_eq!(by_day(TimeZone::UTC), owned(&[("2026-10-24", 2), ("2026-10-25", 2)]));
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    assert_eq!(by_day(berlin), owned(&[("2026-10-24", 1), ("2026-10-25", 2), ("2026-10-26", 1)]));
}
