//! What `export` is asked.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{FilterArgs, LedgerArgs};

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = EXPORT_HELP)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// What is written [default: `report` with `--user`, else `jsonl`]
    #[arg(long, value_enum)]
    pub(crate) format: Option<ExportKind>,
    /// Write the columns of a specification, as CSV
    #[arg(long, value_enum, conflicts_with = "format")]
    pub(crate) profile: Option<ExportProfile>,
    /// Write to this file, which appears when it is whole; `-` is standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Exit with 2 where lines were left out that are not understood; the answer is given all the same
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportKind {
    /// An array of objects, one for each call
    Json,
    /// An object in each line
    Jsonl,
    /// A row for each call, with a head
    Csv,
    /// Sums as one JSON document: overall, by model, by operation, the last 30 days, sessions
    Report,
}

/// Whose columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportProfile {
    /// FOCUS 1.2, the FinOps Open Cost and Usage Specification
    Focus,
}

const EXPORT_HELP: &str = "\
Examples:
  genai-otel export ledger --format csv --since 2026-11-01 --output november.csv
  genai-otel export ledger --profile focus --output focus.csv
  genai-otel export ledger --user u-1 --output report.json

Objects are the lines of the ledger without their checksums. CSV has every key of a line whose value
is no object, and `metadata` as JSON. FOCUS has a row for each part of a cost; calls without a cost
have none, and are counted on standard error. Texts are written as they are: a spreadsheet that takes
those that begin with = + - @ for formulas must be told that they are text.";
