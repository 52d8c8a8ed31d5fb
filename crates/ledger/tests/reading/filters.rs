//! Which calls pass.

use genai_otel_ledger::Filter;

use crate::lines::{ledger, line};

fn three() -> Vec<String> {
    vec![
        line(
            r#""id":"a-1","timestamp":"2026-11-01T00:00:00.000000000Z","status":"success","model":"gpt-4o","user_id":"u-1","input_tokens":10,"output_tokens":5,"latency_ms":1000,"cost":0.1,"currency":"USD""#,
        ),
        line(
            r#""id":"a-2","timestamp":"2026-11-02T00:00:00.000000000Z","status":"error","model":"gpt-4o-mini","user_id":"u-2","input_tokens":9,"latency_ms":20.5,"cost":0.3,"currency":"USD""#,
        ),
        line(
            r#""id":"a-3","timestamp":"2026-11-03T12:00:00.000000000Z","status":"success","model":"o \"3\"""#,
        ),
    ]
}

/// The last digits of the ids of the calls that pass.
fn passing(filters: &[&str]) -> String {
    let (_directory, ledger) = ledger(&three());
    let mut passing = String::new();
    let mut query = ledger.query();
    for filter in filters {
        query = query.filter(Filter::parse(filter).unwrap());
    }
    query
        .entries(|entry| {
            passing.extend(entry.id.unwrap().chars().last());
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    passing
}

#[test]
fn a_filter_compares_by_the_kind_of_its_field() {
    for (filter, expected) in [
        ("user = u-1", "1"),
        ("user != u-1", "23"),
        ("user > u-1", "2"),
        ("cost >= 0.1", "12"),
        ("cost > 0.1", "2"),
        ("cost = 0.10", "1"),
        ("cost = 1e-1", "1"),
        ("cost != 0.1", "23"),
        ("input_tokens < 10", "2"),
        ("latency < 1000", "2"),
        ("latency_ms = 20.5", "2"),
        ("model ~ gpt", "12"),
        ("model ^= gpt-4o-", "2"),
        ("model = 'o \"3\"'", "3"),
        ("status = error", "2"),
        ("status ~ rr", "2"),
        ("timestamp >= 2026-11-02", "23"),
        ("timestamp < 2026-11-03T12:00:00Z", "12"),
        ("id = a-3", "3"),
        ("team = x", ""),
        ("team != x", "123"),
    ] {
        assert_eq!(passing(&[filter]), expected, "{filter}");
    }
    assert_eq!(passing(&["model ~ gpt", "cost < 0.2"]), "1");
}
