//! What `verify` is asked.

use clap::{Args, ValueEnum};

use super::LedgerArgs;

/// Arguments of `verify`.
#[derive(Debug, Args)]
#[command(long_about = VERIFY_HELP)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TextOrJson,
}

/// For people or for programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextOrJson {
    /// Lines for people
    #[default]
    Text,
    /// One JSON document
    Json,
}

const VERIFY_HELP: &str = "\
Tell whether a ledger is as it was written, by file and line.

Faults: checksums that do not hold, lines that are not understood or whose keys are not in their order,
blank ones and those that are too long, a last line without an end, numbers that are missing or stand
twice among those of a writer, ids that stand twice, files that cannot be decompressed to their ends.
Notes are no faults: lines that other programs wrote, calls that were refused because the queue was
full, older files that are gone. Exit code 0 without faults, 1 with some or where no file is.";
