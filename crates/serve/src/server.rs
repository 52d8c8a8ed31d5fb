//! A listener of our own.

mod connection;
mod host;

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    sync::{Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use tokio::{runtime, sync::oneshot};

use self::connection::{Limits, accept};
use crate::{Endpoint, PrometheusReader, ServeError};

/// Shows metrics at a port, from a thread of its own and without a runtime of the application's. It stops when it is
/// dropped.
///
/// It listens on 127.0.0.1 unless it is told another address: whoever reaches it reads all metrics, names of models, teams
/// and tenants among them, and there is neither a password nor TLS.
///
/// ```
/// use std::{io::{Read as _, Write as _}, net::TcpStream};
///
/// use genai_otel_serve::{MetricsServer, PrometheusReader};
/// use opentelemetry_sdk::metrics::SdkMeterProvider;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let reader = PrometheusReader::new();
/// let _provider = SdkMeterProvider::builder().with_reader(reader.clone()).build();
/// let server = MetricsServer::builder(reader).port(0).start()?; // `MetricsServer::start(reader)` takes port 9464
///
/// let mut connection = TcpStream::connect(server.address())?;
/// connection.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
/// let mut answer = String::new();
/// connection.read_to_string(&mut answer)?;
/// assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
/// assert!(answer.contains("\ntarget_info{"));
/// # Ok(())
/// # }
/// ```
#[must_use = "dropping it stops it; bind it to a name that lives as long as `main`"]
pub struct MetricsServer {
    address: SocketAddr,
    running: Mutex<Option<Running>>,
}

struct Running {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl MetricsServer {
    /// Listens on 127.0.0.1, port [`DEFAULT_PORT`](Self::DEFAULT_PORT).
    ///
    /// # Errors
    ///
    /// When the port is taken, or the operating system has no thread.
    pub fn start(reader: PrometheusReader) -> Result<Self, ServeError> {
        Self::builder(reader).start()
    }

    /// Configures one.
    pub fn builder(reader: PrometheusReader) -> MetricsServerBuilder {
        MetricsServerBuilder {
            reader,
            host: Ipv4Addr::LOCALHOST.to_string(),
            port: Self::DEFAULT_PORT,
            limits: Limits { max_connections: 16, timeout: Duration::from_secs(30) },
        }
    }

    /// Where it listens, with the port that the system chose where it was to.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops it: the port is free when this returns, and requests that are not answered never are. It may be called again.
    pub fn stop(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Running { stop, thread }) = running else { return };
        // Either may be gone already, by a panic.
        let _told = stop.send(());
        let _ended = thread.join();
    }

    /// The port that the OpenTelemetry specification has for this.
    pub const DEFAULT_PORT: u16 = 9_464;
}

impl Drop for MetricsServer {
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for MetricsServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetricsServer").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Configures a [`MetricsServer`]. Nothing listens before [`start`](Self::start).
#[derive(Clone, Debug)]
#[must_use = "nothing listens before `start`"]
pub struct MetricsServerBuilder {
    reader: PrometheusReader,
    host: String,
    port: u16,
    limits: Limits,
}

impl MetricsServerBuilder {
    /// The name or address to listen on; `localhost` is 127.0.0.1. With `0.0.0.0` or `::` everybody on the network can read
    /// the metrics. Defaults to 127.0.0.1.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// The port; with 0 the system chooses one, which [`MetricsServer::address`] tells. Defaults to 9464.
    pub const fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// How many connections are served at a time, at least one; further ones wait. Defaults to 16.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.limits.max_connections = connections.max(1);
        self
    }

    /// How long a connection lasts at most, from its begin to the last byte of the answer. Defaults to 30 s.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// Listens from now on.
    ///
    /// # Errors
    ///
    /// When the host is unknown, the port is taken, or the operating system has no thread.
    pub fn start(self) -> Result<MetricsServer, ServeError> {
        let listening =
            |source| ServeError::Listen { host: self.host.clone(), port: self.port, source };
        let addresses = host::resolve(&self.host, self.port).map_err(listening)?;
        let listener = TcpListener::bind(&*addresses).map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;
        listener.set_nonblocking(true).map_err(listening)?;
        let thread = |source| ServeError::Thread { source };
        let runtime = runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(thread)?;
        let (stop, stopped) = oneshot::channel();
        let (endpoint, limits) = (Endpoint::new(self.reader), self.limits);
        let serve = move || {
            runtime.block_on(accept(listener, endpoint, limits, stopped));
            // A collection that hangs stays behind.
            runtime.shutdown_background();
        };
        let thread = thread::Builder::new().name(THREAD.to_owned()).spawn(serve).map_err(thread)?;
        tracing::info!(target: LOG_TARGET, %address, "metrics can be read");
        let running = Mutex::new(Some(Running { stop, thread }));
        Ok(MetricsServer { address, running })
    }
}

/// Whether nobody but this machine reaches an address.
fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

const THREAD: &str = "genai-otel-show";
const LOG_TARGET: &str = "genai_otel::serve";
