//! Whatever a book can hold is read again from what is written.

use std::collections::BTreeMap;

use genai_otel_core::Currency;
use proptest::prelude::*;

use crate::date::Date;
use crate::file::mode::MODES;
use crate::file::{Format, PriceFile, Source, read_file, write_file};
use crate::model::{
    Condition, Daily, DatedPrices, Model, Multiplier, Provider, Rate, Rates, Tier, Variant,
};
use crate::price::{Factor, Price};
use crate::rule::Rule;
use crate::unit::Unit;

proptest! {
    #[test]
    fn what_is_written_is_read_again(file in price_file()) {
        let written = write_file(&file);
        let read = read_file(&written, Format::Json, "other.json");
        prop_assert_eq!(read.as_ref(), Ok(&file), "{}", written);
        prop_assert_eq!(write_file(&read.unwrap()), written);
    }
}

fn price_file() -> impl Strategy<Value = PriceFile> {
    let source = (name(), option(name()), option(name()))
        .prop_map(|(name, version, licence)| Source { name, version, licence });
    let parts = (option(date()), vec(source), vec(provider()));
    parts.prop_map(|(version, sources, providers)| {
        let providers = (0..).zip(providers).map(|(number, provider): (u32, Provider)| Provider {
            id: format!("{}-{number}", provider.id),
            ..provider
        });
        PriceFile { version, sources, providers: providers.collect() }
    })
}

fn provider() -> impl Strategy<Value = Provider> {
    let id = "[a-z][a-z0-9.é_-]{0,8}";
    let names = (id, name(), vec(lower()), vec(lower()), vec(id.prop_map(|id| id + "!")));
    (names, option(rule()), option(rule()), vec(model())).prop_map(
        |((id, name, semconv, aliases, fallback), hosts, model_rule, models)| {
            let models = (0..).zip(models).map(|(number, model): (u32, Model)| Model {
                id: format!("{}{number}", model.id),
                ..model
            });
            let models = models.collect();
            Provider { id, name, semconv, aliases, hosts, model_rule, fallback, models }
        },
    )
}

fn model() -> impl Strategy<Value = Model> {
    let mode = proptest::sample::select(MODES.to_vec());
    let texts = (name(), option(name()), name(), option(any::<String>()));
    let facts = (vec(mode), option(1_u64..), option(date()), any::<bool>(), currency());
    let terms = (prices(), variants(), vec(multiplier()));
    (texts, facts, option(rule()), terms, any::<u64>()).prop_map(
        |((id, name, source, comment), facts, rule, (prices, variants, multipliers), least)| {
            let (modes, context_window, checked, deprecated, currency) = facts;
            let rule = rule.unwrap_or_else(|| Rule::Equals(id.to_lowercase()));
            let mut minimums = Vec::new();
            for (unit, _) in prices[0].rates.iter().take(2) {
                minimums.push((unit, least % 9_000_000_000 + 1));
            }
            Model {
                id,
                name,
                rule,
                modes,
                context_window,
                source,
                checked,
                comment,
                deprecated,
                currency,
                prices,
                variants,
                multipliers,
                minimums,
            }
        },
    )
}

/// Each begins later than the one before it.
fn prices() -> impl Strategy<Value = Vec<DatedPrices>> {
    let entry = (option(daily()), rates());
    (any::<bool>(), 1_u32..20_000, proptest::collection::vec(entry, 1..4)).prop_map(
        |(ever, first, entries)| {
            let entries = (0..).zip(entries).map(|(number, (daily, rates))| DatedPrices {
                from: (number > 0 || !ever).then(|| day(first + number)),
                daily,
                rates,
            });
            entries.collect()
        },
    )
}

/// No call fulfils the conditions of two.
fn variants() -> impl Strategy<Value = Vec<Variant>> {
    vec((conditions(), option(date()), option(daily()), rates())).prop_map(|variants| {
        let variants = (0..).zip(variants).map(|(number, (mut when, from, daily, rates))| {
            when.insert(0, Condition { key: "!".to_owned(), value: format!("{number:04}") });
            Variant { when, from, daily, rates }
        });
        variants.collect()
    })
}

