use std::time::SystemTime;

use genai_otel_journal::ClosedFile;
use jiff::Timestamp;

/// The closed files of one month.
#[derive(Debug)]
pub(super) struct Month {
    /// `2026-11`.
    pub(super) name: String,
    /// The oldest first.
    pub(super) files: Vec<ClosedFile>,
}

/// By month, the oldest first.
pub(super) fn of_files(mut files: Vec<ClosedFile>) -> Vec<Month> {
    // As a ledger is read: by time, then by name.
    files.sort_by(|a, b| (a.last, &a.path).cmp(&(b.last, &b.path)));
    let mut months: Vec<Month> = Vec::new();
    for file in files {
        let name = Timestamp::try_from(file.last).unwrap_or_default().strftime("%Y-%m").to_string();
        match months.last_mut().filter(|month| month.name == name) {
            Some(month) => month.files.push(file),
            None => months.push(Month { name, files: vec![file] }),
        }
    }
    months
}

impl Month {
    /// Whether it is one compressed file already.
    pub(super) fn is_compact(&self) -> bool {
        matches!(&*self.files, [file] if !file.is_plain)
    }

    /// How long its files are, compressed as they are.
    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// When its last line was appended.
    pub(super) fn last(&self) -> SystemTime {
        self.files.last().map_or(SystemTime::UNIX_EPOCH, |file| file.last)
    }
}
