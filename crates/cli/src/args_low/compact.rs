//! What `compact` is asked.

use std::path::PathBuf;

use clap::Args;

use super::{FilesArgs, TextOrJson};

/// Arguments of `compact`.
#[derive(Debug, Args)]
pub(crate) struct CompactArgs {
    #[command(flatten)]
    pub(crate) files: FilesArgs,
    /// Write the merged files to this directory, and leave the ledger as it is
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Tell what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TextOrJson,
}

/// What it does.
pub(super) const ABOUT: &str = "\
Merge the closed files of each month into one, compressed with zstd.

The month is that of a file's name, in UTC. Lines are copied as they are. Bad lines, and other calls
with an id that stood before in the month, go to a file beside, whose name ends in `.bad`; a line that
is there twice stays once. Files that are being written are never touched. The new file is read back
before the old ones go; one that is killed loses nothing, counts nothing twice for these commands, and
is brought to its end by the next one.

Exit code 0 where all is merged, also if nothing was to be done; 1 where lines went to a file of bad
lines or a file was left; 2 where a month could not be merged, which stays as it is, as later ones do.";
