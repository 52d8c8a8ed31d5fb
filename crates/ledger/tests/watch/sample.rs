//! Made-up ledgers.

use std::collections::BTreeSet;

use genai_otel_core::{
    Cost, Currency, Instrumentation, InstrumentationBuilder, Money, PriceQuestion, Pricing,
    Unpriced,
};
use genai_otel_ledger::sample::Sample;
use genai_otel_ledger::{Entry, Key, Ledger, Period, Status};

use crate::support::at;

/// A micro-dollar for each token, but for those of models with `acme` in their name.
struct MicroDollars;

impl Pricing for MicroDollars {
    fn price(&self, question: &PriceQuestion<'_>) -> Result<Cost, Unpriced> {
        if question.request_model.is_some_and(|model| model.contains("acme")) {
            return Err(Unpriced::UnknownModel);
        }
        let tokens = question.usage.total().or(question.usage.input.value()).unwrap_or(0);
        Ok(Cost::from_provider(Money::from_pico(i128::from(tokens) * 1_000_000, Currency::USD)))
    }
}

fn builder() -> InstrumentationBuilder {
    Instrumentation::builder().pricing(MicroDollars)
}

fn sample() -> Sample {
    Sample::new(at("2026-11-29T12:00:00Z"))
}

fn written(sample: &Sample) -> Vec<u8> {
    let mut bytes = Vec::new();
    let told = sample.write(builder(), &mut bytes).unwrap();
    assert_eq!(told, bytes.len() as u64);
    bytes
}

fn entries(bytes: &[u8]) -> Vec<Entry> {
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .map(|line| Entry::from_line(line).unwrap())
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_every_machine() {
    let bytes = written(&sample().calls(2_000));
    assert!(bytes == written(&sample().calls(2_000)));
    assert!(bytes != written(&sample().calls(2_000).seed(2)));
    // Changes when the calls or their lines do, and only then.
    assert_eq!(format!("{:08x}", crc32fast::hash(&bytes)), "0b52f635");
}

#[test]
fn there_are_as_many_calls_as_were_asked_for_on_as_many_days() {
    for (calls, days) in [(0, 1), (1, 1), (7, 2), (30, 400), (999, 3)] {
        let entries = entries(&written(&sample().calls(calls).days(days)));
        assert_eq!(entries.len() as u64, calls);
        let (since, until) = (at("2026-11-29T12:00:00Z"), i64::from(days) * 24 * 3600);
        for (entry, seq) in entries.iter().zip(1..) {
            let age = since.as_second() - entry.timestamp.as_second();
            assert!((-3600..=until).contains(&age), "{}", entry.timestamp);
            assert_eq!(entry.seq, Some(seq));
        }
    }
}

#[test]
fn a_made_up_ledger_has_all_that_a_true_one_has() {
    let entries = entries(&written(&sample().calls(20_000)));
    let all =
        |of: fn(&Entry) -> Option<&str>| entries.iter().filter_map(of).collect::<BTreeSet<_>>();
    assert_eq!(all(|entry| entry.user.as_deref()).len(), 201);
    assert!(all(|entry| entry.session.as_deref()).len() > 1_000);
    assert!(all(|entry| entry.model.as_deref()).len() >= 12);
    assert_eq!(all(|entry| entry.agent.as_deref()).len(), 3);
    assert!(all(|entry| entry.source.as_deref()).len() > 100);
    assert_eq!(all(|entry| entry.unpriced.as_deref()), ["unknown_model"].into());
    let ends: BTreeSet<_> = entries.iter().map(|entry| entry.status).collect();
    let possible =
        [Status::Success, Status::Error, Status::Timeout, Status::Cancelled, Status::Abandoned];
    assert_eq!(ends, possible.into());
    for (what, has) in [
        (
            "cache read",
            Box::new(|entry: &Entry| entry.usage.cache_read.value().is_some())
                as Box<dyn Fn(&Entry) -> bool>,
        ),
        ("cache write", Box::new(|entry| entry.usage.cache_write.value().is_some())),
        ("reasoning", Box::new(|entry| entry.usage.reasoning.value().is_some())),
        ("an estimate", Box::new(|entry| entry.usage.is_estimated())),
        ("a first chunk", Box::new(|entry| entry.time_to_first_chunk.is_some())),
        ("a cache that knew", Box::new(|entry| entry.cache_hit == Some(true))),
        ("a cache that did not", Box::new(|entry| entry.cache_hit == Some(false))),
        ("a retry", Box::new(|entry| entry.attempts.is_some_and(|tries| tries > 1))),
        (
            "a slow tail",
            Box::new(|entry| entry.latency.is_some_and(|latency| latency.as_secs() > 60)),
        ),
    ] {
        assert!(entries.iter().any(has), "{what}");
    }
    assert!(entries.iter().all(|entry| entry.usage.contradiction().is_none()));
}

#[test]
fn working_hours_are_busier_than_nights_and_weekends() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("demo.jsonl");
    std::fs::write(&file, written(&sample().calls(20_000).days(7))).unwrap();
    let ledger = Ledger::open(&file).unwrap();
    let report = ledger.query().by(Key::Period(Period::Hour)).report().unwrap();
    let calls = |hour: &str| {
        let known = report.groups.iter().find(|group| group.values[0].as_deref() == Some(hour));
        known.map_or(0, |group| group.totals.calls)
    };
    // A Wednesday, and the Saturday after.
    assert!(calls("2026-11-25T10") > 5 * calls("2026-11-25T03"));
    assert!(calls("2026-11-25T10") > 2 * calls("2026-11-28T10"));
    assert_eq!(report.scanned.bad, 0);
}

#[test]
fn an_error_of_the_receiver_ends_it() {
    let mut taken = 0;
    let ended = sample().play(builder(), |_| {
        taken += 1;
        if taken == 10 { Err("full") } else { Ok(()) }
    });
    assert_eq!((ended, taken), (Err("full"), 10));
}
