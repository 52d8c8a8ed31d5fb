//! What the example and the tests share: a server with some tools, and a client that is connected to it in memory.
#![allow(clippy::expect_used, reason = "the ends of a pipe in memory do not fail")]

mod desk;

use genai_otel::Instrumentation;
use genai_otel::mcp::GenAiServer;
use rmcp::service::{RoleClient, RoleServer, RunningService, ServiceExt as _};

pub use self::desk::{Desk, ToldDesk};

/// Both ends, which run until they are dropped.
#[derive(Debug)]
#[non_exhaustive]
pub struct Connected {
    /// The client, which calls tools.
    pub client: RunningService<RoleClient, ()>,
    /// The server, which is watched.
    pub server: RunningService<RoleServer, GenAiServer<Desk>>,
}

/// A watched server with the tools of a [`Desk`], and a client of it.
///
/// # Panics
///
/// When the two do not understand each other.
pub async fn connect(server: GenAiServer<Desk>) -> Connected {
    let (here, there) = tokio::io::duplex(PIPE_BYTES);
    let (server, client) = tokio::join!(server.serve(there), ().serve(here));
    let server = server.expect("the client introduced itself");
    Connected { client: client.expect("the server introduced itself"), server }
}

/// A watched server with the tools of a [`Desk`].
#[must_use]
pub fn watched(instrumentation: &Instrumentation) -> GenAiServer<Desk> {
    GenAiServer::new(Desk::new(instrumentation)).instrumentation(instrumentation.clone())
}

const PIPE_BYTES: usize = 4_096;
