//! What becomes of files and lines.

use std::fs;
use std::io::Write;

use genai_otel_ledger::{Compaction, Ledger, LineFiles, MergedMonth};

use crate::scene::{closed, compact, given, ids, line, names, unpacked, write};

const OCTOBER: &str = "calls-20261031T100000Z-0000000000000000-2000000000.jsonl.zst";
const NOVEMBER: &str = "calls-20261102T100000Z-0000000000000000-2000000000.jsonl.zst";

#[test]
fn the_files_of_each_month_become_one_and_what_is_written_stays() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path();
    write(directory, &closed("1030", 1, 1), &[line(1, 1), line(2, 1)]);
    let packed = directory.join(format!("{}.gz", closed("1031", 2, 1)));
    let mut gzip = flate2::write::GzEncoder::new(
        fs::File::create(packed).unwrap(),
        flate2::Compression::fast(),
    );
    gzip.write_all(line(2, 2).as_bytes()).unwrap();
    gzip.finish().unwrap();
    write(directory, &closed("1102", 1, 2), &[line(1, 2)]);
    write(directory, "calls.jsonl", &[line(1, 3)]);
    write(directory, "other-20261030T100000Z-0000000000000001-000001.jsonl", &[line(9, 1)]);
    let before = ids(directory);

    let told = compact(directory);
    assert!(told.failure.is_none() && told.left.is_empty() && !told.finished);
    let months: Vec<_> = told.months.iter().map(|month| (&*month.month, month.files)).collect();
    assert_eq!(months, [("2026-10", 2), ("2026-11", 1)]);
    let other = "other-20261030T100000Z-0000000000000001-000001.jsonl";
    let wanted = [OCTOBER, NOVEMBER, "calls.jsonl", "calls.keeper", other];
    assert_eq!(names(directory), wanted.map(str::to_owned).into());
    let october = unpacked(&directory.join(OCTOBER));
    assert_eq!(october, [line(1, 1), line(2, 1), line(2, 2)].concat());
    assert_eq!(ids(directory), before);
    assert!(Ledger::open(directory).unwrap().verify().unwrap().is_clean());
    assert_eq!(compact(directory).months, []);
}

#[test]
fn a_later_file_of_the_month_is_merged_into_it() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path();
    write(directory, &closed("1102", 1, 1), &[line(1, 1), "bad\n".to_owned()]);
    compact(directory);
    // The same time: the name and that of the bad lines are taken.
    write(directory, &closed("1102", 1, 2), &[line(1, 2), "worse\n".to_owned()]);
    compact(directory);
    write(directory, &closed("1102", 1, 3), &[line(1, 3), "worst\n".to_owned()]);
    compact(directory);
    let name = "calls-20261102T100000Z-0000000000000000-200000000";
    let wanted = [
        format!("{name}0.jsonl.bad"),
        format!("{name}1.jsonl.bad"),
        format!("{name}2.jsonl.bad"),
        format!("{name}2.jsonl.zst"),
        "calls.keeper".to_owned(),
    ];
    assert_eq!(names(directory), wanted.into());
    assert_eq!(ids(directory).len(), 3);
}

#[test]
fn what_stands_twice_is_dropped_and_what_is_bad_is_kept_beside() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path();
    let foreign = r#"{"timestamp":"2026-11-02T10:00:00Z","model":"gpt-4o"}"#;
    let gap = r#""v":1,"writer":"0000000000000001","seq":3,"timestamp":"2026-11-29T10:00:00.000000000Z","gap":{"refused":2,"since":"2026-11-29T09:00:00.000000000Z"}}"#;
    let gap = format!("{{\"checksum\":\"{:08x}\",{gap}\n", crc32fast::hash(gap.as_bytes()));
    let changed = line(1, 2).replace("success", "succesS");
    let twice = given("order-7", 1, 5);
    let first = [line(1, 1), changed.clone(), "\n".to_owned(), gap.clone(), given("order-7", 1, 4)];
    write(directory, &closed("1101", 1, 1), &first);
    // The same lines again, another call of an id, and two without an id whose last one has no end.
    let second =
        [line(1, 1), gap.clone(), twice.clone(), format!("{foreign}\n"), foreign.to_owned()];
    write(directory, &closed("1102", 1, 2), &second);

    let told = compact(directory);
    let merged = directory.join(NOVEMBER);
    let bad = directory.join(NOVEMBER.replace(".zst", ".bad"));
    let mut wanted = MergedMonth::default();
    wanted.month = "2026-11".to_owned();
    wanted.files = 2;
    wanted.bytes = (first.concat().len() + second.concat().len()) as u64;
    (wanted.lines, wanted.kept, wanted.bad, wanted.blank) = (10, 5, 1, 1);
    (wanted.duplicates, wanted.different) = (3, 1);
    let gap_id = "0000000000000001-3".to_owned();
    wanted.ids = vec!["0000000000000001-1".to_owned(), gap_id, "order-7".to_owned()];
    wanted.output_bytes = fs::metadata(&merged).unwrap().len();
    wanted.output = Some(merged.clone());
    wanted.bad_lines = Some(bad.clone());
    assert_eq!(told.months, [wanted]);
    let foreign = format!("{foreign}\n");
    let kept = [line(1, 1), gap, given("order-7", 1, 4), foreign.clone(), foreign];
    assert_eq!(unpacked(&merged), kept.concat());
    assert_eq!(fs::read_to_string(bad).unwrap(), [changed, twice].concat());
}

#[test]
fn a_dry_run_counts_and_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path();
    write(directory, &closed("1101", 1, 1), &[line(1, 1), "bad\n".to_owned()]);
    write(directory, &closed("1102", 1, 2), &[line(1, 1), line(1, 2)]);
    let before = names(directory);
    let files = LineFiles::new(directory, "calls.jsonl").unwrap();
    let (mut told, mut progress) = (Vec::new(), Vec::new());
    let compacted = Compaction::new(files).dry_run(true).run(|read| progress.push(read)).unwrap();
    told.extend(
        compacted.months.iter().map(|it| (it.kept, it.duplicates, it.bad, it.output.clone())),
    );
    assert_eq!(told, [(2, 1, 1, None)]);
    let bytes = compacted.months[0].bytes;
    assert_eq!(progress.last().map(|read| (read.done, read.of)), Some((bytes, Some(bytes))));
    assert_eq!(names(directory), before);
}

#[test]
fn another_directory_gets_copies_and_the_ledger_stays() {
    let (folder, output) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let directory = folder.path();
    write(directory, &closed("1101", 1, 1), &[line(1, 1), "bad\n".to_owned()]);
    write(directory, &closed("1102", 1, 2), &[line(1, 2)]);
    let before = names(directory);
    let files = LineFiles::new(directory, "calls.jsonl").unwrap();
    let told = Compaction::new(files).output(output.path()).run(drop).unwrap();
    assert!(told.failure.is_none());
    let bad = NOVEMBER.replace(".zst", ".bad");
    assert_eq!(names(output.path()), [NOVEMBER.to_owned(), bad].into());
    assert_eq!(ids(output.path()), ids(directory));
    let mut kept = names(directory);
    kept.remove("calls.keeper");
    assert_eq!(kept, before);
}
