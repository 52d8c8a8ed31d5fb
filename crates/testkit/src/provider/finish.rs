/// Why the fake model stopped; each provider's answer says it in that provider's own word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Finish {
    /// The answer is complete: `stop`, `end_turn`.
    #[default]
    Stop,
    /// The token limit was reached: `length`, `max_tokens`.
    Length,
    /// The model wants tools called: `tool_calls`, `tool_use`.
    ToolCalls,
    /// The provider's filter stepped in: `content_filter`, `refusal`.
    ContentFilter,
    /// Written as it is, whatever the provider.
    Other(String),
}

impl Finish {
    /// `finish_reason` of OpenAI's chat completions.
    pub(crate) fn openai(&self) -> &str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
            Self::Other(other) => other,
        }
    }

    /// `stop_reason` of Anthropic's messages.
    pub(crate) fn anthropic(&self) -> &str {
        match self {
            Self::Stop => "end_turn",
            Self::Length => "max_tokens",
            Self::ToolCalls => "tool_use",
            Self::ContentFilter => "refusal",
            Self::Other(other) => other,
        }
    }

    /// `incomplete_details.reason` of OpenAI's responses; nothing for a complete answer.
    pub(crate) fn incomplete(&self) -> Option<&str> {
        match self {
            Self::Stop | Self::ToolCalls => None,
            Self::Length => Some("max_output_tokens"),
            Self::ContentFilter => Some("content_filter"),
            Self::Other(other) => Some(other),
        }
    }
}