fn multiplier() -> impl Strategy<Value = Multiplier> {
    let times = (1_i64..=1_000_000_000_000)
        .prop_map(|nano| format!("{nano}e-9").parse::<Factor>().unwrap());
    (conditions(), option(date()), times).prop_map(|(when, from, times)| Multiplier {
        when,
        from,
        times,
    })
}

fn conditions() -> impl Strategy<Value = Vec<Condition>> {
    proptest::collection::btree_map(lower(), lower(), 1..4).prop_map(
        |conditions: BTreeMap<_, _>| {
            conditions.into_iter().map(|(key, value)| Condition { key, value }).collect()
        },
    )
}

/// With both directions of tokens, and no two that overlap.
fn rates() -> impl Strategy<Value = Rates> {
    let few = vec![
        Unit::CacheReadTokens,
        Unit::OutputReasoningTokens,
        Unit::AudioSeconds,
        Unit::OutputImages,
        Unit::Requests,
    ];
    let some = proptest::sample::subsequence(few, 0..5).prop_map(|mut units| {
        units.extend([Unit::InputTokens, Unit::OutputTokens]);
        units
    });
    let units = prop_oneof![some, Just(Unit::ALL.to_vec()), Just(vec![Unit::Images])];
    units.prop_flat_map(|units| {
        proptest::collection::vec(rate(), units.len())
            .prop_map(move |rates| Rates::new(units.iter().copied().zip(rates)))
    })
}

fn rate() -> impl Strategy<Value = Rate> {
    (price(), proptest::collection::btree_map(1_u64.., price(), 0..3)).prop_map(|(base, tiers)| {
        let tiers = tiers.into_iter().map(|(over, price)| Tier { over, price });
        Rate { base, tiers: tiers.collect() }
    })
}

fn price() -> impl Strategy<Value = Price> {
    (0..=i64::MAX).prop_map(|pico| Price::from_pico(pico).unwrap())
}

fn rule() -> impl Strategy<Value = Rule> {
    let leaf = prop_oneof![
        lower().prop_map(Rule::Equals),
        lower().prop_map(Rule::StartsWith),
        lower().prop_map(Rule::EndsWith),
        lower().prop_map(Rule::Contains),
        "[a-z-]{1,5}#{1,3}[*]?".prop_map(Rule::Form),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let several = proptest::collection::vec(inner.clone(), 1..3);
        prop_oneof![
            several.clone().prop_map(Rule::Or),
            several.prop_map(Rule::And),
            inner.prop_map(|rule| Rule::Not(Box::new(rule))),
        ]
    })
}

fn daily() -> impl Strategy<Value = Daily> {
    (0..86_400_u32, 0..=86_400_u32)
        .prop_filter("an interval is not empty", |(from, until)| from != until)
        .prop_map(|(from, until)| Daily { from, until })
}

fn currency() -> impl Strategy<Value = Currency> {
    let codes = ["USD", "EUR", "JPY"].map(|code| Currency::new(code).unwrap());
    proptest::sample::select(codes.to_vec())
}

fn date() -> impl Strategy<Value = Date> {
    (1_u32..20_000).prop_map(day)
}

fn day(number: u32) -> Date {
    let moment = std::time::UNIX_EPOCH + std::time::Duration::from_secs(u64::from(number) * 86_400);
    Date::of(moment).0
}

fn lower() -> impl Strategy<Value = String> {
    name().prop_map(|name| name.to_lowercase())
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9é\"\\\\{}/:. ß東-]{1,10}".prop_filter_map("a name shows", |name| {
        let name = name.trim();
        (!name.is_empty()).then(|| name.to_owned())
    })
}

fn option<S: Strategy>(strategy: S) -> impl Strategy<Value = Option<S::Value>> {
    proptest::option::of(strategy)
}

fn vec<S: Strategy>(strategy: S) -> impl Strategy<Value = Vec<S::Value>> {
    proptest::collection::vec(strategy, 0..3)
}
