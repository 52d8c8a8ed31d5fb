//! What was typed behind the commands that show single calls.

use std::num::NonZeroUsize;

use clap::{Args, ValueEnum};

use super::{AnswerArgs, BookArgs, FilterArgs, LedgerArgs};

/// The calls that cost most, took longest or used most.
#[derive(Debug, Args)]
#[command(after_help = TOP_HELP, max_term_width = 100)]
pub(crate) struct TopArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// By what; by cost each currency has its own first ones
    #[arg(long, value_enum, default_value_t = TopBy::Cost)]
    pub(crate) by: TopBy,
    /// How many
    #[arg(short, long = "number", value_name = "N", default_value = "10")]
    pub(crate) number: NonZeroUsize,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

/// By what single calls are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TopBy {
    Cost,
    Latency,
    Tokens,
}

/// One call of a ledger.
#[derive(Debug, Args)]
#[command(after_help = CALL_HELP, max_term_width = 100)]
pub(crate) struct CallArgs {
    /// The id of the call, or a beginning that no other has
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// One call of a ledger, and prices.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    pub(crate) call: CallArgs,
    #[command(flatten)]
    pub(crate) book: BookArgs,
}

const TOP_HELP: &str = "\
Exit codes: 0 for an answer, 1 where no call is meant, 2 for a command line or a ledger that cannot be
read. Lines that are not understood are left out and told; with --strict the exit code is then 2.";

const CALL_HELP: &str = "\
Exit codes: 0 with the call, 1 where none or several begin so (or, for a cost, where it has none), 2 for
a command line or a ledger that cannot be read.";
