//! What else may be in a directory, on the real file system.

use std::{fs, path::Path};

use genai_otel_journal::{Journal, OpenError, Turn};

use crate::scene::{append, drain, happened, many, options};

/// A directory with a lane of a dead writer in it, who wrote "a" and "b".
fn left_behind() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), options()).unwrap();
    append(&journal, "a");
    append(&journal, "b");
    drop(journal);
    let lane = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    (folder, lane)
}

#[test]
fn what_is_not_ours_is_left_alone_and_blocks_nothing() {
    let (folder, lane) = left_behind();
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    fs::write(&secret, "of somebody else").unwrap();
    let root = folder.path();
    fs::write(root.join("notes.txt"), "foreign").unwrap();
    fs::write(root.join(format!("{:032x}", 7)), "a file called like a lane").unwrap();
    fs::create_dir(root.join("0123")).unwrap();
    fs::write(lane.join("notes.txt"), "foreign").unwrap();
    fs::write(lane.join("1.seg"), "not our way to write a number").unwrap();
    fs::create_dir(lane.join("00000007.seg")).unwrap();
    fs::create_dir(lane.join("00000007.ack")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(&secret, lane.join("00000008.seg")).unwrap();
        symlink(outside.path(), root.join(format!("{:032x}", 8))).unwrap();
        let linked = root.join(format!("{:032x}", 9));
        fs::create_dir(&linked).unwrap();
        symlink(&secret, linked.join("lock")).unwrap();
    }
    let journal = Journal::open(root, options()).unwrap();
    assert_eq!(drain(&journal), ["a", "b"]);
    journal.close();
    assert_eq!(fs::read_to_string(&secret).unwrap(), "of somebody else");
    assert_eq!(fs::read_to_string(lane.join("notes.txt")).unwrap(), "foreign");
    assert_eq!(fs::read_to_string(root.join("notes.txt")).unwrap(), "foreign");
    assert!(lane.join("00000007.seg").is_dir() && lane.join("1.seg").is_file());
    #[cfg(unix)]
    assert!(lane.join("00000008.seg").is_symlink());
}

#[test]
fn empty_and_half_made_files_are_nothing() {
    let (folder, lane) = left_behind();
    fs::write(lane.join("00000002.seg"), "").unwrap();
    fs::write(lane.join("00000003.seg"), "\u{0}\u{0}").unwrap();
    fs::write(lane.join("00000004.ack"), "").unwrap();
    fs::create_dir(folder.path().join(format!(".new-{:032x}", 5))).unwrap();
    let journal = Journal::open(folder.path(), options()).unwrap();
    assert_eq!(drain(&journal), ["a", "b"]);
    let told = happened(&journal);
    assert_eq!(told, [genai_otel_journal::What::TornTail { bytes: 2 }]);
    journal.close();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "all of it is gone");
}

#[test]
fn long_hole_at_the_end_is_cut() {
    let (folder, lane) = left_behind();
    let file = fs::OpenOptions::new().write(true).open(lane.join("00000001.seg")).unwrap();
    // A hole, which takes no space.
    file.set_len(16 * 1024 * 1024).unwrap();
    drop(file);
    let journal = Journal::open(folder.path(), options()).unwrap();
    assert_eq!(drain(&journal), ["a", "b"]);
    assert!(matches!(happened(&journal)[..], [genai_otel_journal::What::TornTail { .. }]));
}

#[test]
fn what_cannot_be_a_directory_is_said_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Journal::open(&file, options()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("`{}` is not a directory; name another one, or move what is there", file.display())
    );
    let below = file.join("below");
    assert!(matches!(
        Journal::open(&below, options()),
        Err(OpenError::NotCreatable { path, .. }) if path == below
    ));
    let bytes = genai_otel_journal::MAX_RECORD + 1;
    assert!(matches!(
        Journal::open(folder.path(), options().preamble(vec![0; bytes])),
        Err(OpenError::PreambleTooLong { bytes: told }) if told == bytes
    ));
}

#[test]
fn directory_that_cannot_be_written_is_said_at_once() {
    let disk = genai_otel_journal::Simulated::new();
    crate::scene::open(&disk, options()).close();
    disk.set_read_only(true);
    let opened =
        Journal::open_on(std::sync::Arc::new(disk), Path::new(crate::scene::ROOT), options());
    let error = opened.unwrap_err();
    assert!(matches!(error, OpenError::NotWritable { .. }));
    assert_eq!(
        error.to_string(),
        "cannot write in the directory `/spool`; give this user the right to, or name another one"
    );
}

#[test]
fn missing_parents_are_made() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path().join("a/b/c"), options()).unwrap();
    append(&journal, "a");
    assert_eq!(journal.next(Turn::Oldest, many(1)).map(|batch| batch.len()), Some(1));
}
