//! Any sequence of what can happen to two writers in one directory, beside a list of what ought to be.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use genai_otel_journal::{Journal, Place, Simulated, Space, Sync, Turn};
use proptest::prelude::*;

use crate::scene::{a_minute_passes, at, drain, instant, many, open, options, payloads, records};

#[derive(Debug)]
struct World {
    disk: Simulated,
    space: Space,
    writers: [Option<Journal>; 2],
    now: Instant,
    appended: u64,
    /// Records on the disk, or in memory for the first or second writer, that nobody acknowledged.
    waiting: BTreeMap<String, Option<usize>>,
    acknowledged: BTreeSet<String>,
    /// Whether the disk was good all the time, so that an acknowledgement holds.
    was_good: bool,
}

impl World {
    fn new() -> Self {
        Self {
            disk: Simulated::new(),
            space: Space::new(3_000),
            writers: [None, None],
            now: instant(),
            appended: 0,
            waiting: BTreeMap::new(),
            acknowledged: BTreeSet::new(),
            was_good: true,
        }
    }

    fn happen(&mut self, [what, how]: [u8; 2]) {
        let who = usize::from(how & 1);
        let Some(writer) = &self.writers[who] else {
            let options = options().sync(Sync::Never).segment_bytes(200).space(self.space.clone());
            let opened = Journal::open_on(
                std::sync::Arc::new(self.disk.clone()),
                crate::scene::ROOT,
                options,
            );
            self.writers[who] = opened.ok();
            return;
        };
        match what % 10 {
            0..=3 => {
                let group: Vec<_> = (0..u64::from(how % 4) + 1)
                    .map(|number| format!("record {}", self.appended + number))
                    .collect();
                self.appended += group.len() as u64;
                match writer.append(&records(&group), at(self.appended)) {
                    Ok(Place::Memory) => {
                        self.waiting.extend(group.into_iter().map(|record| (record, Some(who))));
                    }
                    Ok(_) => self.waiting.extend(group.into_iter().map(|record| (record, None))),
                    Err(_) => {}
                }
            }
            4..=5 => {
                let turn = if how & 2 == 0 { Turn::Oldest } else { Turn::Newest };
                if let Some(batch) = writer.next(turn, many(usize::from(how % 5) + 1)) {
                    let taken = payloads(&batch);
                    if how & 4 == 0 {
                        writer.acknowledge(batch);
                    } else if writer.set_aside(&batch, "no").is_err() {
                        return;
                    }
                    self.took(taken);
                }
            }
            6 => {
                self.now = a_minute_passes(writer, self.now);
                if writer.status().memory_records == 0 {
                    self.waiting.values_mut().filter(|place| **place == Some(who)).for_each(
                        |place| {
                            *place = None;
                        },
                    );
                }
            }
            7 => {
                writer.adopt();
            }
            8 => {
                let killed = self.writers[who].take();
                // Both die with the machine's one process; what is in memory is gone.
                let other = self.writers[1 - who].take();
                self.disk.kill();
                drop((killed, other));
                self.waiting.retain(|_, place| place.is_none());
            }
            _ => {
                let bad = how & 2 == 0;
                self.was_good &= !bad;
                self.disk.set_read_only(bad);
            }
        }
    }

    fn took(&mut self, records: Vec<String>) {
        for record in records {
            let was_waiting = self.waiting.remove(&record).is_some();
            let again = !self.acknowledged.insert(record.clone());
            assert!(was_waiting || !self.was_good, "{record} was not waiting");
            assert!(!again || !self.was_good, "{record} again");
        }
    }

    fn end(mut self) {
        self.disk.set_read_only(false);
        for who in [0, 1] {
            if let Some(writer) = self.writers[who].take() {
                self.now = a_minute_passes(&writer, self.now);
                let counted = writer.status().records;
                let read = drain(&writer);
                assert_eq!(read.len() as u64, counted);
                self.took(read);
                assert_eq!(writer.close().records, 0);
            }
        }
        assert_eq!(self.space.used(), 0);
        let last = open(&self.disk, options());
        self.took(drain(&last));
        assert_eq!(self.waiting, BTreeMap::new(), "lost");
    }
}

proptest! {
    #[test]
    fn nothing_that_was_taken_is_lost_or_comes_twice(events in prop::collection::vec(any::<[u8; 2]>(), 0..120)) {
        let mut world = World::new();
        for event in events {
            world.happen(event);
        }
        world.end();
    }
}
