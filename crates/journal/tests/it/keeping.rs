//! What is kept, handed out, acknowledged, refused, forgotten.

use std::{path::Path, time::Duration};

use genai_otel_journal::{
    AppendError, Keeps, Limits, Place, SetAsideError, Simulated, Space, Turn, What,
};

use crate::scene::{
    ROOT, append, at, drain, files, happened, many, open, options, payloads, records, segments,
};

#[test]
fn records_come_in_order_with_their_time_and_the_preamble() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    assert_eq!(journal.append(&records(&["a", "b"]), at(1)), Ok(Place::Disk));
    assert_eq!(journal.append(&records(&["c"]), at(2)), Ok(Place::Disk));
    let batch = journal.next(Turn::Oldest, many(9)).unwrap();
    assert_eq!((batch.preamble(), batch.len(), batch.bytes()), (&b"shop"[..], 3, 3));
    assert_eq!(batch.oldest(), Some(at(1)));
    let expected = [(at(1), &b"a"[..]), (at(1), b"b"), (at(2), b"c")];
    assert_eq!(batch.records().collect::<Vec<_>>(), expected);
}

#[test]
fn limits_hold_but_for_one_record_that_is_larger() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    let long = "x".repeat(1_000_000);
    for payload in ["aaaa", "bbbb", "cccc", &long, "d"] {
        append(&journal, payload);
    }
    let mut taken = Vec::new();
    while let Some(batch) = journal.next(Turn::Oldest, Limits { records: 9, bytes: 9 }) {
        taken.push(batch.len());
        journal.acknowledge(batch);
    }
    assert_eq!(taken, [2, 1, 1, 1]);
}

#[test]
fn nothing_is_forgotten_before_it_is_acknowledged_and_a_prefix_can_be() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    for payload in ["a", "b", "c", "d"] {
        append(&journal, payload);
    }
    let next = || journal.next(Turn::Oldest, many(3)).unwrap();
    assert_eq!(payloads(&next()), ["a", "b", "c"]);
    assert_eq!(payloads(&next()), ["a", "b", "c"]);
    let stale = next();
    let mut batch = next();
    batch.truncate(2);
    journal.acknowledge(batch);
    assert_eq!(payloads(&next()), ["c", "d"]);
    // The one before counts what is new in it.
    journal.acknowledge(stale);
    assert_eq!(payloads(&next()), ["d"]);
    assert_eq!(journal.status().records, 1);
}

