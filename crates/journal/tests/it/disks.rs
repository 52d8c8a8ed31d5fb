//! Disks that are full, read-only, or fail: memory stands in, and all recovers by itself.

use std::time::Duration;

use genai_otel_journal::{AppendError, Keeps, Place, Simulated, Turn, What};

use crate::scene::{
    a_minute_passes, append, at, drain, happened, instant, many, open, options, payloads, records,
    segments,
};

#[test]
fn full_disk_is_borne_and_left_behind() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    append(&journal, "a");
    disk.set_max_bytes(200);
    assert_eq!(journal.append(&records(&["x".repeat(300)]), at(1)), Ok(Place::Memory));
    assert_eq!(journal.append(&records(&["b"]), at(2)), Ok(Place::Memory));
    let status = journal.status();
    assert_eq!((status.records, status.memory_records), (3, 2));
    assert_eq!(status.degraded.as_deref(), Some("no storage space"));
    let now = a_minute_passes(&journal, instant());
    assert_eq!(journal.status().memory_records, 2, "it is still full");

    disk.set_max_bytes(u64::MAX);
    a_minute_passes(&journal, now);
    let status = journal.status();
    assert_eq!((status.records, status.memory_records, status.degraded), (3, 0, None));
    let reason = "no storage space".to_owned();
    assert_eq!(happened(&journal), [What::Degraded { reason }, What::Recovered { records: 2 }]);
    // Nothing of what failed halfway is in the way of the next one.
    disk.kill();
    drop(journal);
    let next = open(&disk, options());
    let long = "x".repeat(300);
    assert_eq!(drain(&next), ["a", &long, "b"]);
    assert_eq!(happened(&next), []);
}

#[test]
fn records_in_memory_are_handed_out_before_those_on_the_disk_or_after() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    append(&journal, "on the disk");
    disk.set_read_only(true);
    assert_eq!(journal.append(&records(&["in memory", "too"]), at(1)), Ok(Place::Memory));
    let newest = journal.next(Turn::Newest, many(1)).unwrap();
    assert_eq!(
        (payloads(&newest), newest.preamble()),
        (vec!["in memory".to_owned()], &b"shop"[..])
    );
    journal.acknowledge(newest);
    assert_eq!(drain(&journal), ["on the disk", "too"]);
    disk.set_read_only(false);
    a_minute_passes(&journal, instant());
    assert_eq!(happened(&journal)[1..], [What::Recovered { records: 0 }]);
    append(&journal, "again");
    assert_eq!(drain(&journal), ["again"]);
}

#[test]
fn what_is_acknowledged_in_memory_does_not_go_to_the_disk() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    disk.set_read_only(true);
    assert_eq!(journal.append(&records(&["a", "b", "c"]), at(1)), Ok(Place::Memory));
    journal.acknowledge(journal.next(Turn::Newest, many(2)).unwrap());
    disk.set_read_only(false);
    a_minute_passes(&journal, instant());
    assert_eq!(happened(&journal)[1..], [What::Recovered { records: 1 }]);
    disk.kill();
    drop(journal);
    assert_eq!(drain(&open(&disk, options())), ["c"]);
}

#[test]
fn memory_is_bounded_and_refuses_the_newest() {
    let disk = Simulated::new();
    let journal = open(&disk, options().max_memory(1_000));
    disk.set_read_only(true);
    let mut held = 0;
    let refused = loop {
        match journal.append(&records(&["x".repeat(100)]), at(0)) {
            Ok(place) => assert_eq!(place, Place::Memory),
            Err(error) => break error,
        }
        held += 1;
    };
    assert_eq!(refused, AppendError::MemoryFull { bytes: 100, max: 1_000 });
    assert_eq!(journal.status().memory_records, held);
    assert!(journal.status().memory_bytes <= 1_000);
    assert_eq!(drain(&journal).len() as u64, held);
}

#[test]
fn last_state_in_memory_supersedes_the_ones_before() {
    let disk = Simulated::new();
    let journal = open(&disk, options().keeps(Keeps::Last).max_memory(300));
    append(&journal, "0");
    disk.set_read_only(true);
    for number in 1..9 {
        let state = records(&[format!("{number} {}", "x".repeat(100))]);
        assert_eq!(journal.append(&state, at(number)), Ok(Place::Memory));
    }
    assert_eq!(journal.status().memory_records, 1);
    disk.set_read_only(false);
    a_minute_passes(&journal, instant());
    assert_eq!(drain(&journal), [format!("8 {}", "x".repeat(100))]);
}

#[test]
fn cursor_that_cannot_be_saved_is_saved_later() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    for payload in ["a", "b", "c"] {
        append(&journal, payload);
    }
    disk.set_read_only(true);
    journal.acknowledge(journal.next(Turn::Oldest, many(2)).unwrap());
    disk.set_read_only(false);
    a_minute_passes(&journal, instant());
    disk.kill();
    drop(journal);
    assert_eq!(drain(&open(&disk, options())), ["c"]);
}

#[test]
fn segment_that_cannot_be_deleted_is_deleted_later_and_not_handed_out_again() {
    let disk = Simulated::new();
    let journal = open(&disk, options().segment_bytes(100));
    append(&journal, "a");
    append(&journal, "b");
    let before = journal.status().bytes;
    disk.set_read_only(true);
    assert_eq!(drain(&journal), ["a", "b"]);
    assert_eq!(journal.status().bytes, before, "it still takes its space");
    disk.set_read_only(false);
    a_minute_passes(&journal, instant());
    assert_eq!((segments(&disk).len(), journal.status().bytes), (1, before / 2));
}

#[test]
fn what_waits_in_memory_at_the_end_is_tried_once_more() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    disk.set_read_only(true);
    assert_eq!(journal.append(&records(&["a"]), at(0)), Ok(Place::Memory));
    disk.set_read_only(false);
    assert_eq!(journal.close().memory_records, 0);
    let next = open(&disk, options());
    assert_eq!(drain(&next), ["a"]);
    disk.set_read_only(true);
    assert_eq!(next.append(&records(&["lost"]), at(0)), Ok(Place::Memory));
    assert_eq!(next.close().memory_records, 1, "and told");
}

#[test]
fn clock_that_goes_back_makes_nothing_old_and_loses_nothing() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    journal.append(&records(&["later"]), at(1_000)).unwrap();
    journal.append(&records(&["before"]), at(0)).unwrap();
    journal
        .append(
            &records(&["before 1970"]),
            std::time::SystemTime::UNIX_EPOCH - Duration::from_secs(1),
        )
        .unwrap();
    assert_eq!(journal.expire(Duration::from_secs(10), at(1_000)), 0, "the first one is not old");
    assert_eq!(journal.expire(Duration::from_secs(0), at(5)), 0);
    assert_eq!(drain(&journal), ["later", "before", "before 1970"]);
    journal.sync_if_due(instant() + Duration::from_secs(100));
    journal.sync_if_due(instant());
}
