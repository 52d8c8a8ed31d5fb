//! Which files of a ledger: for commands that close and merge them.

use std::path::PathBuf;

use clap::Args;

/// Which files.
#[derive(Debug, Args)]
pub(crate) struct FilesArgs {
    /// The directory of the ledger [default: GENAI_OTEL_LEDGER_DIR]
    #[arg(value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
    /// What the file is called while it is written [default: GENAI_OTEL_LEDGER_FILE, else calls.jsonl]
    #[arg(long, value_name = "FILE")]
    pub(crate) name: Option<String>,
}
