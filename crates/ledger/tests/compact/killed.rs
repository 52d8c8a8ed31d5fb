//! A compaction is killed at each of its steps. A reader never loses a call or counts it twice, and the next one ends it.

use std::path::Path;
use std::sync::Arc;

use genai_otel_ledger::{Compaction, LineFiles};

use crate::mortal::Mortal;
use crate::scene::{closed, compact, given, ids, line, names, write};

/// Two months; in the second one a line twice, a call of the same id and a bad line.
fn fill(directory: &Path) {
    write(directory, &closed("1001", 1, 1), &[line(1, 1)]);
    write(directory, &closed("1002", 1, 2), &[line(1, 2), line(1, 3)]);
    fill_november(directory);
    write(directory, "calls.jsonl", &[line(1, 9)]);
}

fn fill_november(directory: &Path) {
    write(directory, &closed("1101", 1, 3), &[line(1, 4), given("order-7", 1, 5)]);
    write(directory, &closed("1102", 1, 4), &[line(1, 4), "bad\n".to_owned()]);
    write(directory, &closed("1103", 1, 5), &[given("order-7", 1, 6), line(1, 7)]);
}

/// Runs until the first change that the budget does not allow. Whether that was before the end.
fn killed(directory: &Path, budget: u64) -> bool {
    fails(directory, Mortal::new(budget))
}

fn fails(directory: &Path, file_system: Mortal) -> bool {
    let file_system = Arc::new(file_system);
    let files = LineFiles::new_on(file_system.clone(), directory, "calls.jsonl").unwrap();
    let told = Compaction::new(files).run(drop);
    let failed = told.is_err() || told.is_ok_and(|told| told.failure.is_some());
    assert_eq!(failed, file_system.has_failed());
    failed
}

#[test]
fn each_reader_sees_a_month_before_or_after_and_the_next_one_ends_it() {
    let reference = tempfile::tempdir().unwrap();
    fill(reference.path());
    let before = ids(reference.path());
    compact(reference.path());
    let after = ids(reference.path());
    assert_eq!((before.len(), after.len()), (9, 7));
    let mut steps = 0;
    loop {
        let folder = tempfile::tempdir().unwrap();
        fill(folder.path());
        let was_killed = killed(folder.path(), steps);
        let seen = ids(folder.path());
        assert!(seen == before || seen == after, "after {steps} steps: {seen:?}");
        assert!(!killed(folder.path(), UNLIMITED));
        assert_eq!(ids(folder.path()), after, "after {steps} steps");
        assert_eq!(names(folder.path()), names(reference.path()), "after {steps} steps");
        if !was_killed {
            break;
        }
        steps += 1;
    }
    assert!(steps > 30, "only {steps} steps");
}

#[test]
fn one_that_ends_another_may_be_killed_too() {
    let reference = tempfile::tempdir().unwrap();
    fill_november(reference.path());
    let before = ids(reference.path());
    compact(reference.path());
    let after = ids(reference.path());
    let mut first = 0;
    let mut was_killed = true;
    while was_killed {
        for second in 0.. {
            let folder = tempfile::tempdir().unwrap();
            fill_november(folder.path());
            was_killed = killed(folder.path(), first);
            let was_killed_again = killed(folder.path(), second);
            let seen = ids(folder.path());
            assert!(seen == before || seen == after, "after {first} and {second} steps: {seen:?}");
            assert!(!killed(folder.path(), UNLIMITED));
            assert_eq!(ids(folder.path()), after, "after {first} and {second} steps");
            assert_eq!(names(folder.path()), names(reference.path()), "{first} and {second}");
            if !was_killed_again {
                break;
            }
        }
        first += 1;
    }
}

#[test]
fn a_step_that_fails_once_loses_nothing() {
    let reference = tempfile::tempdir().unwrap();
    fill_november(reference.path());
    let before = ids(reference.path());
    compact(reference.path());
    let after = ids(reference.path());
    for step in 0.. {
        let folder = tempfile::tempdir().unwrap();
        fill_november(folder.path());
        let failed = fails(folder.path(), Mortal::sick(step));
        let seen = ids(folder.path());
        assert!(seen == before || seen == after, "after {step} steps: {seen:?}");
        assert!(!killed(folder.path(), UNLIMITED));
        assert_eq!(ids(folder.path()), after, "after {step} steps");
        for name in names(reference.path()) {
            let bytes = |directory: &Path| std::fs::read(directory.join(&name)).unwrap();
            assert_eq!(bytes(folder.path()), bytes(reference.path()), "{name} after {step} steps");
        }
        assert_eq!(names(folder.path()), names(reference.path()), "after {step} steps");
        if !failed {
            break;
        }
    }
}

const UNLIMITED: u64 = 1_000_000;
