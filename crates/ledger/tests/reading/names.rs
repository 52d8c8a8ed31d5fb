//! What files are called, and what else is called so.

use std::fs;
use std::path::Path;

use genai_otel_ledger::{Ledger, LedgerError};
use tempfile::TempDir;

use crate::lines::line;
use crate::sources::{call, gzip};

/// How many calls a ledger of these paths has.
fn calls<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> u64 {
    Ledger::of_paths(paths).unwrap().query().report().unwrap().total.calls
}

/// A directory with a file of one call.
fn directory() -> (TempDir, std::path::PathBuf) {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("calls.jsonl");
    fs::write(&file, call("a")).unwrap();
    (directory, file)
}

#[test]
fn a_file_that_is_named_several_times_counts_once() {
    let (directory, file) = directory();
    let other = directory.path().join("../").join(directory.path().file_name().unwrap());
    assert_eq!(calls([&file, &file]), 1);
    assert_eq!(calls([directory.path(), &file, &other]), 1);
    let (second, _) = self::directory();
    assert_eq!(calls([directory.path(), second.path()]), 2);
}

#[cfg(unix)]
#[test]
fn a_file_with_several_names_counts_once() {
    let (directory, file) = directory();
    std::os::unix::fs::symlink(&file, directory.path().join("link.jsonl")).unwrap();
    fs::hard_link(&file, directory.path().join("hard.jsonl")).unwrap();
    assert_eq!(calls([directory.path()]), 1);
    assert_eq!(Ledger::open(directory.path()).unwrap().verify().unwrap().files, 1);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_passed_over() {
    let (directory, _) = directory();
    fs::create_dir(directory.path().join("folder.jsonl")).unwrap();
    std::os::unix::fs::symlink(directory.path(), directory.path().join("self.jsonl")).unwrap();
    let _socket =
        std::os::unix::net::UnixListener::bind(directory.path().join("socket.jsonl")).unwrap();
    assert_eq!(calls([directory.path()]), 1);
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_an_error_that_names_it() {
    let (directory, _) = directory();
    let link = directory.path().join("link.jsonl");
    std::os::unix::fs::symlink("nothing.jsonl", &link).unwrap();
    let error = Ledger::open(directory.path()).unwrap_err();
    assert!(matches!(&error, LedgerError::Unreadable { path, .. } if *path == link), "{error}");
    assert!(error.to_string().ends_with("it is a link to a file that is not there"), "{error}");
}

#[test]
fn a_copy_that_somebody_compressed_beside_the_file_hides_nothing_and_counts_nothing_twice() {
    let (directory, file) = directory();
    let packed = directory.path().join("calls.jsonl.gz");
    let numbered = |number: u32| {
        line(&format!(
            r#""timestamp":"2026-11-29T00:00:00.000000000Z","status":"success","latency_ms":{number}"#
        ))
    };
    let lines: Vec<_> = (0..1_000).map(numbered).collect();
    fs::write(&packed, gzip(lines[..700].concat().as_bytes())).unwrap();
    // A copy of what it was.
    fs::write(&file, lines.concat()).unwrap();
    assert_eq!(calls([directory.path()]), 1_000);
    // What was in it before.
    fs::write(&file, lines[700..].concat()).unwrap();
    assert_eq!(calls([directory.path()]), 1_000);
}
