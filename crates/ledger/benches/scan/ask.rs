//! One question, asked of a file.

use std::error::Error;
use std::path::Path;

use genai_otel_core::Currency;
use genai_otel_ledger::{Field, Filter, Key, Ledger, Op, Query, Totals};

/// Asks, and prints a line for each group: its value, calls, tokens in, tokens out, cost in pico-dollars, sum of the
/// latencies in nanoseconds, how many are known, and their 99th percentile in nanoseconds or nothing.
pub(crate) fn ask(file: &Path, question: &str, threads: usize) -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::open(file)?;
    let report = asked(ledger.query(), question)?.threads(threads).report()?;
    for group in &report.groups {
        let value = group.values.first().cloned().flatten().unwrap_or_default();
        println!("{value}\t{}", figures(&group.totals));
    }
    let scanned = &report.scanned;
    if scanned.bad > 0 || !scanned.torn.is_empty() {
        return Err(format!("{} bad lines: {:?}", scanned.bad, scanned.first_bad).into());
    }
    Ok(())
}

fn asked<'l>(query: Query<'l>, question: &str) -> Result<Query<'l>, Box<dyn Error>> {
    let by = |field| Key::Field(field);
    Ok(match question {
        "model" => query.by(by(Field::Model)),
        "user" => query.by(by(Field::User)),
        "session" => query.by(by(Field::Session)),
        "session-p99" => query.by(by(Field::Session)).quantiles(true),
        "model-p99" => query.by(by(Field::Model)).quantiles(true),
        "user-p99" => query.by(by(Field::User)).quantiles(true),
        "one-user" => query.by(by(Field::Model)).filter(Filter::Field(
            Field::User,
            Op::Equal,
            "user-7".to_owned(),
        )),
        "one-day" => query
            .by(by(Field::Model))
            .filter(Filter::Since("2026-11-10T00:00:00Z".parse()?))
            .filter(Filter::Until("2026-11-11T00:00:00Z".parse()?)),
        other => return Err(format!("no question `{other}`").into()),
    })
}

fn figures(totals: &Totals) -> String {
    let dollars = totals.costs.iter().find(|cost| cost.currency() == Currency::USD);
    let pico = dollars.map_or(0, |cost| cost.pico());
    let p99 = totals.latency_quantile(0.99).map(|p99| p99.as_nanos().to_string());
    let (calls, input, output) = (totals.calls, totals.input_tokens(), totals.output_tokens());
    let (latency, known) = totals.latency;
    let p99 = p99.unwrap_or_default();
    format!("{calls}\t{input}\t{output}\t{pico}\t{}\t{known}\t{p99}", latency.as_nanos())
}
