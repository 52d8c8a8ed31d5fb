//! What somebody else does to the files.

use genai_otel_journal::{FileSystem as _, Simulated, What};

use super::{append, happened, in_root, names, open, options, text};
use crate::scene::at;

#[test]
fn a_removed_file_is_begun_anew_and_told() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options());
    append(&mut lines, "lost");
    disk.remove_file(&in_root("calls.jsonl")).expect("removed");
    append(&mut lines, "kept");
    assert_eq!(text(&disk, "calls.jsonl"), "kept\n");
    assert_eq!(happened(&lines), [What::FileRemoved { bytes: 5 }]);
}

#[test]
fn a_removed_directory_is_made_anew() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options());
    append(&mut lines, "lost");
    disk.remove_all(super::ROOT.as_ref()).expect("removed");
    // An open file's name is gone with its directory, which is seen by name.
    lines.tend(at(0)).expect("tended");
    append(&mut lines, "kept");
    assert_eq!(text(&disk, "calls.jsonl"), "kept\n");
}

#[test]
fn a_file_that_was_moved_away_is_left_to_whoever_moved_it() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options());
    append(&mut lines, "a");
    disk.rename(&in_root("calls.jsonl"), &in_root("calls.jsonl.1")).expect("moved");
    append(&mut lines, "b");
    lines.tend(at(1)).expect("tended");
    append(&mut lines, "c");
    assert_eq!(["calls.jsonl.1", "calls.jsonl"].map(|name| text(&disk, name)), ["a\nb\n", "c\n"]);
    assert_eq!(happened(&lines), [What::FileMoved]);
}

#[test]
fn a_file_that_was_replaced_is_written_on() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options());
    append(&mut lines, "a");
    disk.rename(&in_root("calls.jsonl"), &in_root("old")).expect("moved");
    disk.write(&in_root("calls.jsonl"), b"theirs\ntorn").expect("written");
    lines.tend(at(1)).expect("tended");
    append(&mut lines, "b");
    assert_eq!(text(&disk, "calls.jsonl"), "theirs\nb\n");
    assert_eq!(happened(&lines), [What::FileMoved, What::TornLine { bytes: 4 }]);
}

#[test]
fn a_file_that_was_emptied_or_lengthened_is_written_behind_what_is_there() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options());
    append(&mut lines, "a");
    disk.write(&in_root("calls.jsonl"), b"").expect("emptied");
    append(&mut lines, "b");
    disk.write(&in_root("calls.jsonl"), b"b\ntheirs\n").expect("written");
    append(&mut lines, "c");
    disk.write(&in_root("calls.jsonl"), b"no end").expect("written");
    append(&mut lines, "d");
    assert_eq!(text(&disk, "calls.jsonl"), "no end\nd\n");
    let changed = |from, to| What::FileChanged { from, to };
    assert_eq!(happened(&lines), [changed(2, 0), changed(2, 9), changed(11, 6)]);
}

#[test]
fn a_new_file_takes_the_first_free_name() {
    let disk = Simulated::new();
    let mut one = open(&disk, options());
    append(&mut one, "a");
    disk.rename(&in_root("calls.jsonl"), &in_root("old")).expect("moved");
    let mut two = open(&disk, options());
    append(&mut two, "theirs");
    one.tend(at(1)).expect("tended");
    append(&mut one, "b");
    assert_eq!(names(&disk), ["calls.2.jsonl", "calls.jsonl", "old"]);
    assert_eq!(["calls.2.jsonl", "calls.jsonl"].map(|name| text(&disk, name)), ["b\n", "theirs\n"]);
}
