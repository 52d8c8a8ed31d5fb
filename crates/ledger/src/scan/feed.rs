//! The pieces that threads read.

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::input::{Stretch, Unpacked};
use super::lines;
use super::progress::{Watched, Watcher};
use super::start::Start;
use super::tally::Tally;
use crate::error::LedgerError;
use crate::ledger::Opened;
use crate::scanned::Scanned;

/// Hands out pieces of files, the first file first, and collects what was read of them.
pub(crate) struct Feed {
    state: Mutex<State>,
    watcher: Option<Watcher>,
    /// How many bytes the files have in all.
    of: Option<u64>,
}

struct State {
    files: std::vec::IntoIter<Opened>,
    /// What is left of a plain file that is open.
    open: Option<(Arc<Path>, Arc<File>, u64, u64)>,
    handed: usize,
    tallies: Vec<Option<Tally>>,
}

/// A piece of a file, or a whole one.
struct Piece {
    number: usize,
    path: Arc<Path>,
    source: Source,
}

enum Source {
    /// Bytes of an open file: from, to, and where it ended when it was opened.
    Stretch(Arc<File>, u64, u64, u64),
    Stream(Box<dyn Read + Send>),
}

impl Feed {
    pub(crate) fn new(files: Vec<Opened>, watcher: Option<Watcher>) -> Self {
        let of = files.iter().map(Opened::length).sum();
        let state = State { files: files.into_iter(), open: None, handed: 0, tallies: Vec::new() };
        Self { state: Mutex::new(state), watcher, of }
    }

    /// Reads pieces until none is left, or until a line is the last one that is wanted.
    pub(crate) fn read(
        &self,
        mut take: impl FnMut(&[u8], &mut Tally) -> Result<ControlFlow<()>, String>,
    ) -> Result<(), LedgerError> {
        while let Some(piece) = self.next()? {
            let mut tally = Tally::new(Arc::clone(&piece.path));
            let (number, path) = (piece.number, Arc::clone(&piece.path));
            let flow = self.read_piece(piece, &mut tally, &mut take);
            let flow = flow
                .map_err(|source| LedgerError::Unreadable { path: path.to_path_buf(), source })?;
            if let Some(place) = self.lock().tallies.get_mut(number) {
                *place = Some(tally);
            }
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// What was read of all pieces.
    pub(crate) fn scanned(self) -> Scanned {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        Tally::sum(state.tallies.into_iter().flatten())
    }

    fn read_piece(
        &self,
        piece: Piece,
        tally: &mut Tally,
        take: &mut impl FnMut(&[u8], &mut Tally) -> Result<ControlFlow<()>, String>,
    ) -> io::Result<ControlFlow<()>> {
        let mut flow = ControlFlow::Continue(());
        let each = |raw: lines::Raw<'_>| {
            flow = tally.take(raw, take);
            flow
        };
        let watcher = self.watcher.clone();
        match piece.source {
            Source::Stretch(file, from, to, end) => {
                // A byte before, to see whether a line begins with the first.
                let at = from.saturating_sub(1);
                let source = Stretch { file, at, end };
                let mut source = Watched { source, watcher, of: self.of };
                lines::each(&mut source, from > 0, to - at, each)?;
            }
            Source::Stream(source) => {
                let mut source = Unpacked::new(Watched { source, watcher, of: self.of })?;
                let packed = source.is_packed();
                match lines::each(&mut source, false, u64::MAX, each) {
                    Err(error) if packed => {
                        tally.broken(format!(
                            "the rest of the file cannot be decompressed: {error}"
                        ));
                    }
                    read => read?,
                }
            }
        }
        Ok(flow)
    }

    fn next(&self) -> Result<Option<Piece>, LedgerError> {
        let mut state = self.lock();
        loop {
            if let Some((path, file, from, end)) = state.open.take() {
                let to = end.min(from.saturating_add(PIECE));
                let source = Source::Stretch(Arc::clone(&file), from, to, end);
                if to < end {
                    state.open = Some((Arc::clone(&path), file, to, end));
                }
                return Ok(Some(state.piece(path, source)));
            }
            let Some(opened) = state.files.next() else { return Ok(None) };
            let path: Arc<Path> = opened.path.clone().into();
            let unreadable =
                |source| LedgerError::Unreadable { path: PathBuf::from(&*path), source };
            match opened.into_source().and_then(Start::new).map_err(unreadable)? {
                Start::Plain(file, end) => state.open = Some((path, file, 0, end)),
                Start::Stream(source) => {
                    return Ok(Some(state.piece(path, Source::Stream(source))));
                }
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn piece(&mut self, path: Arc<Path>, source: Source) -> Piece {
        let number = self.handed;
        self.handed += 1;
        self.tallies.push(None);
        Piece { number, path, source }
    }
}

/// How many bytes of a plain file a thread reads at once.
const PIECE: u64 = 16 << 20;
