use std::{
    io,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use super::{Lines, held::Held, name::Closed};
use crate::{Sync, What, lock::lock};

impl Lines {
    /// Does what is due: forces lines to the disk, closes a file whose period is over, finds out whether somebody removed
    /// or replaced the file, and once a minute lets closed files be kept. To be called about once a second.
    ///
    /// # Errors
    ///
    /// What the system says first; it is tried again by the next call. Of the kind `Unsupported` in a forked process.
    pub fn tend(&mut self, now: SystemTime) -> io::Result<()> {
        self.refuse_fork()?;
        self.look_at_name();
        let rotated = if self.is_due(0, now) { self.rotate(now) } else { Ok(()) };
        let synced = match self.options.sync {
            Sync::Interval(interval) if !is_within(interval, self.synced_at, now) => {
                self.synced_at = Some(now);
                self.sync()
            }
            _ => Ok(()),
        };
        if !is_within(KEEPING, self.kept_at, now) {
            self.wake(now);
        }
        rotated.and(synced)
    }

    /// Closes the file, unless nothing is in it, and begins another one.
    ///
    /// # Errors
    ///
    /// What the system says. A file that could not be closed is written on; one that could not be begun is tried again by
    /// the next append.
    pub fn rotate(&mut self, now: SystemTime) -> io::Result<()> {
        self.refuse_fork()?;
        self.failed_at = Some(now);
        if self.held.as_ref().is_none_or(|held| held.end == 0) {
            return Ok(());
        }
        self.settle()?;
        let Some(held) = &mut self.held else { return Ok(()) };
        if self.options.sync != Sync::Never {
            held.sync()?;
        }
        let (from, last) = (held.path.clone(), held.last);
        let to = self.closed_path(last);
        self.file_system.rename(&from, &to)?;
        self.closed += 1;
        self.has_new_names = true;
        self.failed_at = None;
        self.let_go();
        let taken = self.take();
        self.wake(now);
        taken.map(drop)
    }

    /// Forces all appended lines to the disk, whatever the policy.
    ///
    /// # Errors
    ///
    /// What the system says; they are forced by the next one that succeeds.
    pub fn sync(&mut self) -> io::Result<()> {
        if let Some(held) = &mut self.held {
            held.sync()?;
        }
        if self.has_new_names {
            self.file_system.sync_dir(&self.directory)?;
            self.has_new_names = false;
        }
        Ok(())
    }

    /// Compresses, archives and deletes closed files now, on this thread. Another process that does so at the same time
    /// is left to it.
    pub fn keep(&self, now: SystemTime) {
        self.keeper.work(now);
    }

    /// Whether the file is to be closed before so many bytes are appended.
    pub(super) fn is_due(&self, bytes: u64, now: SystemTime) -> bool {
        let Some(held) = self.held.as_ref().filter(|held| held.end > 0) else { return false };
        let is_full = held.end.saturating_add(bytes) > self.options.max_file_bytes;
        let is_over = self.ends.is_some_and(|ends| ends <= now);
        (is_full || is_over) && !is_within(PAUSE, self.failed_at, now)
    }

    pub(super) fn rotate_or_tell(&mut self, now: SystemTime) {
        let Some(path) = self.held.as_ref().map(|held| held.path.clone()) else { return };
        if let Err(error) = self.rotate(now) {
            let what = What::Failed { task: "close it", reason: error.to_string() };
            lock(&self.incidents).push_once(path, what);
        }
    }

    /// Notices that the file has no name any more.
    pub(super) fn look_at_file(&mut self) {
        let Some(held) = &self.held else { return };
        if held.file.metadata().is_ok_and(|known| known.names == 0) {
            self.lose(What::FileRemoved { bytes: held.end });
        }
    }

    /// Notices that the file has no name any more or another one.
    fn look_at_name(&mut self) {
        self.look_at_file();
        if self.held.as_ref().is_some_and(|held| !held.is_there(&*self.file_system)) {
            self.lose(What::FileMoved);
        }
    }

    fn lose(&mut self, what: What) {
        if let Some(Held { path, .. }) = &self.held {
            lock(&self.incidents).push(&**path, what);
        }
        self.let_go();
    }

    fn let_go(&mut self) {
        self.held = None;
        self.ends = None;
    }

    fn wake(&mut self, now: SystemTime) {
        self.kept_at = Some(now);
        if let Some(worker) = &self.worker {
            worker.wake(now);
        }
    }

    /// A name that nothing has.
    fn closed_path(&self, last: SystemTime) -> PathBuf {
        let closed = Closed { last, writer: self.options.writer, number: self.closed + 1 };
        self.names.free(&*self.file_system, &self.directory, closed, &[])
    }
}

/// Whether less than this has passed since then. A clock that went back says no.
fn is_within(interval: Duration, since: Option<SystemTime>, now: SystemTime) -> bool {
    since.is_some_and(|since| now.duration_since(since).is_ok_and(|past| past < interval))
}

/// How often closed files are looked after.
const KEEPING: Duration = Duration::from_secs(60);
/// After which a file that could not be closed is tried again.
const PAUSE: Duration = Duration::from_secs(1);
