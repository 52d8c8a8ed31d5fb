//! How fast it is, told by a test that is asked for: `cargo test --release -p genai-otel-journal speed -- --ignored
//! --nocapture`.

use genai_otel_journal::{Journal, Limits, Turn};

use crate::scene::{at, instant, options, records};

#[test]
#[ignore = "measures, asserts no time"]
fn appends_and_reads() {
    const GROUP: usize = 256;
    const GROUPS: usize = 2_000;

    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(folder.path(), options().max_bytes(1 << 30)).unwrap();
    let group = records(&vec![[0x5a; 1_024]; GROUP]);
    let megabytes = (GROUP * GROUPS * 1_024) as f64 / 1e6;
    let started = instant();
    for number in 0..GROUPS {
        journal.append(&group, at(number as u64)).unwrap();
    }
    println!("append: {:.0} MB/s", megabytes / started.elapsed().as_secs_f64());

    drop(journal);
    let started = instant();
    let journal = Journal::open(folder.path(), options().max_bytes(1 << 30)).unwrap();
    println!("adopt: {:.0} MB/s", megabytes / started.elapsed().as_secs_f64());

    let started = instant();
    let mut read = 0;
    while let Some(batch) = journal.next(Turn::Oldest, Limits::default()) {
        read += batch.len();
        journal.acknowledge(batch);
    }
    println!("read and acknowledge: {:.0} MB/s", megabytes / started.elapsed().as_secs_f64());
    assert_eq!(read, GROUP * GROUPS);
}
