//! Which servers are trusted, and who we are to them.

#[cfg(feature = "tls")]
mod roots;

#[cfg(feature = "tls")]
pub(crate) use self::roots::SystemRoots;

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use crate::{SetupError, env::Environment, error::Origin, signal::SignalVariables};

/// Certificates for `https://` endpoints, as PEM. Without any, the system's are trusted (`SSL_CERT_FILE` and
/// `SSL_CERT_DIR` name others) and no client certificate is shown.
///
/// ```
/// use genai_otel_otlp::Tls;
///
/// let tls = Tls::default().ca_file("/etc/otel/ca.pem").client_files("/etc/otel/client.pem", "/etc/otel/client.key");
/// # drop(tls);
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "pass it to `OtlpPipeline::tls`"]
pub struct Tls {
    ca: Option<Pem>,
    certificate: Option<Pem>,
    key: Option<Pem>,
}

/// A file, or what would be in it.
#[derive(Clone)]
enum Pem {
    File(PathBuf),
    Text(Vec<u8>),
}

impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.fmt(f),
            Self::Text(_) => f.write_str(crate::error::REDACTED),
        }
    }
}

impl Tls {
    /// Trusts the certificates in this file, and no others. Wins over `OTEL_EXPORTER_OTLP_CERTIFICATE`.
    pub fn ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca = Some(Pem::File(path.into()));
        self
    }

    /// [`ca_file`](Self::ca_file) with the contents of the file.
    pub fn ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.ca = Some(Pem::Text(pem.into()));
        self
    }

    /// Shows this certificate, with its chain and key. Wins over `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE` and
    /// `OTEL_EXPORTER_OTLP_CLIENT_KEY`.
    pub fn client_files(
        mut self,
        certificate: impl Into<PathBuf>,
        key: impl Into<PathBuf>,
    ) -> Self {
        self.certificate = Some(Pem::File(certificate.into()));
        self.key = Some(Pem::File(key.into()));
        self
    }

    /// [`client_files`](Self::client_files) with the contents of the files.
    pub fn client_pem(mut self, certificate: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.certificate = Some(Pem::Text(certificate.into()));
        self.key = Some(Pem::Text(key.into()));
        self
    }
}

/// What was read of [`Tls`] and its variables, checked.
#[derive(Clone)]
pub(crate) struct Credentials {
    /// Nothing: those of the system.
    #[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "only checked then"))]
    ca: Option<Vec<u8>>,
    #[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "only used then"))]
    system: SystemRoots,
    #[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "only checked then"))]
    identity: Option<(Vec<u8>, Vec<u8>)>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// For the line of a request's configuration.
impl fmt::Display for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ca = if self.ca.is_some() { "own" } else { "system" };
        let identity = if self.identity.is_some() { ", client certificate" } else { "" };
        write!(f, "TLS ({ca} roots{identity})")
    }
}

impl Credentials {
    /// Code first, then the variables of the signal, then the general ones.
    pub(crate) fn resolve(
        environment: &Environment,
        variables: &SignalVariables,
        code: &Tls,
        system: &SystemRoots,
    ) -> Result<Self, SetupError> {
        let read = |code: &Option<Pem>, setting, names: &[&'static str]| {
            let (origin, pem) = match code {
                Some(pem) => (Origin::Setting(setting), pem.clone()),
                None => match environment.text(names)? {
                    Some((origin, path)) => (origin, Pem::File(path.into())),
                    None => return Ok(None),
                },
            };
            Ok(Some((origin, contents(origin, pem)?)))
        };
        let ca = read(&code.ca, "tls.ca", &variables.certificate)?;
        let certificate = read(&code.certificate, "tls.client", &variables.client_certificate)?;
        let key = read(&code.key, "tls.client", &variables.client_key)?;
        if let Some((origin, (shown, ca))) = &ca {
            check_certificates(*origin, shown, ca)?;
        }
        let identity = match (certificate, key) {
            (None, None) => None,
            (Some((origin, (shown, certificate))), Some((_, (_, key)))) => {
                check_identity(origin, &shown, &certificate, &key)?;
                Some((certificate, key))
            }
            (Some((origin, (shown, _))), None) => {
                let expected = format!("with its key in {}", variables.client_key[1]);
                return Err(origin.invalid(shown, expected));
            }
            (None, Some((origin, (shown, _)))) => {
                let expected =
                    format!("with its certificate in {}", variables.client_certificate[1]);
                return Err(origin.invalid(shown, expected));
            }
        };
        Ok(Self { ca: ca.map(|(_, (_, ca))| ca), system: system.clone(), identity })
    }
}

/// What is shown of a source in an error, and its bytes.
fn contents(origin: Origin, pem: Pem) -> Result<(String, Vec<u8>), SetupError> {
    match pem {
        Pem::Text(text) => Ok((crate::error::REDACTED.to_owned(), text)),
        Pem::File(path) => {
            // Whoever put the key itself into the variable must not read it in a log.
            let shown = if names_a_file(&path) {
                path.display().to_string()
            } else {
                crate::error::REDACTED.to_owned()
            };
            let bytes = read_file(&path)
                .map_err(|error| origin.invalid(&shown, format!("a file of PEM, but: {error}")))?;
            Ok((shown, bytes))
        }
    }
}

