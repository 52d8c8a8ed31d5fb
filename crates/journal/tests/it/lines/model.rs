//! Any sequence of what can happen, beside a list of what ought to be.

use genai_otel_journal::{Calendar, Compression, Lines, Simulated, Sync};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::{all_lines, try_open};
use crate::scene::at;

struct World {
    disk: Simulated,
    writers: [Option<Lines>; 2],
    second: u64,
    /// Each writer's acknowledged lines, in order.
    acknowledged: [Vec<String>; 2],
    appended: u64,
}

impl World {
    fn happen(&mut self, [what, how]: [u8; 2]) {
        let who = usize::from(how & 1);
        self.second += u64::from(how);
        self.disk.set_time(at(self.second));
        let now = at(self.second);
        let Some(lines) = &mut self.writers[who] else {
            let compression = if who == 0 { Compression::Gzip } else { Compression::Zstd };
            let options = genai_otel_journal::LinesOptions::new("calls.jsonl", who as u64)
                .sync(Sync::Always)
                .max_file_bytes(60)
                .calendar(Calendar::Day(TimeZone::UTC))
                .compression(compression)
                .in_background(false);
            self.writers[who] = try_open(&self.disk, options).ok();
            return;
        };
        match what % 11 {
            0..=3 => {
                let lines_of: Vec<_> = (0..u64::from(how % 4) + 1)
                    .map(|number| format!("{who} line {}", self.appended + number))
                    .collect();
                self.appended += 4;
                let text: String = lines_of.iter().map(|line| format!("{line}\n")).collect();
                if lines.append(text.as_bytes(), now).is_ok() {
                    self.acknowledged[who].extend(lines_of);
                }
            }
            4 => drop(lines.rotate(now)),
            5 => drop(lines.tend(now)),
            6 => lines.keep(now),
            7 => self.writers[who] = None,
            8 => self.disk.set_max_bytes(if how & 2 == 0 { 300 } else { u64::MAX }),
            9 => self.disk.fail(u64::from(how % 16)..u64::from(how % 16) + 1),
            _ => {
                let dead = self.writers.each_mut().map(Option::take);
                if how & 2 == 0 {
                    self.disk.kill()
                } else {
                    self.disk.crash()
                }
                drop(dead);
            }
        }
    }

    fn end(mut self) {
        self.disk.fail(0..0);
        self.disk.set_max_bytes(u64::MAX);
        self.writers = [None, None];
        if self.acknowledged.iter().all(Vec::is_empty) {
            return;
        }
        let mut lines = super::open(&self.disk, super::options());
        lines.rotate(at(self.second)).expect("rotated");
        let found = all_lines(&self.disk);
        for acknowledged in &self.acknowledged {
            for line in acknowledged {
                let times = found.iter().filter(|found| *found == line).count();
                assert_eq!(times, 1, "{line}: {found:?} in {:?}", super::names(&self.disk));
            }
        }
        let is_whole = |line: &String| line.contains(" line ");
        assert!(found.iter().all(is_whole), "{found:?}");
    }
}

proptest! {
    #[test]
    fn every_acknowledged_line_is_there_once_and_whole(
        events in prop::collection::vec(any::<[u8; 2]>(), 0..120),
    ) {
        let mut world = World {
            disk: Simulated::new(),
            writers: [None, None],
            second: 0,
            acknowledged: [Vec::new(), Vec::new()],
            appended: 0,
        };
        for event in events {
            world.happen(event);
        }
        world.end();
    }

    /// One writer: the lines of its files, by when those were closed, are in order.
    #[test]
    fn lines_are_in_order(events in prop::collection::vec(any::<[u8; 2]>(), 0..80)) {
        let disk = Simulated::new();
        let mut second = 0;
        let options = || super::options().max_file_bytes(50);
        let mut lines = super::open(&disk, options());
        let mut acknowledged = Vec::new();
        for (number, [what, how]) in events.into_iter().enumerate() {
            second += 1;
            disk.set_time(at(second));
            match what % 4 {
                0..=1 => {
                    let line = format!("{number:04}").repeat(usize::from(how % 5) + 1);
                    super::append_at(&mut lines, &line, second);
                    acknowledged.push(line);
                }
                2 => lines.rotate(at(second)).expect("rotated"),
                _ => {
                    if how & 1 == 0 { disk.kill() }
                    drop(lines);
                    // Names of one second are in order of their numbers, which begin anew.
                    second += 1;
                    disk.set_time(at(second));
                    lines = super::open(&disk, options());
                }
            }
        }
        prop_assert_eq!(all_lines(&disk), acknowledged);
    }
}
