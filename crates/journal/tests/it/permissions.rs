//! Files are for their user alone, whatever the umask.
#![cfg(unix)]

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use genai_otel_journal::{Journal, Turn};

use crate::scene::{append, many, options};

#[test]
fn directories_and_files_are_private_whatever_the_umask() {
    for umask in ["000", "777", "022"] {
        let folder = tempfile::tempdir().unwrap();
        let exe = std::env::current_exe().unwrap();
        let status = Command::new("sh")
            .args(["-c", &format!("umask {umask} && exec \"$0\" \"$@\"")])
            .arg(exe)
            .args(["--exact", "permissions::writes_everything", "--ignored", "-q"])
            .env("FOLDER", folder.path())
            .status()
            .unwrap();
        assert!(status.success(), "umask {umask}");
        let mut seen = Vec::new();
        modes(&folder.path().join("made"), &mut seen);
        seen.sort();
        seen.dedup();
        let expected = ["ack f 600", "d 700", "lock f 600", "seg f 600", "txt f 600"];
        assert_eq!(seen, expected, "umask {umask}");
    }
}

#[test]
#[ignore = "runs in a process of its own"]
#[allow(clippy::disallowed_methods, reason = "told by its parent")]
fn writes_everything() {
    let folder = std::env::var("FOLDER").unwrap();
    let journal = Journal::open(Path::new(&folder).join("made/below"), options()).unwrap();
    append(&journal, "a");
    append(&journal, "b");
    let batch = journal.next(Turn::Oldest, many(1)).unwrap();
    journal.set_aside(&batch, "no").unwrap();
}

fn modes(path: &Path, seen: &mut Vec<String>) {
    let metadata = fs::symlink_metadata(path).unwrap();
    let mode = metadata.permissions().mode() & 0o777;
    if metadata.is_dir() {
        seen.push(format!("d {mode:o}"));
        for entry in fs::read_dir(path).unwrap() {
            modes(&entry.unwrap().path(), seen);
        }
    } else {
        let what = path.extension().unwrap_or(path.file_name().unwrap()).to_string_lossy();
        seen.push(format!("{what} f {mode:o}"));
    }
}
