use std::fmt;
use std::io::{self, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, yield_now};

use super::answer::GrpcAnswer;
use super::call::Call;
use crate::start_error::StartError;

/// Answers one call.
type Handler = dyn Fn(Call) -> GrpcAnswer + Send + Sync;

/// A listening server. Dropping it closes every connection and joins its thread.
pub(crate) struct GrpcServer {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl GrpcServer {
    /// Listens on a free port of 127.0.0.1.
    pub(crate) fn start(
        name: &str,
        handler: impl Fn(Call) -> GrpcAnswer + Send + Sync + 'static,
    ) -> Result<Self, StartError> {
        // Nothing here waits for the runtime: this may be a thread of another one.
        let listener =
            std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(StartError::new)?;
        let address = listener.local_addr().map_err(StartError::new)?;
        listener.set_nonblocking(true).map_err(StartError::new)?;
        let runtime = Builder::new_current_thread().enable_io().enable_time().build();
        let runtime = runtime.map_err(StartError::new)?;
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener).map_err(StartError::new)?
        };
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            runtime.spawn(accept_all(listener, Arc::new(handler)));
            // Told or dropped, it is over; with the runtime go all connections.
            drop(runtime.block_on(stopped));
        });
        Ok(Self { address, stop: Some(stop), thread: Some(thread.map_err(StartError::new)?) })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for GrpcServer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has told so on its own; a drop must not panic as well.
            drop(thread.join());
        }
    }
}

impl fmt::Debug for GrpcServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GrpcServer").field("address", &self.address).finish_non_exhaustive()
    }
}

async fn accept_all(listener: TcpListener, handler: Arc<Handler>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let Ok((peer, stream)) = Peer::of(stream) else { continue };
                let serving = tokio::spawn(serve(stream, Arc::clone(&peer), Arc::clone(&handler)));
                // On this thread it has not begun yet.
                drop(peer.connection.set(serving.abort_handle()));
            }
            // Out of descriptors, for example: wait a little instead of spinning.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn serve(stream: TcpStream, peer: Arc<Peer>, handler: Arc<Handler>) {
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    while let Some(Ok((request, respond))) = connection.accept().await {
        let (peer, handler) = (Arc::clone(&peer), Arc::clone(&handler));
        tokio::spawn(async move {
            if let Some(call) = Call::read(request).await {
                // It fails only where the client left.
                drop(handler(call).send(respond, &peer).await);
            }
        });
    }
}

/// The client of one connection, below HTTP/2.
#[derive(Debug)]
pub(super) struct Peer {
    /// A second handle of the connection's socket.
    socket: std::net::TcpStream,
    connection: OnceLock<AbortHandle>,
}

impl Peer {
    fn of(stream: TcpStream) -> io::Result<(Arc<Self>, TcpStream)> {
        stream.set_nodelay(true)?;
        let stream = stream.into_std()?;
        let socket = stream.try_clone()?;
        let peer = Self { socket, connection: OnceLock::new() };
        Ok((Arc::new(peer), TcpStream::from_std(stream)?))
    }

    /// Closes after what is written so far.
    pub(super) async fn close(&self) {
        // What is queued is written when the connection's task has its turn.
        for _ in 0..4 {
            yield_now().await;
        }
        // Fails only when the other side was faster.
        drop(self.socket.shutdown(Shutdown::Both));
    }

    /// Writes bytes between those of HTTP/2, and closes.
    pub(super) fn interrupt(&self, bytes: &[u8]) {
        drop((&self.socket).write_all(bytes));
        drop(self.socket.shutdown(Shutdown::Both));
    }

    /// Makes the closing of the connection a TCP `RST`.
    pub(super) fn reset(&self) {
        drop(SockRef::from(&self.socket).set_linger(Some(Duration::ZERO)));
        if let Some(connection) = self.connection.get() {
            connection.abort();
        }
    }
}
