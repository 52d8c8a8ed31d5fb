//! On the file system of the machine, with the thread.

use std::{fs, path::Path};

use genai_otel_journal::{Compression, Lines, LinesOptions, What};

use super::{append, append_at, happened, unpack};
use crate::scene::at;

type Tested = Result<(), Box<dyn std::error::Error>>;

fn text_of(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_default()
}

#[test]
fn two_writers_have_two_files_and_the_next_one_goes_on() -> Tested {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("deep").join("ledger");
    let options = |writer| LinesOptions::new("calls.jsonl", writer);
    let mut one = Lines::open(&path, options(1))?;
    let mut two = Lines::open(&path, options(2))?;
    append(&mut one, "1");
    append(&mut two, "2");
    drop(one);
    let mut three = Lines::open(&path, options(3))?;
    append(&mut three, "3");
    assert_eq!(
        ["calls.jsonl", "calls.2.jsonl"].map(|name| text_of(&path, name)),
        ["1\n3\n", "2\n"]
    );
    Ok(())
}

#[test]
fn a_torn_line_is_cut_and_a_replaced_file_is_noticed() -> Tested {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("calls.jsonl"), "whole\ntor")?;
    let mut lines = Lines::open(folder.path(), LinesOptions::new("calls.jsonl", 1))?;
    append(&mut lines, "next");
    assert_eq!(text_of(folder.path(), "calls.jsonl"), "whole\nnext\n");
    fs::rename(folder.path().join("calls.jsonl"), folder.path().join("old"))?;
    fs::write(folder.path().join("calls.jsonl"), "theirs\n")?;
    lines.tend(at(1))?;
    append(&mut lines, "new");
    assert_eq!(text_of(folder.path(), "old"), "whole\nnext\n");
    assert_eq!(text_of(folder.path(), "calls.jsonl"), "theirs\nnew\n");
    fs::remove_file(folder.path().join("calls.jsonl"))?;
    append(&mut lines, "newest");
    assert_eq!(text_of(folder.path(), "calls.jsonl"), "newest\n");
    let removed = What::FileRemoved { bytes: 11 };
    assert_eq!(happened(&lines), [What::TornLine { bytes: 3 }, What::FileMoved, removed]);
    Ok(())
}

#[test]
fn lines_are_all_there_however_soon_the_thread_is_stopped() -> Tested {
    let folder = tempfile::tempdir()?;
    let options = || {
        LinesOptions::new("calls.jsonl", 7).max_file_bytes(64 * 1024).compression(Compression::Gzip)
    };
    let mut expected = String::new();
    for round in 0..5 {
        let mut lines = Lines::open(folder.path(), options())?;
        for number in 0..200 {
            let line = format!("{round} {number} {}", "x".repeat(1_000));
            append_at(&mut lines, &line, round * 1_000 + number);
            expected.push_str(&line);
            expected.push('\n');
        }
        lines.tend(at(round * 1_000 + 200))?;
    }
    let lines = Lines::open(folder.path(), options().in_background(false))?;
    lines.keep(at(10_000));
    let mut names: Vec<_> = fs::read_dir(folder.path())?
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, _>>()?;
    names.sort();
    let mut found = String::new();
    for name in names.iter().filter(|name| *name != "calls.keeper") {
        assert!(name.ends_with(".gz") || name == "calls.jsonl", "{name}");
        found.push_str(&unpack(name, &fs::read(folder.path().join(name))?));
    }
    assert!(found == expected, "the lines are others");
    Ok(())
}

#[test]
#[cfg(unix)]
fn a_link_is_not_followed() -> Tested {
    let folder = tempfile::tempdir()?;
    let elsewhere = folder.path().join("elsewhere");
    fs::write(&elsewhere, "precious")?;
    let path = folder.path().join("ledger");
    fs::create_dir(&path)?;
    std::os::unix::fs::symlink(&elsewhere, path.join("calls.jsonl"))?;
    let mut lines = Lines::open(&path, LinesOptions::new("calls.jsonl", 1))?;
    append(&mut lines, "a");
    assert_eq!(text_of(&path, "calls.2.jsonl"), "a\n");
    assert_eq!(fs::read_to_string(&elsewhere)?, "precious");
    Ok(())
}

/// Where the machine has no second file system at hand, nothing is shown.
#[test]
#[cfg(target_os = "linux")]
fn an_archive_on_another_file_system_gets_a_copy() -> Tested {
    use std::os::unix::fs::MetadataExt as _;

    let folder = tempfile::tempdir()?;
    let Ok(other) = tempfile::tempdir_in("/dev/shm") else { return Ok(()) };
    if fs::metadata(folder.path())?.dev() == fs::metadata(other.path())?.dev() {
        return Ok(());
    }
    let archive = other.path().join("archive");
    let name = "calls-20270115T080000Z-0000000000000007-000001.jsonl";
    // A copy that was not finished.
    fs::create_dir(&archive)?;
    fs::write(archive.join(format!("{name}.tmp")), "begun and never")?;
    let options = LinesOptions::new("calls.jsonl", 7).in_background(false);
    let mut lines = Lines::open(folder.path(), options.max_closed_bytes(0).archive(&archive))?;
    append(&mut lines, "a");
    lines.rotate(at(1))?;
    lines.keep(at(2));
    let to = archive.join(name);
    assert_eq!(happened(&lines), [What::Archived { to: to.clone() }]);
    assert_eq!(fs::read_to_string(to)?, "a\n");
    let left: Vec<_> = [folder.path(), &archive]
        .map(|path| fs::read_dir(path).map(Iterator::count))
        .into_iter()
        .collect::<Result<_, _>>()?;
    // The file that is written and the keeper's lock; the one in the archive.
    assert_eq!(left, [2, 1]);
    Ok(())
}
