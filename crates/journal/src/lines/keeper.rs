//! What becomes of closed files: they are compressed, archived, deleted.

mod compressing;
mod moving;
mod orphan;
pub(super) mod shelf;
mod stream;
mod worker;

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};

use super::{
    keeper_lock::KeeperLock,
    name::Names,
    options::{Compression, LinesOptions},
    status::LinesStatus,
};
use crate::{What, file_system::FileSystem, incident::Incidents, lock::lock};
use shelf::{Book, Shelf};

pub(super) use worker::Worker;

/// Looks after the closed files of one ledger in a directory, which several processes may do: one at a time.
#[derive(Debug)]
pub(super) struct Keeper {
    file_system: Arc<dyn FileSystem>,
    directory: PathBuf,
    names: Names,
    writer: u64,
    compression: Option<Compression>,
    max_age: Option<Duration>,
    max_closed_bytes: Option<u64>,
    archive: Option<PathBuf>,
    incidents: Arc<Mutex<Incidents>>,
    status: Mutex<LinesStatus>,
    is_stopped: AtomicBool,
}

impl Keeper {
    pub(super) fn new(
        file_system: Arc<dyn FileSystem>,
        directory: PathBuf,
        names: Names,
        options: &LinesOptions,
        incidents: Arc<Mutex<Incidents>>,
    ) -> Self {
        Self {
            file_system,
            directory,
            names,
            writer: options.writer,
            compression: options.compression,
            max_age: options.max_age,
            max_closed_bytes: options.max_closed_bytes,
            archive: options.archive.clone(),
            incidents,
            status: Mutex::default(),
            is_stopped: AtomicBool::new(false),
        }
    }

    pub(super) fn status(&self) -> LinesStatus {
        *lock(&self.status)
    }

    /// Does all that is to be done, unless another one is at it. What fails is told, and done by the next one.
    pub(super) fn work(&self, now: SystemTime) {
        let locked = KeeperLock::take(&*self.file_system, &self.directory, &self.names);
        let worked = match locked {
            Ok(None) => return,
            // Somebody removed the directory.
            Err(error) if crate::lane::is_gone(&error) => return,
            Err(error) => Err(error),
            Ok(Some(lock)) => {
                let worked = self.work_alone(now);
                drop(lock);
                worked
            }
        };
        if let Err(error) = worked {
            let path = self.directory.join(self.names.lock());
            self.failed(&path, "look after closed files", &error);
        }
    }

    fn work_alone(&self, now: SystemTime) -> io::Result<()> {
        self.close_orphans(now)?;
        let mut shelf = Shelf::list(&*self.file_system, &self.directory, &self.names)?;
        for path in shelf.leftovers.drain(..) {
            self.attempt(&path, "remove it", || self.file_system.remove_file(&path));
        }
        if let Some(max_age) = self.max_age {
            for book in shelf.take_older(max_age, now) {
                self.retire(&book);
            }
        }
        if let Some(compression) = self.compression {
            for book in shelf.books.iter_mut().filter(|book| book.is_plain) {
                let path = book.path.clone();
                self.attempt(&path, "compress it", || self.compress(book, compression));
            }
        }
        if let Some(max_bytes) = self.max_closed_bytes {
            for book in shelf.take_above(max_bytes) {
                self.retire(&book);
            }
        }
        Ok(())
    }

    /// Moves a file to the archive or deletes it.
    fn retire(&self, book: &Book) {
        if book.is_plain && self.is_written(&book.path) {
            return;
        }
        if let Some(archive) = &self.archive {
            self.attempt(&book.path, "move it to the archive", || self.archive(book, archive));
            return;
        }
        self.attempt(&book.path, "delete it", || {
            self.file_system.remove_file(&book.path)?;
            let mut status = lock(&self.status);
            status.deleted += 1;
            status.deleted_bytes += book.bytes;
            drop(status);
            self.tell(&book.path, What::Deleted { bytes: book.bytes });
            Ok(())
        });
    }

    /// Whether somebody writes it although it is called closed: it was moved there under his hands.
    fn is_written(&self, path: &Path) -> bool {
        let file = self.file_system.open(path);
        !file.and_then(|file| file.try_lock()).unwrap_or(false)
    }

    fn attempt(&self, path: &Path, task: &'static str, work: impl FnOnce() -> io::Result<()>) {
        if self.is_stopped.load(Ordering::Relaxed) {
            return;
        }
        match work() {
            Err(error) if !self.is_stopped.load(Ordering::Relaxed) => {
                self.failed(path, task, &error);
            }
            _ => {}
        }
    }

    fn failed(&self, path: &Path, task: &'static str, error: &io::Error) {
        let what = What::Failed { task, reason: error.to_string() };
        lock(&self.incidents).push_once(path.to_owned(), what);
    }

    fn tell(&self, path: &Path, what: What) {
        lock(&self.incidents).push(path, what);
    }
}
