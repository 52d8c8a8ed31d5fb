//! Exports whose columns are known.

use super::Figure;
use super::mapping::Role;
use crate::query::Field;

/// An export whose columns are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Preset {
    /// OpenAI's usage of completions: the answer of `GET /v1/organization/usage/completions`, or the CSV of its page.
    OpenAiUsage,
    /// OpenAI's costs: the answer of `GET /v1/organization/costs`, or the CSV of its page.
    OpenAiCosts,
    /// Anthropic's usage of messages: the answer of `GET /v1/organizations/usage_report/messages`.
    AnthropicUsage,
    /// Anthropic's costs: the answer of `GET /v1/organizations/cost_report`.
    AnthropicCosts,
}

impl Preset {
    /// All there are.
    pub const ALL: [Self; 4] =
        [Self::OpenAiUsage, Self::OpenAiCosts, Self::AnthropicUsage, Self::AnthropicCosts];

    /// Its name: `openai-usage`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenAiUsage => "openai-usage",
            Self::OpenAiCosts => "openai-costs",
            Self::AnthropicUsage => "anthropic-usage",
            Self::AnthropicCosts => "anthropic-costs",
        }
    }

    pub(super) fn columns(self) -> Vec<(String, Role)> {
        let figure = Role::Figure;
        let columns = match self {
            // Input has the cached tokens in it. The model is the one that answered, with its date.
            Self::OpenAiUsage => vec![
                ("start_time", Role::Time),
                ("model", Role::Key(Field::ResponseModel)),
                ("num_model_requests", figure(Figure::Calls)),
                ("input_tokens", figure(Figure::InputTokens)),
                ("output_tokens", figure(Figure::OutputTokens)),
                ("input_cached_tokens", figure(Figure::CacheReadTokens)),
            ],
            Self::OpenAiCosts => vec![
                ("start_time", Role::Time),
                ("amount_value", figure(Figure::Cost)),
                ("amount_currency", Role::Currency),
            ],
            // Input is three counts that have nothing in common.
            Self::AnthropicUsage => vec![
                ("starting_at", Role::Time),
                ("model", Role::Key(Field::ResponseModel)),
                ("uncached_input_tokens", figure(Figure::InputTokens)),
                ("cache_read_input_tokens", figure(Figure::InputTokens)),
                ("cache_creation_ephemeral_5m_input_tokens", figure(Figure::InputTokens)),
                ("cache_creation_ephemeral_1h_input_tokens", figure(Figure::InputTokens)),
                ("cache_read_input_tokens", figure(Figure::CacheReadTokens)),
                ("cache_creation_ephemeral_5m_input_tokens", figure(Figure::CacheWriteTokens)),
                ("cache_creation_ephemeral_1h_input_tokens", figure(Figure::CacheWriteTokens)),
                ("output_tokens", figure(Figure::OutputTokens)),
            ],
            Self::AnthropicCosts => vec![
                ("starting_at", Role::Time),
                ("amount", Role::Cents),
                ("currency", Role::Currency),
            ],
        };
        columns.into_iter().map(|(column, role)| (column.to_owned(), role)).collect()
    }
}
