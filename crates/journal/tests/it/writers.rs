//! Several writers in one directory: threads and processes, living and dead.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use genai_otel_journal::{Journal, Place, Simulated, Turn};

use crate::scene::{append, at, drain, many, open, options, records, segments};

#[test]
fn threads_share_a_directory_and_a_journal() {
    let folder = tempfile::tempdir().unwrap();
    let shared = Journal::open(folder.path(), options().segment_bytes(1_000)).unwrap();
    let acknowledged = AtomicUsize::new(0);
    thread::scope(|scope| {
        for writer in 0..4 {
            let (shared, path, acknowledged) = (&shared, folder.path(), &acknowledged);
            scope.spawn(move || {
                let own = Journal::open(path, options().segment_bytes(1_000)).unwrap();
                for number in 0..50 {
                    append(&own, &format!("own {writer} {number}"));
                    append(shared, &format!("shared {writer} {number}"));
                    if number % 10 == 0 {
                        own.adopt();
                    }
                }
                // Some of its own stays.
                let batch = own.next(Turn::Oldest, many(10)).unwrap();
                acknowledged.fetch_add(batch.len(), Ordering::Relaxed);
                own.acknowledge(batch);
            });
        }
        scope.spawn(|| {
            for _ in 0..100 {
                shared.adopt();
                let batch = shared.next(Turn::Newest, many(1));
                drop(batch);
            }
        });
    });
    shared.adopt();
    let read = drain(&shared);
    let mut times = BTreeMap::new();
    for payload in &read {
        *times.entry(payload.as_str()).or_insert(0) += 1;
    }
    assert!(times.values().all(|times| *times == 1), "each once");
    let of_shared = read.iter().filter(|payload| payload.starts_with("shared")).count();
    let of_others = read.len() - of_shared;
    assert_eq!((of_shared, of_others + acknowledged.into_inner()), (200, 4 * 50));
}

#[test]
fn many_lanes_of_the_dead_are_adopted_a_few_at_a_time() {
    let disk = Simulated::new();
    let mut expected = Vec::new();
    for number in 0..40 {
        let dead = open(&disk, options().adopt_at_open(false));
        append(&dead, &format!("{number:02}"));
        expected.push(format!("{number:02}"));
        drop(dead);
    }
    let journal = open(&disk, options().adopt_at_open(false));
    let mut read = Vec::new();
    for adopted in [16, 16, 8, 0] {
        assert_eq!(journal.adopt(), adopted);
        assert_eq!((journal.adopt(), journal.status().lanes), (0, adopted + 1));
        read.extend(drain(&journal));
    }
    assert_eq!(read, expected);
}

#[test]
fn lane_of_the_living_is_not_touched_and_one_of_the_dead_is_adopted_once() {
    let disk = Simulated::new();
    let living = open(&disk, options());
    append(&living, "of the living");
    let other = open(&disk, options());
    assert_eq!((other.status().records, other.adopt()), (0, 0));
    drop(living);
    let third = open(&disk, options().adopt_at_open(false));
    assert_eq!((other.adopt(), third.adopt()), (1, 0));
    assert_eq!(drain(&third), Vec::<String>::new());
    assert_eq!(drain(&other), ["of the living"]);
}

#[test]
fn when_the_adopter_dies_the_next_one_takes_it() {
    let disk = Simulated::new();
    let first = open(&disk, options());
    for payload in ["a", "b", "c"] {
        append(&first, payload);
    }
    drop(first);
    let adopter = open(&disk, options());
    let batch = adopter.next(Turn::Oldest, many(1)).unwrap();
    adopter.acknowledge(batch);
    drop(adopter);
    let next = open(&disk, options());
    assert_eq!(drain(&next), ["b", "c"]);
    assert_eq!(segments(&disk).len(), 0);
}

#[test]
fn adopters_race_for_lanes_and_each_goes_to_one() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..20 {
        for lane in 0..3 {
            let dead = Journal::open(folder.path(), options().adopt_at_open(false)).unwrap();
            append(&dead, &format!("{round} {lane}"));
        }
        let read = thread::scope(|scope| {
            let adopters: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| drain(&Journal::open(folder.path(), options()).unwrap())))
                .collect();
            let mut read: Vec<_> =
                adopters.into_iter().flat_map(|adopter| adopter.join().unwrap()).collect();
            read.sort();
            read
        });
        assert_eq!(read, [0, 1, 2].map(|lane| format!("{round} {lane}")));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn killed_processes_leave_everything_that_they_said_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let living = Journal::open(folder.path(), options()).unwrap();
    append(&living, "of the living");
    let mut children: Vec<_> = (0..4).map(|name| (name, spawn(folder.path(), name))).collect();
    let mut said = Vec::new();
    for (name, child) in &mut children {
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Different numbers of them, so that each dies elsewhere.
        let wanted = 20 + *name * 13;
        let mine = lines.by_ref().map(Result::unwrap).filter(|line| line.starts_with("record"));
        said.extend(mine.take(wanted));
        child.kill().unwrap();
        child.wait().unwrap();
        let rest = lines.map_while(Result::ok).filter(|line| line.starts_with("record"));
        // A line may be torn, but a whole one was said.
        said.extend(rest.filter(|line| line.ends_with('.')));
    }
    let next = Journal::open(folder.path(), options()).unwrap();
    let read = drain(&next);
    let missing: Vec<_> = said.iter().filter(|record| !read.contains(record)).collect();
    assert_eq!(missing, Vec::<&String>::new());
    assert_eq!(drain(&living), ["of the living"]);
    let unacknowledged = read.len() - said.len();
    assert!(unacknowledged <= children.len(), "{unacknowledged} that nobody said");
}

fn spawn(folder: &Path, name: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writers::writes_until_it_is_killed", "--ignored", "--nocapture"])
        .env("FOLDER", folder)
        .env("NAME", name.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "runs in a process of its own"]
#[allow(clippy::disallowed_methods, reason = "told by its parent")]
fn writes_until_it_is_killed() {
    use std::io::Write as _;

    let folder = std::env::var("FOLDER").unwrap();
    let name = std::env::var("NAME").unwrap();
    let journal = Journal::open(folder, options().segment_bytes(500)).unwrap();
    let mut said = std::io::stdout().lock();
    writeln!(said).unwrap();
    for number in 0.. {
        let record = format!("record {name} {number}.");
        let place = journal.append(&records(&[&record]), at(number));
        assert_eq!(place, Ok(Place::Disk));
        if writeln!(said, "{record}").is_err() {
            return;
        }
    }
}
