//! What `reconcile` is asked.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use genai_otel_core::Currency;
use genai_otel_ledger::reconcile::Preset;

use super::{AnswerArgs, FilterArgs, LedgerArgs};
use crate::values::parse_millionths;

/// A provider's export against the ledger.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct ReconcileArgs {
    /// The provider's export of usage or costs: CSV with a head, or JSON; `-` is standard input
    #[arg(value_name = "EXPORT")]
    pub(crate) export: PathBuf,
    #[command(flatten)]
    pub(crate) ledger: LedgerArgs,
    /// Which column of the export is what: day=time,model=model,requests=calls; may be repeated
    #[arg(
        long = "map",
        value_name = "COLUMN=FIELD,..",
        value_delimiter = ',',
        required_unless_present = "preset"
    )]
    pub(crate) maps: Vec<String>,
    /// The columns of a well-known export; `--map` adds to them
    #[arg(long, value_enum)]
    pub(crate) preset: Option<ExportPreset>,
    /// What to compare by: day, week, month, hour, or a field with a column [default: day and all such fields]
    #[arg(long, value_name = "KEY,..", value_delimiter = ',')]
    pub(crate) by: Vec<String>,
    /// How the times of the export are written, as for `date`: %m/%d/%Y [default: days, moments or seconds]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) time_format: Option<String>,
    /// How far a figure may be off: so many of a hundred of the export's
    #[arg(long, value_name = "PERCENT", value_parser = parse_millionths, default_value = "0")]
    pub(crate) tolerance: u32,
    /// The currency of costs where no column of the export says it
    #[arg(long, value_name = "CODE", value_parser = parse_currency, default_value = "USD")]
    pub(crate) currency: Currency,
    /// Show only what is not equal; the total still counts all
    #[arg(long)]
    pub(crate) differences: bool,
    #[command(flatten)]
    pub(crate) filter: FilterArgs,
    #[command(flatten)]
    pub(crate) answer: AnswerArgs,
}

/// An export whose columns are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportPreset {
    /// OpenAI's usage of completions, JSON of its interface or CSV of its page
    #[value(name = "openai-usage")]
    OpenAiUsage,
    /// OpenAI's costs, JSON of its interface or CSV of its page
    #[value(name = "openai-costs")]
    OpenAiCosts,
    /// Anthropic's usage of messages, JSON of its interface
    AnthropicUsage,
    /// Anthropic's costs, JSON of its interface
    AnthropicCosts,
}

impl From<ExportPreset> for Preset {
    fn from(preset: ExportPreset) -> Self {
        match preset {
            ExportPreset::OpenAiUsage => Self::OpenAiUsage,
            ExportPreset::OpenAiCosts => Self::OpenAiCosts,
            ExportPreset::AnthropicUsage => Self::AnthropicUsage,
            ExportPreset::AnthropicCosts => Self::AnthropicCosts,
        }
    }
}

fn parse_currency(code: &str) -> Result<Currency, String> {
    Currency::new(code).ok_or_else(|| "is no code of a currency such as `EUR`".to_owned())
}

pub(super) const ABOUT: &str = "\
Compare a provider's export of usage or costs with the ledger: by key and in all, ours, theirs and how
much more is ours. Counts and money are compared exactly. `within` is a difference that `--tolerance`
allows, `only here` what the export lacks, `only there` what the ledger lacks.";

const AFTER_HELP: &str = "\
FIELD is `time` (a day, a moment with its offset, seconds since 1970), a figure (calls, input_tokens,
output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost, cost_cents),
`currency`, or a field of a line that is a text, such as model, response_model, user or team. Columns of
one figure are added. In JSON a member of an inner object is the column OBJECT_MEMBER.

Filters choose calls of the ledger, and nothing of the export.

Exit codes: 0 where nothing differs beyond the tolerance, 1 where something does, 2 where the export is
not understood or nothing could be compared.

Examples:
  genai-otel reconcile usage.json ledger --preset openai-usage --provider openai --status success
  genai-otel reconcile bill.csv ledger --map date=time,model=model,amount=cost --by day --tolerance 0.5";
