//! `rotate`.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use genai_otel_cli::Exit;

use crate::support::golden::{Golden, line};
use crate::support::{book, ran, ran_in, world};

const CALL: &str = r#""timestamp":"2026-11-29T10:00:00.000000000Z","status":"success""#;

/// A file that a living process writes, one of a dead one with a torn line, an empty one.
fn golden() -> Golden {
    let torn = line(2, 1, CALL) + "\n" + &line(2, 2, CALL)[..20];
    let golden = Golden::new()
        .file("calls.jsonl", [line(1, 1, CALL)])
        .bytes("calls.2.jsonl", torn.as_bytes())
        .bytes("calls.3.jsonl", b"")
        .file("other.jsonl", [line(3, 1, CALL)]);
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_953_600);
    for name in ["calls.2.jsonl", "other.jsonl"] {
        File::options().write(true).open(golden.path(name)).unwrap().set_modified(time).unwrap();
    }
    golden
}

fn living(golden: &Golden) -> File {
    let file = File::open(golden.path("calls.jsonl")).unwrap();
    file.lock().unwrap();
    file
}

#[test]
fn files_of_the_dead_are_closed_and_those_of_the_living_left() {
    let golden = golden();
    let _living = living(&golden);
    let ran = ran(["rotate", &golden.dir()]);
    let wanted = "\
calls.jsonl: left, a living process writes it
calls.2.jsonl: closed as calls-20261129T120000Z-0000000000000000-1000000000.jsonl, 156 bytes; 20 bytes of a last line that was never written whole are cut
calls.3.jsonl: left, no whole line is in it
";
    assert_eq!((ran.exit, golden.told(&ran.out).as_str(), &*ran.err), (Exit::Answered, wanted, ""));
    let closed = golden.path("calls-20261129T120000Z-0000000000000000-1000000000.jsonl");
    assert_eq!(fs::read_to_string(closed).unwrap(), line(2, 1, CALL) + "\n");
    assert!(!golden.path("calls.2.jsonl").exists() && golden.path("other.jsonl").exists());
}

#[test]
fn what_was_closed_is_told_to_programs() {
    let golden = golden();
    let _living = living(&golden);
    let ran = ran(["rotate", &golden.dir(), "--format", "json"]);
    let wanted = r#"{
  "files": [
    {
      "file": "calls.jsonl",
      "state": "living"
    },
    {
      "bytes": 156,
      "file": "calls.2.jsonl",
      "state": "closed",
      "to": "calls-20261129T120000Z-0000000000000000-1000000000.jsonl",
      "torn_bytes": 20
    },
    {
      "file": "calls.3.jsonl",
      "state": "empty"
    }
  ]
}
"#;
    assert_eq!((ran.exit, golden.told(&ran.out).as_str(), &*ran.err), (Exit::Answered, wanted, ""));
}

#[test]
fn the_environment_names_directory_and_file() {
    let golden = golden();
    let variables = [
        ("GENAI_OTEL_LEDGER_DIR", golden.dir().into()),
        ("GENAI_OTEL_LEDGER_FILE", "other.jsonl".into()),
    ];
    let told = ran_in(&world(book(), &variables), ["rotate"]).answer();
    let wanted = "other.jsonl: closed as other-20261129T120000Z-0000000000000000-1000000000.jsonl, 156 bytes\n";
    assert_eq!(golden.told(&told), wanted);
    let told = ran_in(&world(book(), &variables), ["rotate"]).answer();
    assert_eq!(told, "no file is open\n");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let golden = golden();
    let dir = golden.dir();
    let refused = |words: &[&str]| golden.told(&ran(words.iter().copied()).refusal(Exit::Failed));
    assert_eq!(
        refused(&["rotate"]),
        "error: no ledger: name a directory, or set GENAI_OTEL_LEDGER_DIR\n"
    );
    assert_eq!(
        refused(&["rotate", golden.path("calls.jsonl").to_str().unwrap()]),
        "error: cannot read calls.jsonl: not a directory\n"
    );
    assert_eq!(
        refused(&["rotate", golden.path("none").to_str().unwrap()]),
        "error: there is no ledger none: name the directory that the application writes to, or one of its files\n"
    );
    assert_eq!(
        refused(&["rotate", &dir, "--name", "calls"]),
        "error: `calls` cannot name a file of lines; give a plain file name that ends in `.jsonl`, such as `calls.jsonl`\n"
    );
    let keeper = File::create(golden.path("calls.keeper")).unwrap();
    keeper.lock().unwrap();
    assert_eq!(
        refused(&["rotate", &dir]),
        "error: another process looks after the closed files in DIR: try again later\n"
    );
}
