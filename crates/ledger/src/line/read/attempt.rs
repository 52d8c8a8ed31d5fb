//! One try of a call.

use serde_json::value::RawValue;

use super::cost::CostDraft;
use super::energy::EnergyDraft;
use super::fields::syntax;
use super::usage::UsageDraft;
use super::{entry, fields, kind};
use crate::entry::AttemptEntry;

/// Reads a list of tries.
pub(super) fn read_list(raw: &str) -> Result<Vec<AttemptEntry>, String> {
    let list: Option<Vec<&RawValue>> = serde_json::from_str(raw)
        .map_err(|error| format!("expected a list of objects: {}", syntax(&error)))?;
    let list = list.unwrap_or_default();
    let numbered = (1..).zip(list);
    let read = |(number, raw): (u32, &RawValue)| {
        read(raw.get()).map_err(|why| format!("number {number}: {why}"))
    };
    numbered.map(read).collect()
}

fn read(raw: &str) -> Result<AttemptEntry, String> {
    let mut attempt = AttemptEntry::default();
    let mut usage = UsageDraft::default();
    let mut cost = CostDraft::default();
    let mut energy = EnergyDraft::default();
    fields::each(raw, |key, raw| {
        if usage.take(key, raw)? || cost.take(key, raw)? || energy.take(key, raw)? {
            return Ok(());
        }
        match key {
            "status" => attempt.status = entry::status(raw)?,
            "provider" => attempt.provider = kind::text(raw)?,
            "model" => attempt.model = kind::text(raw)?,
            "response_model" => attempt.response_model = kind::text(raw)?,
            "unpriced" => attempt.unpriced = kind::text(raw)?,
            "energy_unknown" => attempt.energy_unknown = kind::text(raw)?,
            "error_type" => attempt.error_type = kind::text(raw)?,
            "finish_reasons" => attempt.finish_reasons = kind::texts(raw)?,
            "latency_ms" => attempt.latency = kind::millis(raw)?,
            "started_after_ms" => attempt.started_after = kind::millis(raw)?,
            "response" => attempt.response = kind::map(raw)?,
            _ => kind::keep(&mut attempt.more, key, raw)?,
        }
        Ok(())
    })?;
    attempt.usage = usage.finish();
    attempt.cost = cost.finish()?;
    attempt.energy = energy.finish();
    Ok(attempt)
}
