//! A file of the journal, read from its start.

use std::io::{self, Read};
use std::sync::Arc;

use genai_otel_journal::File;

/// A file of the journal, read from its start.
#[derive(Debug)]
pub(super) struct Reading {
    file: Arc<dyn File>,
    offset: u64,
}

impl Reading {
    pub(super) fn of(file: Arc<dyn File>) -> Self {
        Self { file, offset: 0 }
    }
}

impl Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.offset)?;
        self.offset = self.offset.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}
