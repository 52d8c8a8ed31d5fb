//! What the loss of power takes, by sync.

use std::{collections::BTreeSet, time::Duration};

use genai_otel_journal::{Keeps, Simulated, Sync, What};
use proptest::prelude::*;

use crate::scene::{a_minute_passes, append, drain, happened, instant, open, options};

/// Appends, lets the interval pass, appends again; then the process or the machine dies. What is left is returned.
fn survivors(sync: Sync, die: impl FnOnce(&Simulated)) -> Vec<String> {
    let disk = Simulated::new();
    let journal = open(&disk, options().sync(sync).segment_bytes(130));
    let now = instant();
    journal.sync_if_due(now);
    for payload in ["old 1", "old 2", "old 3"] {
        append(&journal, payload);
    }
    journal.sync_if_due(now + Duration::from_secs(1));
    append(&journal, "new 1");
    append(&journal, "new 2");
    journal.sync_if_due(now + Duration::from_millis(1_999));
    die(&disk);
    drop(journal);
    let next = open(&disk, options());
    let left = drain(&next);
    assert_eq!(happened(&next), [], "{sync:?}");
    left
}

const INTERVAL: Sync = Sync::Interval(Duration::from_secs(1));
const OLD: [&str; 3] = ["old 1", "old 2", "old 3"];
const ALL: [&str; 5] = ["old 1", "old 2", "old 3", "new 1", "new 2"];

#[test]
fn death_of_the_process_takes_nothing() {
    for sync in [Sync::Never, INTERVAL, Sync::Always] {
        assert_eq!(survivors(sync, Simulated::kill), ALL, "{sync:?}");
    }
}

#[test]
fn loss_of_power_takes_what_was_not_synced() {
    assert_eq!(survivors(Sync::Never, Simulated::crash), Vec::<String>::new());
    assert_eq!(survivors(INTERVAL, Simulated::crash), OLD);
    assert_eq!(survivors(Sync::Always, Simulated::crash), ALL);
}

#[test]
fn end_of_the_journal_syncs_unless_it_never_does() {
    for (sync, left) in [(Sync::Never, &[][..]), (INTERVAL, &["a"]), (Sync::Always, &["a"])] {
        let disk = Simulated::new();
        let journal = open(&disk, options().sync(sync));
        append(&journal, "a");
        drop(journal);
        disk.crash();
        assert_eq!(drain(&open(&disk, options())), left, "{sync:?}");
    }
}

#[test]
fn what_could_not_be_synced_is_synced_when_the_disk_is_good_again() {
    let disk = Simulated::new();
    let journal = open(&disk, options().sync(INTERVAL));
    let now = instant();
    journal.sync_if_due(now);
    append(&journal, "a");
    disk.set_read_only(true);
    journal.sync_if_due(now + Duration::from_secs(1));
    let told = happened(&journal);
    assert!(matches!(told[..], [What::Degraded { .. }]), "{told:?}");
    disk.set_read_only(false);
    a_minute_passes(&journal, now + Duration::from_secs(1));
    assert_eq!(happened(&journal), [What::Recovered { records: 0 }]);
    disk.crash();
    drop(journal);
    assert_eq!(drain(&open(&disk, options())), ["a"]);
}

#[test]
fn a_state_is_not_lost_to_the_one_that_supersedes_it() {
    for (sync, left) in [(INTERVAL, true), (Sync::Always, true), (Sync::Never, false)] {
        let disk = Simulated::new();
        let journal = open(&disk, options().sync(sync).keeps(Keeps::Last));
        append(&journal, "old");
        append(&journal, "new");
        disk.crash();
        drop(journal);
        let read = drain(&open(&disk, options()));
        assert_eq!(read.contains(&"new".to_owned()), left, "{sync:?}: {read:?}");
    }
}

proptest! {
    /// Of what is not synced any part may be there: nothing wrong is read, and all that is synced.
    #[test]
    fn whatever_part_of_the_unsynced_is_there_is_borne(seed in any::<u64>()) {
        let all: BTreeSet<_> = ALL.map(str::to_owned).into();
        let names = |sync| {
            let disk = Simulated::new();
            let journal = open(&disk, options().sync(sync).segment_bytes(130));
            let now = instant();
            journal.sync_if_due(now);
            for payload in OLD {
                append(&journal, payload);
            }
            journal.sync_if_due(now + Duration::from_secs(1));
            append(&journal, "new 1");
            append(&journal, "new 2");
            disk.crash_halfway(seed);
            drop(journal);
            let next = open(&disk, options());
            let counted = next.status().records;
            let left = drain(&next);
            assert_eq!(left.len() as u64, counted);
            left.into_iter().collect::<BTreeSet<_>>()
        };
        prop_assert!(names(Sync::Never).is_subset(&all));
        let by_interval = names(INTERVAL);
        prop_assert!(by_interval.is_subset(&all));
        prop_assert!(OLD.iter().all(|old| by_interval.contains(*old)), "{by_interval:?}");
        prop_assert_eq!(names(Sync::Always), all);
    }
}

#[test]
fn interval_without_end_never_syncs_and_does_no_harm() {
    let disk = Simulated::new();
    let journal = open(&disk, options().sync(Sync::Interval(Duration::MAX)));
    append(&journal, "a");
    a_minute_passes(&journal, instant());
    disk.crash();
    drop(journal);
    assert_eq!(drain(&open(&disk, options())), Vec::<String>::new());
}
