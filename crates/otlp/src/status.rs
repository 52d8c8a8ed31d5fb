//! `google.rpc.Status`, the shape of an error in OTLP: over HTTP the body of an answer, over gRPC its details.

#[cfg(any(feature = "grpc", test))]
use std::time::Duration;

use prost::Message;

use crate::encoding::Encoding;

/// What a collector says that did not take a request.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct Status {
    /// A code of `google.rpc.Code`.
    #[prost(int32, tag = "1")]
    pub(crate) code: i32,
    /// For people.
    #[prost(string, tag = "2")]
    pub(crate) message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<Any>,
}

impl Status {
    /// Reads the body of an answer; nothing where it is something else, a proxy's page perhaps.
    pub(crate) fn read(encoding: Encoding, body: &[u8]) -> Option<Self> {
        match encoding {
            Encoding::Protobuf => Self::decode(body).ok(),
            #[cfg(feature = "json")]
            Encoding::Json => {
                let status: serde_json::Value = serde_json::from_slice(body).ok()?;
                let message = status.get("message")?.as_str()?.to_owned();
                Some(Self { message, ..Self::default() })
            }
            #[cfg(not(feature = "json"))]
            Encoding::Json => None,
        }
    }

    /// When the collector wants to see the request again.
    #[cfg(any(feature = "grpc", test))]
    pub(crate) fn retry_info(&self) -> Option<Duration> {
        let info = self.details.iter().find(|detail| detail.type_url.ends_with(RETRY_INFO))?;
        let delay = RetryInfo::decode(&*info.value).ok()?.retry_delay?;
        let seconds = u64::try_from(delay.seconds).ok()?;
        let nanos = u32::try_from(delay.nanos).ok().filter(|nanos| *nanos < 1_000_000_000)?;
        Some(Duration::new(seconds, nanos))
    }
}

#[derive(Clone, PartialEq, Eq, Message)]
struct Any {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

#[cfg(any(feature = "grpc", test))]
#[derive(Clone, PartialEq, Eq, Message)]
struct RetryInfo {
    #[prost(message, optional, tag = "1")]
    retry_delay: Option<Delay>,
}

#[cfg(any(feature = "grpc", test))]
#[derive(Clone, PartialEq, Eq, Message)]
struct Delay {
    #[prost(int64, tag = "1")]
    seconds: i64,
    #[prost(int32, tag = "2")]
    nanos: i32,
}

#[cfg(any(feature = "grpc", test))]
const RETRY_INFO: &str = "/google.rpc.RetryInfo";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn with_delay(seconds: i64, nanos: i32) -> Status {
        let info = RetryInfo { retry_delay: Some(Delay { seconds, nanos }) };
        let type_url = "type.googleapis.com/google.rpc.RetryInfo".to_owned();
        let details = vec![Any { type_url, value: info.encode_to_vec() }];
        Status { code: 14, message: "busy".to_owned(), details }
    }

    #[test]
    fn both_encodings_are_read() {
        let status = with_delay(1, 0);
        assert_eq!(Status::read(Encoding::Protobuf, &status.encode_to_vec()), Some(status));
        assert_eq!(Status::read(Encoding::Protobuf, b"<html>"), None);
        assert_eq!(Status::read(Encoding::Json, b"<html>"), None);
        if cfg!(feature = "json") {
            let status = Status::read(Encoding::Json, br#"{"code":3,"message":"no"}"#);
            assert_eq!(status.map(|status| status.message).as_deref(), Some("no"));
        }
    }

    #[test]
    fn delay_is_read_and_an_absurd_one_is_none() {
        assert_eq!(with_delay(2, 500_000_000).retry_info(), Some(Duration::from_millis(2_500)));
        for (seconds, nanos) in [(-1, 0), (0, -1), (0, 1_000_000_000)] {
            assert_eq!(with_delay(seconds, nanos).retry_info(), None);
        }
        assert_eq!(Status::default().retry_info(), None);
    }

    proptest! {
        #[test]
        fn any_body_is_read_or_not(body in any::<Vec<u8>>()) {
            for encoding in [Encoding::Protobuf, Encoding::Json] {
                let _read = Status::read(encoding, &body).and_then(|status| status.retry_info());
            }
        }
    }
}
