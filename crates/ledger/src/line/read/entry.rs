//! The members of a line.

use serde_json::{Map, Value};

use super::super::Line;
use super::super::keys::SPEED;
use super::cost::CostDraft;
use super::energy::EnergyDraft;
use super::usage::UsageDraft;
use super::{attempt, fields, gap, kind, parameters, texts};
use crate::entry::Entry;
use crate::status::Status;

/// Reads a line. Where a key stands several times, its last value counts.
pub(super) fn read(line: &str) -> Result<Line, String> {
    let mut draft = Draft::default();
    fields::each(line, |key, raw| draft.take(key, raw))?;
    draft.finish()
}

/// The status of this word; a good end where there is none.
pub(super) fn status(raw: &str) -> Result<Status, String> {
    let Some(word) = kind::text(raw)? else { return Ok(Status::default()) };
    Status::named(&word).ok_or_else(|| {
        let known = Status::ALL.map(|status| format!("`{status}`"));
        kind::unexpected(raw, &format!("one of {}", known.join(", ")))
    })
}

/// What a line says, so far.
#[derive(Default)]
struct Draft<'a> {
    entry: Entry,
    usage: UsageDraft,
    cost: CostDraft<'a>,
    energy: EnergyDraft,
    is_dated: bool,
    /// The name of the provider that trackers write.
    tracked_provider: Option<String>,
    /// Their free keys.
    tracked_metadata: Map<String, Value>,
    gap: Option<&'a str>,
}

impl<'a> Draft<'a> {
    fn take(&mut self, key: &str, raw: &'a str) -> Result<(), String> {
        if let Some(place) = texts::place(&mut self.entry, key) {
            *place = if key.ends_with("id") { kind::id(raw)? } else { kind::text(raw)? };
            return Ok(());
        }
        let entry = &mut self.entry;
        match key {
            "checksum" => {}
            "v" => entry.version = kind::whole(raw)?.unwrap_or_default(),
            "seq" => entry.seq = kind::whole(raw)?,
            "timestamp" => {
                let moment = kind::moment(raw)?;
                self.is_dated = moment.is_some();
                entry.timestamp = moment.unwrap_or_default();
            }
            "status" => entry.status = status(raw)?,
            "latency_ms" => entry.latency = kind::millis(raw)?,
            "time_to_first_chunk_ms" => entry.time_to_first_chunk = kind::millis(raw)?,
            "cache_hit" => entry.cache_hit = kind::flag(raw)?,
            "attempts" => entry.attempts = kind::whole(raw)?,
            "attempt" => entry.attempt = kind::whole(raw)?,
            "chunk_count" => entry.chunk_count = kind::whole(raw)?,
            "finish_reasons" => entry.finish_reasons = kind::texts(raw)?,
            "attempt_list" => entry.attempt_list = attempt::read_list(raw)?,
            "response" => entry.response = kind::map(raw)?,
            "tool_facts" => entry.tool_facts = kind::map(raw)?,
            "agent_facts" => entry.agent_facts = kind::map(raw)?,
            "conditions" => entry.conditions = kind::map(raw)?,
            "energy_unknown" => entry.energy_unknown = kind::text(raw)?,
            "energy" => entry.energy_facts = kind::map(raw)?,
            "metadata" => entry.metadata = kind::map(raw)?,
            "additional_params" => self.tracked_metadata = kind::map(raw)?,
            "api_provider" => self.tracked_provider = kind::text(raw)?,
            "gap" => self.gap = (raw != "null").then_some(raw),
            _ if self.usage.take(key, raw)? || self.cost.take(key, raw)? => {}
            _ if self.energy.take(key, raw)? => {}
            _ if parameters::take(&mut entry.parameters, key, raw)? => {}
            _ => kind::keep(&mut entry.more, key, raw)?,
        }
        Ok(())
    }

    fn finish(self) -> Result<Line, String> {
        let Self { mut entry, usage, cost, energy, is_dated, gap, .. } = self;
        let (tracked_provider, tracked_metadata) = (self.tracked_provider, self.tracked_metadata);
        if !is_dated {
            return Err("`timestamp`: there is none".to_owned());
        }
        if let Some(raw) = gap {
            return gap::read(raw, entry).map(Line::Gap).map_err(|why| format!("`gap`: {why}"));
        }
        entry.provider = entry.provider.or(tracked_provider);
        for (key, value) in tracked_metadata {
            entry.metadata.entry(key).or_insert(value);
        }
        entry.usage = usage.finish();
        entry.cost = cost.finish()?;
        entry.energy = energy.finish();
        // It follows from the others, where they are known.
        if entry.latency.is_some_and(|latency| !latency.is_zero())
            && entry.usage.output.value().is_some()
        {
            entry.more.remove(SPEED);
        }
        Ok(Line::Call(Box::new(entry)))
    }
}
