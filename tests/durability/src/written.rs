use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use anyhow::Context as _;
use flate2::read::MultiGzDecoder;
use genai_otel_ledger::Line;

use crate::acknowledged::Acknowledged;
use crate::item::Item;

/// What is in the files of a ledger.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) files: u64,
    pub(crate) compressed: u64,
    pub(crate) lines: u64,
    items: BTreeSet<Item>,
    /// Of each writer, the numbers of its lines.
    sequences: BTreeMap<String, BTreeSet<u64>>,
    /// What is wrong with it.
    pub(crate) complaints: Vec<String>,
}

impl Written {
    pub(crate) fn read(directory: &Path) -> anyhow::Result<Self> {
        let mut written = Self::default();
        for entry in std::fs::read_dir(directory)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let file = BufReader::new(File::open(&path)?);
            let mut text = String::new();
            let read = if name.ends_with(".jsonl.gz") {
                written.compressed += 1;
                MultiGzDecoder::new(file).read_to_string(&mut text)
            } else if name.ends_with(".jsonl") {
                { file }.read_to_string(&mut text)
            } else {
                continue;
            };
            read.with_context(|| format!("read {name}"))?;
            written.files += 1;
            if !text.is_empty() && !text.ends_with('\n') {
                written.complaints.push(format!("{name} ends in the middle of a line"));
            }
            for (number, line) in text.lines().enumerate() {
                if let Err(reason) = written.take(line) {
                    written.complaints.push(format!("{name}:{}: {reason}", number + 1));
                }
            }
        }
        Ok(written)
    }

    /// What was acknowledged and is not there, and numbers that are missing.
    pub(crate) fn judge(&mut self, acknowledged: &Acknowledged) {
        for (maker, count) in acknowledged.counts() {
            let missing =
                (0..count).filter(|number| !self.items.contains(&Item { maker, number: *number }));
            let missing = missing.count();
            if missing > 0 {
                self.complaints.push(format!("{missing} of {count} of {maker:?} are missing"));
            }
        }
        for (writer, sequence) in &self.sequences {
            let last = sequence.last().copied().unwrap_or_default();
            let count = u64::try_from(sequence.len()).unwrap_or(u64::MAX);
            if count != last {
                self.complaints.push(format!("{writer}: {count} lines up to number {last}"));
            }
        }
    }

    fn take(&mut self, line: &str) -> Result<(), String> {
        let Line::Call(entry) = Line::read(line.as_bytes())? else {
            return Err("no call".to_owned());
        };
        self.lines += 1;
        let seq = entry.seq.ok_or("no number")?;
        if !self.sequences.entry(entry.writer.unwrap_or_default()).or_default().insert(seq) {
            return Err(format!("number {seq} is there twice"));
        }
        let item = entry.conversation.unwrap_or_default();
        let item: Item = item.parse().map_err(|error| format!("{error}"))?;
        if self.items.insert(item) { Ok(()) } else { Err(format!("{item} is there twice")) }
    }
}
