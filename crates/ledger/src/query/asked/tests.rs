//! Both ways of reading a line say the same.

use std::time::Duration;

use genai_otel_core::{Carbon, Cost, Currency, Energy, Grams, Joules, Measured, Money, Usage};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::line::write_entry;
use crate::query::{Filter, Period};
use crate::status::Status;

/// What a line says to the question, by value.
#[derive(Debug, PartialEq)]
enum Told {
    Call(Vec<Option<String>>, Box<Figures>),
    Other,
    Refused(u64),
    Bad(String),
}

fn told(said: Result<Said<'_>, String>) -> Told {
    match said {
        Ok(Said::Call(name, call)) => Told::Call(Name::values(name.as_bytes(), 1), Box::new(call)),
        Ok(Said::Other) => Told::Other,
        Ok(Said::Refused(calls)) => Told::Refused(calls),
        Err(reason) => Told::Bad(reason),
    }
}

fn plans() -> Vec<Plan> {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let keys =
        |names: &[&str]| names.iter().map(|name| Key::named(name).unwrap()).collect::<Vec<_>>();
    let filters =
        |texts: &[&str]| texts.iter().map(|text| Filter::parse(text).unwrap()).collect::<Vec<_>>();
    let day = vec![Key::Period(Period::Day)];
    [
        (filters(&[]), keys(&["model", "user", "input_tokens", "latency_ms", "cost", "cache_hit"])),
        (filters(&["cost < 1", "model != a"]), day),
        (
            filters(&["latency_ms >= 5", "energy_high_j >= 0", "user ~ b"]),
            keys(&["status", "hour", "team", "attempts"]),
        ),
        (
            filters(&["timestamp > 2000-01-01"]),
            keys(&["week", "session", "currency", "unpriced", "energy_method", "energy_low_j"]),
        ),
        (filters(&["total_tokens > 5"]), keys(&["tokens_per_second", "metadata.k", "error_type"])),
    ]
    .into_iter()
    .map(|(filters, keys)| Plan::new(&filters, keys, berlin.clone()).unwrap())
    .collect()
}

fn text() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        2 => Just(None),
        4 => "[ab]{1,3}".prop_map(Some),
        1 => any::<String>().prop_map(Some),
        1 => Just(Some("\",\"model\":\"x\\".to_owned())),
    ]
}

fn count() -> impl Strategy<Value = Measured<u64>> {
    prop_oneof![
        Just(Measured::Missing),
        (0..10_000_u64).prop_map(Measured::Reported),
        any::<u64>().prop_map(Measured::Reported),
        (0..10_000_u64).prop_map(Measured::Estimated),
    ]
}

fn time() -> impl Strategy<Value = Option<Duration>> {
    let nanos =
        (any::<u64>(), 0_u32..64).prop_map(|(nanos, shift)| Duration::from_nanos(nanos >> shift));
    prop::option::of(nanos)
}

fn cost() -> impl Strategy<Value = Option<Cost>> {
    let amount = (any::<i128>(), 20_u32..127).prop_map(|(pico, shift)| pico >> shift);
    let code = prop::sample::select(vec!["USD", "EUR"]);
    let cost = (amount, code, any::<bool>(), any::<bool>());
    prop::option::of(cost.prop_map(|(pico, code, estimated, incomplete)| {
        let amount = Money::from_pico(pico, Currency::new(code).unwrap());
        let mut cost = Cost::from_caller(amount);
        (cost.estimated, cost.incomplete) = (estimated, incomplete);
        cost
    }))
}

fn energy() -> impl Strategy<Value = Option<Energy>> {
    let number = || (any::<u64>(), 0_u32..64).prop_map(|(number, shift)| number >> shift);
    let energy = (text(), [number(), number()], any::<(bool, bool)>());
    let carbon = prop::option::of(([number(), number()], prop::option::of(number())));
    prop::option::of((energy, carbon).prop_map(|((method, bounds, flags), carbon)| {
        let method = (method.unwrap_or_default(), "1");
        let mut energy = Energy::new(method, bounds.map(Joules::from_micro));
        (energy.estimated, energy.incomplete) = flags;
        energy.carbon = carbon.map(|(grams, grid)| {
            Carbon::new(grams.map(Grams::from_micro), grid.map(Grams::from_micro))
        });
        energy
    }))
}

