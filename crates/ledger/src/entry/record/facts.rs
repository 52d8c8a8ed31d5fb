//! Facts that are shown and not computed with: an object of what is known.

use genai_otel_core::{AgentFacts, Conditions, McpFacts, McpSide, ToolFacts};
use serde_json::{Map, Value};

/// Facts by their keys. What is not known is not added.
#[derive(Default)]
pub(super) struct Facts(Map<String, Value>);

impl Facts {
    pub(super) fn add(&mut self, key: &str, fact: Option<impl Into<Value>>) {
        if let Some(fact) = fact {
            self.0.insert(key.to_owned(), fact.into());
        }
    }

    pub(super) fn add_list(&mut self, key: &str, list: impl ExactSizeIterator<Item = Value>) {
        self.add(key, (list.len() > 0).then(|| list.collect::<Vec<_>>()));
    }

    pub(super) fn add_map(&mut self, key: &str, map: Map<String, Value>) {
        self.add(key, (!map.is_empty()).then_some(map));
    }

    pub(super) fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

/// What a price depends on.
pub(super) fn conditions(conditions: &Conditions) -> Map<String, Value> {
    let pairs = conditions.as_slice().iter();
    pairs.map(|(key, value)| ((**key).to_owned(), Value::from(&**value))).collect()
}

/// What is known of a tool beside its name.
pub(super) fn tool(tool: &ToolFacts) -> Map<String, Value> {
    let mut facts = Facts::default();
    facts.add("call_id", tool.call_id.as_deref());
    facts.add("type", tool.kind.as_ref().map(|kind| kind.as_str()));
    facts.add("description", tool.description.as_deref());
    facts.add("success", tool.success);
    facts.add("items_returned", tool.items_returned);
    facts.add("bytes_processed", tool.bytes_processed);
    facts.add("mcp", tool.mcp.as_deref().map(mcp));
    facts.into_map()
}

/// What is known of an agent beside its name and id.
pub(super) fn agent(agent: &AgentFacts) -> Map<String, Value> {
    let mut facts = Facts::default();
    facts.add("description", agent.description.as_deref());
    facts.add("version", agent.version.as_deref());
    facts.into_map()
}

fn mcp(mcp: &McpFacts) -> Map<String, Value> {
    let mut facts = Facts::default();
    let side = match mcp.side {
        McpSide::Client => "client",
        McpSide::Server => "server",
    };
    facts.add("side", Some(side));
    facts.add("protocol_version", mcp.protocol_version.as_deref());
    facts.add("session_id", mcp.session_id.as_deref());
    facts.add("request_id", mcp.request_id.as_deref());
    facts.add("error_code", mcp.error_code);
    facts.into_map()
}
