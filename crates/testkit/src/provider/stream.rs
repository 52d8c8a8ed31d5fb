use serde_json::Value;

use super::reply::Reply;
use crate::http::Body;

/// Server-sent events under construction.
#[derive(Debug, Default)]
pub(crate) struct EventStream {
    events: Vec<Vec<u8>>,
    usage_at: Option<usize>,
}

impl EventStream {
    /// An event without a name, as OpenAI's chat completions send them.
    pub(crate) fn data(&mut self, data: &Value) {
        self.events.push(format!("data: {data}\n\n").into_bytes());
    }

    /// An event whose name is its `type`, as Anthropic sends them.
    pub(crate) fn named(&mut self, data: &Value) {
        let name = data.get("type").and_then(Value::as_str).unwrap_or_default();
        self.events.push(format!("event: {name}\ndata: {data}\n\n").into_bytes());
    }

    /// OpenAI's mark for the end.
    pub(crate) fn done(&mut self) {
        self.events.push(b"data: [DONE]\n\n".to_vec());
    }

    /// The event that comes next is the one that tells the final usage.
    pub(crate) fn usage_comes_next(&mut self) {
        self.usage_at = Some(self.events.len());
    }

    pub(crate) fn tells_usage(&self) -> bool {
        self.usage_at.is_some()
    }

    pub(crate) fn into_body(self, reply: &Reply) -> Body {
        let usage_at = self.usage_at.unwrap_or(self.events.len().saturating_sub(1));
        let pace = reply.pace;
        let Some(size) = reply.fragment else {
            return Body::Pieces { pieces: self.events, pace, settle_at: usage_at };
        };
        let before_usage: usize = self.events.iter().take(usage_at).map(Vec::len).sum();
        let pieces = self.events.concat().chunks(size).map(<[u8]>::to_vec).collect();
        Body::Pieces { pieces, pace, settle_at: before_usage / size }
    }
}
