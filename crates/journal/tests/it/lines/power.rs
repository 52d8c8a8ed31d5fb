//! What the loss of power takes, at every step.

use std::time::Duration;

use genai_otel_journal::{Simulated, Sync};

use super::{all_lines, append_at, open, options};
use crate::scene::at;

const INTERVAL: Sync = Sync::Interval(Duration::from_secs(1));

/// Appends numbered lines with small files until an operation fails, and gives the acknowledged ones.
fn work(disk: &Simulated, sync: Sync) -> Vec<String> {
    let options = options().sync(sync).max_file_bytes(12);
    let Ok(mut lines) = super::try_open(disk, options) else { return Vec::new() };
    let mut acknowledged = Vec::new();
    for number in 0..8 {
        let line = format!("line {number}");
        if lines.append(format!("{line}\n").as_bytes(), at(number)).is_err() {
            break;
        }
        acknowledged.push(line);
    }
    // Dead before its end could force anything to the disk.
    disk.fail(0..u64::MAX);
    acknowledged
}

#[test]
fn what_was_acknowledged_is_there_after_a_loss_of_power_at_any_operation() {
    let operations = {
        let disk = Simulated::new();
        assert_eq!(work(&disk, Sync::Always).len(), 8);
        disk.operations()
    };
    for step in 0..operations {
        let disk = Simulated::new();
        disk.fail(step..u64::MAX);
        let acknowledged = work(&disk, Sync::Always);
        for seed in 0..3 {
            // Thrice the same machine loses its power; each time more may be gone, but never those.
            if seed == 0 {
                disk.crash_halfway(step)
            } else {
                disk.crash()
            }
            disk.fail(0..0);
            if acknowledged.is_empty() {
                continue;
            }
            drop(open(&disk, options()));
            let found = all_lines(&disk);
            for line in &acknowledged {
                let times = found.iter().filter(|found| *found == line).count();
                assert_eq!(times, 1, "{line} at step {step}: {found:?}");
            }
        }
    }
}

#[test]
fn a_policy_says_what_is_there_after_a_loss_of_power() {
    for (sync, left) in [(Sync::Never, 0), (INTERVAL, 3), (Sync::Always, 5)] {
        let disk = Simulated::new();
        let mut lines = open(&disk, options().sync(sync).max_file_bytes(22));
        for number in 0..3 {
            append_at(&mut lines, &format!("line {number}"), number);
        }
        lines.tend(at(3)).expect("tended");
        append_at(&mut lines, "line 3", 3);
        append_at(&mut lines, "line 4", 3);
        disk.crash();
        drop(lines);
        let found = if left == 0 { Vec::new() } else { all_lines(&disk) };
        let mut expected: Vec<_> = (0..left).map(|number| format!("line {number}")).collect();
        expected.sort();
        assert_eq!(found, expected, "{sync:?}");
    }
}

#[test]
fn the_end_syncs_unless_it_never_does() {
    for (sync, left) in [(INTERVAL, true), (Sync::Always, true), (Sync::Never, false)] {
        let disk = Simulated::new();
        let mut lines = open(&disk, options().sync(sync));
        append_at(&mut lines, "a", 0);
        drop(lines);
        disk.crash();
        assert_eq!(super::text(&disk, "calls.jsonl") == "a\n", left, "{sync:?}");
    }
}
