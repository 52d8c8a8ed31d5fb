//! Where an answer goes: standard output, or a file that appears when it is whole.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use genai_otel_ledger::Ledger;
use tempfile::Builder;

use crate::failure::Failure;

/// Refuses a file that would be read as part of the ledger, or is: an answer is none of its calls.
///
/// # Errors
///
/// It is a file of the ledger.
pub(crate) fn beside(ledger: &Ledger, flag: &str, path: &Path) -> Result<(), Failure> {
    if path != Path::new("-") && ledger.reads(path) {
        let path = path.display();
        return Err(Failure::usage(format!(
            "{flag}: {path} is or would be a file of the ledger that is read: name another place"
        )));
    }
    Ok(())
}

/// Has `write` write to the file `path`, or to `out` where there is none or it is `-`. The file is written beside its
/// place and put there at the end: whoever reads it never meets a part, and a failure leaves what was there.
///
/// # Errors
///
/// What `write` says; a file that cannot be written.
pub(crate) fn write_to<T>(
    path: Option<&Path>,
    out: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let Some(path) = path.filter(|path| *path != Path::new("-")) else { return write(out) };
    let unwritable = |source| Failure::Unwritable { path: path.to_owned(), source };
    // A pipe or a device is written to, and not replaced.
    let replaced = fs::metadata(path).map_or(true, |found| found.is_file());
    if !replaced {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .open(path)
            .map(BufWriter::new)
            .map_err(unwritable)?;
        let answer = write(&mut file).map_err(|failure| named(failure, path))?;
        file.flush().map_err(unwritable)?;
        return Ok(answer);
    }
    // Behind a symbolic link is the file that is meant.
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::metadata(folder).map_err(unwritable)?;
    let mut builder = Builder::new();
    builder.prefix(".").suffix(".tmp");
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt;
        // As any other file: less what the umask takes. One that is replaced keeps what it had.
        let of_old = fs::metadata(&place).map(|old| old.permissions());
        builder.permissions(of_old.unwrap_or_else(|_| fs::Permissions::from_mode(0o666)))
    };
    let file = builder.tempfile_in(folder).map_err(unwritable)?;
    let mut file = BufWriter::new(file);
    let answer = write(&mut file).map_err(|failure| named(failure, path))?;
    let file = file.into_inner().map_err(|error| unwritable(error.into_error()))?;
    file.as_file().sync_all().map_err(unwritable)?;
    file.persist(&place).map_err(|error| unwritable(error.error))?;
    Ok(answer)
}

/// A failure to write, with the name of the file: it is no pipe whose reader went away.
fn named(failure: Failure, path: &Path) -> Failure {
    let path = path.to_owned();
    match failure {
        Failure::Output(source) => Failure::Unwritable { path, source },
        Failure::Json(error) if error.is_io() => {
            Failure::Unwritable { path, source: io::Error::from(error) }
        }
        failure => failure,
    }
}
