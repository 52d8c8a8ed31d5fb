//! An authority that vouches for `localhost`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::NamedTempFile;

pub(crate) struct Authority {
    config: Arc<ServerConfig>,
    file: NamedTempFile,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(cert.pem().as_bytes()).unwrap();
        let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        Self { config: Arc::new(config), file }
    }

    /// The certificate, as PEM.
    pub(crate) fn file(&self) -> &Path {
        self.file.path()
    }

    /// Gives this answer to one request, over TLS.
    pub(crate) fn serve(&self, answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let config = Arc::clone(&self.config);
        std::thread::spawn(move || {
            let (connection, _) = listener.accept().unwrap();
            let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), connection);
            let mut seen = Vec::new();
            while !seen.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                tls.read_exact(&mut byte).unwrap();
                seen.extend(byte);
            }
            tls.write_all(answer.as_bytes()).unwrap();
            tls.flush().unwrap();
        });
        address
    }
}
