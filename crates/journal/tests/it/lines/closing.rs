use genai_otel_journal::{Calendar, Simulated, Sync};
use jiff::tz::TimeZone;

use super::{DAY, append, append_at, names, open, options, text};
use crate::scene::at;

#[test]
fn a_file_that_is_full_is_closed_before_the_next_lines() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options().max_file_bytes(8));
    append_at(&mut lines, "abc", 0);
    append_at(&mut lines, "def", 1);
    append_at(&mut lines, "g", 2);
    append_at(&mut lines, "longer than a file", 3);
    append_at(&mut lines, "h", 4);
    assert_eq!(
        names(&disk),
        [
            "calls-20270115T080001Z-00000000000000ab-000001.jsonl",
            "calls-20270115T080002Z-00000000000000ab-000002.jsonl",
            "calls-20270115T080003Z-00000000000000ab-000003.jsonl",
            "calls.jsonl",
        ]
    );
    let texts = names(&disk).iter().map(|name| text(&disk, name)).collect::<Vec<_>>();
    assert_eq!(texts, ["abc\ndef\n", "g\n", "longer than a file\n", "h\n"]);
    assert_eq!(lines.status().closed, 3);
}

#[test]
fn the_first_line_of_a_period_goes_to_a_new_file() {
    let disk = Simulated::new();
    let mut lines = open(&disk, options().calendar(Calendar::Day(TimeZone::UTC)));
    let midnight = 16 * 3_600;
    append_at(&mut lines, "old", midnight - 1);
    append_at(&mut lines, "new", midnight);
    append_at(&mut lines, "new", midnight + DAY - 1);
    let old = "calls-20270115T235959Z-00000000000000ab-000001.jsonl";
    assert_eq!(names(&disk), [old, "calls.jsonl"]);
    assert_eq!([text(&disk, old), text(&disk, "calls.jsonl")], ["old\n", "new\nnew\n"]);
    // Nobody appends, and the period ends.
    lines.tend(at(midnight + DAY)).expect("tended");
    assert_eq!(text(&disk, "calls.jsonl"), "");
    assert_eq!(names(&disk).len(), 3);
    // Of an empty file there is nothing to close.
    lines.tend(at(midnight + 3 * DAY)).expect("tended");
    lines.rotate(at(midnight + 3 * DAY)).expect("rotated");
    assert_eq!(names(&disk).len(), 3);
}

#[test]
fn what_the_dead_left_in_an_earlier_period_is_closed() {
    let disk = Simulated::new();
    disk.set_time(at(0));
    let by_day = || options().calendar(Calendar::Day(TimeZone::UTC));
    append(&mut open(&disk, by_day()), "yesterday");
    disk.set_time(at(DAY));
    append_at(&mut open(&disk, by_day()), "today", DAY);
    let old = "calls-20270115T080000Z-00000000000000ab-000001.jsonl";
    assert_eq!([text(&disk, old), text(&disk, "calls.jsonl")], ["yesterday\n", "today\n"]);
    // In the same period it is written on.
    append_at(&mut open(&disk, by_day()), "again", DAY + 1);
    assert_eq!(text(&disk, "calls.jsonl"), "today\nagain\n");
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let disk = Simulated::new();
    let first = "calls-20270115T080000Z-00000000000000ab-000001.jsonl";
    let second = "calls-20270115T080000Z-00000000000000ab-000002.jsonl.gz";
    let mut lines = open(&disk, options());
    disk.write(&super::in_root(first), b"somebody's").expect("written");
    disk.write(&super::in_root(second), b"somebody's").expect("written");
    append(&mut lines, "a");
    lines.rotate(at(0)).expect("rotated");
    let third = "calls-20270115T080000Z-00000000000000ab-000003.jsonl";
    assert_eq!(
        [first, second, third].map(|name| text(&disk, name)),
        ["somebody's", "somebody's", "a\n"]
    );
}

#[test]
fn a_clock_that_goes_back_splits_nothing() {
    let disk = Simulated::new();
    let options = options().calendar(Calendar::Month(TimeZone::UTC)).sync(Sync::Always);
    let mut lines = open(&disk, options);
    append_at(&mut lines, "a", 40 * DAY);
    append_at(&mut lines, "b", 0);
    lines.tend(at(0)).expect("tended");
    assert_eq!(text(&disk, "calls.jsonl"), "a\nb\n");
}
