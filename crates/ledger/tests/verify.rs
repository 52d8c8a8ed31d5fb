//! A clean ledger with one fault is told to have that fault and no other.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use genai_otel_ledger::{Ledger, Problem};
use proptest::prelude::*;
use proptest::sample::Index;

/// Two files of three writers, whose lines are mixed.
fn clean(writers: &[u8]) -> Vec<String> {
    let mut next = [0_u64; 3];
    let line = |writer: &u8| {
        let number = usize::from(*writer);
        next[number] += 1;
        let seq = next[number];
        let rest = format!(
            r#""v":1,"id":"{number:016x}-{seq}","writer":"{number:016x}","seq":{seq},"timestamp":"2026-11-29T10:00:00.000000000Z","status":"success","model":"gpt \"4o\""}}"#
        );
        format!(r#"{{"checksum":"{:08x}",{rest}"#, crc32fast::hash(rest.as_bytes()))
    };
    writers.iter().map(line).collect()
}

fn faults(directory: &Path) -> Vec<(String, u64, &'static str)> {
    let told = Ledger::open(directory).unwrap().verify().unwrap();
    let faults =
        told.findings.iter().filter(|finding| matches!(finding.problem, Problem::Fault(_)));
    let place = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    faults
        .map(|finding| (place(&finding.file), finding.line.unwrap(), finding.problem.kind()))
        .collect()
}

fn write(directory: &Path, lines: &[Vec<u8>], cut: usize) {
    let (first, second) = lines.split_at(cut);
    fs::write(directory.join("calls-20261129T100000Z-0-1.jsonl"), first.concat()).unwrap();
    fs::write(directory.join("calls.jsonl"), second.concat()).unwrap();
}

fn with_ends(lines: Vec<String>) -> Vec<Vec<u8>> {
    lines.into_iter().map(|line| format!("{line}\n").into_bytes()).collect()
}

/// The file and the number in it of the line with this index.
fn place(index: usize, cut: usize) -> (String, u64) {
    let (file, line) = match index.checked_sub(cut) {
        None => ("calls-20261129T100000Z-0-1.jsonl", index),
        Some(line) => ("calls.jsonl", line),
    };
    (file.to_owned(), line as u64 + 1)
}

proptest! {
    #[test]
    fn one_planted_fault_is_told_and_nothing_else(
        writers in proptest::collection::vec(0_u8..3, 2..30),
        cut: Index,
        at: Index,
        byte: Index,
        bit in 0_u32..7,
        kind in 0..5,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let lines = with_ends(clean(&writers));
        let (cut, at) = (cut.index(lines.len()), at.index(lines.len()));
        write(folder.path(), &lines, cut);
        prop_assert_eq!(faults(folder.path()), []);

        let mut lines = lines;
        let (file, line) = place(at, cut);
        let wanted = match kind {
            // A bit of a byte, but for the end of the line.
            0 => {
                let byte = byte.index(lines[at].len() - 1);
                lines[at][byte] ^= 1 << bit;
                prop_assume!(lines[at][byte] != b'\n');
                vec!["broken_checksum", "lost_checksum", "not_understood"]
            }
            1 => {
                lines.insert(at, b"\n".to_vec());
                vec!["blank"]
            }
            // A line again, right behind it.
            2 => {
                prop_assume!(at != cut || cut == 0);
                let again = lines[at].clone();
                lines.insert(at, again);
                vec!["repeated"]
            }
            // The end of the last line, and more of it.
            3 => {
                let last = lines.last_mut().unwrap();
                let kept = 1 + byte.index(last.len() - 1);
                last.truncate(kept);
                vec!["torn"]
            }
            // A line that is no more, and is missed by the next one of its writer.
            _ => {
                lines.remove(at);
                vec!["missing"]
            }
        };
        let (cut, at) = match kind {
            1 | 2 if at < cut => (cut + 1, at),
            4 if at < cut => (cut - 1, at),
            _ => (cut, at),
        };
        write(folder.path(), &lines, cut);
        let told = faults(folder.path());
        match kind {
            0 | 1 => {
                prop_assert_eq!(told.len(), 1, "{:?}", told);
                prop_assert!(wanted.contains(&told[0].2), "{:?}", told);
                prop_assert_eq!((&told[0].0, told[0].1), (&file, line), "{:?}", told);
            }
            2 => prop_assert_eq!(told, [(file, line + 1, "repeated")]),
            3 => {
                let (file, line) = place(lines.len() - 1, cut);
                prop_assert_eq!(told, [(file, line, "torn")]);
            }
            _ => {
                // Nobody misses the last line of a writer; where the first of a file is gone older files may be.
                let follower = (at..lines.len()).find(|index| writers[index + 1] == writers[at]);
                let first = !writers[..at].contains(&writers[at]);
                let wanted = follower.map(|index| place(index, cut));
                let wanted = wanted.filter(|(_, line)| !(first && *line == 1));
                let wanted: Vec<_> =
                    wanted.into_iter().map(|(file, line)| (file, line, "missing")).collect();
                prop_assert_eq!(told, wanted);
            }
        }
    }
}
