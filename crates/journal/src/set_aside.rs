use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{
    Batch, SetAsideError, What,
    batch::Origin,
    file_system::{FileSystem, Kind},
    segment::{HEADER, Header, Seal, SegmentId},
    store::Store,
};

/// The folder for what cannot be used and is not to be deleted.
#[derive(Debug)]
pub(crate) struct SetAside {
    path: PathBuf,
    max_bytes: u64,
}

impl SetAside {
    pub(crate) fn new(directory: &Path, max_bytes: u64) -> Self {
        Self { path: directory.join("set-aside"), max_bytes }
    }

    /// Moves a segment there. Where it does not fit it is deleted; both are told.
    pub(crate) fn file(&self, store: &Store, id: SegmentId, path: &Path) -> io::Result<()> {
        let file_system = &*store.file_system;
        let bytes = file_system.metadata(path)?.bytes;
        ensure(file_system, &self.path)?;
        if !self.has_room(store, bytes)? {
            file_system.remove_file(path)?;
            store.tell(path, What::Dropped { bytes });
            return Ok(());
        }
        let to = free(file_system, &self.path, &id.long_name(), "seg")?;
        file_system.rename(path, &to)?;
        self.sync(store)?;
        store.catalog().set_aside_bytes += bytes;
        store.tell(path, What::SetAside { to });
        Ok(())
    }

    /// Writes records there as a segment of their own, and beside it why.
    pub(crate) fn batch(
        &self,
        store: &Store,
        batch: &Batch,
        reason: &str,
    ) -> Result<PathBuf, SetAsideError> {
        let failed = |source| SetAsideError::Io { path: self.path.clone(), source };
        let file_system = &*store.file_system;
        let id = match batch.origin {
            Origin::Segment(id) => id,
            Origin::Memory => SegmentId { writer: store.catalog().own.unwrap_or(0), sequence: 0 },
        };
        let bytes = encode(id, batch);
        ensure(file_system, &self.path).map_err(failed)?;
        let whole = (bytes.len() + reason.len()) as u64;
        if !self.has_room(store, whole).map_err(failed)? {
            return Err(SetAsideError::Full { path: self.path.clone(), max: self.max_bytes });
        }
        let place = batch.marks.first().map_or(0, |mark| mark.end);
        let name = format!("{}-refused-{place}", id.long_name());
        let path = free(file_system, &self.path, &name, "seg").map_err(failed)?;
        let write = |path: &Path, bytes: &[u8]| {
            let file = file_system.create(path)?;
            file.write_at(bytes, 0)?;
            if store.options.sync == crate::Sync::Never { Ok(()) } else { file.sync() }
        };
        let written = write(&path, &bytes)
            .and_then(|()| write(&path.with_extension("txt"), reason.as_bytes()))
            .and_then(|()| self.sync(store));
        if let Err(source) = written {
            let _remnant = file_system.remove_file(&path);
            let _remnant = file_system.remove_file(&path.with_extension("txt"));
            return Err(failed(source));
        }
        store.catalog().set_aside_bytes += whole;
        Ok(path)
    }

    /// Looks again before it says no: somebody may have tidied up.
    fn has_room(&self, store: &Store, bytes: u64) -> io::Result<bool> {
        let fits = |used: u64| used.saturating_add(bytes) <= self.max_bytes;
        let used = store.catalog().set_aside_bytes;
        Ok(fits(used) || fits(self.measure(store)?))
    }

    /// Bytes of all files there, as they are now.
    pub(crate) fn measure(&self, store: &Store) -> io::Result<u64> {
        let file_system = &*store.file_system;
        let entries = match file_system.entries(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            entries => entries?,
        };
        let files = entries.iter().filter(|entry| entry.kind == Kind::File);
        let sizes = files.map(|file| file_system.metadata(&self.path.join(&file.name)));
        let bytes = sizes.map(|size| size.map_or(0, |size| size.bytes)).sum();
        store.catalog().set_aside_bytes = bytes;
        Ok(bytes)
    }

    fn sync(&self, store: &Store) -> io::Result<()> {
        if store.options.sync == crate::Sync::Never {
            return Ok(());
        }
        store.file_system.sync_dir(&self.path)
    }
}

fn ensure(file_system: &dyn FileSystem, path: &Path) -> io::Result<()> {
    match file_system.create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        created => created,
    }
}

/// A path that nothing has yet: with a number behind the name where it is taken.
fn free(
    file_system: &dyn FileSystem,
    folder: &Path,
    name: &str,
    extension: &str,
) -> io::Result<PathBuf> {
    for number in 0..MOST_OF_A_NAME {
        let path = match number {
            0 => folder.join(format!("{name}.{extension}")),
            _ => folder.join(format!("{name}-{number}.{extension}")),
        };
        match file_system.metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(path),
            Err(error) => return Err(error),
            Ok(_) => {}
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn encode(id: SegmentId, batch: &Batch) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + batch.preamble.len() + 2 * batch.bytes());
    let seal = Seal::new(id);
    Header { id }.write(&mut bytes);
    let mut add = |time, payload: &[u8]| {
        let offset = bytes.len() as u64;
        seal.write(&mut bytes, offset, time, payload);
    };
    add(batch.marks.first().map_or(0, |mark| mark.time), &batch.preamble);
    for (mark, payload) in batch.marks.iter().zip(batch.records.iter()) {
        add(mark.time, payload);
    }
    bytes
}

/// Files that begin with one name, which is that of one segment or of one record in it.
const MOST_OF_A_NAME: u32 = 1_000;
