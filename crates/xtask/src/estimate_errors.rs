//! The command `estimate-errors`: the package of the recorded exchanges does it.

/// Runs the binary with these arguments, and with the feature that they ask for; ends with its exit code.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let features: &[&str] = if arguments.contains(&"--tiktoken") { &["tiktoken"] } else { &[] };
    crate::exchange_command::run("estimate-errors", features, arguments)
}
