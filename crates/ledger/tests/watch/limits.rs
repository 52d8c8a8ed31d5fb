//! Limits, and where they are broken.

use std::time::Duration;

use genai_otel_core::{Currency, Money};
use genai_otel_ledger::limits::{Amount, Limit};
use genai_otel_ledger::{Ledger, Query};
use jiff::tz::TimeZone;

use crate::support::{at, ledger, line};

fn calls() -> Vec<String> {
    let call = |moment, user, rest: &str| {
        line(
            at(moment),
            &format!(
                r#""user_id":"{user}","model":"m","input_tokens":100,"output_tokens":20,{rest}"#
            ),
        )
    };
    vec![
        call(
            "2026-10-31T23:30:00Z",
            "u-1",
            r#""status":"success","cost":0.1,"currency":"USD","latency_ms":1000"#,
        ),
        call(
            "2026-11-01T00:30:00Z",
            "u-1",
            r#""status":"success","cost":0.2,"currency":"USD","latency_ms":2000"#,
        ),
        call(
            "2026-11-01T12:00:00Z",
            "u-2",
            r#""status":"success","cost":0.000000000001,"currency":"USD","latency_ms":3000"#,
        ),
        call("2026-11-02T12:00:00Z", "u-2", r#""status":"error","latency_ms":6000"#),
    ]
}

fn usd(text: &str) -> Money {
    Money::from_pico(text.parse::<Money>().unwrap().pico(), Currency::USD)
}

/// Each limit, with the most that was reached and all that is beyond it.
fn told(ledger: &Ledger, limits: &[Limit], zone: TimeZone) -> Vec<String> {
    let query = ledger.query().time_zone(zone).quantiles(Limit::need_quantiles(limits));
    let report = Limit::keys(limits).into_iter().fold(query, Query::by).report().unwrap();
    let place = |reached: &genai_otel_ledger::limits::Reached| {
        format!("{} {}", reached.period.as_deref().unwrap_or("all"), reached.amount)
    };
    let verdicts = limits.iter().map(|limit| limit.check(&report)).map(|verdict| {
        let broken: Vec<_> = verdict.broken.iter().map(place).collect();
        format!("{} | {}", verdict.most.as_ref().map_or("-".to_owned(), place), broken.join(", "))
    });
    verdicts.collect()
}

#[test]
fn each_limit_is_told_with_what_was_reached_and_where_it_is_broken() {
    let (_folder, ledger) = ledger(&calls());
    let limits = [
        Limit::TokensPerDay(239),
        Limit::TokensPerDay(240),
        Limit::CallsPerDay(1),
        Limit::CostPerDay(usd("0.2")),
        Limit::CostPerMonth(usd("0.25")),
        Limit::Failed(0),
        Limit::ErrorRate(250_000),
        Limit::ErrorRate(249_999),
        Limit::AverageLatency(Duration::from_secs(3)),
        Limit::AverageLatency(Duration::from_millis(2_999)),
    ];
    assert_eq!(
        told(&ledger, &limits, TimeZone::UTC),
        [
            "2026-11-01 240 | 2026-11-01 240",
            "2026-11-01 240 | ",
            "2026-11-01 2 | 2026-11-01 2",
            "2026-11-01 0.200000000001 USD | 2026-11-01 0.200000000001 USD",
            "2026-11 0.200000000001 USD | ",
            "all 1 | all 1",
            "all 25.00 % | ",
            "all 25.00 % | all 25.00 %",
            "all 3 s | ",
            "all 3 s | all 3 s",
        ]
    );
}

#[test]
fn days_and_months_begin_where_the_time_zone_says() {
    let (_folder, ledger) = ledger(&calls());
    let limits = [Limit::CostPerMonth(usd("0.25")), Limit::CostPerDay(usd("0.25"))];
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    assert_eq!(
        told(&ledger, &limits, berlin),
        [
            "2026-11 0.300000000001 USD | 2026-11 0.300000000001 USD",
            "2026-11-01 0.300000000001 USD | 2026-11-01 0.300000000001 USD",
        ]
    );
}

#[test]
fn a_user_has_limits_of_their_own() {
    let (_folder, ledger) = ledger(&calls());
    let of = |user: &str, limit| Limit::OfUser(user.to_owned(), Box::new(limit));
    let limits = [
        of("u-1", Limit::CostPerDay(usd("0.15"))),
        of("u-2", Limit::CostPerDay(usd("0.15"))),
        of("u-2", Limit::CallsPerDay(1)),
        of("nobody", Limit::CallsPerDay(0)),
        Limit::CallsPerDay(2),
    ];
    assert_eq!(
        told(&ledger, &limits, TimeZone::UTC),
        [
            "2026-11-01 0.2 USD | 2026-11-01 0.2 USD",
            "2026-11-01 0.000000000001 USD | ",
            "2026-11-01 1 | ",
            "- | ",
            "2026-11-01 2 | ",
        ]
    );
}

#[test]
fn a_limit_in_one_currency_says_nothing_of_another() {
    let (_folder, ledger) = ledger(&calls());
    let none = Money::from_pico(0, Currency::new("EUR").unwrap());
    assert_eq!(told(&ledger, &[Limit::CostPerMonth(none)], TimeZone::UTC), ["2026-10 0 EUR | "]);
    let one = Amount::Money(usd("1"));
    assert!(one.exceeds(&Amount::Money(usd("0.5"))));
    assert!(!one.exceeds(&Amount::Money(none)) && !one.exceeds(&Amount::Count(0)));
}
