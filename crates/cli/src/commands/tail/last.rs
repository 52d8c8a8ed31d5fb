//! The last calls of those that are added.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use genai_otel_ledger::Entry;
use jiff::Timestamp;

/// The calls that began last; of those that began at once the ones added last.
#[derive(Debug)]
pub(super) struct Last {
    most: usize,
    added: u64,
    calls: BTreeMap<(Timestamp, u64), Entry>,
}

impl Last {
    /// At most so many.
    pub(super) fn new(most: usize) -> Self {
        Self { most, added: 0, calls: BTreeMap::new() }
    }

    /// Adds a call.
    pub(super) fn add(&mut self, entry: Entry) {
        self.added += 1;
        self.calls.insert((entry.timestamp, self.added), entry);
        if self.calls.len() > self.most {
            self.calls.pop_first();
        }
    }

    /// Whether there are enough, and the file was last written before the first of them began, so that it has none of the
    /// last ones. Where nobody can say, it may have some.
    pub(super) fn is_older(&self, file: &Path) -> bool {
        if self.most == 0 {
            return true;
        }
        let first = self.calls.first_key_value().filter(|_| self.calls.len() >= self.most);
        let Some(((began, _), _)) = first else { return false };
        let written = fs::metadata(file).and_then(|file| file.modified()).ok();
        written.and_then(|at| Timestamp::try_from(at).ok()).is_some_and(|at| at < *began)
    }

    /// All, the one that began first first.
    pub(super) fn into_calls(self) -> impl Iterator<Item = Entry> {
        self.calls.into_values()
    }
}
