//! Where closed files may be moved to.

use std::path::Path;

use crate::{
    OpenError,
    file_system::{FileSystem, Kind},
};

/// Refuses an archive that is the directory itself, or no directory. One that is not there is made when it is needed.
pub(super) fn check(
    file_system: &dyn FileSystem,
    directory: &Path,
    archive: &Path,
) -> Result<(), OpenError> {
    let Ok(there) = file_system.metadata(archive) else { return Ok(()) };
    let own = file_system.metadata(directory).map(|own| own.identity).ok();
    let is_known = there.identity != (0, 0);
    let is_own = archive == directory || (is_known && own == Some(there.identity));
    match there.kind {
        Kind::Directory if is_own => Err(OpenError::OwnArchive { path: directory.to_owned() }),
        Kind::File => Err(OpenError::NotADirectory { path: archive.to_owned() }),
        // A link may lead to one.
        Kind::Directory | Kind::Other => Ok(()),
    }
}
