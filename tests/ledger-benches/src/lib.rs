//! A usual call, and a ledger for it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use genai_otel_core::{Attribution, CallRecord, Cost, ModelOperation, Money, Provider, Usage};
use genai_otel_ledger::{LedgerWriter, WriterError};

/// A chat of a user, with usage and a cost.
#[must_use]
pub fn record() -> Arc<CallRecord> {
    let mut record = CallRecord::default();
    record.operation = ModelOperation::Chat;
    record.provider = Some(Provider::from("openai"));
    record.request.model = Some(Arc::from("gpt-4o"));
    record.request.temperature = Some(0.2);
    record.response.model = Some(Arc::from("gpt-4o-2024-11-20"));
    record.usage = Usage::tokens(2_006, 300).cache_read(1_920);
    record.cost = "0.0056".parse::<Money>().ok().map(Cost::from_caller);
    record.started_at = Some(at());
    record.duration = Duration::from_millis(850);
    let who = Attribution::new().user_id("u-1").session_id("s-9").organization_id("acme");
    record.attribution = Some(Arc::new(who.team("search")));
    Arc::new(record)
}

/// 2026-11-29T12:00:00Z
fn at() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_795_953_600)
}

/// A ledger that holds a burst of any length.
///
/// # Errors
///
/// The directory cannot be written.
pub fn ledger(directory: &Path) -> Result<LedgerWriter, WriterError> {
    LedgerWriter::builder(directory).queue(1 << 32).queue_bytes(1 << 40).open()
}

/// Longer than anything here takes.
pub const AMPLE: Duration = Duration::from_secs(60);
