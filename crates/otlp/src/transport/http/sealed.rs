//! Keeps credentials out of the HTTP client, and so out of what it logs.

use std::{fmt, io, sync::Arc};

use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

use crate::{endpoint::Endpoint, headers::Headers};

/// Adds to every request of a connection what the client must not know.
///
/// The client logs each request, at trace level as a dump of its bytes, through a logger that belongs to the whole
/// process; nothing here could silence it for one client alone. So the query of the endpoint and the configured
/// headers go in below it, on the way from its buffer to the socket.
#[derive(Debug)]
pub(crate) struct SealedConnector {
    secrets: Arc<Secrets>,
}

impl SealedConnector {
    pub(crate) fn new(endpoint: &Endpoint, headers: &Headers) -> Self {
        Self { secrets: Arc::new(Secrets::of(endpoint, headers)) }
    }
}

impl<In: Transport> Connector<In> for SealedConnector {
    type Out = SealedTransport<In>;

    fn connect(
        &self,
        _details: &ConnectionDetails<'_>,
        connection: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        let secrets = &self.secrets;
        Ok(connection.map(|inner| SealedTransport {
            inner,
            secrets: Arc::clone(secrets),
            is_head_due: true,
        }))
    }
}

/// A connection that completes the head of each request.
#[derive(Debug)]
pub(crate) struct SealedTransport<In> {
    inner: In,
    secrets: Arc<Secrets>,
    /// Whether the next output begins a request. The body that follows its head passes through as it is.
    is_head_due: bool,
}

impl<In: Transport> Transport for SealedTransport<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        if !std::mem::take(&mut self.is_head_due) {
            return self.inner.transmit_output(amount, timeout);
        }
        let head = self.inner.buffers().output().get(..amount).unwrap_or_default();
        let head = self.secrets.complete(head)?;
        let mut rest = &*head;
        while !rest.is_empty() {
            let output = self.inner.buffers().output();
            let (now, later) = rest.split_at(rest.len().min(output.len()));
            output.iter_mut().zip(now).for_each(|(to, from)| *to = *from);
            self.inner.transmit_output(now.len(), timeout)?;
            rest = later;
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        // Whoever waits for the answer has sent the request.
        self.is_head_due = true;
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

struct Secrets {
    /// `POST /v1/traces`, as the client writes it.
    line: String,
    /// What stands after it, `?` included.
    query: String,
    /// Header lines, each with its end.
    lines: Vec<u8>,
}

impl Secrets {
    fn of(endpoint: &Endpoint, headers: &Headers) -> Self {
        let mut lines = Vec::new();
        for (name, value) in headers.iter() {
            for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), END] {
                lines.extend_from_slice(part);
            }
        }
        let query = endpoint.query().map(|query| format!("?{query}")).unwrap_or_default();
        Self { line: format!("POST {}", endpoint.path()), query, lines }
    }

    fn complete(&self, head: &[u8]) -> Result<Vec<u8>, io::Error> {
        let rest = head.strip_prefix(self.line.as_bytes());
        let rest = rest.and_then(|rest| rest.strip_prefix(VERSION));
        let rest = rest.ok_or_else(|| io::Error::other("the HTTP client wrote another request"))?;
        Ok([self.line.as_bytes(), self.query.as_bytes(), VERSION, &self.lines, rest].concat())
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").field("line", &self.line).finish_non_exhaustive()
    }
}

const VERSION: &[u8] = b" HTTP/1.1\r\n";
const END: &[u8] = b"\r\n";
