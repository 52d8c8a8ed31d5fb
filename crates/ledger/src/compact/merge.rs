//! One month.

use std::io;
use std::path::{Path, PathBuf};

use super::merging::Merging;
use super::month::Month;
use super::output::{BAD, Output, PACKED, Sums, TEMPORARY, with};
use super::pending::{self, Pending};
use super::told::MergedMonth;
use super::{CompactError, Compaction};

/// What the merged files of a month are called.
struct Names {
    plain: PathBuf,
    packed: PathBuf,
    bad: PathBuf,
    packed_temporary: PathBuf,
    bad_temporary: PathBuf,
}

impl Compaction {
    /// Merges the files of a month, and puts the result in their place or in the directory that is meant.
    pub(super) fn merge(
        &self,
        month: &Month,
        read: &mut impl FnMut(u64),
    ) -> Result<MergedMonth, CompactError> {
        let directory = self.output.as_deref().unwrap_or_else(|| self.files.directory());
        let plain = self.files.merged(directory, month.last(), &[BAD]);
        let names = Names::new(plain);
        if self.dry_run {
            return self.merge_to(month, &names, read);
        }
        self.remove_unfinished(&names).map_err(CompactError::unwritable(directory))?;
        let merged = self.merge_to(month, &names, read);
        if merged.is_err() {
            // What cannot be removed now is removed by the next one.
            let _leftover = self.remove_unfinished(&names);
        }
        let told = merged?;
        // What fails from here on leaves all files: the next one needs them to go on.
        self.put(month, &names, &told).map_err(CompactError::unwritable(directory))?;
        Ok(told)
    }

    /// Writes the temporary files, and reads them back.
    fn merge_to(
        &self,
        month: &Month,
        names: &Names,
        read: &mut impl FnMut(u64),
    ) -> Result<MergedMonth, CompactError> {
        let file_system = self.files.file_system();
        let (packed, bad) = (&*names.packed_temporary, &*names.bad_temporary);
        let new = |path, new: fn(_, _) -> _| match self.dry_run {
            true => Ok(Output::nothing()),
            false => new(file_system, path),
        };
        let out = new(packed, Output::zstd).map_err(CompactError::unwritable(packed))?;
        let mut merging = Merging::new(out, || new(bad, Output::plain));
        for file in &month.files {
            merging.file(&file.path)?;
            read(file.bytes);
        }
        let Merging { out, bad: bad_lines, mut told, .. } = merging;
        told.month.clone_from(&month.name);
        (told.files, told.bytes) = (month.files.len() as u64, month.bytes());
        let (bytes, sums) = out.finish().map_err(CompactError::unwritable(packed))?;
        let bad_sums = bad_lines.map(Output::finish).transpose();
        let bad_sums = bad_sums.map_err(CompactError::unwritable(bad))?;
        if self.dry_run {
            return Ok(told);
        }
        is_as_written(packed, sums)?;
        (told.output, told.output_bytes) = (Some(names.packed.clone()), bytes);
        if let Some((_, sums)) = bad_sums {
            is_as_written(bad, sums)?;
            told.bad_lines = Some(names.bad.clone());
        }
        self.are_unchanged(month)?;
        Ok(told)
    }

    /// Gives the temporary files their names: from then on the merged one stands for the others, which are removed.
    fn put(&self, month: &Month, names: &Names, told: &MergedMonth) -> io::Result<()> {
        let file_system = self.files.file_system();
        let Some(directory) = &self.output else {
            Pending::of(&names.plain, month).write(&self.files)?;
            file_system.rename(&names.packed_temporary, &names.packed)?;
            return pending::finish(&self.files).map(drop);
        };
        if told.bad_lines.is_some() {
            file_system.rename(&names.bad_temporary, &names.bad)?;
        }
        file_system.rename(&names.packed_temporary, &names.packed)?;
        file_system.sync_dir(directory)
    }

    fn remove_unfinished(&self, names: &Names) -> io::Result<()> {
        for path in [&names.packed_temporary, &names.bad_temporary] {
            match self.files.file_system().remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    fn are_unchanged(&self, month: &Month) -> Result<(), CompactError> {
        for file in &month.files {
            let known = self.files.file_system().metadata(&file.path);
            if known.map_err(CompactError::unreadable(&file.path))?.bytes != file.bytes {
                return Err(CompactError::Changed { path: file.path.clone() });
            }
        }
        Ok(())
    }
}

impl Names {
    fn new(plain: PathBuf) -> Self {
        let (packed, bad) = (with(&plain, PACKED), with(&plain, BAD));
        let (packed_temporary, bad_temporary) = (with(&packed, TEMPORARY), with(&bad, TEMPORARY));
        Self { plain, packed, bad, packed_temporary, bad_temporary }
    }
}

fn is_as_written(path: &Path, sums: Sums) -> Result<(), CompactError> {
    let read = Sums::of_file(path).map_err(CompactError::unreadable(path))?;
    if read.are(sums) { Ok(()) } else { Err(CompactError::Different { path: path.to_owned() }) }
}
