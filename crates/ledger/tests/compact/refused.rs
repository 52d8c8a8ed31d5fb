//! What is left as it is, and told.

use std::fs;

use genai_otel_ledger::{CompactError, Compaction, LineFiles};

use crate::scene::{closed, compact, line, names, write};

#[test]
fn while_another_one_looks_after_closed_files_nothing_is_merged() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &closed("1101", 1, 1), &[line(1, 1)]);
    let files = LineFiles::new(folder.path(), "calls.jsonl").unwrap();
    let lock = files.lock().unwrap().unwrap();
    let refused = Compaction::new(files).run(drop);
    assert!(matches!(refused, Err(CompactError::Busy { .. })));
    drop(lock);
    assert_eq!(compact(folder.path()).months.len(), 1);
}

#[test]
fn a_closed_file_that_somebody_writes_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (closed("1101", 1, 1), closed("1102", 1, 2));
    write(folder.path(), &one, &[line(1, 1)]);
    write(folder.path(), &other, &[line(1, 2)]);
    let path = folder.path().join(&other);
    let writer = fs::File::open(&path).unwrap();
    writer.lock().unwrap();
    let told = compact(folder.path());
    assert_eq!((told.months.len(), told.left), (1, vec![path]));
    assert!(names(folder.path()).contains(&other) && !names(folder.path()).contains(&one));
}

#[test]
fn a_month_that_fails_stays_with_all_later_ones() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &closed("1001", 1, 1), &[line(1, 1)]);
    write(folder.path(), &closed("1101", 1, 2), &[line(1, 2)]);
    let long = vec![b' '; (16 << 20) + 1];
    let path = folder.path().join(closed("1102", 1, 3));
    fs::write(&path, [line(1, 3).as_bytes(), &long].concat()).unwrap();
    write(folder.path(), &closed("1201", 1, 4), &[line(1, 4)]);
    let told = compact(folder.path());
    assert_eq!(told.months.len(), 1);
    let failure = told.failure.unwrap().to_string();
    let wanted = format!("{}:2: longer than 16 MiB: take it out of the file", path.display());
    assert_eq!(failure, wanted);
    for kept in [closed("1101", 1, 2), closed("1102", 1, 3), closed("1201", 1, 4)] {
        assert!(names(folder.path()).contains(&kept), "{kept}");
    }
    fs::write(&path, line(1, 3)).unwrap();
    assert_eq!(compact(folder.path()).months.len(), 2);
    assert!(!names(folder.path()).iter().any(|name| name.ends_with(".tmp")));
}

#[test]
fn a_directory_with_a_ledger_gets_no_copies() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &closed("1101", 1, 1), &[line(1, 1)]);
    let files = LineFiles::new(folder.path(), "calls.jsonl").unwrap();
    let refused = Compaction::new(files).output(folder.path()).run(drop);
    assert!(matches!(refused, Err(CompactError::NotEmpty { .. })));
}

#[test]
fn a_directory_for_copies_that_is_not_there_is_made_unless_nothing_is_to_be_done() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &closed("1101", 1, 1), &[line(1, 1)]);
    let output = folder.path().join("merged");
    let to_output = |dry_run| {
        let files = LineFiles::new(folder.path(), "calls.jsonl").unwrap();
        Compaction::new(files).output(&output).dry_run(dry_run).run(drop).unwrap()
    };
    assert_eq!(to_output(true).months.len(), 1);
    assert!(!output.exists());
    assert_eq!(to_output(false).months.len(), 1);
    assert_eq!(names(&output).len(), 1);
}
