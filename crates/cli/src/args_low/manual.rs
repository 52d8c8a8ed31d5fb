//! What was typed behind the commands about the command line itself.

use std::path::PathBuf;

use clap::Args;

/// Completions of a shell.
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_HELP)]
pub(crate) struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// The manual.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Where to write a page for each command; without it the first one is printed
    #[arg(value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
}

const COMPLETIONS_HELP: &str = "\
Examples:
  genai-otel completions bash > ~/.local/share/bash-completion/completions/genai-otel
  genai-otel completions zsh > ~/.zfunc/_genai-otel
  genai-otel completions fish > ~/.config/fish/completions/genai-otel.fish";
