//! Ids that callers gave, to find those that stand twice.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};

use super::sequences::Sequences;
use super::{Fault, Note, Problem, Verification};

/// A hash of each id: 64 bits, so that memory stays small whatever is in them.
#[derive(Debug, Default)]
pub(super) struct Ids {
    seen: HashSet<u64>,
    hasher: RandomState,
    full: bool,
    /// Those that look as if a writer had made them.
    like_made: Vec<LikeMade>,
}

/// An id that a caller gave and a writer may have made of another number.
#[derive(Debug)]
struct LikeMade {
    file: PathBuf,
    line: u64,
    id: String,
}

impl Ids {
    /// Takes the id of a line, and tells where it stood before.
    pub(super) fn add(
        &mut self,
        id: Option<&str>,
        path: &Path,
        line: u64,
        told: &mut Verification,
    ) {
        let Some(id) = id else { return };
        let hash = self.hasher.hash_one(id);
        if self.seen.contains(&hash) {
            let fault = Fault::DuplicateId(id.to_owned());
            told.tell(path, Some(line), Problem::Fault(fault));
        } else if self.seen.len() < MAX_IDS {
            self.seen.insert(hash);
            if made_of(id).is_some() {
                self.like_made.push(LikeMade { file: path.to_owned(), line, id: id.to_owned() });
            }
        } else if !self.full {
            self.full = true;
            told.tell(path, Some(line), Problem::Note(Note::IdsNotCompared(MAX_IDS)));
        }
    }
}

impl Ids {
    /// Tells which ids a writer made of one of its numbers, too.
    pub(super) fn made_too(self, sequences: &Sequences, told: &mut Verification) {
        for LikeMade { file, line, id } in self.like_made {
            if made_of(&id).is_some_and(|(writer, seq)| sequences.has(writer, seq)) {
                told.tell(&file, Some(line), Problem::Fault(Fault::DuplicateId(id)));
            }
        }
    }
}

/// The writer and the number that an id is made of, where it is written as writers do.
fn made_of(id: &str) -> Option<(&str, u64)> {
    let (writer, seq) = id.rsplit_once('-')?;
    let is_writer = writer.len() == 16 && writer.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((writer, seq.parse().ok()?)).filter(|_| is_writer)
}

/// Some 600 MB of hashes.
const MAX_IDS: usize = 50_000_000;
