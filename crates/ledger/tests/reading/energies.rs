//! Sums of energy.

use std::ops::ControlFlow;

use genai_otel_core::{Grams, Joules};
use genai_otel_ledger::{EnergyTotals, Field, Filter, Key, Measure};

use crate::lines::{calls, ledger, line};

fn call(model: &str, more: &str) -> String {
    line(&format!(
        r#""timestamp":"2026-11-29T22:37:05.123456789Z","status":"success","model":"{model}"{more}"#
    ))
}

fn energies() -> [String; 5] {
    [
        call(
            "a",
            r#","energy_low_j":1.25,"energy_high_j":4.5,"energy_method":"rates","carbon_low_g":0.000133,"carbon_high_g":0.00048,"carbon_g_per_kwh":384"#,
        ),
        call(
            "a",
            r#","energy_low_j":0.000001,"energy_high_j":0.000001,"energy_method":"rates","energy_incomplete":true,"energy_unknown":"unknown_model""#,
        ),
        call("b", r#","energy_low_j":9,"energy_high_j":9,"energy_method":"ecologits""#),
        call("c", r#","energy_unknown":"no_usage""#),
        call("d", r#","energy":{"joules":12.5}"#),
    ]
}

fn sums(calls: u64, [low, high]: [u64; 2]) -> EnergyTotals {
    let mut sums = EnergyTotals::default();
    (sums.calls, sums.low, sums.high) = (calls, Joules::from_micro(low), Joules::from_micro(high));
    sums
}

#[test]
fn energies_are_added_exactly_and_what_is_not_known_is_counted() {
    let (_directory, ledger) = ledger(&energies());
    let report = ledger.query().by(Key::Field(Field::Model)).report().unwrap();
    let mut a = sums(2, [1_250_001, 4_500_001]);
    a.carbon_calls = 1;
    (a.carbon_low, a.carbon_high) = (Grams::from_micro(133), Grams::from_micro(480));
    (a.inexact, a.unknown) = (1, 1);
    let mut c = EnergyTotals::default();
    c.unknown = 1;
    let found: Vec<_> =
        report.groups.iter().map(|group| group.totals.energy.as_deref().cloned()).collect();
    let b = sums(1, [9_000_000, 9_000_000]);
    // What another program says in words of its own is in no sum.
    assert_eq!(found, [Some(a.clone()), Some(b), Some(c), None]);
    a.calls = 3;
    (a.low, a.high) = (Joules::from_micro(10_250_001), Joules::from_micro(13_500_001));
    a.unknown = 2;
    assert_eq!(report.total.energy.as_deref(), Some(&a));
}

#[test]
fn calls_are_grouped_filtered_and_sorted_by_their_energy() {
    let (_directory, ledger) = ledger(&energies());
    let by = |field| ledger.query().by(Key::Field(field));
    let sorted = by(Field::Model).sort_by(Measure::Energy, true).report().unwrap();
    let owned = |groups: &[(&str, u64)]| {
        groups.iter().map(|(name, calls)| ((*name).to_owned(), *calls)).collect::<Vec<_>>()
    };
    assert_eq!(calls(&sorted), owned(&[("b", 1), ("a", 2), ("c", 1), ("d", 1)]));
    let carbon = by(Field::Model).sort_by(Measure::Carbon, true).top(1).report().unwrap();
    assert_eq!(calls(&carbon), owned(&[("a", 2)]));
    let methods = by(Field::EnergyMethod).report().unwrap();
    assert_eq!(calls(&methods), owned(&[("-", 2), ("ecologits", 1), ("rates", 2)]));
    let filter = |text: &str| {
        let report = by(Field::EnergyHigh).filter(Filter::parse(text).unwrap()).report().unwrap();
        calls(&report)
    };
    assert_eq!(filter("energy_low_j > 1"), owned(&[("4.5", 1), ("9", 1)]));
    assert_eq!(filter("energy_unknown = unknown_model"), owned(&[("0.000001", 1)]));
    assert_eq!(filter("carbon_g_per_kwh = 384"), owned(&[("4.5", 1)]));
}

#[test]
fn what_another_program_says_of_energy_is_written_again_as_it_was() {
    let lines = energies();
    let (_directory, ledger) = ledger(&lines);
    let mut written = Vec::new();
    let take = |entry: genai_otel_ledger::Entry| {
        written.push(String::from_utf8(entry.to_line()).unwrap());
        ControlFlow::Continue(())
    };
    ledger.query().entries(take).unwrap();
    assert_eq!(written, lines);
}
