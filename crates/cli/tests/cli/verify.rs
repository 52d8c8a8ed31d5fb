//! `verify`.

use genai_otel_cli::Exit;

use crate::support::golden::{Golden, line, signed};
use crate::support::ran;

const CALL: &str = r#""timestamp":"2026-11-29T10:00:00.000000000Z","status":"success""#;

fn call(writer: u64, seq: u64) -> String {
    line(writer, seq, CALL)
}

fn verified(golden: &Golden) -> (Exit, String) {
    let ran = ran(["verify", &golden.dir()]);
    assert_eq!(ran.err, "");
    (ran.exit, golden.told(&ran.out))
}

#[test]
fn a_ledger_of_several_files_and_writers_is_clean() {
    let golden = Golden::new()
        .file(
            "calls-20261129T100000Z-0000000000000001-1.jsonl",
            [call(1, 1), call(2, 1), call(1, 2)],
        )
        .file("calls.jsonl", [call(1, 3), call(2, 2)])
        .file("calls.2.jsonl", [] as [&str; 0]);
    let clean = "3 files, 5 lines, 5 calls: 0 faults, 0 notes\n";
    assert_eq!(verified(&golden), (Exit::Answered, clean.to_owned()));
}

#[test]
fn every_kind_of_fault_is_told_with_its_place() {
    let changed = call(1, 2).replace("success", "succesS");
    let unsigned = call(1, 3).replace("checksum", "checksun");
    let given = |seq| {
        let rest = format!(r#""v":1,"id":"order-7","writer":"{:016x}","seq":{seq},{CALL}}}"#, 1);
        signed(&rest)
    };
    let foreign = r#"{"timestamp":"2026-11-29T10:00:00Z","model":"gpt-4o"}"#;
    let text = [
        call(1, 1),
        changed,
        unsigned,
        String::new(),
        "{\"timestamp\"".to_owned(),
        given(5),
        given(6),
        call(1, 9),
        call(1, 5),
        foreign.to_owned(),
        line(
            1,
            10,
            r#""timestamp":"2026-11-29T10:00:00.000000000Z","gap":{"refused":12,"since":"2026-11-29T09:59:59.000000000Z"}"#,
        ),
    ];
    let text = text.join("\n") + "\n" + &call(1, 11)[..60];
    let golden = Golden::new()
        .bytes("calls.jsonl", text.as_bytes())
        .file("calls.2.jsonl", [call(7, 5), call(7, 6)]);
    let told = "\
calls.2.jsonl:1: note: begins with 5 of writer 0000000000000007: older files are not here
calls.jsonl:2: broken checksum: the line is not the one that was written
calls.jsonl:3: no checksum, though the line has a writer
calls.jsonl:4: blank
calls.jsonl:5: not understood: EOF while parsing an object at column 12
calls.jsonl:7: the id `order-7` a second time
calls.jsonl:8: numbers 7 to 8 of writer 0000000000000001 missing before this line
calls.jsonl:9: number 5 of writer 0000000000000001 a second time from this line on
calls.jsonl:11: note: 12 calls refused here because the queue was full
calls.jsonl:12: torn: the last line has no end
calls.jsonl: note: 1 line without a checksum, as other programs write them
2 files, 14 lines, 8 calls: 8 faults, 3 notes
";
    assert_eq!(verified(&golden), (Exit::Nothing, told.to_owned()));
}

#[test]
fn faults_are_told_to_programs() {
    let golden = Golden::new().file("calls.jsonl", [call(1, 2), String::new()]);
    let ran = ran(["verify", &golden.dir(), "--format", "json"]);
    let wanted = r#"{
  "bytes": 157,
  "calls": 1,
  "clean": false,
  "fault_list": [
    {
      "file": "calls.jsonl",
      "kind": "blank",
      "line": 2,
      "what": "blank"
    }
  ],
  "faults": 1,
  "files": 1,
  "lines": 2,
  "not_listed": 0,
  "note_list": [
    {
      "file": "calls.jsonl",
      "kind": "older_files_gone",
      "line": 1,
      "what": "begins with 2 of writer 0000000000000001: older files are not here"
    }
  ],
  "notes": 1
}
"#;
    assert_eq!((ran.exit, golden.told(&ran.out).as_str(), &*ran.err), (Exit::Nothing, wanted, ""));
}

#[test]
fn a_directory_that_is_not_there_cannot_be_verified() {
    let golden = Golden::new();
    let missing = golden.path("missing");
    let ran = ran(["verify", missing.to_str().unwrap()]);
    let told = "error: there is no ledger missing: name the directory that the application writes to, or one of its files\n";
    assert_eq!((ran.exit, &*ran.out, golden.told(&ran.err).as_str()), (Exit::Failed, "", told));
}

#[test]
fn where_nothing_is_nothing_was_verified() {
    let golden = Golden::new();
    let ran = ran(["verify", &golden.dir()]);
    let told = "not found: no file of a ledger is there: their names end in .jsonl, .jsonl.gz or .jsonl.zst\n";
    let counted = "0 files, 0 lines, 0 calls: 0 faults, 0 notes\n";
    assert_eq!((ran.exit, &*ran.out, &*ran.err), (Exit::Nothing, counted, told));
}
