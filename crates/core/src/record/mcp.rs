use std::sync::Arc;

use crate::text;

/// What is known of a tool call over the Model Context Protocol.
///
/// ```
/// use genai_otel_core::McpFacts;
///
/// let facts = McpFacts::client().protocol_version("2025-11-25");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct McpFacts {
    /// Which side told it.
    pub side: McpSide,
    /// The version of the protocol that both sides agreed on.
    pub protocol_version: Option<Arc<str>>,
    /// The session of the transport.
    pub session_id: Option<Arc<str>>,
    /// The id of the JSON-RPC request.
    pub request_id: Option<Arc<str>>,
    /// The code of the JSON-RPC error that was the answer.
    pub error_code: Option<i32>,
}

/// A side of the Model Context Protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "a connection has two ends")]
pub enum McpSide {
    /// Whoever asks for the tool: its span is a client's.
    Client,
    /// Whoever runs the tool: its span is a server's.
    Server,
}

impl McpFacts {
    /// A call as its client sees it.
    #[must_use]
    pub const fn client() -> Self {
        Self::of(McpSide::Client)
    }

    /// A call as its server sees it.
    #[must_use]
    pub const fn server() -> Self {
        Self::of(McpSide::Server)
    }

    /// The version of the protocol (`mcp.protocol.version`).
    #[must_use]
    pub fn protocol_version(mut self, version: &str) -> Self {
        self.protocol_version = text::non_empty(version);
        self
    }

    /// The session of the transport (`mcp.session.id`).
    #[must_use]
    pub fn session_id(mut self, id: &str) -> Self {
        self.session_id = text::non_empty(id);
        self
    }

    /// The id of the JSON-RPC request (`jsonrpc.request.id`).
    #[must_use]
    pub fn request_id(mut self, id: &str) -> Self {
        self.request_id = text::non_empty(id);
        self
    }

    /// The code of the JSON-RPC error that was the answer (`rpc.response.status_code`).
    #[must_use]
    pub const fn error_code(mut self, code: i32) -> Self {
        self.error_code = Some(code);
        self
    }

    /// Adds what is not known yet.
    pub(crate) fn fill(&mut self, more: Self) {
        self.protocol_version = self.protocol_version.take().or(more.protocol_version);
        self.session_id = self.session_id.take().or(more.session_id);
        self.request_id = self.request_id.take().or(more.request_id);
        self.error_code = self.error_code.or(more.error_code);
    }

    const fn of(side: McpSide) -> Self {
        Self { side, protocol_version: None, session_id: None, request_id: None, error_code: None }
    }
}

impl McpSide {
    /// The method whose calls are told.
    pub(crate) const METHOD: &'static str = "tools/call";
}
