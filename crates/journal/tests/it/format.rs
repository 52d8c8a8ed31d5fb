//! The format does not change: files that were written long ago are read, and what is written is what the page
//! `docs/reference/journal-format.md` says. The files beside this test were made by another program from that page.

use std::{
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use genai_otel_journal::{FileSystem as _, Simulated, Turn};

use crate::scene::{ROOT, happened, many, open, options, records, segments};

const WRITER: u128 = 0x18c3_d2f0_a1b2_c3d4_0000_2710_00c0_ffee;
const SEGMENT: &[u8] = include_bytes!("format/00000001.seg");
const CURSOR: &[u8] = include_bytes!("format/00000001.ack");

#[test]
fn files_of_format_1_are_read() {
    let disk = Simulated::new();
    disk.create_dir(Path::new(ROOT)).unwrap();
    let lane = Path::new(ROOT).join(format!("{WRITER:032x}"));
    disk.create_dir(&lane).unwrap();
    disk.write(&lane.join("lock"), b"").unwrap();
    disk.write(&lane.join("00000001.seg"), SEGMENT).unwrap();
    let read = || {
        let journal = open(&disk, options());
        assert_eq!(happened(&journal), []);
        let batch = journal.next(Turn::Oldest, many(9)).unwrap();
        disk.kill();
        batch
    };
    let all: Vec<u8> = (0..=255).collect();
    let time = |millis| new() + Duration::from_millis(millis);
    let batch = read();
    assert_eq!(batch.preamble(), b"service.name=shop");
    let expected = [(time(0), &b"first"[..]), (time(1_250), b""), (time(2_500), &all)];
    assert_eq!(batch.records().collect::<Vec<_>>(), expected);

    disk.write(&lane.join("00000001.ack"), CURSOR).unwrap();
    assert_eq!(read().records().collect::<Vec<_>>(), expected[1..]);
}

#[test]
fn what_is_written_is_what_the_page_says() {
    let long_ago = encode(WRITER, 1, &[(0, b"service.name=shop"), (0, b"first"), (1_250, b"")]);
    assert!(SEGMENT.starts_with(&long_ago), "by this test as by the other program");

    let disk = Simulated::new();
    let journal = open(&disk, options());
    journal.append(&records(&["a", ""]), new()).unwrap();
    journal.append(&records(&["third"]), new() + Duration::from_millis(7)).unwrap();
    let path: PathBuf = segments(&disk).remove(0);
    let lane = path.parent().and_then(Path::file_name).unwrap().to_str().unwrap();
    let writer = u128::from_str_radix(lane, 16).unwrap();
    let expected = encode(writer, 1, &[(0, b"shop"), (0, b"a"), (0, b""), (7, b"third")]);
    assert_eq!(disk.read(&path), Some(expected));

    journal.acknowledge(journal.next(Turn::Oldest, many(1)).unwrap());
    let offset = 40 + 28 + 25_u64;
    let mut cursor = b"GOJA".to_vec();
    cursor.extend(offset.to_le_bytes());
    let bound = [&writer.to_le_bytes()[..], &1_u64.to_le_bytes(), &offset.to_le_bytes()].concat();
    cursor.extend(crc32(&bound).to_le_bytes());
    assert_eq!(disk.read(&path.with_extension("ack")), Some(cursor));
}

/// A segment, by the page and nothing else.
fn encode(writer: u128, sequence: u64, frames: &[(u64, &[u8])]) -> Vec<u8> {
    let id = [&writer.to_le_bytes()[..], &sequence.to_le_bytes()].concat();
    let mut bytes = [b"\x89GOJ\r\n\x1a\n", &1_u32.to_le_bytes()[..], &id].concat();
    bytes.extend(crc32(&bytes).to_le_bytes());
    for (millis, payload) in frames {
        let mut frame = b"\xf5GJ\xff".to_vec();
        frame.extend((payload.len() as u32).to_le_bytes());
        frame.extend((NEW * 1_000_000_000 + millis * 1_000_000).to_le_bytes());
        frame.extend(crc32(payload).to_le_bytes());
        let bound = [&id[..], &(bytes.len() as u64).to_le_bytes(), &frame].concat();
        frame.extend(crc32(&bound).to_le_bytes());
        bytes.extend(frame);
        bytes.extend(*payload);
    }
    bytes
}

/// Bit by bit, as RFC 1952 defines it.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

fn new() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(NEW)
}

/// 2026-07-20, the day of those files.
const NEW: u64 = 1_784_505_600;
