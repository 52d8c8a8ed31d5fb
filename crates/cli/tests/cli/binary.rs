//! The program itself: its exit codes, its environment, and readers that go away.

use std::io::Read;
use std::process::{Command, Output, Stdio};

use crate::support::golden::Golden;
use crate::support::ledger::golden;

fn program(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_genai-otel"));
    command.args(line.split_whitespace()).env_remove("GENAI_OTEL_PRICES");
    command
}

/// A file with a provider of its own. It goes with the folder.
fn new_prices() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.json");
    let text = r#"{"schema": 1, "providers": [{"id": "delta", "models": [
        {"id": "new", "prices": [{"rates": {"input_tokens": "1"}}]}]}]}"#;
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap().to_owned();
    (folder, file)
}

fn texts(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn exit_codes_tell_an_answer_from_none_and_from_a_mistake() {
    let (_folder, file) = new_prices();
    for (line, code) in [
        (format!("price delta/new --input 5 --prices {file}"), 0),
        ("price delta/no-such-model --input 5".to_owned(), 1),
        ("price delta/new".to_owned(), 2),
        ("--help".to_owned(), 0),
        ("--version".to_owned(), 0),
        (format!("prices check {file}"), 0),
    ] {
        let output = program(&line).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{line}: {output:?}");
    }
}

#[test]
fn the_environment_names_price_files() {
    let (_folder, file) = new_prices();
    let mut command = program("price delta/new --input 1M");
    let (code, out, err) = texts(command.env("GENAI_OTEL_PRICES", file).output().unwrap());
    assert_eq!((code, &*err), (Some(0), ""));
    assert!(out.starts_with("input 1,000,000 x 1 USD / 1,000,000 = 1 USD\n"), "{out}");
}

#[test]
fn a_wrong_file_in_the_environment_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    std::fs::write(&file, "schema = 2\n").unwrap();
    let output = program("prices providers").env("GENAI_OTEL_PRICES", &file).output().unwrap();
    let place = format!("error: environment variable GENAI_OTEL_PRICES: {}:1:10: ", file.display());
    let (code, out, err) = texts(output);
    assert_eq!((code, &*out), (Some(2), ""));
    assert!(err.starts_with(&place), "{err}");
}

#[test]
fn a_reader_who_goes_away_has_seen_enough() {
    let mut child = program("prices search --mode chat --limit 0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // More is written than a pipe holds, so that the program meets a closed one.
    let mut first = [0; 1];
    let read = child.stdout.take().unwrap().read(&mut first).unwrap();
    let (code, _, err) = texts(child.wait_with_output().unwrap());
    assert_eq!((read, code, &*err), (1, Some(0), ""));
}

#[test]
fn a_reader_of_rows_who_goes_away_has_seen_enough_too() {
    let members = |number: u32| {
        format!(r#"{{"timestamp":"2026-11-29T10:00:00Z","id":"call-{number}","cost":1}}"#)
    };
    let lines: Vec<String> = (0..5_000).map(members).collect();
    let ledger = Golden::new().file("calls.jsonl", lines);
    for line in ["export --format csv", "export --profile focus", "report --by id --format csv"] {
        let mut child = program(&format!("{line} {}", ledger.dir()))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let read = child.stdout.take().unwrap().read(&mut [0; 1]).unwrap();
        let (code, _, err) = texts(child.wait_with_output().unwrap());
        assert_eq!((read, code, &*err), (1, Some(0), ""), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_on_standard_input_is_not_written_over() {
    let (_folder, ledger) = golden();
    let file = format!("{ledger}/calls.jsonl");
    let before = std::fs::read(&file).unwrap();
    let mut command = program(&format!("export - --output {file}"));
    let (code, _, err) =
        texts(command.stdin(std::fs::File::open(&file).unwrap()).output().unwrap());
    assert!(code == Some(2) && err.starts_with("error: --output: "), "{code:?} {err}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn an_export_of_a_provider_may_come_on_standard_input() {
    let (folder, ledger) = golden();
    let file = folder.path().join("usage.csv");
    std::fs::write(&file, "day,calls\n2026-11-26,2\n").unwrap();
    let line = |export: &str| {
        format!(
            "reconcile {export} {ledger} --map day=time,calls=calls --since 2026-11-26 --until 2026-11-27"
        )
    };
    let named = texts(program(&line(file.to_str().unwrap())).output().unwrap());
    assert_eq!(named.0, Some(0), "{named:?}");
    let input = || std::fs::File::open(&file).unwrap();
    assert_eq!(texts(program(&line("-")).stdin(input()).output().unwrap()), named);
    let both = program("reconcile - - --map day=time,calls=calls").stdin(input()).output().unwrap();
    let (code, out, err) = texts(both);
    assert_eq!((code, &*out), (Some(2), ""));
    assert!(err.starts_with("error: standard input can be read once"), "{err}");
}

#[test]
fn nothing_is_coloured() {
    for line in ["--help", "price --inptu", "price gpt-4o"] {
        let (_, out, err) = texts(program(line).output().unwrap());
        assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'), "{line}");
    }
}

#[test]
fn a_ledger_is_named_by_the_environment_or_typed() {
    let (_folder, ledger) = golden();
    let line = "report --by status --columns calls --format csv --sort key";
    let wanted = "status,calls\r\nerror,1\r\nsuccess,6\r\ntimeout,1\r\n";
    let mut command = program(line);
    let named = texts(command.env("GENAI_OTEL_LEDGER_DIR", &ledger).output().unwrap());
    assert_eq!(named, (Some(0), wanted.to_owned(), String::new()));
    let typed = texts(program(&format!("{line} {ledger}/calls.jsonl")).output().unwrap());
    assert_eq!(typed, named);
}

#[test]
fn a_ledger_on_standard_input_is_read_once() {
    let (_folder, ledger) = golden();
    let input = || std::fs::File::open(format!("{ledger}/calls.jsonl")).unwrap();
    let mut command = program("report - --by status --columns calls --format csv --sort key");
    let told = texts(command.stdin(input()).output().unwrap());
    let wanted = "status,calls\r\nerror,1\r\nsuccess,6\r\ntimeout,1\r\n";
    assert_eq!(told, (Some(0), wanted.to_owned(), String::new()));
    let verified = texts(program(&format!("verify {ledger}/calls.jsonl")).output().unwrap());
    assert_eq!(texts(program("verify -").stdin(input()).output().unwrap()), verified);
    assert_eq!(verified.0, Some(0), "{verified:?}");
    let (code, out, err) = texts(program("summary -").stdin(input()).output().unwrap());
    assert_eq!((code, &*out), (Some(2), ""));
    assert!(err.starts_with("error: `summary` reads the ledger several times"), "{err}");
}
