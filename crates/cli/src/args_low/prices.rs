//! What was typed behind `prices`.

use std::path::PathBuf;
use std::time::SystemTime;

use clap::{Args, Subcommand};

use super::BookArgs;
use crate::values::parse_moment;

#[derive(Debug, Subcommand)]
pub(crate) enum PricesCommand {
    /// Find models by parts of their names
    Search(SearchArgs),
    /// Show all prices of a model, or the models of a provider
    Show(ShowArgs),
    /// Compare the prices of two books, days or files
    Diff(DiffArgs),
    /// Check files with prices
    Check(CheckArgs),
    /// List the providers
    Providers(ProvidersArgs),
    /// Show the version of the price book, and where its prices come from
    Version(VersionArgs),
}

/// Find models by parts of their names.
#[derive(Debug, Args)]
#[command(
    after_help = "\
Prices are those of now without conditions, in the currency and for the number of units that
`prices show` tells: tokens by the million. Discounts and margins of your files are not in them.
Names of deployments in your files are found too; `-` stands for any provider.

Examples:
  genai-otel prices search sonnet 4.5
  genai-otel prices search bedrock haiku
  genai-otel prices search whisper --provider groq
  genai-otel prices search --mode ocr

JSON: a list of objects with `provider`, `model`, `name`, `modes`, `deprecated`, `deployment_of` (of
names of deployments only), `currency` and `rates`: the rates without conditions that hold now, by
unit, as decimal text.

Exit codes: 0, or 1 where nothing is found.",
    max_term_width = 100
)]
pub(crate) struct SearchArgs {
    /// Words that must all occur in the model's id or name, or in the provider's, in any case; `.`, `-`,
    /// `_` and `/` are the same, and a provider may go by any of its names
    #[arg(value_name = "TEXT", required_unless_present_any = ["provider", "mode"])]
    pub(crate) words: Vec<String>,
    /// Only this provider's
    #[arg(long, short, value_name = "NAME")]
    pub(crate) provider: Option<String>,
    /// Only models that are for this: `chat`, `embedding`, `ocr`
    #[arg(long, value_name = "MODE")]
    pub(crate) mode: Option<String>,
    /// At most so many; 0 for all
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) book: BookArgs,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show all prices of a model, or the models of a provider.
#[derive(Debug, Args)]
#[command(
    after_help = "\
Examples:
  genai-otel prices show gpt-4o
  genai-otel prices show deepseek/deepseek-chat --at 2026-10-01T20:00:00Z
  genai-otel prices show openai
  genai-otel prices show gpt-4o --json > ours.json   # a file to start from for prices of your own

JSON: a price file, in the form that `genai-otel prices check` takes.

In names `#` is a digit, and `*` at the end anything or nothing.

Exit codes: 0, or 1 where there is no such model or provider.",
    max_term_width = 100
)]
pub(crate) struct ShowArgs {
    /// A model, found as `genai-otel price` finds it, or else a provider's id
    #[arg(value_name = "MODEL|PROVIDER")]
    pub(crate) name: String,
    /// Who is called
    #[arg(long, short, value_name = "NAME")]
    pub(crate) provider: Option<String>,
    /// Only the prices that hold then: a day (its beginning, in UTC) or a moment
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub(crate) at: Option<SystemTime>,
    #[command(flatten)]
    pub(crate) book: BookArgs,
    /// Print a price file of it, in JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Compare the prices of two books, days or files.
#[derive(Debug, Args)]
#[command(
    after_help = "\
OLD and NEW are each one of
  embedded      the embedded price book
  2026-06-01    what it held on that day
  FILE          a file with prices (JSON or TOML)
  DIRECTORY     all price files in it

A file beside `embedded` or a day counts as the embedded price book with that file over it. Beside
another file or a directory, or with --alone, it stands for itself, and only the providers in it are
compared. A directory always stands for itself.
Where one of both is a day, the other counts as of today, and dates are not compared, only prices.

Compared are the models, with the discounts of the file over them, and what files say beside prices:
`adjust`, `deployments`, `exchange` and `free`.

Examples:
  genai-otel prices diff 2026-06-01 embedded
  genai-otel prices diff embedded ours.toml
  genai-otel prices diff old.json new.json --exit-code

JSON: a list of objects with `change` (`added`, `removed`, `changed`), `provider` and `model`, or
`section` and `entry` of what a file says beside prices, and `lines` (`what`, `old`, `new`).

Exit codes: 0; with --exit-code 1 where they differ; 2 for a file that is wrong.",
    max_term_width = 100
)]
pub(crate) struct DiffArgs {
    /// What to compare with
    #[arg(value_name = "OLD")]
    pub(crate) old: String,
    /// What to compare
    #[arg(value_name = "NEW")]
    pub(crate) new: String,
    /// Compare the files themselves, not the embedded price book with them
    #[arg(long)]
    pub(crate) alone: bool,
    /// Exit with 1 where they differ
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Check files with prices.
#[derive(Debug, Args)]
#[command(
    after_help = "\
Prints what is wrong as `file:line:column: what`, and what is allowed and probably a slip, such as the
name of a provider that nobody has, as `file:line:column: warning: what`.

Examples:
  genai-otel prices check ours.toml
  genai-otel prices check ours.toml --strict

Exit codes: 0; 1 where a file is wrong, with --strict also where there is a warning; 2 where one
cannot be read.",
    max_term_width = 100
)]
pub(crate) struct CheckArgs {
    /// Files with prices of your own, or price files of a book (JSON or TOML)
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Exit with 1 where there is a warning
    #[arg(long)]
    pub(crate) strict: bool,
}

/// List the providers.
#[derive(Debug, Args)]
#[command(
    after_help = "\
JSON: a list of objects with `provider` (its id), `name`, `models` (how many) and `fallback` (whose
prices hold for models that it does not list).",
    max_term_width = 100
)]
pub(crate) struct ProvidersArgs {
    #[command(flatten)]
    pub(crate) book: BookArgs,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show the version of the price book, and where its prices come from.
#[derive(Debug, Args)]
#[command(
    after_help = "\
The hash is of all that decides prices, files of your own included.

JSON: an object with `version`, `hash`, `providers`, `models` (how many), `sources` (models by
source) and `notices`.",
    max_term_width = 100
)]
pub(crate) struct VersionArgs {
    #[command(flatten)]
    pub(crate) book: BookArgs,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}
