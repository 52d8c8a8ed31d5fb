//! The proofs in short: `cargo run --release -p genai-otel-durability` has them at length.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

/// Runs the program, and gives what it printed.
fn run(arguments: &[&str]) -> String {
    let program = env!("CARGO_BIN_EXE_genai-otel-durability");
    let done = Command::new(program).args(arguments).output().unwrap();
    let printed = String::from_utf8(done.stdout).unwrap();
    let complained = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{printed}\n{complained}");
    printed
}

#[test]
fn what_was_acknowledged_before_a_kill_arrives() {
    let printed = run(&["kill", "--times", "5"]);
    assert!(printed.contains("programs: 5 killed by SIGKILL"), "{printed}");
    assert!(printed.contains("spool: 0 segments left, 0 files set aside"), "{printed}");
}

#[test]
fn calls_that_were_acknowledged_before_a_kill_are_in_the_ledger_once() {
    let printed = run(&["kill-writer", "--times", "25"]);
    assert!(printed.contains("all of them killed: 25 programs"), "{printed}");
}

#[test]
fn what_was_made_while_the_collector_was_away_arrives() {
    // What a call takes is of no meaning in so short a time.
    let printed = run(&["soak", "--minutes", "0.05", "--latency", "shown"]);
    assert!(printed.contains("away: acknowledged: "), "{printed}");
}

#[test]
fn lines_that_were_acknowledged_before_a_kill_are_there_once() {
    let printed = run(&["lines", "--times", "5"]);
    assert!(printed.contains("programs: 5 killed by SIGKILL"), "{printed}");
}

#[test]
fn two_programs_of_sixteen_threads_leave_whole_lines_and_complete_sequences() {
    let printed = run(&["ledger-threads", "--seconds", "3"]);
    assert!(printed.contains("calls by 2 programs of 16 threads"), "{printed}");
    assert!(printed.contains(": 0 faults, 0 notes"), "{printed}");
}
