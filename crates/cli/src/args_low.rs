//! What was typed, and no more: no file is read, no price looked up. What it means is in [`crate::args`].

mod price;
mod prices;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use self::price::PriceArgs;
pub(crate) use self::prices::{
    CheckArgs, DiffArgs, PricesCommand, ProvidersArgs, SearchArgs, ShowArgs, VersionArgs,
};

/// What calls to language models cost, and at which prices.
#[derive(Debug, Parser)]
#[command(
    name = "genai-otel",
    version,
    about = "What calls to language models cost, and at which prices",
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
    /// Price one call, and show the arithmetic
    Price(Box<PriceArgs>),
    /// Look at the prices that costs are computed with
    Prices {
        #[command(subcommand)]
        command: PricesCommand,
    },
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

Exit codes: 0 for an answer, 1 for none (no price, nothing found, a file that is wrong), 2 for a
command line or a file that cannot be read.

Environment:
  GENAI_OTEL_PRICES  Files with prices of your own, separated like those of PATH; `none` for none.";
