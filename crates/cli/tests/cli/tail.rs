//! `tail`.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use genai_otel_cli::{Exit, Terminal};

use crate::support::golden::{Golden, line};
use crate::support::{hand_made, ran, ran_in};

fn call(seq: u64, fields: &str) -> String {
    line(1, seq, &format!(r#""timestamp":"2026-11-29T10:00:{seq:02}.250000000Z",{fields}"#))
}

fn golden() -> Golden {
    let first = call(1, r#""status":"success","model":"old""#);
    let second = call(
        2,
        r#""status":"success","provider":"acme","operation":"chat","model":"rocket-2","user_id":"u-1","input_tokens":1000,"output_tokens":200,"latency_ms":1500,"cost":0.0045,"currency":"USD","cost_origin":"computed""#,
    );
    let third = call(
        3,
        r#""status":"error","provider":"acme","model":"rock\u001bet","user_id":"u-2","unpriced":"unknown_model""#,
    );
    let file = "calls-20261129T100001Z-0000000000000001-000001.jsonl";
    Golden::new().file(file, [first]).file("calls.jsonl", [second, third, "{}".to_owned()])
}

const SECOND: &str = "2026-11-29 10:00:02.250  success    acme/rocket-2                 chat            1,000 + 200        0.0045 USD    1.50 s  u-1\n";
const THIRD: &str = "2026-11-29 10:00:03.250  error      acme/rock\\u{1b}et             -                     - + -  no price: unknown_model         -  u-2\n";

#[test]
fn the_last_calls_are_told_one_in_a_line() {
    let golden = golden();
    let ran_with = |more: &[&str]| {
        let dir = golden.dir();
        let ran = ran(["tail", &dir].into_iter().chain(more.iter().copied()));
        assert_eq!(ran.exit, Exit::Answered, "{ran:?}");
        (ran.out, golden.told(&ran.err))
    };
    let warning = "warning: 1 line is not understood";
    let (out, err) = ran_with(&["-n", "2"]);
    assert_eq!(out, format!("{SECOND}{THIRD}"));
    assert!(err.starts_with(warning), "{err}");
    assert_eq!(ran_with(&["--user", "u-1"]).0, SECOND);
    assert_eq!(ran_with(&["-n", "0"]), (String::new(), String::new()));
    assert_eq!(ran_with(&[]).0.lines().count(), 3);
}

#[test]
fn a_call_of_no_model_is_named_by_what_ran() {
    let tool =
        call(1, r#""status":"success","operation":"execute_tool","tool":"search","agent":"guide""#);
    let agent = call(2, r#""status":"success","operation":"invoke_agent","agent":"guide""#);
    let golden = Golden::new().file("calls.jsonl", [tool, agent]);
    let told = ran(["tail", &golden.dir()]).answer();
    let names: Vec<_> = told.lines().map(|line| line.split_whitespace().nth(3).unwrap()).collect();
    assert_eq!(names, ["search", "guide"]);
}

#[test]
fn failures_are_coloured_on_a_terminal() {
    let golden = golden();
    let terminal = Terminal { colour: true, ..Terminal::default() };
    let world = hand_made().terminal(terminal);
    let ran = ran_in(&world, ["tail", &golden.dir(), "-n", "1"]);
    let begin = "\u{1b}[2m2026-11-29 10:00:03.250\u{1b}[0m  \u{1b}[31merror    \u{1b}[0m  acme/rock\\u{1b}et";
    assert!(ran.out.starts_with(begin), "{:?}", ran.out);
}

#[test]
fn standard_input_has_nothing_to_follow() {
    let ran = ran(["tail", "-", "-f"]);
    let told = "error: --follow: standard input has no files to follow: name a directory\n";
    assert_eq!(ran.refusal(Exit::Failed), told);
}

#[test]
fn calls_that_come_are_shown_as_they_come() {
    let golden = golden();
    let mut child = Command::new(env!("CARGO_BIN_EXE_genai-otel"))
        .args(["tail", &golden.dir(), "-f", "-n", "3"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (send, received) = mpsc::channel();
    // Ends with the program.
    let reader =
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| send.send(line)));
    let next = || received.recv_timeout(Duration::from_secs(60)).unwrap_or_default();
    let seen = [next(), next(), next()];
    assert_eq!(format!("{}\n", seen[1]), SECOND);
    let add = |name: &str, line: String| {
        let path = golden.path(name);
        let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
        writeln!(file, "{line}").unwrap();
    };
    add("calls.jsonl", call(4, r#""status":"success","model":"four""#));
    let fourth = next();
    assert!(fourth.starts_with("2026-11-29 10:00:04.250  success    four "));
    let closed = golden.path("calls-20261129T100004Z-0000000000000001-000002.jsonl");
    std::fs::rename(golden.path("calls.jsonl"), closed).unwrap();
    add("calls.jsonl", call(5, r#""status":"success","model":"five""#));
    assert!(next().starts_with("2026-11-29 10:00:05.250  success    five "));
    child.kill().unwrap();
    child.wait().unwrap();
    drop(received);
    reader.join().unwrap().ok();
}