#[test]
fn cursor_survives_the_death_of_the_process() {
    let disk = Simulated::new();
    let mut journal = open(&disk, options().segment_bytes(300));
    for number in 0..20 {
        append(&journal, &number.to_string());
    }
    let mut seen = Vec::new();
    while let Some(batch) = journal.next(Turn::Oldest, many(3)) {
        seen.extend(payloads(&batch));
        journal.acknowledge(batch);
        // What is in flight when it dies is handed out again, and nothing else.
        let in_flight = journal.next(Turn::Oldest, many(3)).map(|batch| payloads(&batch));
        disk.kill();
        drop(journal);
        journal = open(&disk, options());
        let again = journal.next(Turn::Oldest, many(3)).map(|batch| payloads(&batch));
        assert_eq!(again, in_flight);
    }
    assert_eq!(seen, (0..20).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!(happened(&journal), []);
}

#[test]
fn acknowledged_segments_are_deleted_and_an_empty_lane_goes_with_its_writer() {
    let disk = Simulated::new();
    let journal = open(&disk, options().segment_bytes(100));
    for payload in ["a", "b", "c"] {
        append(&journal, payload);
    }
    assert_eq!(segments(&disk).len(), 3);
    let space = journal.status().bytes;
    assert_eq!(drain(&journal), ["a", "b", "c"]);
    assert_eq!(segments(&disk).len(), 1, "the one that is written stays");
    assert_eq!(journal.status().bytes, space / 3);
    assert_eq!(journal.close().records, 0);
    assert_eq!(files(&disk, Path::new("/")), Vec::<std::path::PathBuf>::new());
}

#[test]
fn turns_take_the_oldest_or_the_newest_segment() {
    let disk = Simulated::new();
    let dead = open(&disk, options());
    append(&dead, "of the dead");
    disk.kill();
    drop(dead);
    let journal = open(&disk, options().segment_bytes(100));
    append(&journal, "old");
    append(&journal, "new");
    let take = |turn| {
        let batch = journal.next(turn, many(1)).unwrap();
        let payloads = payloads(&batch);
        journal.acknowledge(batch);
        payloads
    };
    assert_eq!(take(Turn::Newest), ["new"]);
    assert_eq!(take(Turn::Oldest), ["of the dead"]);
    assert_eq!(take(Turn::Newest), ["old"]);
    assert!(journal.next(Turn::Newest, many(1)).is_none());
}

#[test]
fn the_newest_is_refused_when_the_space_is_used_up() {
    let disk = Simulated::new();
    let journal = open(&disk, options().max_bytes(2_000));
    let payload = "x".repeat(76);
    let mut taken = 0;
    let refused = loop {
        match journal.append(&records(&[&payload]), at(taken)) {
            Ok(_) => taken += 1,
            Err(error) => break error,
        }
    };
    let used = journal.status().bytes;
    assert_eq!(refused, AppendError::Full { bytes: 168, used, max: 2_000 });
    assert!(used <= 2_000 && used + 168 > 2_000);
    assert_eq!(
        refused.to_string(),
        format!("the journal is full: {used} of 2000 bytes are used, and 168 more do not fit")
    );
    assert_eq!(journal.status().records, taken, "what was taken stays");
    assert_eq!(drain(&journal).len() as u64, taken);
    append(&journal, &payload);
}

#[test]
fn space_is_shared_and_comes_back() {
    let disk = Simulated::new();
    let space = Space::new(4_000);
    let one = open(&disk, options().space(space.clone()));
    let two = open(&disk, options().space(space.clone()));
    let payload = "x".repeat(400);
    while one.append(&records(&[&payload]), at(0)).is_ok() {}
    assert!(matches!(
        two.append(&records(&[&payload]), at(0)),
        Err(AppendError::Full { max: 4_000, .. })
    ));
    drain(&one);
    append(&two, &payload);
    assert_eq!(space.used(), one.status().bytes + two.status().bytes);
    drop(one);
    drop(two);
    assert_eq!(space.used(), 0);
}

#[test]
fn adopted_lanes_take_space_even_where_there_is_none() {
    let disk = Simulated::new();
    let dead = open(&disk, options());
    append(&dead, &"x".repeat(1_000));
    disk.kill();
    drop(dead);
    let space = Space::new(500);
    let journal = open(&disk, options().space(space.clone()));
    assert!(space.used() > 1_000);
    assert!(journal.append(&records(&["a"]), at(0)).is_err());
    drain(&journal);
    append(&journal, "a");
}

#[test]
fn last_append_supersedes_those_before() {
    let disk = Simulated::new();
    let journal = open(&disk, options().keeps(Keeps::Last));
    for number in 0..5 {
        let states = [format!("a {number}"), format!("b {number}")];
        assert_eq!(journal.append(&records(&states), at(number)), Ok(Place::Disk));
        assert_eq!((journal.status().records, segments(&disk).len()), (2, 1));
    }
    let batch = journal.next(Turn::Oldest, many(9)).unwrap();
    append(&journal, "a 5");
    journal.acknowledge(batch);
    assert_eq!(drain(&journal), ["a 5"], "an answer to what is superseded changes nothing");
    assert_eq!(happened(&journal), []);
}

#[test]
fn last_append_fits_where_the_one_before_did() {
    let disk = Simulated::new();
    let journal = open(&disk, options().keeps(Keeps::Last).max_bytes(1_000));
    for _ in 0..3 {
        append(&journal, &"x".repeat(800));
    }
    assert!(journal.append(&records(&["x".repeat(1_000)]), at(0)).is_err());
    assert_eq!(journal.status().records, 1);
}

#[test]
fn old_records_expire_from_the_front_of_each_segment() {
    let disk = Simulated::new();
    let journal = open(&disk, options().segment_bytes(200));
    for second in 0..10 {
        let payload = second.to_string();
        assert_eq!(journal.append(&records(&[payload]), at(second)), Ok(Place::Disk));
    }
    assert!(segments(&disk).len() > 1);
    assert_eq!(journal.expire(Duration::from_secs(5), at(5)), 0, "none is older");
    assert_eq!(journal.expire(Duration::from_secs(5), at(0)), 0, "the clock went back");
    assert_eq!(journal.expire(Duration::from_secs(5), at(12)), 7);
    assert_eq!(journal.status().oldest, Some(at(6)), "or a little earlier");
    assert_eq!(drain(&journal), ["7", "8", "9"]);
    assert_eq!(journal.status().oldest, None);
}

#[test]
fn refused_records_are_copied_with_the_reason_and_go() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    append(&journal, "bad");
    append(&journal, "good");
    let batch = journal.next(Turn::Oldest, many(1)).unwrap();
    let path = journal.set_aside(&batch, "HTTP status 400").unwrap();
    assert_eq!(disk.read(&path.with_extension("txt")), Some(b"HTTP status 400".to_vec()));
    let copy = disk.read(&path).unwrap();
    assert!(copy.ends_with(b"bad") && copy.windows(4).any(|bytes| bytes == b"shop"));
    assert_eq!(journal.status().set_aside_bytes, copy.len() as u64 + 15);
    assert_eq!(drain(&journal), ["good"]);
}

