//! What was typed, and no more: no file is read, no price looked up. What it means is in [`crate::args`].

mod anomalies;
mod calls;
mod check;
mod compact;
mod demo;
mod export;
mod files;
mod ledger;
mod manual;
mod price;
mod prices;
mod reconcile;
mod reports;
mod reprice;
mod rotate;
mod tail;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use self::anomalies::AnomaliesArgs;
pub(crate) use self::calls::{CallArgs, ExplainArgs, TopArgs, TopBy};
pub(crate) use self::check::LimitArgs;
pub(crate) use self::compact::CompactArgs;
pub(crate) use self::demo::DemoArgs;
pub(crate) use self::export::{ExportArgs, ExportKind, ExportProfile};
pub(crate) use self::files::FilesArgs;
pub(crate) use self::ledger::{FilterArgs, LedgerArgs};
pub(crate) use self::manual::{CompletionsArgs, ManArgs};
pub(crate) use self::price::PriceArgs;
pub(crate) use self::prices::{
    CheckArgs, DiffArgs, PricesCommand, ProvidersArgs, SearchArgs, ShowArgs, VersionArgs,
};
pub(crate) use self::reconcile::ReconcileArgs;
pub(crate) use self::reports::{AnswerArgs, ListArgs, Listed, ReportArgs, SummaryArgs};
pub(crate) use self::reprice::RepriceArgs;
pub(crate) use self::rotate::RotateArgs;
pub(crate) use self::tail::TailArgs;
pub(crate) use self::verify::{TextOrJson, VerifyArgs};

/// What calls to language models used and cost, and at which prices.
#[derive(Debug, Parser)]
#[command(
    name = "genai-otel",
    version,
    about = "What calls to language models used and cost, from a usage ledger; and at which prices",
    after_help = AFTER_HELP,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 100,
    subcommand_required = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Tell what is unusual for its hour of the week
    #[command(long_about = anomalies::ABOUT)]
    Anomalies(AnomaliesArgs),
    /// Check whether calls keep within limits
    #[command(long_about = check::ABOUT)]
    Check(Box<LimitArgs>),
    /// Merge the closed files of each month of a ledger into one
    #[command(long_about = compact::ABOUT)]
    Compact(CompactArgs),
    /// Write completions for a shell
    Completions(CompletionsArgs),
    /// Write a made-up ledger to try things with
    #[command(long_about = demo::ABOUT)]
    Demo(DemoArgs),
    /// Show how the cost of one call of a ledger was computed, or why it has none
    Explain(ExplainArgs),
    /// Hand calls to other programs: JSON, CSV, FOCUS, a report about a user
    Export(ExportArgs),
    /// List users, sessions, sources, models, agents or workflows of a ledger
    List(ListArgs),
    /// Write the pages of the manual
    Man(ManArgs),
    /// Price one call, and show the arithmetic
    Price(Box<PriceArgs>),
    /// Look at the prices that costs are computed with
    Prices {
        #[command(subcommand)]
        command: PricesCommand,
    },
    /// Compare a provider's export of usage or costs with a ledger
    #[command(long_about = reconcile::ABOUT)]
    Reconcile(Box<ReconcileArgs>),
    /// Sum up a ledger by model, user, day or anything else
    Report(ReportArgs),
    /// Price the calls of a ledger again, by another book or date; the ledger stays as it is
    Reprice(RepriceArgs),
    /// Close the files of a ledger whose writers are dead
    #[command(long_about = rotate::ABOUT)]
    Rotate(RotateArgs),
    /// Show all that a ledger says of one call
    Show(CallArgs),
    /// Sum up a ledger on one page
    Summary(SummaryArgs),
    /// Show the last calls of a ledger, and go on with those that come
    Tail(TailArgs),
    /// Show the calls that cost most, took longest or used most
    Top(TopArgs),
    /// Tell whether a ledger is as it was written, by file and line
    Verify(VerifyArgs),
}

/// Which prices: the embedded book, the files of the environment and those of the command line.
#[derive(Debug, Args)]
pub(crate) struct BookArgs {
    /// A file with prices of your own, beside those that GENAI_OTEL_PRICES names; may be repeated
    #[arg(long = "prices", value_name = "FILE", long_help = PRICES_HELP)]
    pub(crate) files: Vec<PathBuf>,
}

const PRICES_HELP: &str = "\
A file with prices of your own (JSON or TOML): custom and negotiated prices, deployment names, free
models, discounts. May be repeated; the last one wins. All of them win over the files that the
environment variable GENAI_OTEL_PRICES names, and those over the embedded price book. Discounts and
margins of all files are multiplied.";

const AFTER_HELP: &str = "\
Examples:
  genai-otel price gpt-4o --input 2006 --cached 1920 --output 300
  genai-otel prices search sonnet 4.5
  genai-otel prices show openai/gpt-4o
  genai-otel summary ledger --days 30
  genai-otel report ledger --by day,model

Exit codes: 0 for an answer, 1 for none (no price, nothing found, a file that is wrong), 2 for a
command line or a file that cannot be read.

Environment:
  GENAI_OTEL_LEDGER_DIR  The directory of the ledger, where none is named.
  GENAI_OTEL_LEDGER_FILE  What its file is called while it is written; `calls.jsonl` if not set.
  GENAI_OTEL_PRICES  Files with prices of your own, separated like those of PATH; `none` for none.";
