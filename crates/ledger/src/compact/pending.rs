//! The note of a compaction that is about to put one file in the place of several.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use genai_otel_journal::LineFiles;
use serde::{Deserialize, Serialize};

use super::CompactError;
use super::month::Month;
use super::output::{BAD, Output, TEMPORARY, with};

/// Which file stands for which ones, as soon as it is there. The names are those of plain files: each may be compressed.
#[derive(Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Pending {
    v: u32,
    pub(crate) output: String,
    pub(crate) inputs: Vec<String>,
}

impl Pending {
    pub(super) fn of(output: &Path, month: &Month) -> Self {
        let inputs = month.files.iter().map(|file| unpacked(&file.path)).collect();
        Self { v: VERSION, output: unpacked(output), inputs }
    }

    /// Reads it.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        let invalid = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
        let pending: Self = serde_json::from_slice(&std::fs::read(path)?)
            .map_err(|error| invalid(error.to_string()))?;
        let is_plain = |name: &String| Path::new(name).file_name() == Some(OsStr::new(name));
        let names = std::iter::once(&pending.output).chain(&pending.inputs);
        match names.into_iter().find(|name| !is_plain(name)) {
            _ if pending.v != VERSION => {
                Err(invalid(format!("version {} is not known", pending.v)))
            }
            Some(name) => Err(invalid(format!("`{name}` is no name of a file"))),
            None => Ok(pending),
        }
    }

    /// Puts it where readers find it.
    pub(super) fn write(&self, files: &LineFiles) -> io::Result<()> {
        let path = files.beside(ENDING);
        let temporary = with(&path, TEMPORARY);
        let mut out = Output::plain(files.file_system(), &temporary)?;
        out.line(&serde_json::to_vec(self)?)?;
        out.finish()?;
        files.file_system().rename(&temporary, &path)?;
        files.file_system().sync_dir(files.directory())
    }

    /// Whether the merged file is there and has the lines of this one.
    pub(super) fn stands_for(&self, files: &LineFiles, path: &Path) -> bool {
        self.is_done(files) && self.inputs.contains(&unpacked(path))
    }

    fn is_done(&self, files: &LineFiles) -> bool {
        let output = files.directory().join(&self.output);
        files.forms(&output).any(|path| files.file_system().metadata(&path).is_ok())
    }
}

/// The note in a directory, where there is one.
pub(super) fn read(files: &LineFiles) -> Result<Option<Pending>, CompactError> {
    let path = files.beside(ENDING);
    match Pending::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some).map_err(CompactError::unreadable(&path)),
    }
}

/// Does what is left to do, if the merged file is there: removes the files that it stands for, then the note. Says whether
/// it was. Only the holder of the lock may.
pub(super) fn finish(files: &LineFiles) -> io::Result<bool> {
    let note = files.beside(ENDING);
    let pending = match Pending::read(&note) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        read => read?,
    };
    let (file_system, directory) = (files.file_system(), files.directory());
    let is_done = pending.is_done(files);
    if is_done {
        let bad = with(&directory.join(&pending.output), BAD);
        let is_there = |path: &Path| file_system.metadata(path).is_ok();
        if is_there(&with(&bad, TEMPORARY)) {
            file_system.rename(&with(&bad, TEMPORARY), &bad)?;
        }
        file_system.sync_dir(directory)?;
        for input in pending.inputs.iter().filter(|input| **input != pending.output) {
            // The plain form first: while the other one is there, a reader takes that.
            for path in files.closed_forms(input).filter(|path| is_there(path)) {
                file_system.remove_file(&path)?;
            }
        }
        file_system.sync_dir(directory)?;
    }
    file_system.remove_file(&note)?;
    file_system.sync_dir(directory)?;
    Ok(is_done)
}

/// Removes a note that was never finished.
pub(super) fn clear(files: &LineFiles) -> io::Result<()> {
    match files.file_system().remove_file(&with(&files.beside(ENDING), TEMPORARY)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The name of a file without its compression.
fn unpacked(path: &Path) -> String {
    let unpacked: PathBuf = crate::ledger::files::unpacked(path);
    unpacked.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Behind the stem of the ledger's name.
pub(crate) const ENDING: &str = "compacting";
const VERSION: u32 = 1;