#[test]
fn folder_of_what_is_set_aside_is_bounded() {
    let disk = Simulated::new();
    let journal = open(&disk, options().max_set_aside(200));
    for number in 0..4 {
        append(&journal, &number.to_string());
    }
    let take = || journal.next(Turn::Oldest, many(1)).unwrap();
    journal.set_aside(&take(), "no").unwrap();
    journal.set_aside(&take(), "no").unwrap();
    let third = take();
    assert!(matches!(journal.set_aside(&third, "no"), Err(SetAsideError::Full { max: 200, .. })));
    assert_eq!(journal.status().records, 2, "it is still there");
    // Somebody looks at them and tidies up.
    disk.remove_all(&Path::new(ROOT).join("set-aside")).unwrap();
    journal.set_aside(&third, "no").unwrap();
    assert_eq!(drain(&journal), ["3"]);
}

#[test]
fn damaged_segment_that_does_not_fit_is_deleted_and_told() {
    let (disk, all) = crate::fuzzed::written();
    let path = segments(&disk).remove(0);
    let mut bytes = disk.read(&path).unwrap();
    bytes[100] ^= 1;
    disk.write(&path, &bytes).unwrap();
    let journal = open(&disk, options().max_set_aside(10));
    assert_eq!(drain(&journal).len(), all.len() - 1);
    let told = happened(&journal);
    assert_eq!(told[1..], [What::Dropped { bytes: bytes.len() as u64 }]);
}

#[test]
fn status_counts_what_is_there() {
    let disk = Simulated::new();
    let dead = open(&disk, options());
    append(&dead, "a");
    disk.kill();
    drop(dead);
    let journal = open(&disk, options().adopt_at_open(false));
    assert_eq!((journal.status().records, journal.status().lanes), (0, 1));
    assert_eq!(journal.adopt(), 1);
    assert_eq!(journal.adopt(), 0);
    journal.append(&records(&["b", "c"]), at(7)).unwrap();
    let status = journal.status();
    assert_eq!((status.records, status.lanes, status.oldest), (3, 2, Some(at(0))));
    let on_disk: usize = segments(&disk).iter().map(|path| disk.read(path).unwrap().len()).sum();
    assert_eq!(status.bytes, on_disk as u64);
    assert_eq!((status.memory_records, status.degraded), (0, None));
}

#[test]
fn nothing_is_appended_where_there_is_nothing() {
    let disk = Simulated::new();
    let journal = open(&disk, options());
    assert_eq!(journal.append(&records::<&str>(&[]), at(0)), Ok(Place::Disk));
    assert_eq!((segments(&disk).len(), journal.status().records), (0, 0));
}
