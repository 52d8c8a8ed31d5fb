//! Any operation of the file system fails, once or from then on.

use std::{collections::BTreeSet, time::Duration};

use genai_otel_journal::{Journal, Place, Simulated, Sync, Turn};

use crate::scene::{a_minute_passes, at, drain, instant, many, open, options, payloads, records};

#[test]
fn each_operation_may_fail_once() {
    for sync in [Sync::Never, Sync::Interval(Duration::from_secs(1)), Sync::Always] {
        let operations = work(&Simulated::new(), sync, 0..0);
        assert!(operations > 100, "{operations}");
        for number in 0..operations {
            work(&Simulated::new(), sync, number..number + 1);
        }
    }
}

#[test]
fn all_operations_may_fail_for_a_while() {
    let operations = work(&Simulated::new(), Sync::Never, 0..0);
    for number in 0..operations {
        work(&Simulated::new(), Sync::Never, number..number + 25);
        work(&Simulated::new(), Sync::Never, number..u64::MAX);
    }
}

/// Appends, hands out, acknowledges, dies and goes on, while these operations fail; then nothing fails any more. All
/// that was taken is handed out but for what was told to be in memory when its process died. How many operations there
/// were is returned.
fn work(disk: &Simulated, sync: Sync, failing: std::ops::Range<u64>) -> u64 {
    {
        let dead = open(disk, options().sync(sync));
        dead.append(&records(&["of the dead"]), at(0)).unwrap();
        disk.kill();
    }
    let before = disk.operations();
    disk.fail(failing.clone());
    let context = format!("{sync:?} {failing:?}");
    let mut on_disk = BTreeSet::from(["of the dead".to_owned()]);
    let mut seen = BTreeSet::new();
    let options = || options().sync(sync).segment_bytes(150);
    if let Ok(journal) =
        Journal::open_on(std::sync::Arc::new(disk.clone()), crate::scene::ROOT, options())
    {
        let mut now = instant();
        for number in 0..12 {
            let payload = format!("record {number}");
            if journal.append(&records(&[&payload]), at(number)) == Ok(Place::Disk) {
                on_disk.insert(payload);
            }
            if number % 3 == 2 {
                now = a_minute_passes(&journal, now);
                // What was in memory is on the disk now, or was told to be in memory.
                if journal.status().memory_records == 0 {
                    on_disk.extend((0..=number).map(|number| format!("record {number}")));
                }
                let turn = if number % 2 == 0 { Turn::Newest } else { Turn::Oldest };
                if let Some(batch) = journal.next(turn, many(2)) {
                    seen.extend(payloads(&batch));
                    journal.acknowledge(batch);
                }
            }
        }
        disk.kill();
        drop(journal);
    }
    let operations = disk.operations() - before;
    disk.fail(0..0);
    let next = open(disk, options());
    now_all(&next, &mut seen);
    let lost: Vec<_> = on_disk.difference(&seen).collect();
    assert_eq!(lost, Vec::<&String>::new(), "{context}");
    operations
}

fn now_all(journal: &Journal, seen: &mut BTreeSet<String>) {
    a_minute_passes(journal, instant());
    journal.adopt();
    let status = journal.status();
    let read = drain(journal);
    assert_eq!(read.len() as u64, status.records);
    seen.extend(read);
    assert_eq!((journal.status().records, journal.status().degraded), (0, None));
}
