//! Files that break off, change their kind, or go.

use std::fs;
use std::io::Cursor;
use std::ops::ControlFlow;

use genai_otel_ledger::Ledger;
use tempfile::TempDir;

use crate::sources::{by_model, call, gzip, told};

#[test]
fn of_a_compressed_file_that_ends_too_early_what_can_be_decompressed_is_read() {
    let text: String = (0..10_000).map(|number| call(&format!("m-{number}"))).collect();
    let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
    // Gzip has only its own checksum behind the text; of zstd the last block is lost.
    for (mut packed, least) in [(gzip(text.as_bytes()), 10_000), (zstd, 8_000)] {
        packed.truncate(packed.len() - 1);
        let ledger = Ledger::from_reader("x.jsonl", Cursor::new(packed));
        let report = ledger.query().report().unwrap();
        assert!(report.total.calls >= least && report.scanned.bad == 1, "{:?}", report.scanned);
        let told = &told(&report.scanned.first_bad)[0];
        let line = report.total.calls + 1;
        let start = format!("x.jsonl:{line}: the rest of the file cannot be decompressed: ");
        assert!(told.starts_with(&start), "{told}");
    }
}

#[test]
fn zstd_is_known_by_a_frame_to_skip_too() {
    let frame = [
        b"\x5e\x2a\x4d\x18\x03\0\0\0abc".as_slice(),
        &zstd::encode_all(call("a").as_bytes(), 1).unwrap(),
    ];
    let report = by_model(&Ledger::from_reader("x.jsonl", Cursor::new(frame.concat())));
    assert_eq!((report.total.calls, report.scanned.bad), (1, 0));
}

#[test]
fn a_closed_file_that_goes_while_others_are_read_is_an_error_that_says_so() {
    let directory = TempDir::new().unwrap();
    let path = |day: u32| directory.path().join(format!("calls-2026110{day}T000000Z-aaaa-1.jsonl"));
    (1..=2).for_each(|day| fs::write(path(day), call("a")).unwrap());
    let ledger = Ledger::open(directory.path()).unwrap();
    let read = ledger.query().entries(|_| {
        fs::remove_file(path(2)).unwrap();
        ControlFlow::Continue(())
    });
    let error = read.unwrap_err().to_string();
    assert!(error.ends_with("it went while the others were read: ask again"), "{error}");
}
