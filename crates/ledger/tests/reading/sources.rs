//! Where lines come from, and what is wrong with some.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use flate2::Compression;
use flate2::write::GzEncoder;
use genai_otel_ledger::{Field, Filter, Key, Ledger, LedgerError, Measure, Report, Scanned};
use tempfile::TempDir;

use crate::lines::{calls, line};

pub(crate) fn call(model: &str) -> String {
    line(&format!(
        r#""timestamp":"2026-11-29T00:00:00.000000000Z","status":"success","model":"{model}""#
    ))
}

pub(crate) fn by_model(ledger: &Ledger) -> Report {
    ledger.query().by(Key::Field(Field::Model)).report().unwrap()
}

/// What is told of bad and torn lines: the name of the file, the number, the reason.
pub(crate) fn told(lines: &[genai_otel_ledger::BadLine]) -> Vec<String> {
    let told = |line: &genai_otel_ledger::BadLine| {
        let name = line.file.file_name().unwrap().to_string_lossy();
        format!("{name}:{}: {}", line.line, line.reason)
    };
    lines.iter().map(told).collect()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn plain_and_compressed_files_of_several_directories_are_one_ledger() {
    let directories = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let [first, second] = directories.each_ref().map(TempDir::path);
    fs::write(first.join("calls-20261101T000000Z-aaaa-1.jsonl.gz"), gzip(call("a").as_bytes()))
        .unwrap();
    // Both are there for a moment while a file is compressed: it counts once.
    fs::write(first.join("calls-20261101T000000Z-aaaa-1.jsonl"), call("a")).unwrap();
    let packed = zstd::encode_all(call("b").as_bytes(), 1).unwrap();
    fs::write(first.join("calls-20261102T000000Z-aaaa-2.jsonl.zst"), packed).unwrap();
    fs::write(first.join("calls.jsonl"), [call("c"), call("d")].concat()).unwrap();
    fs::write(first.join("calls.jsonl.tmp"), call("no")).unwrap();
    fs::write(second.join("calls.jsonl"), [call("e"), call("a")].concat()).unwrap();
    fs::write(second.join("empty.jsonl"), "").unwrap();

    let ledger = Ledger::of_paths([first, second]).unwrap();
    let mut order = String::new();
    let scanned = ledger
        .query()
        .entries(|entry| {
            order += &entry.model.unwrap();
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(order, "abcdea");
    assert_eq!((scanned.files, scanned.lines, scanned.bad), (5, 6, 0));
    let report = by_model(&ledger);
    assert_eq!(
        calls(&report),
        [("a", 2), ("b", 1), ("c", 1), ("d", 1), ("e", 1)].map(|(m, n)| (m.to_owned(), n))
    );
    assert_eq!(report.scanned, scanned);
}

#[test]
fn bad_lines_are_named_and_the_rest_is_read() {
    let directory = TempDir::new().unwrap();
    let changed = call("a").replace("success", "xuccess");
    let foreign =
        "{\"timestamp\":\"2026-11-29T00:00:00Z\",\"model\":\"f\",\"api_provider\":\"openai\"}\n";
    let lines = [
        "\u{feff}",
        foreign,
        "\n",
        &changed,
        "not JSON\n",
        "[1]\n",
        &call("a"),
        "  \r\n",
        "{\"model\":\"x\"}\n",
    ];
    fs::write(directory.path().join("calls.jsonl"), lines.concat()).unwrap();
    let report = by_model(&Ledger::open(directory.path()).unwrap());
    assert_eq!(calls(&report), [("a".to_owned(), 1), ("f".to_owned(), 1)]);
    let told = told(&report.scanned.first_bad);
    let places: Vec<_> = told.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(places, ["calls.jsonl:3:", "calls.jsonl:4:", "calls.jsonl:5:", "calls.jsonl:8:"]);
    assert!(told[0].contains("checksum does not hold"), "{}", told[0]);
    assert_eq!((report.scanned.lines, report.scanned.bad), (6, 4));
}

#[test]
fn a_last_line_without_an_end_is_read_where_it_is_whole_and_torn_where_not() {
    let read = |last: &str| {
        let text = format!("{}{last}", call("a"));
        by_model(&Ledger::from_reader("x.jsonl", Cursor::new(text.into_bytes())))
    };
    let whole = read(call("b").trim_end());
    assert_eq!((whole.total.calls, whole.scanned.lines, whole.scanned.torn.len()), (2, 2, 0));
    let ours = call("b");
    let torn = read(&ours[..ours.len() - 9]);
    let reason =
        "x.jsonl:2: the last line has no end: it is being written, or its writer was stopped";
    assert_eq!(told(&torn.scanned.torn), [reason]);
    assert_eq!((torn.total.calls, torn.scanned.lines, torn.scanned.bad), (1, 1, 0));
    let bad = read("{\"model\":\"b\"}");
    assert_eq!((bad.scanned.torn.len(), bad.scanned.bad), (0, 1));
}

#[test]
fn what_the_ledger_refused_is_told() {
    let gap = line(
        r#""writer":"0123456789abcdef","seq":2,"timestamp":"2026-11-29T00:00:00.000000000Z","gap":{"refused":12,"since":"2026-11-28T00:00:00.000000000Z"}"#,
    );
    let text = [call("a"), gap.clone(), gap].concat();
    let report = by_model(&Ledger::from_reader("x", Cursor::new(text.into_bytes())));
    assert_eq!((report.total.calls, report.scanned.refused, report.scanned.bad), (1, 24, 0));
}

#[test]
fn a_reader_is_read_by_one_question() {
    let ledger = Ledger::from_reader("pipe", Cursor::new(call("a").into_bytes()));
    assert_eq!(by_model(&ledger).total.calls, 1);
    let again = ledger.query().report();
    assert!(matches!(again, Err(LedgerError::AlreadyRead { path }) if path.as_os_str() == "pipe"));
}

#[test]
fn threads_change_nothing() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("calls.jsonl");
    let mut file = File::create(&path).unwrap();
    // More than two pieces of 16 MiB, with bad lines in each.
    let long = "x".repeat(2_000);
    for number in 0..20_000_u32 {
        let call = line(&format!(
            r#""timestamp":"2026-11-29T00:00:00.000000000Z","status":"success","model":"m-{}","latency_ms":{},"error_message":"{long}""#,
            number % 7,
            number % 1_000,
        ));
        file.write_all(call.as_bytes()).unwrap();
        if number % 5_000 == 4_999 {
            file.write_all(b"bad\n").unwrap();
        }
    }
    let done = Arc::new(Mutex::new(None));
    let ledger = Ledger::open(&path).unwrap();
    let ask = |threads| {
        let done = Arc::clone(&done);
        let query = ledger.query().by(Key::Field(Field::Model)).quantiles(true).threads(threads);
        query.progress(move |progress| *done.lock().unwrap() = Some(progress)).report().unwrap()
    };
    let (one, four) = (ask(1), ask(4));
    assert_eq!(one.groups, four.groups);
    assert_eq!(one.total, four.total);
    assert_eq!(one.scanned, four.scanned);
    let places: Vec<_> = four.scanned.first_bad.iter().map(|line| line.line).collect();
    assert_eq!(places, [5_001, 10_002, 15_003, 20_004]);
    assert_eq!(four.scanned.bytes, fs::metadata(&path).unwrap().len());
    assert!(done.lock().unwrap().is_some_and(|progress| progress.of >= Some(four.scanned.bytes)));
}

#[test]
fn more_groups_than_there_is_memory_for_are_an_error() {
    let lines: Vec<_> = (0..5_000).map(|number| call(&format!("m-{number}"))).collect();
    let ledger =
        |lines: &[String]| Ledger::from_reader("x", Cursor::new(lines.concat().into_bytes()));
    let ask =
        |ledger: &Ledger| ledger.query().by(Key::Field(Field::Model)).memory(1 << 20).report();
    let error = ask(&ledger(&lines)).unwrap_err();
    assert!(matches!(error, LedgerError::TooManyGroups { .. }));
    let said = "and more take over 1 MiB: name fewer keys, filter the calls, list only the first, or allow more memory";
    assert!(error.to_string().contains(said), "{error}");
    assert_eq!(ask(&ledger(&lines[..1_000])).unwrap().groups.len(), 1_000);
}

#[test]
fn the_first_of_any_number_of_groups_are_found_in_little_memory() {
    let directory = TempDir::new().unwrap();
    // Most models have one call, some have more.
    let lines = (0..20_000).map(|number| call(&format!("m-{}", number.min(number % 19_990))));
    fs::write(directory.path().join("calls.jsonl"), lines.collect::<String>()).unwrap();
    let ledger = Ledger::open(directory.path()).unwrap();
    let ask = |memory| {
        let query = ledger.query().by(Key::Field(Field::Model)).quantiles(true).memory(memory);
        query.sort_by(Measure::Calls, true).top(15).report().unwrap()
    };
    let (little, ample) = (ask(1 << 20), ask(1 << 30));
    assert_eq!(little.groups, ample.groups);
    assert_eq!(calls(&little)[..2], [("m-0".to_owned(), 2), ("m-1".to_owned(), 2)]);
    assert_eq!(little.others, ample.others);
    assert_eq!(little.others.unwrap().groups, 19_975);
    assert_eq!((little.total, little.scanned), (ample.total, ample.scanned));
}

#[test]
fn more_money_than_can_be_summed_is_an_error_and_no_sum() {
    let foreign =
        |cost: &str| format!("{{\"timestamp\":\"2026-11-29T00:00:00Z\",\"cost\":{cost}}}\n");
    let ask =
        |text: String| Ledger::from_reader("x", Cursor::new(text.into_bytes())).query().report();
    assert_eq!(
        ask(foreign("9e25")).unwrap().total.costs[0].decimal(),
        "90000000000000000000000000"
    );
    for cost in ["9e25", "-9e25"] {
        let error = ask(foreign(cost).repeat(2)).unwrap_err();
        assert!(error.to_string().starts_with("costs in USD add up to more than"), "{error}");
    }
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let error = Ledger::open("no/such/ledger").unwrap_err();
    assert!(error.to_string().starts_with("cannot read no/such/ledger: "), "{error}");
    assert_eq!(Scanned::default().files, 0);
}

/// Gives a few bytes at a time, as a pipe may.
struct Trickle(Cursor<Vec<u8>>);

impl std::io::Read for Trickle {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = buffer.len().min(7);
        self.0.read(&mut buffer[..most])
    }
}

#[test]
fn a_stream_is_asked_and_verified_as_a_file_is() {
    let text = [call("a"), call("b"), "not JSON\n".to_owned(), call("a")].concat();
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("calls.jsonl");
    fs::write(&path, &text).unwrap();
    let file = Ledger::open(&path).unwrap();
    let packed = zstd::encode_all(text.as_bytes(), 1).unwrap();
    for bytes in [text.clone().into_bytes(), gzip(text.as_bytes()), packed] {
        let stream = || Ledger::from_reader(&path, Trickle(Cursor::new(bytes.clone())));
        let (asked, wanted) = (by_model(&stream()), by_model(&file));
        assert_eq!((asked.groups, asked.scanned), (wanted.groups, wanted.scanned));
        let models = |ledger: &Ledger| {
            let mut models = String::new();
            let query = ledger.query().filter(Filter::parse("model = a").unwrap());
            query
                .entries(|entry| {
                    models += &entry.model.unwrap();
                    ControlFlow::Continue(())
                })
                .unwrap();
            models
        };
        assert_eq!((models(&stream()), models(&file)), ("aa".to_owned(), "aa".to_owned()));
        let verified = stream().verify().unwrap();
        assert_eq!(verified, file.verify().unwrap());
        assert_eq!((verified.files, verified.lines, verified.faults), (1, 4, 4));
    }
    let once = Ledger::from_reader("-", Cursor::new(text.into_bytes()));
    once.verify().unwrap();
    assert!(matches!(once.verify(), Err(LedgerError::AlreadyRead { .. })));
}
