//! Which calls of which ledger: the same arguments for every command that asks one.

use std::path::PathBuf;

use clap::Args;

/// Which ledger.
#[derive(Debug, Args)]
pub(crate) struct LedgerArgs {
    /// Directories and files of the ledger; `-` is standard input [default: GENAI_OTEL_LEDGER_DIR]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
}

/// Which calls of it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which calls")]
pub(crate) struct FilterArgs {
    /// Only calls for this user
    #[arg(long, value_name = "ID")]
    pub(crate) user: Option<String>,
    /// Only calls of this session
    #[arg(long, value_name = "ID")]
    pub(crate) session: Option<String>,
    /// Only calls about this source, a document for instance
    #[arg(long, value_name = "ID")]
    pub(crate) source: Option<String>,
    /// Only calls that asked for this model
    #[arg(long)]
    pub(crate) model: Option<String>,
    /// Only calls to this provider
    #[arg(long)]
    pub(crate) provider: Option<String>,
    /// Only calls of this operation: chat, embeddings, execute_tool ...
    #[arg(long)]
    pub(crate) operation: Option<String>,
    /// Only calls that ended so: success, error, timeout, cancelled, abandoned, panicked
    #[arg(long)]
    pub(crate) status: Option<String>,
    /// Only calls from this day or moment on: 2026-11-01, 2026-11-01T08:00:00Z, 2026-11-01T08:00 (by --tz)
    #[arg(long, value_name = "WHEN")]
    pub(crate) since: Option<String>,
    /// Only calls before this day or moment
    #[arg(long, value_name = "WHEN")]
    pub(crate) until: Option<String>,
    /// Only calls of the last N days, today included
    #[arg(long, value_name = "N", conflicts_with = "since")]
    pub(crate) days: Option<u32>,
    /// Only calls whose field compares so: 'cost > 0.5', 'model ~ gpt'; may be repeated
    ///
    /// OP is = != < <= > >=, and for texts ~ (contains) and ^= (begins with), both by case. A call without the field
    /// passes != alone. `report --help` lists the fields.
    #[arg(long = "where", value_name = "'FIELD OP VALUE'")]
    pub(crate) wheres: Vec<String>,
    /// The time zone of days: UTC, Europe/Berlin, local
    #[arg(long = "tz", value_name = "ZONE", default_value = "UTC")]
    pub(crate) zone: String,
}
