//! A call in one line.

use genai_otel_ledger::Entry;
use jiff::tz::TimeZone;

use crate::digits::grouped;
use crate::figure::Value;
use crate::paint::Paint;
use crate::safe::safe;
use crate::world::Terminal;

/// When, how it ended, who was called, what for, tokens in and out, cost, how long, for whom.
pub(super) fn line(entry: &Entry, zone: &TimeZone, terminal: Terminal) -> String {
    let time = zone.to_datetime(entry.timestamp).strftime("%Y-%m-%d %H:%M:%S%.3f").to_string();
    let status = format!("{:<9}", entry.status.as_str());
    let status = if entry.status.is_failure() { Paint::Bad.on(terminal, &status) } else { status };
    let model = entry.model.as_deref().or(entry.response_model.as_deref());
    let names: Vec<_> = [entry.provider.as_deref(), model].into_iter().flatten().collect();
    // A call of no model is named by what ran.
    let ran = || [&entry.tool, &entry.agent, &entry.workflow].into_iter().flatten().next().cloned();
    let called = if names.is_empty() { ran() } else { Some(names.join("/")) };
    let called = shown(called.as_deref());
    let operation = shown(entry.operation.as_deref());
    let count = |count: Option<u64>| count.map_or("-".to_owned(), |count| grouped(count.into()));
    let tokens = [entry.usage.input.value(), entry.usage.output.value()].map(count).join(" + ");
    let cost = entry.cost.as_ref().map(|cost| cost.amount.to_string());
    let unpriced = || entry.unpriced.as_deref().map(|why| format!("no price: {}", safe(why)));
    let cost = cost.or_else(unpriced).unwrap_or_else(|| "-".to_owned());
    let latency = entry.latency.map_or(Value::Nothing, Value::Time).shown(zone);
    let user = shown(entry.user.as_deref());
    let time = Paint::Faint.on(terminal, &time);
    format!(
        "{time}  {status}  {called:<28}  {operation:<10}  {tokens:>15}  {cost:>16}  {latency:>8}  {user}"
    )
}

fn shown(text: Option<&str>) -> String {
    text.map_or_else(|| "-".to_owned(), safe)
}
