use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    Keeper,
    shelf::Book,
    stream::{Digest, Source, Target},
};
use crate::{What, directory, lines::name::TEMPORARY, lock::lock};

impl Keeper {
    /// Moves a closed file to the archive, where nothing is overwritten.
    pub(super) fn archive(&self, book: &Book, archive: &Path) -> io::Result<()> {
        directory::ensure(&*self.file_system, archive).map_err(io::Error::other)?;
        let name = book.path.file_name().unwrap_or_default();
        let to = archive.join(name);
        match self.file_system.metadata(&to) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.move_to(book, &to)?,
            Err(error) => return Err(error),
            // Copied before, and the original could not be removed any more.
            Ok(_) if self.is_copy(book, &to)? => self.file_system.remove_file(&book.path)?,
            Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
        }
        lock(&self.status).archived += 1;
        self.tell(&book.path, What::Archived { to });
        Ok(())
    }

    fn move_to(&self, book: &Book, to: &Path) -> io::Result<()> {
        match self.file_system.rename(&book.path, to) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                self.copy_to(&book.path, to)?;
                self.file_system.remove_file(&book.path)
            }
            Err(error) => Err(error),
            Ok(()) => {
                if let Some(archive) = to.parent() {
                    self.file_system.sync_dir(archive)?;
                }
                self.file_system.sync_dir(&self.directory)
            }
        }
    }

    /// To another file system.
    fn copy_to(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut temporary = to.as_os_str().to_owned();
        temporary.push(TEMPORARY);
        let temporary = PathBuf::from(temporary);
        match self.file_system.remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let source = self.file_system.open(from)?;
        let target = self.file_system.create(&temporary)?;
        let mut source = Source::new(&*source, &self.is_stopped);
        let copied = io::copy(&mut source, &mut Target::new(&*target));
        if let Err(error) = copied.and_then(|_| target.sync()) {
            let _leftover = self.file_system.remove_file(&temporary);
            return Err(error);
        }
        self.file_system.rename(&temporary, to)?;
        to.parent().map_or(Ok(()), |archive| self.file_system.sync_dir(archive))
    }

    /// Whether this is another file with the same bytes.
    fn is_copy(&self, book: &Book, to: &Path) -> io::Result<bool> {
        let (one, other) = (self.file_system.open(&book.path)?, self.file_system.open(to)?);
        // The archive may be the directory itself.
        if one.metadata()?.identity == other.metadata()?.identity {
            return Ok(false);
        }
        let digest = |file| -> io::Result<_> {
            let mut digest = Digest::new(Source::new(file, &self.is_stopped));
            io::copy(&mut digest, &mut io::sink())?;
            Ok(digest.finish())
        };
        Ok(digest(&*one)? == digest(&*other)?)
    }
}
