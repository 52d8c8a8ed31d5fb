//! Tells tool calls over the Model Context Protocol, on both sides, as one trace.
//!
//! ```text
//!  client                                             server
//!  GenAiClient ── call: span `tools/call sum` ─┐      GenAiServer ── call: span `tools/call sum`, its child
//!       │                                      │           ▲                    │
//!       └── request, `_meta`: traceparent ─────┼───────────┘                    ▼
//!                                              └──────────────────────────── the tool
//! ```
//!
//! | for | is | feature |
//! | --- | --- | --- |
//! | who calls tools with `rmcp` | `GenAiClient` | `rmcp-client` |
//! | who serves tools with `rmcp` | `GenAiServer`, over HTTP `GenAiTools` | `rmcp-server` |
//! | any other library | [`meta`], and the guard: `track_tool_call(name).mcp(McpFacts::client())` | |
//!
//! Inside a call of the application of the same tool, the client's call is that call, and not counted a second time.
//!
//! # Limits
//!
//! - Only `tools/call` is told. Other methods, sessions and the conventions' own metrics of MCP are not; durations of
//!   both sides are those of tools (`genai_otel.execute_tool.duration`).
//! - Arguments and results are not looked at, except for whether a result is an error.
//! - Baggage is not carried. The context of a transport (a span of an HTTP server) gives way to the client's span.
//! - The id of the request, and the session of the transport over HTTP, are known to the server alone.

pub mod meta;
#[cfg(any(feature = "rmcp-client", feature = "rmcp-server"))]
mod rmcp_answer;
#[cfg(feature = "rmcp-client")]
mod rmcp_client;
#[cfg(feature = "rmcp-server")]
mod rmcp_server;
#[cfg(feature = "rmcp-server")]
mod rmcp_tools;

#[cfg(any(feature = "rmcp-client", feature = "rmcp-server"))]
pub use self::rmcp_answer::ToolAnswer;
#[cfg(feature = "rmcp-client")]
pub use self::rmcp_client::{GenAiClient, error_class};
#[cfg(feature = "rmcp-server")]
pub use self::rmcp_server::GenAiServer;
#[cfg(feature = "rmcp-server")]
pub use self::rmcp_tools::GenAiTools;
