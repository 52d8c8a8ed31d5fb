use std::collections::HashMap;
use std::fmt;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::answer::Answer;
use super::connection;
use super::incoming::Incoming;
use super::stop::Stop;
use crate::lock::lock;
use crate::start_error::StartError;

/// Answers one request; called from many threads at once.
pub(super) type Handler = dyn Fn(Incoming) -> Answer + Send + Sync;

/// A listening server. Dropping it closes every connection and joins every thread.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on a free port of 127.0.0.1.
    pub(crate) fn start(
        name: &str,
        handler: impl Fn(Incoming) -> Answer + Send + Sync + 'static,
    ) -> Result<Self, StartError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(StartError::new)?;
        let address = listener.local_addr().map_err(StartError::new)?;
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            stop: Stop::default(),
            connections: Mutex::default(),
        });
        let accepting = Arc::clone(&shared);
        let acceptor = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || accepting.accept_all(&listener))
            .map_err(StartError::new)?;
        Ok(Self { address, shared, acceptor: Some(acceptor) })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop.stop();
        self.shared.close_connections();
        // `accept` has no timeout; a connection of our own is what wakes it.
        let awake = TcpStream::connect(self.address).is_ok();
        if let Some(acceptor) = self.acceptor.take()
            && (awake || acceptor.is_finished())
        {
            // A thread that panicked has told so on its own; a drop must not panic as well.
            drop(acceptor.join());
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

struct Shared {
    handler: Box<Handler>,
    stop: Stop,
    /// Every live connection. The `Arc` here is the only one besides the connection's own thread, so that
    /// the socket is closed (or reset) the moment that thread is done with it.
    connections: Mutex<HashMap<u64, Arc<TcpStream>>>,
}

impl Shared {
    fn accept_all(self: &Arc<Self>, listener: &TcpListener) {
        let mut threads: Vec<JoinHandle<()>> = Vec::new();
        for id in 0.. {
            let accepted = listener.accept();
            if self.stop.is_stopped() {
                break;
            }
            threads.retain(|thread| !thread.is_finished());
            match accepted {
                Ok((stream, _)) => threads.extend(self.connect(id, stream)),
                // Out of descriptors, for example: wait a little instead of spinning.
                Err(_) => drop(self.stop.pause(Duration::from_millis(10))),
            }
        }
        self.close_connections();
        for thread in threads {
            drop(thread.join());
        }
    }

    fn connect(self: &Arc<Self>, id: u64, stream: TcpStream) -> Option<JoinHandle<()>> {
        let stream = Arc::new(stream);
        {
            let mut connections = lock(&self.connections);
            if connections.len() >= MAX_CONNECTIONS {
                return None;
            }
            connections.insert(id, Arc::clone(&stream));
        }
        let shared = Arc::clone(self);
        let spawned = thread::Builder::new().name(format!("connection-{id}")).spawn(move || {
            let connection = Connection { shared: &shared, id };
            connection::serve(&stream, &shared.stop, &shared.handler);
            drop(connection);
        });
        if spawned.is_err() {
            lock(&self.connections).remove(&id);
        }
        spawned.ok()
    }

    fn close_connections(&self) {
        for stream in lock(&self.connections).values() {
            // Fails only when the other side was faster.
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

/// Takes the connection off the list also when its handler panics.
struct Connection<'a> {
    shared: &'a Shared,
    id: u64,
}

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        lock(&self.shared.connections).remove(&self.id);
    }
}

/// Documented in the crate's limits. Further connections are closed without an answer.
const MAX_CONNECTIONS: usize = 2_048;
