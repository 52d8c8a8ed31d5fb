use std::{io, time::SystemTime};

use super::Lines;
use crate::{Sync, What, lock::lock};

impl Lines {
    /// Appends whole lines, each with its newline, in one write. A file that is due is closed before.
    ///
    /// # Errors
    ///
    /// What the system says; none of the lines counts as written, and what was written of them is cut before anything
    /// else is. The caller may try again. Of the kind `InvalidInput` where the last line has no newline, `ResourceBusy`
    /// where all names are taken, `Unsupported` in a process that was forked from the one that opened it.
    pub fn append(&mut self, lines: &[u8], now: SystemTime) -> io::Result<()> {
        let Some(last) = lines.last() else { return Ok(()) };
        if *last != b'\n' {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the last line has no end"));
        }
        self.refuse_fork()?;
        self.look_at_file();
        if self.is_due(lines.len() as u64, now) {
            self.rotate_or_tell(now);
        }
        if self.held.is_none() && !self.begin()? {
            let why = "every name that a file of lines may have is taken by a living process";
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, why));
        }
        self.settle()?;
        let always = self.options.sync == Sync::Always;
        if always && self.has_new_names {
            self.file_system.sync_dir(&self.directory)?;
            self.has_new_names = false;
        }
        let Some(held) = &mut self.held else { return Ok(()) };
        let sync = |()| if always { held.file.sync() } else { Ok(()) };
        if let Err(error) = held.file.write_at(lines, held.end).and_then(sync) {
            held.is_torn = held.file.set_len(held.end).is_err();
            return Err(error);
        }
        held.end += lines.len() as u64;
        held.last = now;
        held.is_synced = always;
        if self.ends.is_none() {
            self.ends = self.options.calendar.end_of(now);
        }
        Ok(())
    }

    /// Cuts what a failed append left, and goes behind what somebody else wrote.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        let Some(held) = &mut self.held else { return Ok(()) };
        let bytes = held.file.metadata()?.bytes;
        if held.is_torn && bytes > held.end {
            held.file.set_len(held.end)?;
            held.is_torn = false;
            return Ok(());
        }
        held.is_torn = false;
        if bytes == held.end {
            return Ok(());
        }
        let mut last = [b'\n'];
        if let Some(before) = bytes.checked_sub(1) {
            held.file.read_at(&mut last, before)?;
        }
        let what = What::FileChanged { from: held.end, to: bytes };
        lock(&self.incidents).push(&*held.path, what);
        held.end = bytes;
        held.is_synced = false;
        if last != [b'\n'] {
            held.file.write_at(b"\n", bytes)?;
            held.end += 1;
        }
        Ok(())
    }

    fn begin(&mut self) -> io::Result<bool> {
        match self.take() {
            // Somebody removed the directory.
            Err(error) if crate::lane::is_gone(&error) => {
                crate::directory::ensure(&*self.file_system, &self.directory)
                    .map_err(io::Error::other)?;
                self.take()
            }
            taken => taken,
        }
    }

    pub(super) fn refuse_fork(&self) -> io::Result<()> {
        if self.process == std::process::id() {
            return Ok(());
        }
        let why = "these lines belong to the process that this one was forked from; open others after the fork";
        Err(io::Error::new(io::ErrorKind::Unsupported, why))
    }
}
