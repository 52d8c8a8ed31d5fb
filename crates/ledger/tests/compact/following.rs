//! Who follows a ledger is not told old calls again.

use std::fs::OpenOptions;
use std::io::Write;

use genai_otel_ledger::Follow;

use crate::scene::{closed, compact, line, write};

#[test]
fn what_was_merged_is_not_followed_anew() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &closed("1101", 1, 1), &[line(1, 1)]);
    write(folder.path(), &closed("1102", 1, 2), &[line(1, 2)]);
    write(folder.path(), "calls.jsonl", &[line(1, 3)]);
    let mut follow = Follow::new([folder.path()]).unwrap();
    let mut step = || {
        let mut found = 0;
        follow.step(|_| found += 1).unwrap();
        found
    };
    assert_eq!(step(), 1);
    compact(folder.path());
    let path = folder.path().join("calls.jsonl");
    let mut file = OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(line(1, 4).as_bytes()).unwrap();
    assert_eq!([step(), step()], [1, 0]);
}
