//! Ids that callers gave, to find those that stand twice.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use super::{Fault, Note, Problem, Verification};

/// A hash of each id: 64 bits, so that memory stays small whatever is in them.
#[derive(Debug, Default)]
pub(super) struct Ids {
    seen: HashSet<u64>,
    hasher: RandomState,
    full: bool,
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
        } else if !self.full {
            self.full = true;
            told.tell(path, Some(line), Problem::Note(Note::IdsNotCompared(MAX_IDS)));
        }
    }
}

/// Some 600 MB of hashes.
const MAX_IDS: usize = 50_000_000;
