//! The numbers of the page.

use genai_otel_core::{Currency, Money};
use genai_otel_ledger::{Group, Totals};

use crate::digits::grouped;
use crate::figure::{Figure, Value};
use crate::overview::Overview;
use crate::safe::safe;

type Line = [String; 3];

/// The parts of the page with their lines: a name, a number, and what there is to say.
pub(super) fn lines(overview: &Overview) -> Vec<(&'static str, Vec<Line>)> {
    let parts = [
        ("Calls", calls(overview)),
        ("Tokens", tokens(overview)),
        ("Cost", cost(overview)),
        ("Energy", energy(overview)),
        ("Time", time(overview)),
    ];
    parts.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

fn calls(overview: &Overview) -> Vec<Line> {
    let total = &overview.total;
    let shown = |figure: Figure| figure.of(total, None).shown(&overview.zone);
    let zone = overview.zone.iana_name().unwrap_or("local time");
    let when = format!("{} to {} {zone}", shown(Figure::First), shown(Figure::Last));
    let mut lines = vec![line("calls", shown(Figure::Calls), &when)];
    let ends = total.by_status.iter();
    lines.extend(ends.map(|(status, calls)| {
        let part = Value::Part(calls as f64 / total.calls.max(1) as f64).shown(&overview.zone);
        line(&format!("  {status}"), grouped(calls.into()), &part)
    }));
    lines.push(line("error rate", shown(Figure::ErrorRate), ""));
    let kinds = overview.failures.iter().filter(|group| group.totals.failed() > 0);
    lines.extend(kinds.clone().take(MOST_KINDS).map(kind));
    let more: u64 = kinds.skip(MOST_KINDS).map(|group| group.totals.calls).sum();
    if more > 0 {
        lines.push(line("  others", grouped(more.into()), "`report --by error_type` has all"));
    }
    if total.attempts > total.calls {
        lines.push(line("attempts", shown(Figure::Attempts), "with retries and fallbacks"));
    }
    if total.cache_hits.1 > 0 {
        let asked =
            format!("of {} calls that asked a semantic cache", grouped(total.cache_hits.1.into()));
        lines.push(line("cache hit rate", shown(Figure::CacheHitRate), &asked));
    }
    lines
}

fn kind(group: &Group) -> Line {
    let error = group.values.get(1).cloned().flatten();
    let status = group.values.first().cloned().flatten().unwrap_or_default();
    let name = error.map_or(status, |error| safe(&error));
    line(&format!("  {name}"), grouped(group.totals.calls.into()), "")
}

fn tokens(overview: &Overview) -> Vec<Line> {
    let total = &overview.total;
    let count = |name: &str, count: u128, note: &str| line(name, grouped(count), note);
    let mut lines = vec![count("total", total.total_tokens(), "")];
    lines.push(count("input", total.input_tokens(), ""));
    let parts = [
        ("  read from cache", total.cache_read_tokens(), total.input_tokens()),
        ("  written to cache", total.cache_write_tokens(), total.input_tokens()),
    ];
    let part = |(name, part, of): (&str, u128, u128)| {
        let share = Value::Part(part as f64 / of.max(1) as f64).shown(&overview.zone);
        (part > 0).then(|| count(name, part, &share))
    };
    lines.extend(parts.into_iter().filter_map(part));
    lines.push(count("output", total.output_tokens(), ""));
    lines.extend(part(("  reasoning", total.reasoning_tokens(), total.output_tokens())));
    let known = total.input_tokens().saturating_add(total.output_tokens());
    let reported = known.saturating_sub(total.estimated_tokens());
    if total.estimated_tokens() > 0 {
        lines.push(count("reported", reported, "of input and output"));
        lines.push(count("estimated", total.estimated_tokens(), "of input and output"));
    }
    if total.calls_without_usage > 0 {
        let calls = total.calls_without_usage.into();
        lines.push(count("unknown", calls, "calls that did not say what they used"));
    }
    lines
}

fn cost(overview: &Overview) -> Vec<Line> {
    let total = &overview.total;
    let mut lines: Vec<_> = total
        .costs
        .iter()
        .map(|cost| line(cost.currency().as_str(), cost.decimal(), &mean(*cost, total)))
        .collect();
    if total.unpriced > 0 {
        let note = "calls, in no sum: `report --by model,unpriced` says which";
        lines.push(line("unpriced", grouped(total.unpriced.into()), note));
    }
    if total.inexact_costs > 0 {
        let note = "costs are estimated or incomplete";
        lines.push(line("inexact", grouped(total.inexact_costs.into()), note));
    }
    lines
}

/// The mean of all calls, where all costs have one currency.
fn mean(cost: Money, total: &Totals) -> String {
    let priced = total.calls.saturating_sub(total.unpriced);
    let of = |currency: Currency| {
        let mean = cost.pico().checked_div(i128::from(priced))?;
        Some(Money::from_pico(mean, currency))
    };
    match of(cost.currency()) {
        Some(mean) if total.costs.len() == 1 => format!("{} a call", mean.decimal()),
        _ => String::new(),
    }
}

fn energy(overview: &Overview) -> Vec<Line> {
    let Some(energy) = overview.total.energy.as_deref() else { return Vec::new() };
    let between = |low: Figure, high: Figure| {
        let [low, high] =
            [low, high].map(|figure| figure.of(&overview.total, None).shown(&overview.zone));
        if low == high { low } else { format!("{low} to {high}") }
    };
    let of = |calls: u64| match calls {
        1 => "of 1 call".to_owned(),
        _ => format!("of {} calls", grouped(calls.into())),
    };
    let counted = |name: &str, calls: u64, note: &str| {
        (calls > 0).then(|| line(name, grouped(calls.into()), note))
    };
    let joules = (energy.calls > 0)
        .then(|| line("joules", between(Figure::EnergyLow, Figure::EnergyHigh), &of(energy.calls)));
    let carbon = (energy.carbon_calls > 0).then(|| {
        let grams = between(Figure::CarbonLow, Figure::CarbonHigh);
        line("grams of CO2e", grams, &of(energy.carbon_calls))
    });
    let note =
        "calls, in no sum or not with every part: `report --by model,energy_unknown` says which";
    let unknown = counted("unknown", energy.unknown, note);
    let inexact = counted("inexact", energy.inexact, "energies are estimated or incomplete");
    [joules, carbon, unknown, inexact].into_iter().flatten().collect()
}

fn time(overview: &Overview) -> Vec<Line> {
    let shown = |figure: Figure| figure.of(&overview.total, None).shown(&overview.zone);
    let times = |name: &str, known: u64, mean: Figure, quantile: fn(u8) -> Figure| {
        let [p50, p90, p99] = [50, 90, 99].map(|of| shown(quantile(of)));
        let note = format!("p50 {p50}, p90 {p90}, p99 {p99}");
        (known > 0).then(|| line(name, shown(mean), &note))
    };
    let total = &overview.total;
    let latency = times("latency", total.latency.1, Figure::LatencyMean, Figure::LatencyQuantile);
    let chunk = total.time_to_first_chunk.1;
    let chunk = times("first chunk", chunk, Figure::FirstChunkMean, Figure::FirstChunkQuantile);
    let speed = total.tokens_per_second().is_some().then(|| {
        let note = "output through latency, of calls with output";
        line("tokens a second", shown(Figure::TokensPerSecond), note)
    });
    [latency, chunk, speed].into_iter().flatten().collect()
}

fn line(name: &str, number: String, note: &str) -> Line {
    [name.to_owned(), number, note.to_owned()]
}

/// How many kinds of errors are told.
const MOST_KINDS: usize = 8;
