//! Commands that a package of its own does, so that this one builds no HTTP client.

use std::process::{self, Command};

use anyhow::Context;

/// Builds a binary of the package and runs it with these arguments, in the directory that they are relative to; ends
/// with its exit code.
pub(crate) fn run(binary: &str, features: &[&str], arguments: &[&str]) -> anyhow::Result<()> {
    eprintln!("building {binary} ...");
    let status = command(binary, features, arguments)
        .status()
        .context("run `cargo run --package genai-otel-exchange-tests`")?;
    match status.code() {
        Some(0) => Ok(()),
        code => process::exit(code.unwrap_or(1)),
    }
}

/// Not quiet: a first build takes minutes, and cargo says how far it is.
fn command(binary: &str, features: &[&str], arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(["run", "--locked", "--manifest-path"])
        .arg(crate::root().join("Cargo.toml"))
        .args(["--package", "genai-otel-exchange-tests", "--bin", binary]);
    for feature in features {
        command.args(["--features", feature]);
    }
    command.arg("--").args(arguments);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_gets_its_own_arguments_first_and_is_not_quiet() {
        let command = command("estimate-errors", &["tiktoken"], &["some where", "--tiktoken"]);
        let manifest = crate::root().join("Cargo.toml");
        let arguments: Vec<_> = command.get_args().map(|a| a.to_str().unwrap()).collect();
        let expected = [
            "run",
            "--locked",
            "--manifest-path",
            manifest.to_str().unwrap(),
            "--package",
            "genai-otel-exchange-tests",
            "--bin",
            "estimate-errors",
            "--features",
            "tiktoken",
            "--",
            "some where",
            "--tiktoken",
        ];
        assert_eq!(arguments, expected);
    }
}
