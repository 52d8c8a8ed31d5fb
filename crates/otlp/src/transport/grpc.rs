//! OTLP over gRPC.

mod codec;
mod runtime;

use std::{
    error::Error,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{Uri, header, uri::PathAndQuery};
use prost::Message as _;
use tonic::{
    Code, TimeoutExpired,
    client::Grpc,
    codec::CompressionEncoding,
    metadata::MetadataMap,
    transport::{Channel, Endpoint},
};

use self::codec::BytesCodec;
use self::runtime::Runtime;
pub(super) use self::runtime::SharedRuntime;
use super::http::refused;
use super::{Failure, MAX_ANSWER_BYTES, NO_ANSWER, Packed, Reply, Transport, USER_AGENT};
use crate::{
    Compression, SetupError, Signal,
    config::Request,
    encoding::Encoding,
    headers::Headers,
    retry::{Blame, Retry},
    status::Status,
    text::one_line,
};

/// Carries the requests of one signal on a runtime of its own: the caller's may have no thread to spare, or be the one
/// that is being shut down.
pub(super) struct GrpcTransport {
    /// Nothing after the close.
    open: Mutex<Option<Open>>,
    endpoint: Endpoint,
    path: PathAndQuery,
    metadata: MetadataMap,
    compression: Option<CompressionEncoding>,
}

#[derive(Clone)]
struct Open {
    channel: Channel,
    runtime: Arc<Runtime>,
}

impl GrpcTransport {
    pub(super) fn new(
        request: &Request,
        signal: Signal,
        runtime: &SharedRuntime,
    ) -> Result<Self, SetupError> {
        let runtime = runtime.started()?;
        let failed = |source: tonic::transport::Error| SetupError::Exporter {
            signal,
            source: source.into(),
        };
        let uri: Uri = request.endpoint.uri().clone();
        let mut endpoint = Endpoint::from(uri).tcp_keepalive(Some(KEEPALIVE));
        if !request.headers.contains(&header::USER_AGENT) {
            endpoint = endpoint.user_agent(USER_AGENT).map_err(failed)?;
        }
        if let Some(limit) = request.timeout.limit() {
            endpoint = endpoint.connect_timeout(limit);
        }
        #[cfg(feature = "tls")]
        if let Some(tls) = &request.tls {
            endpoint = endpoint.tls_config(tls.to_tonic()).map_err(failed)?;
        }
        let channel = runtime.connect(&endpoint);
        Ok(Self {
            open: Mutex::new(Some(Open { channel, runtime })),
            endpoint,
            path: PathAndQuery::from_static(signal.grpc_path()),
            metadata: metadata(&request.headers),
            compression: match request.compression {
                Compression::None => None,
                Compression::Gzip => Some(CompressionEncoding::Gzip),
                #[cfg(feature = "zstd")]
                Compression::Zstd => Some(CompressionEncoding::Zstd),
                #[cfg(not(feature = "zstd"))]
                Compression::Zstd => None,
            },
        })
    }

    fn open(&self) -> Option<Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Leaves a connection behind on which nothing came back: to a peer that vanished it would look alive for minutes.
    fn reconnect(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = &mut *open {
            open.channel = open.runtime.connect(&self.endpoint);
        }
    }

    fn client(&self, channel: Channel) -> Grpc<Channel> {
        let mut client = Grpc::new(channel)
            .max_decoding_message_size(MAX_ANSWER_BYTES)
            .accept_compressed(CompressionEncoding::Gzip);
        if let Some(compression) = self.compression {
            client = client.send_compressed(compression);
        }
        client
    }
}

impl Transport for GrpcTransport {
    /// The framing of gRPC compresses by itself.
    fn pack(&self, body: Bytes) -> Result<Packed, String> {
        Ok(Packed { body, coding: None })
    }

    fn send(&self, packed: &Packed, limit: Option<Duration>) -> Result<Reply, Failure> {
        let Some(Open { channel, runtime }) = self.open() else { return Err(closed()) };
        let mut request = tonic::Request::new(packed.body.clone());
        *request.metadata_mut() = self.metadata.clone();
        if let Some(limit) = limit {
            request.set_timeout(limit);
        }
        let (client, path) = (self.client(channel), self.path.clone());
        match runtime.run(exchange(client, request, path), limit) {
            Some(Ok(body)) => Ok(Reply { encoding: Encoding::Protobuf, body, is_page: false }),
            // The channel has the same limit, and may be the first to notice.
            Some(Err(status)) if !is_late(&status) => Err(failure(&status)),
            Some(Err(_)) | None => {
                self.reconnect();
                Err(Failure::of_way(NO_ANSWER, Retry::Soon))
            }
        }
    }

    fn close(&self) {
        drop(self.open.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

impl fmt::Debug for GrpcTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GrpcTransport").field("path", &self.path).finish_non_exhaustive()
    }
}

async fn exchange(
    mut client: Grpc<Channel>,
    request: tonic::Request<Bytes>,
    path: PathAndQuery,
) -> Result<Bytes, tonic::Status> {
    client.ready().await.map_err(|error| tonic::Status::from_error(error.into()))?;
    Ok(client.unary(request, path, BytesCodec).await?.into_inner())
}

/// The configured headers, marked so that nobody prints them.
fn metadata(headers: &Headers) -> MetadataMap {
    let pairs = headers.iter().map(|(name, value)| (name.clone(), value.clone()));
    MetadataMap::from_headers(pairs.collect())
}

fn failure(status: &tonic::Status) -> Failure {
    // What has a source is no answer, whatever its code: the connection failed, and the innermost cause says how.
    if let Some(cause) = causes(status).last() {
        let reason = one_line(&cause.to_string()).into_owned();
        return Failure::of_way(reason, Retry::Soon);
    }
    let retry_info = Status::decode(status.details()).ok().and_then(|status| status.retry_info());
    let code = status.code().into();
    let retry = Retry::of_grpc(code, retry_info);
    let blame = Blame::of_grpc(code, retry_info);
    let reason = refused(&format!("gRPC status {}", name(status.code())), status.message());
    Failure { reason, retry, blame }
}

fn is_late(status: &tonic::Status) -> bool {
    causes(status).any(|cause| cause.is::<TimeoutExpired>())
}

/// The outermost first.
fn causes(status: &tonic::Status) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let mut next = status.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

/// The name that specification and servers use.
fn name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

fn closed() -> Failure {
    Failure::of_way("the exporter is shut down", Retry::Never)
}

/// Between probes of an idle connection, which firewalls forget after some minutes.
const KEEPALIVE: Duration = Duration::from_secs(60);
