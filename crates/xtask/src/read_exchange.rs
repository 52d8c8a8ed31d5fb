//! The command `read-exchange`: a package of its own does it, so that this one builds no HTTP client.

use std::process::{self, Command};

use anyhow::Context;

/// Runs the binary with these arguments, in the directory that they are relative to; ends with its exit code.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let manifest = crate::root().join("Cargo.toml");
    let status = Command::new("cargo")
        .args(["run", "--quiet", "--locked", "--manifest-path"])
        .arg(manifest)
        .args(["--package", "genai-otel-exchange-tests", "--bin", "read-exchange", "--"])
        .args(arguments)
        .status()
        .context("run `cargo run --package genai-otel-exchange-tests`")?;
    match status.code() {
        Some(0) => Ok(()),
        code => process::exit(code.unwrap_or(1)),
    }
}
