//! Running other programs, aloud.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use super::Verdict;

/// Runs cargo with `arguments`.
pub(super) fn cargo(root: &Path, arguments: &[&str]) -> anyhow::Result<Verdict> {
    run(root, &[], "cargo", arguments)
}

/// Prints the command, runs it in `root` and passes if it succeeds. Its output goes where ours goes.
pub(super) fn run(
    root: &Path,
    environment: &[(&str, &str)],
    program: &str,
    arguments: &[&str],
) -> anyhow::Result<Verdict> {
    let shown = show(environment, program, arguments);
    println!("$ {shown}");
    let status = Command::new(program)
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(root)
        .status()
        .with_context(|| format!("run `{shown}`"))?;
    ensure!(status.success(), "`{shown}`: {status}");
    Ok(Verdict::Passed)
}

/// Runs a command quietly and returns what it wrote.
pub(super) fn read(root: &Path, program: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let shown = show(&[], program, arguments);
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .output()
        .with_context(|| format!("run `{shown}`"))?;
    ensure!(
        output.status.success(),
        "`{shown}`: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).with_context(|| format!("read the output of `{shown}`"))
}

fn show(environment: &[(&str, &str)], program: &str, arguments: &[&str]) -> String {
    let variables = environment.iter().map(|(name, value)| format!("{name}={value:?}"));
    variables
        .chain([program.to_owned()])
        .chain(arguments.iter().map(ToString::to_string))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let shown = show(&[("RUSTDOCFLAGS", "-D warnings")], "cargo", &["doc", "--no-deps"]);
        assert_eq!(shown, "RUSTDOCFLAGS=\"-D warnings\" cargo doc --no-deps");
    }
}
