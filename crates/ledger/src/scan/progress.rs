//! How far reading has come.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes of the files that were read, compressed as they are.
    pub done: u64,
    /// Of how many; nothing where it is not known, as of standard input.
    pub of: Option<u64>,
}

/// Who is told how far reading has come.
#[derive(Clone)]
pub(crate) struct Watcher {
    tell: Arc<dyn Fn(Progress) + Send + Sync>,
    done: Arc<AtomicU64>,
}

impl Watcher {
    pub(crate) fn new(tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self { tell: Arc::new(tell), done: Arc::default() }
    }

    fn add(&self, read: u64, of: Option<u64>) {
        let done = self.done.fetch_add(read, Ordering::Relaxed) + read;
        // Where pieces meet, a line is read by both.
        (self.tell)(Progress { done: of.map_or(done, |of| done.min(of)), of });
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher").field("done", &self.done).finish_non_exhaustive()
    }
}

/// Reads, and tells how far it has come.
pub(super) struct Watched<R> {
    pub(super) source: R,
    pub(super) watcher: Option<Watcher>,
    pub(super) of: Option<u64>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(block)?;
        if let Some(watcher) = self.watcher.as_ref().filter(|_| read > 0) {
            watcher.add(read as u64, self.of);
        }
        Ok(read)
    }
}
