//! How an answer is written.

mod csv;
mod fitting;
mod grid;
mod json;
mod markdown;

use clap::ValueEnum;

pub(crate) use self::grid::{Column, Grid};
pub(crate) use self::json::{Records, write_json};

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Columns for people
    #[default]
    Table,
    /// JSON: amounts of money are decimal text, times are milliseconds
    Json,
    /// Comma-separated values, by RFC 4180
    Csv,
    /// A table in Markdown
    Markdown,
}
