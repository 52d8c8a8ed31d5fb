//! What a journal does while the disk cannot be written.

use std::time::Instant;

use super::Journal;
use crate::{AppendError, Keeps, Place, Records, What, trouble::Trouble, writer::Writer};

impl Journal {
    pub(super) fn degrade(&self, writer: &mut Writer, reason: String) {
        writer.trouble = Some(Trouble::new());
        let mut catalog = self.store.catalog();
        catalog.degraded = Some(reason.clone());
        catalog.incidents.push(&*self.store.directory, What::Degraded { reason });
    }

    /// Holds records in memory.
    pub(super) fn hold(&self, records: &Records, time: u64) -> Result<Place, AppendError> {
        let max = self.store.options.max_memory;
        let supersedes = self.store.options.keeps == Keeps::Last;
        let memory = &mut self.store.catalog().memory;
        let credit = if supersedes { memory.bytes() } else { 0 };
        if !memory.push(records, time, max.saturating_add(credit)) {
            return Err(AppendError::MemoryFull { bytes: records.bytes() as u64, max });
        }
        if supersedes {
            memory.keep_last();
        }
        Ok(Place::Memory)
    }

    /// Tries the disk again when it is time.
    pub(super) fn recover(&self, writer: &mut Writer, now: Instant) {
        if !writer.trouble.as_mut().is_some_and(|trouble| trouble.is_due(now)) {
            return;
        }
        match writer.recover(&self.store) {
            Ok(records) => self.recovered(writer, records),
            Err(refusal) => {
                self.store.catalog().degraded = Some(refusal.to_string());
                if let Some(trouble) = &mut writer.trouble {
                    trouble.again(now);
                }
            }
        }
    }

    pub(super) fn recovered(&self, writer: &mut Writer, records: u64) {
        writer.trouble = None;
        let mut catalog = self.store.catalog();
        catalog.degraded = None;
        catalog.incidents.push(&*self.store.directory, What::Recovered { records });
    }
}
