//! The arguments of `cargo xtask`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::{Command, Output};

#[test]
fn help_is_no_failure() {
    for flag in ["--help", "-h", "help"] {
        let output = run(&[flag]);
        assert!(output.status.success() && output.stderr.is_empty(), "{flag}: {output:?}");
        let out = String::from_utf8(output.stdout).unwrap();
        assert!(out.starts_with("usage: cargo xtask <command>\n"), "{out}");
    }
}

#[test]
fn what_is_no_command_is_named() {
    let output = run(&["generate", "--chekc"]);
    assert_eq!(output.status.code(), Some(2));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.starts_with("error: no command `generate --chekc`\n\nusage: "), "{err}");
    assert!(output.stdout.is_empty());
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap()
}
