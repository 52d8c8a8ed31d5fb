use std::fmt;

use crate::headers::Headers;

/// An export request as the fake collector received it.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct CollectorRequest {
    /// How it came; nothing for a content type that no protocol has.
    pub protocol: Option<WireProtocol>,
    /// The path, for example `/v1/traces`; over gRPC that of the method.
    pub path: String,
    /// The header fields, over gRPC the metadata; values that may be credentials do not show in `Debug`.
    pub headers: Headers,
    /// The body as it came, perhaps compressed; over gRPC the message without the prefix of its length.
    pub raw_body: Vec<u8>,
    /// The status that was answered, or would have been without the fault; over gRPC the one that stands for the code.
    pub status: u16,
    /// The code of `google.rpc.Code` that was answered over gRPC, or would have been; over HTTP the one in the body.
    pub code: i32,
    /// How many spans, data points or log records were in it.
    pub items: usize,
    /// Why the request could not be read, if it could not.
    pub malformed: Option<String>,
}

/// Bodies are shown by their length.
impl fmt::Debug for CollectorRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CollectorRequest")
            .field("protocol", &self.protocol)
            .field("path", &self.path)
            .field("headers", &self.headers)
            .field("raw_body", &format_args!("({} bytes)", self.raw_body.len()))
            .field("status", &self.status)
            .field("code", &self.code)
            .field("items", &self.items)
            .field("malformed", &self.malformed)
            .finish()
    }
}

/// The protocols of OTLP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WireProtocol {
    /// Binary protobuf over HTTP.
    HttpProtobuf,
    /// JSON over HTTP.
    HttpJson,
    /// gRPC.
    Grpc,
}
