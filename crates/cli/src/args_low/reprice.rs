//! What `reprice` is asked.

use std::time::SystemTime;

use clap::Args;

use super::{BookArgs, FilterArgs, LedgerArgs, TextOrJson};
use crate::values::parse_moment;

/// Arguments of `reprice`.
#[derive(Debug, Args)]
#[command(after_help = REPRICE_HELP)]
pub(crate) struct RepriceArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    #[command(flatten)]
    pub(crate) book: BookArgs,
    /// Price all calls as if they were made at this time, instead of each at its own
    #[arg(long, value_name = "DATE", value_parser = parse_moment)]
    pub(crate) at: Option<SystemTime>,
    /// Price by the embedded book alone, without anybody's own prices
    #[arg(long, conflicts_with = "files")]
    pub(crate) book_only: bool,
    /// List each call whose cost is not the same
    #[arg(long)]
    pub(crate) details: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TextOrJson,
    /// Exit with 2 where lines were left out that are not understood; the answer is given all the same
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
}

const REPRICE_HELP: &str = "\
The ledger itself stays as it is. Costs that the caller or the provider said are left alone and in no
sum, as are calls that a cache answered. A call that had no cost adds nothing to the old sum, and one
that has none any more nothing to the new sum: both are counted.";
