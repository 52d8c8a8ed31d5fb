//! A ledger on a gated disk, and what is in it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use genai_otel_core::{CallRecord, RecordSink as _};
use genai_otel_ledger::{Entry, LedgerOptions, LedgerWriter, Line};
use genai_otel_testkit::FakeClock;

use crate::gated::Gated;

/// Longer than anything here takes on a busy machine; whoever waits this long has failed.
pub(crate) const AMPLE: Duration = Duration::from_secs(60);

/// Where it is.
pub(crate) const FILE: &str = "/ledger/calls.jsonl";

#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) disk: Gated,
    pub(crate) clock: FakeClock,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self { disk: Gated::new(), clock: FakeClock::new() }
    }

    pub(crate) fn writer(&self) -> LedgerWriter {
        self.writer_with(|options| options)
    }

    pub(crate) fn writer_with(
        &self,
        change: impl FnOnce(LedgerOptions) -> LedgerOptions,
    ) -> LedgerWriter {
        let options = LedgerWriter::builder("/ledger").clock(self.clock.clone());
        change(options).open_on(Arc::new(self.disk.clone())).unwrap()
    }

    /// All bytes of the file.
    pub(crate) fn text(&self) -> String {
        let bytes = self.disk.disk.read(Path::new(FILE)).unwrap_or_default();
        String::from_utf8(bytes).unwrap()
    }

    /// What the lines say.
    pub(crate) fn lines(&self) -> Vec<Line> {
        self.text().lines().map(|line| Line::read(line.as_bytes()).unwrap()).collect()
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        let calls = self.lines().into_iter().filter_map(|line| match line {
            Line::Call(entry) => Some(*entry),
            _ => None,
        });
        calls.collect()
    }

    /// Per line: its number, and the model that was called or how many calls are missing.
    pub(crate) fn told(&self) -> Vec<String> {
        let told = self.lines().into_iter().map(|line| match line {
            Line::Call(entry) => {
                format!("{} {}", entry.seq.unwrap(), entry.model.unwrap_or_default())
            }
            Line::Gap(gap) => {
                format!("{} gap {} since {}", gap.seq.unwrap(), gap.refused, gap.since.unwrap())
            }
            _ => "?".to_owned(),
        });
        told.collect()
    }
}

/// A finished call of this model goes to the ledger.
pub(crate) fn call(writer: &LedgerWriter, model: &str) {
    let mut record = CallRecord::default();
    record.request.model = Some(Arc::from(model));
    writer.record(&Arc::new(record));
}
