//! From an entry to its line. The order of the keys is part of the format.

mod basis;
mod cost;
mod energy;
mod parameters;
mod usage;

use serde_json::{Map, Value};

use super::VERSION;
use super::checksum;
use super::gap::Gap;
use super::keys::{self, SPEED};
use super::number::write_scaled;
use super::object::Object;
use super::stamp::Stamp;
use crate::entry::{AttemptEntry, Entry};

pub(super) fn entry(entry: &Entry, line: &mut Vec<u8>) {
    let start = checksum::begin(line);
    let mut object = Object::opened(line);
    first(entry, &mut object);
    on_whose_behalf(entry, &mut object);
    outcome(entry, &mut object);
    parameters::write(&entry.parameters, &mut object);
    object.whole("attempt", entry.attempt);
    object.whole("chunk_count", entry.chunk_count);
    object.text("refused_by", entry.refused_by.as_deref());
    usage::write_others(&entry.usage, &mut object);
    cost::write_others(entry.cost.as_ref(), &mut object);
    energy::write(entry.energy.as_ref(), entry.energy_unknown.as_deref(), &mut object);
    cost::write_basis(entry.cost.as_ref(), &mut object);
    if !entry.attempt_list.is_empty() {
        object.list("attempt_list", &entry.attempt_list, attempt);
    }
    for (key, map) in entry.maps() {
        object.map(key, map);
    }
    more(&entry.more, keys::is_known, &mut object);
    object.close();
    checksum::seal(line, start);
}

pub(super) fn gap(gap: &Gap, stamp: &Stamp<'_>, line: &mut Vec<u8>) {
    let start = checksum::begin(line);
    let mut object = Object::opened(line);
    object.whole("v", Some(VERSION));
    object.text("writer", Some(stamp.writer));
    object.whole("seq", Some(stamp.seq));
    object.moment("timestamp", Some(stamp.now));
    let mut inner = Object::open(object.key("gap"));
    inner.whole("refused", Some(gap.refused));
    inner.moment("since", gap.since);
    inner.close();
    object.close();
    checksum::seal(line, start);
}

/// What is asked for most.
fn first(entry: &Entry, object: &mut Object<'_>) {
    object.whole("v", Some(entry.version.max(VERSION)));
    object.text("id", entry.id.as_deref());
    object.text("writer", entry.writer.as_deref());
    object.whole("seq", entry.seq);
    object.moment("timestamp", Some(entry.timestamp));
    object.text("status", Some(entry.status.as_str()));
    object.text("service", entry.service.as_deref());
    object.text("provider", entry.provider.as_deref());
    object.text("api_type", entry.api_type.as_deref());
    object.text("operation", entry.operation.as_deref());
    object.text("model", entry.model.as_deref());
    object.text("response_model", entry.response_model.as_deref());
    object.text("user_id", entry.user.as_deref());
    object.text("session_id", entry.session.as_deref());
    usage::write_first(&entry.usage, object);
    object.millis("latency_ms", entry.latency);
    object.millis("time_to_first_chunk_ms", entry.time_to_first_chunk);
    match usage::speed(&entry.usage, entry.latency) {
        Some(micros) => write_scaled(object.key(SPEED), micros, 6),
        None => object.value(SPEED, entry.more.get(SPEED)),
    }
    cost::write_first(entry.cost.as_ref(), object);
    object.text("unpriced", entry.unpriced.as_deref());
}

fn on_whose_behalf(entry: &Entry, object: &mut Object<'_>) {
    object.text("organization_id", entry.organization.as_deref());
    object.text("team", entry.team.as_deref());
    object.text("tenant", entry.tenant.as_deref());
    object.text("customer", entry.customer.as_deref());
    object.text("agent", entry.agent.as_deref());
    object.text("agent_id", entry.agent_id.as_deref());
    object.text("workflow", entry.workflow.as_deref());
    object.text("step", entry.step.as_deref());
    object.text("run", entry.run.as_deref());
    object.text("conversation_id", entry.conversation.as_deref());
    object.text("source_id", entry.source.as_deref());
}

fn outcome(entry: &Entry, object: &mut Object<'_>) {
    object.flag("cache_hit", entry.cache_hit);
    object.whole("attempts", entry.attempts);
    object.text("source_function", entry.source_function.as_deref());
    object.text("error_type", entry.error_type.as_deref());
    object.text("error_message", entry.error_message.as_deref());
    object.text("trace_id", entry.trace_id.as_deref());
    object.text("span_id", entry.span_id.as_deref());
    object.text("tool", entry.tool.as_deref());
    object.texts("finish_reasons", &entry.finish_reasons);
}

fn attempt(line: &mut Vec<u8>, attempt: &AttemptEntry) {
    let mut object = Object::open(line);
    object.text("status", Some(attempt.status.as_str()));
    object.text("provider", attempt.provider.as_deref());
    object.text("model", attempt.model.as_deref());
    object.text("response_model", attempt.response_model.as_deref());
    usage::write_first(&attempt.usage, &mut object);
    object.millis("latency_ms", attempt.latency);
    object.millis("started_after_ms", attempt.started_after);
    cost::write_first(attempt.cost.as_ref(), &mut object);
    object.text("unpriced", attempt.unpriced.as_deref());
    object.text("error_type", attempt.error_type.as_deref());
    object.texts("finish_reasons", &attempt.finish_reasons);
    usage::write_others(&attempt.usage, &mut object);
    cost::write_others(attempt.cost.as_ref(), &mut object);
    energy::write(attempt.energy.as_ref(), attempt.energy_unknown.as_deref(), &mut object);
    cost::write_basis(attempt.cost.as_ref(), &mut object);
    object.map("response", &attempt.response);
    more(&attempt.more, keys::is_known_of_attempt, &mut object);
    object.close();
}

/// What has no place of its own. What has one stands there already: no key stands twice.
fn more(more: &Map<String, Value>, is_known: fn(&str) -> bool, object: &mut Object<'_>) {
    for (key, value) in more.iter().filter(|(key, _)| !is_known(key)) {
        object.foreign(key, value);
    }
}
