//! A process dies within a write: whatever the length of what is there, the whole records before are read.

use std::path::PathBuf;

use genai_otel_journal::{Simulated, What};

use crate::scene::{append, at, drain, happened, open, options, records, segments};

/// A dead writer's segment with three records, and where each of them ends.
fn dead() -> (Simulated, PathBuf, Vec<u8>, Vec<usize>) {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    let mut ends = Vec::new();
    for payload in ["first", "", "the third one"] {
        append(&journal, payload);
        let path = segments(&disk).remove(0);
        ends.push(disk.read(&path).unwrap().len());
    }
    disk.kill();
    drop(journal);
    let path = segments(&disk).remove(0);
    let bytes = disk.read(&path).unwrap();
    (disk, path, bytes, ends)
}

#[test]
fn whole_records_before_any_cut_are_read_and_the_rest_is_told() {
    let (_, _, bytes, ends) = dead();
    let start = ends[0] - 24 - "first".len();
    for len in 0..=bytes.len() {
        let (disk, path, bytes, ends) = dead();
        disk.write(&path, &bytes[..len]).unwrap();
        let whole = ends.iter().filter(|end| **end <= len).count();
        let good = match whole {
            0 if len < start => 0,
            0 => start,
            _ => ends[whole - 1],
        };
        let torn = (len - good) as u64;

        let journal = open(&disk, options());
        assert_eq!(journal.status().records, whole as u64, "of {len} bytes");
        // What another one writes now comes behind it and is whole.
        append(&journal, "of the next one");
        let mut expected = ["first", "", "the third one"][..whole].to_vec();
        expected.push("of the next one");
        assert_eq!(drain(&journal), expected, "of {len} bytes");
        // With a cursor beside it there were records once, even if nothing is left.
        let told = if torn > 0 || len == 0 { vec![What::TornTail { bytes: torn }] } else { vec![] };
        assert_eq!(happened(&journal), told, "of {len} bytes");
    }
}

#[test]
fn torn_tail_is_told_once_although_its_adopter_dies() {
    let (disk, path, bytes, ends) = dead();
    disk.write(&path, &bytes[..ends[1] + 7]).unwrap();
    let journal = open(&disk, options());
    assert_eq!(happened(&journal), [What::TornTail { bytes: 7 }]);
    disk.kill();
    drop(journal);
    let next = open(&disk, options());
    assert_eq!(happened(&next), []);
    assert_eq!(drain(&next), ["first", ""]);
}

#[test]
fn zeros_at_the_end_are_a_torn_tail() {
    let (disk, path, mut bytes, _) = dead();
    bytes.extend([0; 100]);
    disk.write(&path, &bytes).unwrap();
    let journal = open(&disk, options());
    assert_eq!(happened(&journal), [What::TornTail { bytes: 100 }]);
    assert_eq!(drain(&journal), ["first", "", "the third one"]);
    assert_eq!(segments(&disk), Vec::<PathBuf>::new());
}

#[test]
fn one_write_of_many_records_is_cut_between_them() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    let numbers: Vec<_> = (0..100).map(|number| format!("record {number}")).collect();
    journal.append(&records(&numbers), at(0)).unwrap();
    disk.kill();
    drop(journal);
    let path = segments(&disk).remove(0);
    let bytes = disk.read(&path).unwrap();
    for cut in [1, 20, 40, 300] {
        disk.write(&path, &bytes[..bytes.len() - cut]).unwrap();
        let journal = open(&disk, options());
        let read = drain_without_acknowledging(&journal);
        assert!(read.len() < 100 && read[..] == numbers[..read.len()], "{cut}: {read:?}");
        disk.kill();
        drop(journal);
    }
}

fn drain_without_acknowledging(journal: &genai_otel_journal::Journal) -> Vec<String> {
    let batch = journal.next(genai_otel_journal::Turn::Oldest, crate::scene::many(usize::MAX));
    batch.map(|batch| crate::scene::payloads(&batch)).unwrap_or_default()
}
