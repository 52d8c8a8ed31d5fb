use std::{
    fs::{self, DirBuilder, OpenOptions},
    io,
    path::Path,
    sync::Arc,
    time::SystemTime,
};

use super::{Entry, File, FileSystem, Kind, Metadata, opened::Opened};

/// The operating system's.
#[derive(Debug)]
pub(crate) struct Real;

impl FileSystem for Real {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        private_builder().create(path)?;
        // Whatever the umask took away as well.
        set_mode(path, 0o700)
    }

    fn entries(&self, path: &Path) -> io::Result<Vec<Entry>> {
        fs::read_dir(path)?
            .map(|entry| {
                let entry = entry?;
                Ok(Entry { name: entry.file_name(), kind: kind(entry.file_type()?) })
            })
            .collect()
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        fs::symlink_metadata(path).map(|metadata| known(&metadata))
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        let file = private_options().read(true).write(true).create_new(true).open(path)?;
        set_file_mode(&file, 0o600)?;
        Ok(Arc::new(Opened::new(file)))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        for _ in 0..MOST_LOOKS {
            let named = self.metadata(path)?;
            if named.kind != Kind::File {
                return Err(no_ordinary_file());
            }
            let file = match OpenOptions::new().read(true).write(true).open(path) {
                Err(error) if is_about_writing(&error) => {
                    OpenOptions::new().read(true).open(path)?
                }
                opened => opened?,
            };
            let file = Opened::new(file);
            if file.metadata()?.identity == named.identity {
                return Ok(Arc::new(file));
            }
            // In between the name became that of another file, which a look tells, or of a link, which is followed.
        }
        Err(no_ordinary_file())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        if cfg!(unix) { fs::File::open(path)?.sync_all() } else { Ok(()) }
    }
}

pub(super) fn known(metadata: &fs::Metadata) -> Metadata {
    #[cfg(unix)]
    let (identity, names) = {
        use std::os::unix::fs::MetadataExt as _;
        ((metadata.dev(), metadata.ino()), metadata.nlink())
    };
    #[cfg(not(unix))]
    let (identity, names) = ((0, 0), 1);
    let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    Metadata { kind: kind(metadata.file_type()), bytes: metadata.len(), identity, names, modified }
}

fn kind(file_type: fs::FileType) -> Kind {
    match file_type {
        it if it.is_file() => Kind::File,
        it if it.is_dir() => Kind::Directory,
        _ => Kind::Other,
    }
}

fn private_builder() -> DirBuilder {
    #[cfg_attr(not(unix), allow(unused_mut, reason = "a mode is set on Unix alone"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

fn private_options() -> OpenOptions {
    #[cfg_attr(not(unix), allow(unused_mut, reason = "a mode is set on Unix alone"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(unix)]
fn set_file_mode(file: &fs::File, mode: u32) -> io::Result<()> {
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn set_file_mode(_file: &fs::File, _mode: u32) -> io::Result<()> {
    Ok(())
}

fn is_about_writing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

fn no_ordinary_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not an ordinary file")
}

/// How often a name is looked at that means another file each time. Whoever closes a file and begins the next does that once.
const MOST_LOOKS: u32 = 64;

#[cfg(all(test, unix))]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn file_that_is_replaced_while_it_is_opened_is_opened_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("calls.jsonl"), folder.path().join("next"));
        fs::write(&path, "first").unwrap();
        thread::scope(|scope| {
            let opening = scope.spawn(|| {
                (0..5_000).find_map(|_| Real.open(&path).err().map(|error| error.to_string()))
            });
            while !opening.is_finished() {
                fs::write(&other, "next").unwrap();
                fs::rename(&other, &path).unwrap();
            }
            assert_eq!(opening.join().unwrap(), None);
        });
    }

    #[test]
    fn link_is_no_ordinary_file() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&path, "").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert_eq!(Real.open(&link).unwrap_err().to_string(), "not an ordinary file");
        assert!(Real.open(&path).is_ok());
    }
}
