//! What is added to a ledger is read once, whatever happens to its files.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use genai_otel_ledger::{Filter, Follow, Followed};

fn line(writer: u64, seq: u64) -> String {
    let rest = format!(
        r#""v":1,"id":"{writer:016x}-{seq}","writer":"{writer:016x}","seq":{seq},"timestamp":"2026-11-29T10:00:00.000000000Z","status":"success"}}"#
    );
    format!("{{\"checksum\":\"{:08x}\",{rest}\n", crc32fast::hash(rest.as_bytes()))
}

fn add(directory: &Path, name: &str, text: &str) {
    let mut file = OpenOptions::new().append(true).create(true).open(directory.join(name)).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

fn rename(directory: &Path, from: &str, to: &str) {
    fs::rename(directory.join(from), directory.join(to)).unwrap();
}

/// As the background work does it: written under another name, then renamed, then the plain one removed.
fn compress(directory: &Path, name: &str) {
    let plain = fs::read(directory.join(name)).unwrap();
    let temporary = format!("{name}.gz.tmp");
    let file = fs::File::create(directory.join(&temporary)).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    gzip.write_all(&plain).unwrap();
    gzip.finish().unwrap();
    rename(directory, &temporary, &format!("{name}.gz"));
    fs::remove_file(directory.join(name)).unwrap();
}

/// The numbers of the calls that a step finds, with their writers; `bad` and `gap` for what is no call.
fn step(follow: &mut Follow) -> Vec<String> {
    let mut found = Vec::new();
    follow
        .step(|followed| {
            found.push(match followed {
                Followed::Call(call) => {
                    let writer = call.writer.unwrap_or_default();
                    format!("{}-{}", writer.trim_start_matches('0'), call.seq.unwrap_or_default())
                }
                Followed::Gap(gap) => format!("gap of {}", gap.refused),
                Followed::Bad(bad) => format!("bad line {}", bad.line),
                _ => "more".to_owned(),
            });
        })
        .unwrap();
    found
}

const CLOSED: &str = "calls-20261129T100000Z-0000000000000001-000001.jsonl";
const LATER: &str = "calls-20261129T110000Z-0000000000000001-000002.jsonl";

#[test]
fn lines_are_read_once_over_rotation_and_compression() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    add(at, "calls-20261128T100000Z-0000000000000001-000001.jsonl", &line(9, 1));
    add(at, "calls.jsonl", &(line(1, 1) + &line(1, 2)));
    let mut follow = Follow::new([at]).unwrap();
    assert_eq!(step(&mut follow), ["1-1", "1-2"]);
    assert_eq!(step(&mut follow), [""; 0]);

    // A line, then the file is closed and a new one begun, all between two steps.
    add(at, "calls.jsonl", &line(1, 3));
    rename(at, "calls.jsonl", CLOSED);
    add(at, "calls.jsonl", &line(1, 4));
    assert_eq!(step(&mut follow), ["1-3", "1-4"]);

    // Closed files are compressed, also those that were closed before.
    compress(at, CLOSED);
    compress(at, "calls-20261128T100000Z-0000000000000001-000001.jsonl");
    assert_eq!(step(&mut follow), [""; 0]);

    // Lines, closed and compressed between two steps.
    add(at, "calls.jsonl", &line(1, 5));
    rename(at, "calls.jsonl", LATER);
    compress(at, LATER);
    add(at, "calls.jsonl", &line(1, 6));
    assert_eq!(step(&mut follow), ["1-5", "1-6"]);
    assert_eq!(step(&mut follow), [""; 0]);
}

#[test]
fn a_file_that_came_and_was_closed_between_two_steps_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    add(at, "calls.jsonl", &line(1, 1));
    let mut follow = Follow::new([at]).unwrap();
    assert_eq!(step(&mut follow), ["1-1"]);
    rename(at, "calls.jsonl", CLOSED);
    add(at, LATER, &line(1, 2));
    compress(at, LATER);
    add(at, "calls.2.jsonl", &line(2, 1));
    assert_eq!(step(&mut follow), ["1-2", "2-1"]);
    assert_eq!(step(&mut follow), [""; 0]);
}

/// The file that is written may be closed, and the next one begun, while a step is under way.
#[test]
fn what_is_closed_during_a_step_is_read_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut follow = Follow::new([at]).unwrap();
    add(at, CLOSED, &line(1, 1));
    add(at, "calls.jsonl", &line(1, 2));
    let mut found = Vec::new();
    follow
        .step(|followed| {
            let Followed::Call(call) = followed else { panic!("only calls are there") };
            if call.seq == Some(1) {
                add(at, "calls.jsonl", &line(1, 3));
                rename(at, "calls.jsonl", LATER);
                add(at, "calls.jsonl", &line(1, 4));
            }
            found.push(call.seq.unwrap());
        })
        .unwrap();
    assert_eq!(found, [1, 4]);
    assert_eq!(step(&mut follow), ["1-2", "1-3"]);
    assert_eq!(step(&mut follow), [""; 0]);
}

#[test]
fn a_line_is_read_when_it_has_its_end_and_a_torn_one_never() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    add(at, "calls.jsonl", "");
    let mut follow = Follow::new([at]).unwrap();
    let whole = line(1, 1);
    let (begin, end) = whole.split_at(40);
    add(at, "calls.jsonl", begin);
    assert_eq!(step(&mut follow), [""; 0]);
    add(at, "calls.jsonl", end);
    assert_eq!(step(&mut follow), ["1-1"]);

    // A writer dies in the middle of a line, and the next one cuts it off.
    add(at, "calls.jsonl", begin);
    assert_eq!(step(&mut follow), [""; 0]);
    fs::write(at.join("calls.jsonl"), &whole).unwrap();
    add(at, "calls.jsonl", &line(2, 1));
    assert_eq!(step(&mut follow), ["2-1"]);
}

#[test]
fn gaps_and_bad_lines_are_told_and_filters_hold() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let rest = r#""v":1,"writer":"0000000000000001","seq":1,"timestamp":"2026-11-29T10:00:00.000000000Z","gap":{"refused":12,"since":"2026-11-29T09:59:59.000000000Z"}}"#;
    let gap = format!("{{\"checksum\":\"{:08x}\",{rest}\n", crc32fast::hash(rest.as_bytes()));
    add(at, "calls.jsonl", &(gap + "{}\n\n" + &line(1, 2) + &line(1, 3)));
    let third = Filter::parse("seq = 3").unwrap();
    let mut follow = Follow::new([at]).unwrap().filter(&third).unwrap();
    assert_eq!(step(&mut follow), ["gap of 12", "bad line 2", "1-3"]);
}

#[test]
fn a_file_that_is_named_is_followed_whatever_its_name_is() {
    let folder = tempfile::tempdir().unwrap();
    add(folder.path(), CLOSED, &line(1, 1));
    let mut follow = Follow::new([folder.path().join(CLOSED)]).unwrap();
    assert_eq!(step(&mut follow), ["1-1"]);
}
