use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::{Domain, SockRef, Socket, Type};

/// A port before a collector, on which somebody listens or not.
///
/// The port stays this process's own while nobody listens: a socket is bound to it that never listens, so that a
/// connection is refused and no other process gets the port.
#[derive(Debug)]
pub(crate) struct Front {
    address: SocketAddr,
    behind: SocketAddr,
    _holder: Socket,
    listening: Option<Listening>,
}

#[derive(Debug)]
struct Listening {
    is_stopped: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Front {
    /// Takes a port, and listens.
    pub(crate) fn start(behind: SocketAddr) -> io::Result<Self> {
        let holder = bound(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        let address = holder.local_addr()?.as_socket().ok_or(io::ErrorKind::AddrNotAvailable)?;
        let mut front = Self { address, behind, _holder: holder, listening: None };
        front.listen()?;
        Ok(front)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn listen(&mut self) -> io::Result<()> {
        if self.listening.is_some() {
            return Ok(());
        }
        let socket = bound(self.address)?;
        socket.listen(128)?;
        let (listener, behind) = (TcpListener::from(socket), self.behind);
        let is_stopped = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&is_stopped);
        let thread = thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if stopped.load(Ordering::Acquire) {
                    break;
                }
                // A connection that fails is one that the program sees fail.
                thread::spawn(move || forward(stream, behind));
            }
        });
        self.listening = Some(Listening { is_stopped, thread });
        Ok(())
    }

    /// Connections are refused from now on. Those that there are stay.
    pub(crate) fn refuse(&mut self) {
        let Some(Listening { is_stopped, thread }) = self.listening.take() else { return };
        is_stopped.store(true, Ordering::Release);
        // `accept` has no timeout; a connection of our own is what wakes it.
        let woken = TcpStream::connect(self.address);
        drop(thread.join());
        drop(woken);
    }
}

fn bound(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    Ok(socket)
}

/// Carries bytes both ways until one side ends, which then the other does in the same way.
fn forward(client: TcpStream, behind: SocketAddr) -> Option<()> {
    let server = TcpStream::connect_timeout(&behind, Duration::from_secs(10)).ok()?;
    client.set_nodelay(true).and(server.set_nodelay(true)).ok()?;
    let (from_client, to_server) = (client.try_clone().ok()?, server.try_clone().ok()?);
    let upwards = thread::spawn(move || carry(from_client, &to_server));
    carry(server, &client);
    drop(upwards.join());
    Some(())
}

fn carry(mut from: TcpStream, mut to: &TcpStream) {
    let mut buffer = vec![0; 64 * 1_024];
    let ended = loop {
        match from.read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(read) => {
                if let Err(error) = to.write_all(&buffer[..read]) {
                    break Err(error);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    if ended.is_err() {
        // A reset goes on as a reset.
        drop(SockRef::from(to).set_linger(Some(Duration::ZERO)));
    }
    drop(to.shutdown(Shutdown::Both));
    drop(from.shutdown(Shutdown::Both));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_is_refused_and_listened_on_again() {
        let behind = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut front = Front::start(behind.local_addr().unwrap()).unwrap();
        for _ in 0..20 {
            let mut client = TcpStream::connect(front.address).unwrap();
            let (mut server, _) = behind.accept().unwrap();
            client.write_all(b"hello").unwrap();
            let mut heard = [0; 5];
            server.read_exact(&mut heard).unwrap();
            assert_eq!(&heard, b"hello");
            front.refuse();
            let refused = TcpStream::connect(front.address).unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
            front.listen().unwrap();
        }
    }
}
