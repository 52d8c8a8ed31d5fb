//! The client that speaks to the upstreams.

use std::sync::Arc;

use axum::http::{Request, Response};
use bytes::Bytes;
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use tower::util::BoxCloneSyncService;
use tower::{BoxError, ServiceExt};

use crate::upload::Upload;

/// Its errors are boxed: then the tap looks for their reasons.
pub(crate) type Client = BoxCloneSyncService<Request<Upload>, Response<Download>, BoxError>;

/// The body of an answer.
pub(crate) type Download = UnsyncBoxBody<Bytes, BoxError>;

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// Nobody vouches for an `https` upstream.
    #[error(
        "no certificates of authorities are found on this machine: set SSL_CERT_FILE to a file of them{0}"
    )]
    NoCertificates(String),
    /// The settings of TLS are refused.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

pub(crate) fn new(https: bool) -> Result<Client, ClientError> {
    let roots = if https { native_roots()? } else { RootCertStore::empty() };
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_nodelay(true);
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector);
    let client = legacy::Client::builder(TokioExecutor::new()).build(connector);
    let client = client.map_response(|response: Response<_>| {
        response.map(|body| BodyExt::map_err(body, BoxError::from).boxed_unsync())
    });
    Ok(BoxCloneSyncService::new(client.map_err(BoxError::from)))
}

fn native_roots() -> Result<RootCertStore, ClientError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let reasons: Vec<_> = found.errors.iter().map(|error| format!("; {error}")).collect();
        return Err(ClientError::NoCertificates(reasons.concat()));
    }
    Ok(roots)
}