fn free() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({"user_id": "z", "k": {"model": ["}", "]"]}})),
        any::<String>().prop_map(|text| json!({"k": text})),
        any::<f64>().prop_map(|number| json!({"k": number})),
        Just(json!({})),
    ]
}

prop_compose! {
    fn usage()(counts in prop::array::uniform7(count()), pages in count()) -> Usage {
        let mut usage = Usage::new();
        [usage.input, usage.output, usage.total, usage.cache_read, usage.cache_write, usage.reasoning, usage.input_audio] = counts;
        usage.pages = pages;
        usage
    }
}

prop_compose! {
    fn entry()(
        texts in prop::collection::vec(text(), 17),
        reasons in prop::collection::vec("[a\"\\]{}]{0,4}", 0..3),
        status in prop::sample::select(Status::ALL.to_vec()),
        (second, nanos) in (-1_000_000_000_i64..4_000_000_000, 0..1_000_000_000),
        usage in usage(),
        cost in cost(),
        energy in energy(),
        times in (time(), time()),
        cache_hit in prop::option::of(any::<bool>()),
        attempts in prop::option::of(any::<u64>()),
        temperature in prop::option::of(any::<f64>()),
        free in free(),
    ) -> Entry {
        let mut texts = texts.into_iter();
        let mut text = || texts.next().flatten();
        let mut entry = Entry {
            version: 1,
            id: text(),
            seq: Some(7),
            timestamp: Timestamp::new(second, nanos).unwrap(),
            status,
            usage,
            cost,
            energy,
            cache_hit,
            attempts,
            finish_reasons: reasons,
            latency: times.0,
            time_to_first_chunk: times.1,
            ..Entry::default()
        };
        entry.parameters.temperature = temperature.filter(|number| number.is_finite());
        entry.metadata = free.as_object().cloned().unwrap_or_default();
        for place in [
            &mut entry.service, &mut entry.provider, &mut entry.model, &mut entry.response_model, &mut entry.user,
            &mut entry.session, &mut entry.unpriced, &mut entry.team, &mut entry.source, &mut entry.error_type,
            &mut entry.error_message, &mut entry.trace_id, &mut entry.tool, &mut entry.energy_unknown,
        ] {
            *place = text();
        }
        entry
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn walking_over_a_line_says_what_reading_it_strictly_says(entries in prop::collection::vec(entry(), 1..6)) {
        for plan in plans() {
            let (mut walking, mut reading) = (Asked::new(&plan), Asked::new(&plan));
            for entry in &entries {
                let mut line = Vec::new();
                write_entry(entry, &mut line);
                let line = line.strip_suffix(b"\n").unwrap();
                let strictly = told(reading.read(line));
                prop_assert!(!matches!(strictly, Told::Bad(_)), "{strictly:?}");
                prop_assert_eq!(told(walking.ask(line)), strictly, "{}", String::from_utf8_lossy(line));
            }
        }
    }

    #[test]
    fn no_bytes_behind_a_checksum_that_holds_make_it_panic(
        text in "[\"v:1,{}\\[\\]\\\\a-c]{0,40}",
        begins in prop::sample::select(vec!["\"v\":1,", "\"v\":1,\"timestamp\":\"2026-11-29T22:37:05.123456789Z\",\"status\":\"success\","]),
    ) {
        let body = format!("{begins}{text}");
        let line = format!("{{\"checksum\":\"{:08x}\",{body}", crc32fast::hash(body.as_bytes()));
        for plan in plans() {
            let _said = Asked::new(&plan).ask(line.as_bytes());
        }
    }
}

#[test]
fn what_is_usual_is_walked() {
    let mut entry = Entry { version: 1, timestamp: Timestamp::UNIX_EPOCH, ..Entry::default() };
    entry.usage = Usage::tokens(1, 2);
    entry.cost = Some(Cost::from_caller("0.5".parse().unwrap()));
    entry.latency = Some(Duration::from_nanos(1_500));
    entry.model = Some("gpt-4o".to_owned());
    entry.metadata.insert("k".to_owned(), json!("\\"));
    let mut line = Vec::new();
    write_entry(&entry, &mut line);
    let plans = plans();
    let walked: Vec<bool> =
        plans.iter().map(|plan| Asked::new(plan).walk(line.trim_ascii_end()).is_some()).collect();
    assert_eq!(walked, [true, true, true, true, false]);
}
