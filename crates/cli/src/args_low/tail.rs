//! What `tail` is asked.

use clap::Args;

use super::{FilterArgs, LedgerArgs};

/// Arguments of `tail`.
#[derive(Debug, Args)]
pub(crate) struct TailArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// How many of the last calls to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) lines: usize,
    /// Go on with each call that is written from now on, over rotation and files of new writers
    #[arg(short, long)]
    pub(crate) follow: bool,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
}
