//! A line of the ledger, understood.

mod attempt;
mod parameters;
mod record;

use std::time::Duration;

use genai_otel_core::{Cost, Energy, Usage};
use jiff::Timestamp;
use serde_json::{Map, Value};

pub use self::attempt::AttemptEntry;
pub use self::parameters::Parameters;
use crate::line::{self, Line};
use crate::status::Status;

/// A line of the ledger, understood: one call. What the line does not say is `None`, never zero.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// The version of the schema; 0 for a line of another tracker.
    pub version: u32,
    /// The name of the call, unique over all writers.
    pub id: Option<String>,
    /// Who wrote it: 16 hexadecimal digits, new for each writer.
    pub writer: Option<String>,
    /// Its number among the lines of its writer, from 1, without gaps.
    pub seq: Option<u64>,
    /// When the call began.
    pub timestamp: Timestamp,
    /// The service that made it (`service.name`).
    pub service: Option<String>,
    /// The function that made it.
    pub source_function: Option<String>,
    /// Who was called: `openai`.
    pub provider: Option<String>,
    /// What kind of work it was: `generative`, `embeddings`, `ocr` ...
    pub api_type: Option<String>,
    /// What was done: `chat`, `embeddings`, `execute_tool` ...
    pub operation: Option<String>,
    /// The model that was asked for.
    pub model: Option<String>,
    /// The model that answered.
    pub response_model: Option<String>,
    /// How it ended.
    pub status: Status,
    /// The kind of error, of low cardinality.
    pub error_type: Option<String>,
    /// The text of the error: only where the application keeps it.
    pub error_message: Option<String>,
    /// What was used, each count with its origin.
    pub usage: Usage,
    /// What it cost, and how that was computed.
    pub cost: Option<Cost>,
    /// Why it has no cost: `unknown_model`.
    pub unpriced: Option<String>,
    /// The energy it took, with the carbon of that where it is known.
    pub energy: Option<Energy>,
    /// Why its energy is not known: `unknown_model`.
    pub energy_unknown: Option<String>,
    /// How long it took.
    pub latency: Option<Duration>,
    /// From its start to the first chunk of output.
    pub time_to_first_chunk: Option<Duration>,
    /// Whether a semantic cache answered.
    pub cache_hit: Option<bool>,
    /// How many tries it took.
    pub attempts: Option<u64>,
    /// Which try it is, where the caller makes one call for each; from 1.
    pub attempt: Option<u64>,
    /// The tries one by one, where they were told apart.
    pub attempt_list: Vec<AttemptEntry>,
    /// Output-bearing chunks of a stream.
    pub chunk_count: Option<u64>,
    /// The gate that would have refused it, had it been asked.
    pub refused_by: Option<String>,
    /// On whose behalf (`user.id`).
    pub user: Option<String>,
    /// The session (`session.id`).
    pub session: Option<String>,
    /// The organisation (`organization.id`).
    pub organization: Option<String>,
    /// The team.
    pub team: Option<String>,
    /// The tenant.
    pub tenant: Option<String>,
    /// The customer.
    pub customer: Option<String>,
    /// The name of the agent.
    pub agent: Option<String>,
    /// The id of the agent.
    pub agent_id: Option<String>,
    /// The workflow.
    pub workflow: Option<String>,
    /// The step of the workflow.
    pub step: Option<String>,
    /// The run of the workflow.
    pub run: Option<String>,
    /// The conversation (`gen_ai.conversation.id`).
    pub conversation: Option<String>,
    /// The document or other source that was worked on.
    pub source: Option<String>,
    /// The trace: 32 hexadecimal digits.
    pub trace_id: Option<String>,
    /// The span: 16 hexadecimal digits.
    pub span_id: Option<String>,
    /// The name of the tool, for executions of tools.
    pub tool: Option<String>,
    /// Why the model stopped.
    pub finish_reasons: Vec<String>,
    /// The parameters of the request.
    pub parameters: Parameters,
    /// What is known of the answer beside its model and usage: `id`, `http_status`, `tool_calls` ...
    pub response: Map<String, Value>,
    /// What is known of the tool beside its name: `call_id`, `success`, `items_returned` ...
    pub tool_facts: Map<String, Value>,
    /// What is known of the agent beside its name and id: `description`, `version`.
    pub agent_facts: Map<String, Value>,
    /// What the price depends on, as the request said it: `processing`, `residency` ...
    pub conditions: Map<String, Value>,
    /// What another program says of the energy it took, in words of its own.
    pub energy_facts: Map<String, Value>,
    /// Free keys of the caller.
    pub metadata: Map<String, Value>,
    /// Everything in the line that has no place above.
    pub more: Map<String, Value>,
}

impl Entry {
    /// Reads the line of a call, with or without its end: of this schema, of a later version of it, or of the common
    /// tracker format.
    ///
    /// # Errors
    ///
    /// Why the line is not understood: its checksum does not hold, it is not JSON, not an object, not a call; a field of
    /// a wrong kind (which one, and what was expected), no timestamp.
    pub fn from_line(line: &[u8]) -> Result<Self, String> {
        match Line::read(line)? {
            Line::Call(entry) => Ok(*entry),
            Line::Gap(_) => Err("it tells of a gap, and not of a call".to_owned()),
        }
    }

    /// The entry as a whole line of this schema, with its checksum and its newline.
    #[must_use]
    pub fn to_line(&self) -> Vec<u8> {
        let mut line = Vec::new();
        self.write_line(&mut line);
        line
    }

    /// Writes [`to_line`](Self::to_line) behind what `lines` has already.
    pub fn write_line(&self, lines: &mut Vec<u8>) {
        line::write_entry(self, lines);
    }

    /// The objects at the end of a line, by their keys.
    pub(crate) fn maps(&self) -> [(&'static str, &Map<String, Value>); 6] {
        [
            ("response", &self.response),
            ("tool_facts", &self.tool_facts),
            ("agent_facts", &self.agent_facts),
            ("conditions", &self.conditions),
            ("energy", &self.energy_facts),
            ("metadata", &self.metadata),
        ]
    }
}
