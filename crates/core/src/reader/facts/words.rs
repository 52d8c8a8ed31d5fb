//! Words that tell what something is.

use crate::reader::scalar::Scalar;

/// The `object` member, where it tells something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reader) enum Object {
    ChatCompletion,
    Response,
    List,
}

/// How far a response of the Responses API is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reader) enum Status {
    Completed,
    Incomplete,
    Failed,
    Canceled,
}

/// A kind of content that Gemini counts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reader) enum Modality {
    Text,
    Image,
    Audio,
    Video,
}

impl Modality {
    /// How many there are.
    pub(super) const LEN: usize = Self::Video as usize + 1;
}

/// Where a tool is run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Runs {
    #[default]
    Unknown,
    AtClient,
    AtProvider,
}

impl Object {
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "chat.completion" | "chat.completion.chunk" => Some(Self::ChatCompletion),
            "response" => Some(Self::Response),
            "list" => Some(Self::List),
            _ => None,
        }
    }
}

impl Status {
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "completed" => Some(Self::Completed),
            "incomplete" => Some(Self::Incomplete),
            "failed" | "cancelled" => Some(Self::Failed),
            // Replicate, which has no reason beside it.
            "canceled" | "aborted" => Some(Self::Canceled),
            _ => None,
        }
    }
}

impl Runs {
    /// Of `tool_use` blocks of Anthropic and Bedrock, of the items of the Responses API, of Mistral's conversations.
    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "tool_use" | "function_call" | "custom_tool_call" | "function.call" => Self::AtClient,
            "server_tool_use" | "mcp_tool_use" | "tool.execution" => Self::AtProvider,
            // Things to do for the client, which have neither name nor arguments like a function.
            "computer_call" | "local_shell_call" | "shell_call" | "apply_patch_call" => {
                Self::Unknown
            }
            _ if word.ends_with("_call") => Self::AtProvider,
            _ => Self::Unknown,
        }
    }
}

impl Modality {
    /// By name, or by number where the enums of the wire are numbers.
    pub(super) fn from_scalar(value: Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Str("TEXT") | Scalar::Int(1) => Some(Self::Text),
            Scalar::Str("IMAGE") | Scalar::Int(2) => Some(Self::Image),
            Scalar::Str("VIDEO") | Scalar::Int(3) => Some(Self::Video),
            Scalar::Str("AUDIO") | Scalar::Int(4) => Some(Self::Audio),
            _ => None,
        }
    }
}

/// The service tier that a kind of traffic is (Vertex AI), by name or by number.
pub(super) const fn tier_of_traffic(value: Scalar<'_>) -> Option<&'static str> {
    let word = match value {
        Scalar::Int(1) => "on_demand",
        Scalar::Int(2) => "provisioned_throughput",
        Scalar::Str(name) => match name.as_bytes() {
            b"ON_DEMAND" => "on_demand",
            b"ON_DEMAND_PRIORITY" => "priority",
            b"ON_DEMAND_FLEX" => "flex",
            b"PROVISIONED_THROUGHPUT" => "provisioned_throughput",
            _ => return None,
        },
        _ => return None,
    };
    Some(word)
}

/// A status that somebody may ask for again, in our copy of the word.
pub(super) fn known_status(word: &str) -> Option<&'static str> {
    STATUSES.iter().find(|status| **status == word).copied()
}

/// Whether an event of this name or type is the first of its stream.
pub(super) fn begins_stream(name: &str) -> bool {
    FIRST_EVENTS.contains(&name)
}

/// Whether an event of this type is about a piece of the answer, whose id is not that of the answer: of OpenAI's
/// transcriptions, of Mistral's conversations.
pub(super) fn is_about_a_piece(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some(("transcript.text", what)) => what == "segment",
        Some((kind, _)) => {
            matches!(kind, "message.output" | "tool.execution" | "function.call" | "agent.handoff")
        }
        None => false,
    }
}

/// Whether an event of this name or type is the last of its stream.
pub(crate) fn ends_stream(name: &str) -> bool {
    LAST_EVENTS.contains(&name)
}

/// Of Anthropic, of the Responses API, of Cohere, both versions.
const FIRST_EVENTS: [&str; 4] =
    ["message_start", "response.created", "message-start", "stream-start"];

/// Of Anthropic; of the Responses API; of Cohere, both versions; of Mistral's conversations; of transcriptions of
/// OpenAI and Mistral; of OpenAI's speech.
const LAST_EVENTS: [&str; 10] = [
    "message_stop",
    "response.completed",
    "response.incomplete",
    "response.failed",
    "message-end",
    "stream-end",
    "conversation.response.done",
    "transcript.text.done",
    "transcription.done",
    "speech.audio.done",
];

/// Of the Responses API and of Replicate.
const STATUSES: [&str; 10] = [
    "queued",
    "in_progress",
    "completed",
    "incomplete",
    "failed",
    "cancelled",
    "starting",
    "processing",
    "succeeded",
    "canceled",
];
