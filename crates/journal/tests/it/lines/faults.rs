//! Disks that are full, read-only or failing.

use std::io::ErrorKind;

use genai_otel_journal::{Lines, Simulated, Sync, What};

use super::{all_lines, append, append_at, happened, names, open, options, text};
use crate::scene::at;

#[test]
fn lines_that_do_not_fit_are_refused_whole_and_fit_later() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options());
    append(&mut lines, "before");
    for room in 0..9 {
        disk.set_max_bytes(7 + room);
        let refused = lines.append(b"one\ntwo\n3\n", at(0)).map_err(|error| error.kind());
        assert_eq!(refused, Err(ErrorKind::StorageFull), "{room}");
        assert_eq!(text(&disk, "calls.jsonl"), "before\n", "{room}");
    }
    disk.set_max_bytes(u64::MAX);
    append(&mut lines, "one\ntwo\n3");
    assert_eq!(text(&disk, "calls.jsonl"), "before\none\ntwo\n3\n");
}

#[test]
fn a_piece_that_cannot_be_cut_at_once_is_cut_before_the_next_lines() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options());
    append(&mut lines, "before");
    // The write and the cut fail, whatever comes before them.
    let before_the_write = operations_of_an_append(&disk, &mut lines) - 1;
    disk.fail(before_the_write..before_the_write + 2);
    assert!(lines.append(b"a long line that is torn\n", at(0)).is_err());
    assert_eq!(text(&disk, "calls.jsonl"), "before\ncount\na long line ");
    append(&mut lines, "after");
    assert_eq!(text(&disk, "calls.jsonl"), "before\ncount\nafter\n");
}

#[test]
fn a_piece_that_was_never_cut_is_cut_by_whoever_opens() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options());
    append(&mut lines, "before");
    let before_the_write = operations_of_an_append(&disk, &mut lines) - 1;
    disk.fail(before_the_write..u64::MAX);
    assert!(lines.append(b"torn line\n", at(0)).is_err());
    assert_eq!(text(&disk, "calls.jsonl"), "before\ncount\ntorn ");
    disk.kill();
    drop(lines);
    disk.fail(0..0);
    append(&mut open(&disk, options()), "after");
    assert_eq!(text(&disk, "calls.jsonl"), "before\ncount\nafter\n");
}

#[test]
fn a_file_that_cannot_be_closed_is_written_on_and_tried_again() {
    let disk = Simulated::new();
    let operations = operations_of_an_append(&disk, &mut open(&disk, options()));
    let disk = Simulated::new();
    let mut lines = open(&disk, options().max_file_bytes(4));
    append_at(&mut lines, "abc", 0);
    // Every operation between looking at the file and its write, one after the other.
    for failing in 1..operations + 6 {
        let second = failing * 10;
        let before = all_lines(&disk);
        disk.fail(failing..failing + 1);
        let appended = lines.append(format!("n{failing}\n").as_bytes(), at(second)).is_ok();
        disk.fail(0..0);
        let mut expected = before;
        if appended {
            expected.push(format!("n{failing}"));
        }
        let mut found = all_lines(&disk);
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{failing}");
    }
    append_at(&mut lines, "end", 1_000);
    assert_eq!(text(&disk, "calls.jsonl"), "end\n");
}

#[test]
fn a_rename_that_fails_is_told_once() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options().max_file_bytes(4));
    append_at(&mut lines, "abc", 0);
    disk.set_read_only(true);
    for second in 1..5 {
        assert!(lines.append(b"def\n", at(second)).is_err());
    }
    disk.set_read_only(false);
    let told = happened(&lines);
    assert!(matches!(&told[..], [What::Failed { task: "close it", .. }]), "{told:?}");
    append_at(&mut lines, "def", 10);
    assert_eq!(names(&disk).len(), 2);
    assert_eq!(text(&disk, "calls.jsonl"), "def\n");
}

#[test]
fn a_sync_that_fails_is_done_by_the_next() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options().sync(Sync::Interval(std::time::Duration::from_secs(1))));
    append(&mut lines, "a");
    disk.set_read_only(true);
    assert!(lines.tend(at(0)).is_err());
    disk.set_read_only(false);
    lines.tend(at(1)).expect("tended");
    disk.crash();
    assert_eq!(text(&disk, "calls.jsonl"), "a\n");
}

/// How many there are, of which the write is the last.
fn operations_of_an_append(disk: &Simulated, lines: &mut Lines) -> u64 {
    let before = disk.operations();
    append(lines, "count");
    disk.operations() - before
}