/// Whether this is a path as people write them, and not what should stand in the file.
fn names_a_file(path: &Path) -> bool {
    let Some(text) = path.to_str() else { return true };
    let is_key = text.contains("-----") || text.contains(['\n', '=']);
    // The shortest key in base64 is longer than the name of a file may be sensible, and has no dot.
    let is_bare_key = text.len() > 60 && !text.contains(['.', ' ']) && !Path::new(text).exists();
    !is_key && !is_bare_key
}

/// A named pipe would never end, and no bundle of certificates is as long as a disk.
fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() || metadata.len() > MAX_FILE_BYTES {
        return Err(std::io::Error::other("it is no regular file, or over 8 MiB long"));
    }
    fs::read(path)
}

const MAX_FILE_BYTES: u64 = 8 * 1024 * 1024;

#[cfg(not(feature = "tls"))]
fn check_certificates(_: Origin, _: &str, _: &[u8]) -> Result<(), SetupError> {
    Ok(())
}

#[cfg(not(feature = "tls"))]
fn check_identity(_: Origin, _: &str, _: &[u8], _: &[u8]) -> Result<(), SetupError> {
    Ok(())
}

/// Nobody is asked for them.
#[cfg(not(feature = "tls"))]
#[derive(Clone, Debug, Default)]
pub(crate) struct SystemRoots(());

#[cfg(feature = "tls")]
use with_rustls::{check_certificates, check_identity};

#[cfg(feature = "tls")]
mod with_rustls {
    use std::sync::Arc;

    use rustls::{
        ClientConfig, RootCertStore,
        crypto::{CryptoProvider, ring},
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    };
    use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};

    use super::{Credentials, Origin, SetupError};

    impl Credentials {
        /// For HTTP.
        pub(crate) fn to_ureq(&self) -> TlsConfig {
            let given = self.ca.as_ref().map(|pem| certificates(pem).unwrap_or_default());
            let roots = given.as_deref().unwrap_or_else(|| self.system.certificates());
            let own = |certificate: &CertificateDer<'static>| {
                Certificate::from_der(certificate).to_owned()
            };
            let roots: Vec<_> = roots.iter().map(own).collect();
            let client = self.identity.as_ref().and_then(|(chain, key)| {
                let chain: Vec<_> = certificates(chain).ok()?.iter().map(own).collect();
                Some(ClientCert::new_with_certs(&chain, PrivateKey::from_pem(key).ok()?))
            });
            TlsConfig::builder()
                .root_certs(RootCerts::new_with_certs(&roots))
                .client_cert(client)
                // Named here, because with two of them in the program there would be no default.
                .unversioned_rustls_crypto_provider(provider())
                .build()
        }

        /// For gRPC.
        #[cfg(feature = "grpc")]
        pub(crate) fn to_tonic(&self) -> tonic::transport::ClientTlsConfig {
            use tonic::transport::{Certificate, ClientTlsConfig, Identity};

            let config = match &self.ca {
                Some(pem) => ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem)),
                None => {
                    ClientTlsConfig::new().trust_anchors(self.system.store().roots.iter().cloned())
                }
            };
            match &self.identity {
                Some((chain, key)) => config.identity(Identity::from_pem(chain, key)),
                None => config,
            }
        }

        /// That anybody is trusted at all: a container without certificates would refuse every server.
        pub(crate) fn check_roots(&self) -> Result<(), SetupError> {
            if self.ca.is_some() || !self.system.certificates().is_empty() {
                return Ok(());
            }
            Err(SetupError::NoTrustedCertificates)
        }
    }

    pub(super) fn check_certificates(
        origin: Origin,
        shown: &str,
        pem: &[u8],
    ) -> Result<(), SetupError> {
        let expected = |fault: &str| {
            origin.invalid(shown, format!("at least one certificate as PEM, but {fault}"))
        };
        let certificates = certificates(pem).map_err(|fault| expected(&fault))?;
        let mut roots = RootCertStore::empty();
        for certificate in certificates {
            roots.add(certificate).map_err(|error| expected(&error.to_string()))?;
        }
        if roots.is_empty() { Err(expected("there is none")) } else { Ok(()) }
    }

    pub(super) fn check_identity(
        origin: Origin,
        shown: &str,
        certificate: &[u8],
        key: &[u8],
    ) -> Result<(), SetupError> {
        let expected = |fault: &str| {
            origin.invalid(shown, format!("a certificate and its key as PEM, but {fault}"))
        };
        let chain = certificates(certificate).map_err(|fault| expected(&fault))?;
        if chain.is_empty() {
            return Err(expected("there is no certificate"));
        }
        let key = PrivateKeyDer::from_pem_slice(key)
            .map_err(|_| expected("there is no key that can be read"))?;
        let builder = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| expected(&error.to_string()))?;
        builder
            .with_root_certificates(RootCertStore::empty())
            .with_client_auth_cert(chain, key)
            .map_err(|error| expected(&error.to_string()))?;
        Ok(())
    }

    fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
        CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|error| error.to_string())
    }

    fn provider() -> Arc<CryptoProvider> {
        Arc::new(ring::default_provider())
    }
}
