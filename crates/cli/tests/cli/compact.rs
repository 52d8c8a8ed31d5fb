//! `compact`.

use std::fs;

use genai_otel_cli::Exit;

use crate::support::golden::{Golden, line};
use crate::support::ran;

const CALL: &str = r#""timestamp":"2026-11-29T10:00:00.000000000Z","status":"success""#;
const OCTOBER: &str = "calls-20261031T100000Z-0000000000000000-2000000000.jsonl";
const NOVEMBER: &str = "calls-20261102T100000Z-0000000000000000-2000000000.jsonl";

fn closed(day: &str, number: u64) -> String {
    format!("calls-2026{day}T100000Z-0000000000000001-{number:06}.jsonl")
}

/// A month that is whole, and one with a line twice, another call of its id, a bad line and a blank one.
fn golden() -> Golden {
    let other = line(1, 3, CALL).replace("success", "succesS");
    let again = line(1, 4, r#""timestamp":"2026-11-29T11:00:00.000000000Z","status":"error""#);
    Golden::new()
        .file(&closed("1030", 1), [line(1, 1, CALL)])
        .file(&closed("1031", 2), [line(1, 2, CALL)])
        .file(&closed("1101", 3), [line(1, 4, CALL), other, String::new()])
        .file(&closed("1102", 4), [line(1, 4, CALL), again, line(1, 5, CALL)])
        .file("calls.jsonl", [line(1, 6, CALL)])
}

fn size(golden: &Golden, name: &str) -> u64 {
    fs::metadata(golden.path(&format!("{name}.zst"))).unwrap().len()
}

#[test]
fn what_became_of_each_month_is_told() {
    let golden = golden();
    let told = ran(["compact", &golden.dir()]);
    let (october, november) = (size(&golden, OCTOBER), size(&golden, NOVEMBER));
    let wanted = format!(
        "\
2026-10: 2 files, 2 lines: 2 kept, 0 duplicates, 0 bad, 0 blank
  in {OCTOBER}.zst, {october} bytes for 312
2026-11: 2 files, 6 lines: 2 kept, 2 duplicates, 1 bad, 1 blank
  in {NOVEMBER}.zst, {november} bytes for 779
  a second time: 0000000000000001-4
  a second time: 0000000000000001-4
  2 lines are in {NOVEMBER}.bad
"
    );
    assert_eq!((told.exit, golden.told(&told.out), &*told.err), (Exit::Nothing, wanted, ""));
    let again = ran(["compact", &golden.dir()]).answer();
    assert_eq!(again, "nothing to merge\n");
    let report = ran(["report", &golden.dir(), "--format", "csv"]);
    assert_eq!((report.exit, &*report.err), (Exit::Answered, ""));
}

#[test]
fn what_would_be_done_is_told_to_programs() {
    let golden = golden();
    let told = ran(["compact", &golden.dir(), "--dry-run", "--format", "json"]);
    let wanted = r#"{
  "dry_run": true,
  "failure": null,
  "finished_earlier": false,
  "left": [],
  "months": [
    {
      "bad": 0,
      "bad_lines": null,
      "blank": 0,
      "bytes": 312,
      "different": 0,
      "duplicate_ids": [],
      "duplicates": 0,
      "files": 2,
      "kept": 2,
      "lines": 2,
      "month": "2026-10",
      "not_compared": 0,
      "output": null,
      "output_bytes": null
    },
    {
      "bad": 1,
      "bad_lines": null,
      "blank": 1,
      "bytes": 779,
      "different": 1,
      "duplicate_ids": [
        "0000000000000001-4",
        "0000000000000001-4"
      ],
      "duplicates": 2,
      "files": 2,
      "kept": 2,
      "lines": 6,
      "month": "2026-11",
      "not_compared": 0,
      "output": null,
      "output_bytes": null
    }
  ]
}
"#;
    assert_eq!(
        (told.exit, golden.told(&told.out).as_str(), &*told.err),
        (Exit::Nothing, wanted, "")
    );
    assert!(!golden.path("calls.keeper").exists());
    let text = ran(["compact", &golden.dir(), "--dry-run"]);
    let last = text.out.lines().last();
    assert_eq!(last, Some("nothing is done: this was a dry run"));
}

#[test]
fn an_interrupted_one_is_brought_to_its_end() {
    let golden = golden();
    ran(["compact", &golden.dir()]);
    // The merged file is there, and one that it stands for is not removed yet.
    let golden = golden.file(&closed("1030", 1), [line(1, 1, CALL)]);
    let note = format!(r#"{{"v":1,"output":"{OCTOBER}","inputs":["{}"]}}"#, closed("1030", 1));
    let golden = golden.file("calls.compacting", [note]);
    let calls = ran(["verify", &golden.dir()]);
    assert!(calls.out.ends_with("3 files, 5 lines, 5 calls: 1 fault, 0 notes\n"), "{calls:?}");
    let told = ran(["compact", &golden.dir()]).answer();
    let wanted = "a compaction that was interrupted is brought to its end\nnothing to merge\n";
    assert_eq!(told, wanted);
    assert!(!golden.path("calls.compacting").exists());
    assert!(!golden.path(&closed("1030", 1)).exists());
}

#[test]
fn a_note_that_names_other_files_is_refused() {
    let golden = golden();
    let note = r#"{"v":1,"output":"a.jsonl","inputs":["../a.jsonl"]}"#;
    let golden = golden.file("calls.compacting", [note]);
    let told = ran(["compact", &golden.dir()]).refusal(Exit::Failed);
    let wanted = "error: cannot write DIR: `../a.jsonl` is no name of a file\n";
    assert_eq!(golden.told(&told), wanted);
}

#[test]
fn a_month_that_fails_is_told_after_those_that_did_not() {
    let golden = golden();
    let golden = golden.bytes(&closed("1103", 5), &vec![b' '; (16 << 20) + 1]);
    let told = ran(["compact", &golden.dir()]);
    let october = size(&golden, OCTOBER);
    let out = format!(
        "\
2026-10: 2 files, 2 lines: 2 kept, 0 duplicates, 0 bad, 0 blank
  in {OCTOBER}.zst, {october} bytes for 312
"
    );
    let err =
        format!("error: {}:1: longer than 16 MiB: take it out of the file\n", closed("1103", 5));
    let got = (told.exit, golden.told(&told.out), golden.told(&told.err));
    assert_eq!(got, (Exit::Failed, out, err));
}
