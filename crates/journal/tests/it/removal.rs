//! Somebody removes files while they are in use.

use std::path::{Path, PathBuf};

use genai_otel_journal::{FileSystem as _, Simulated, Turn, What};

use crate::scene::{
    ROOT, a_minute_passes, append, drain, files, happened, instant, many, open, options, segments,
};

#[test]
fn removed_directory_is_made_again_and_what_was_in_it_counted() {
    let disk = Simulated::new();
    let journal = open(&disk, options().segment_bytes(100));
    append(&journal, "a");
    append(&journal, "b");
    disk.remove_all(Path::new(ROOT)).unwrap();
    a_minute_passes(&journal, instant());
    assert_eq!(happened(&journal), [What::Removed { records: 2 }]);
    assert_eq!((journal.status().records, journal.status().bytes), (0, 0));
    append(&journal, "c");
    disk.kill();
    drop(journal);
    assert_eq!(drain(&open(&disk, options())), ["c"]);
}

#[test]
fn removed_segment_costs_what_was_in_it() {
    let disk = Simulated::new();
    let journal = open(&disk, options().segment_bytes(100));
    for payload in ["a", "b", "c"] {
        append(&journal, payload);
    }
    let paths = segments(&disk);
    // The one that is written, and one that is not.
    disk.remove_file(&paths[2]).unwrap();
    a_minute_passes(&journal, instant());
    assert_eq!(happened(&journal), [What::Removed { records: 1 }]);
    disk.remove_file(&paths[0]).unwrap();
    append(&journal, "d");
    assert_eq!(drain(&journal), ["b", "d"]);
    assert_eq!(happened(&journal), [What::Removed { records: 1 }]);
}

#[test]
fn nothing_is_appended_to_a_segment_that_is_removed() {
    for reader_is_first in [false, true] {
        let disk = Simulated::new();
        let journal = open(&disk, options());
        append(&journal, "a");
        append(&journal, "b");
        disk.remove_file(&segments(&disk)[0]).unwrap();
        if reader_is_first {
            assert!(journal.next(Turn::Oldest, many(1)).is_none());
        }
        append(&journal, "c");
        assert_eq!(happened(&journal), [What::Removed { records: 2 }], "{reader_is_first}");
        assert_eq!(journal.status().records, 1);
        disk.kill();
        drop(journal);
        assert_eq!(drain(&open(&disk, options())), ["c"]);
    }
}

#[test]
fn removed_lane_of_the_dead_costs_what_was_in_it() {
    let disk = Simulated::new();
    let dead = open(&disk, options());
    append(&dead, "a");
    disk.kill();
    drop(dead);
    let journal = open(&disk, options());
    let lane = segments(&disk)[0].parent().unwrap().to_owned();
    disk.remove_all(&lane).unwrap();
    assert!(journal.next(Turn::Oldest, many(1)).is_none());
    assert_eq!(happened(&journal), [What::Removed { records: 1 }]);
}

#[test]
fn removed_cursor_repeats_records_and_loses_none() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    append(&journal, "a");
    append(&journal, "b");
    journal.acknowledge(journal.next(Turn::Oldest, many(1)).unwrap());
    let path = segments(&disk)[0].with_extension("ack");
    disk.kill();
    drop(journal);
    for cursor in [None, Some(&b""[..]), Some(b"GOJA?"), Some(&[0; 16]), Some(&[255; 16])] {
        let _there = disk.remove_file(&path);
        if let Some(bytes) = cursor {
            disk.write(&path, bytes).unwrap();
        }
        let journal = open(&disk, options());
        assert_eq!(journal.status().records, 2, "{cursor:?}");
        disk.kill();
        drop(journal);
    }
    assert_eq!(drain(&open(&disk, options())), ["a", "b"]);
}

#[test]
fn removed_lock_does_not_make_a_segment_be_lost() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    append(&journal, "a");
    let lane = segments(&disk)[0].parent().unwrap().to_owned();
    disk.remove_file(&lane.join("lock")).unwrap();
    // Another one takes it for dead, the owner notices and goes on elsewhere.
    let other = open(&disk, options());
    assert_eq!(drain(&other), ["a"]);
    a_minute_passes(&journal, instant());
    append(&journal, "b");
    assert!(segments(&disk).iter().all(|path| !path.starts_with(&lane)));
    assert_eq!(drain(&journal), ["b"]);
    drop((journal, other));
    assert_eq!(files(&disk, Path::new(ROOT)), Vec::<PathBuf>::new());
}
