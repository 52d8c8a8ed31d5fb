//! What was typed behind the commands that ask a ledger.

mod help;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use self::help::{LIST_HELP, REPORT_HELP, SUMMARY_HELP};
use super::{FilterArgs, LedgerArgs};
use crate::formats::Format;

/// How the answer is given.
#[derive(Debug, Args)]
#[command(next_help_heading = "How it is answered")]
pub(crate) struct AnswerArgs {
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// Exit with 2 where lines were left out that are not understood; the answer is given all the same
    #[arg(long)]
    pub(crate) strict: bool,
    /// How many threads read [default: one for each core]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// How much memory groups may take, in MiB [default: 420, enough for some 850,000 sessions]
    #[arg(long, value_name = "MIB")]
    pub(crate) memory: Option<NonZeroUsize>,
}

/// The whole ledger on one page.
#[derive(Debug, Args)]
#[command(after_help = SUMMARY_HELP, max_term_width = 100)]
pub(crate) struct SummaryArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
    /// Write a page with charts to this file, too: one file, without anything from elsewhere
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

/// Sums by model, user, day or anything else.
#[derive(Debug, Args)]
#[command(after_help = REPORT_HELP, max_term_width = 100)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// What to group by: a field of the lines, metadata.KEY, hour, day, week, month; several with commas
    #[arg(long, value_name = "KEY,..", value_delimiter = ',', default_value = "model")]
    pub(crate) by: Vec<String>,
    /// What to sort by, the highest first; `key` sorts by what is grouped by [default: key for times, else cost]
    #[arg(long, value_name = "MEASURE")]
    pub(crate) sort: Option<String>,
    /// Show only the first N groups; the total still counts all
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<NonZeroUsize>,
    /// Which columns to show, with commas; `all` for all
    #[arg(long, value_name = "COLUMN,..", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

/// Who and what is in the ledger.
#[derive(Debug, Args)]
#[command(after_help = LIST_HELP, max_term_width = 100)]
pub(crate) struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub(crate) what: Listed,
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// Show only the first N
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<NonZeroUsize>,
    /// What to sort by, the highest first: a measure as for `report`, or `name` [default: last]
    #[arg(long, value_name = "MEASURE")]
    pub(crate) sort: Option<String>,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listed {
    Users,
    Sessions,
    Sources,
    Models,
    Agents,
    Workflows,
}
