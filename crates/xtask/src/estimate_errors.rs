//! The command `estimate-errors`: the package of the recorded exchanges does it.

use std::process::{self, Command};

use anyhow::Context;

/// Runs the binary with these arguments, and with the feature that they ask for; ends with its exit code.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let features: &[&str] =
        if arguments.contains(&"--tiktoken") { &["--features", "tiktoken"] } else { &[] };
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--locked", "--manifest-path"])
        .arg(crate::root().join("Cargo.toml"))
        .args(["--package", "genai-otel-exchange-tests", "--bin", "estimate-errors"])
        .args(features)
        .arg("--")
        .args(arguments)
        .status()
        .context("run `cargo run --package genai-otel-exchange-tests`")?;
    match status.code() {
        Some(0) => Ok(()),
        code => process::exit(code.unwrap_or(1)),
    }
}
