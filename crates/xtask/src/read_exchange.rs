//! The command `read-exchange`: the package of the recorded exchanges does it.

/// Runs the binary with these arguments; ends with its exit code.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    crate::exchange_command::run("read-exchange", &[], arguments)
}
