//! What `rotate` is asked.

use clap::Args;

use super::{FilesArgs, TextOrJson};

/// Arguments of `rotate`.
#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    #[command(flatten)]
    pub(crate) files: FilesArgs,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TextOrJson,
}

/// What it does.
pub(super) const ABOUT: &str = "\
Close the files of a ledger whose writers are dead.

A process that ends leaves the file that it wrote to the next one. This closes it now: it gets the name
of a closed file, and a last line that was never written whole is cut. Files of living processes are
told and left, and so are empty ones. Exit code 0, or 1 where one could not be closed.";
