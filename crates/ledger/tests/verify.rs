//! A clean ledger with one fault is told to have that fault and no other.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
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

/// What is told of a ledger of one file, but for notes.
fn told(name: &str, bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let told = Ledger::open(folder.path()).unwrap().verify().unwrap();
    let faults =
        told.findings.iter().filter(|finding| matches!(finding.problem, Problem::Fault(_)));
    let prefix = format!("{}/", folder.path().display());
    faults.map(|finding| finding.to_string().replace(&prefix, "")).collect()
}

/// A line of a writer, with this behind its timestamp.
fn line(seq: u64, more: &str) -> String {
    let rest = format!(
        r#""v":1,"id":"w-{seq}","writer":"w","seq":{seq},"timestamp":"2026-11-29T10:00:00.000000000Z",{more}}}"#
    );
    format!("{{\"checksum\":\"{:08x}\",{rest}\n", crc32fast::hash(rest.as_bytes()))
}

const FINE: &str = r#""status":"success","model":"m""#;

#[test]
fn what_reports_leave_out_is_a_fault_whatever_its_checksum_says() {
    let odd = line(2, r#""status":"success","input_tokens":"12""#);
    let text = [line(1, FINE), odd, line(3, FINE)].concat();
    let reason = "calls.jsonl:2: not understood: `input_tokens`: expected a whole number that is not negative and not \
                  too large, found `\"12\"`";
    assert_eq!(told("calls.jsonl", text.as_bytes()), [reason]);
}

#[test]
fn what_reports_may_read_wrong_is_a_fault() {
    let reason = "calls.jsonl:2: its keys do not stand in the order of the format, each once: reports may read it wrong";
    for odd in [
        r#""status":"success","input_tokens":5,"model":"m""#,
        r#""status":"success","input_tokens":5,"input_tokens":7"#,
        r#""status":"success","later":{"a":1},"input_tokens":5"#,
        r#""status":"success","model":"m","id":"w-2""#,
    ] {
        let text = [line(1, FINE), line(2, odd), line(3, FINE)].concat();
        assert_eq!(told("calls.jsonl", text.as_bytes()), [reason], "{odd}");
    }
    let later = line(2, r#""status":"success","metadata":{"a":1},"later":{"a":1}"#);
    assert_eq!(told("calls.jsonl", [line(1, FINE), later].concat().as_bytes()), [""; 0]);
}

#[test]
fn a_file_that_cannot_be_decompressed_is_named_with_the_line_and_the_others_are_read() {
    let text: String = (1..=1_000).map(|seq| line(seq, FINE)).collect();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("calls-20261129T100000Z-w-1.jsonl.gz");
    fs::write(broken, &packed[..packed.len() - 1]).unwrap();
    fs::write(folder.path().join("calls.jsonl"), format!("{}\n", line(1_001, FINE))).unwrap();
    let name = "calls-20261129T100000Z-w-1.jsonl.gz".to_owned();
    let wanted = [(name, 1_001, "not_decompressed"), ("calls.jsonl".to_owned(), 2, "blank")];
    assert_eq!(faults(folder.path()), wanted);
    let told = Ledger::open(folder.path()).unwrap().verify().unwrap();
    assert_eq!((told.files, told.calls), (2, 1_001));
}

#[test]
fn what_other_programs_may_write_is_no_fault() {
    let foreign = "\u{feff}{\"timestamp\":\"2026-11-29T10:00:00Z\",\"id\":\"a\",\"id\":\"b\"}\r\n";
    assert_eq!(told("calls.jsonl", foreign.as_bytes()), [""; 0]);
}

#[test]
fn an_id_that_a_caller_gave_and_a_writer_made_stands_twice() {
    let made = clean(&[0, 0, 0]).join("\n");
    let given =
        line(1, r#""status":"success""#).replace("\"id\":\"w-1\"", "\"id\":\"0000000000000000-2\"");
    let rest = &given[23..given.len() - 1];
    let given = format!("{{\"checksum\":\"{:08x}\",{rest}\n", crc32fast::hash(rest.as_bytes()));
    let reason = ["calls.jsonl:4: the id `0000000000000000-2` a second time"];
    assert_eq!(told("calls.jsonl", format!("{made}\n{given}").as_bytes()), reason);
}
