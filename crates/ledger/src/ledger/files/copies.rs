//! Files that somebody compressed and left beside the plain ones.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::unpacked;
use crate::scan::Unpacked;

/// Without the compressed files that begin as the plain one of the same name does: they are copies of it, and files only
/// grow. One that begins otherwise is what was in it before, and stays.
pub(super) fn left_out(mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    let copies: Vec<_> = files
        .iter()
        .filter(|packed| {
            let plain = unpacked(packed);
            plain != **packed && files.contains(&plain) && is_copy(packed, &plain).unwrap_or(false)
        })
        .cloned()
        .collect();
    files.retain(|file| !copies.contains(file));
    files
}

/// Whether the plain file begins as the compressed one does.
fn is_copy(packed: &Path, plain: &Path) -> io::Result<bool> {
    let mut begin = Vec::new();
    Unpacked::new(File::open(packed)?)?.take(COMPARED).read_to_end(&mut begin)?;
    let mut other = Vec::new();
    File::open(plain)?.take(begin.len() as u64).read_to_end(&mut other)?;
    Ok(begin == other)
}

/// How many bytes are compared: some hundred lines, no two of which are alike.
const COMPARED: u64 = 1 << 16;
