use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::{
    SetupError,
    error::{Origin, REDACTED},
    percent::decode_pairs,
};

/// The headers that every request of a signal carries. Shows names, never values.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Headers {
    map: HeaderMap,
}

impl Headers {
    /// Reads `OTEL_EXPORTER_OTLP_HEADERS` and its like. Of a name that stands twice the last holds.
    pub(crate) fn parse(origin: Origin, list: &str) -> Result<Self, SetupError> {
        let mut headers = Self::default();
        let pairs = decode_pairs(list)
            .map_err(|fault| origin.invalid(REDACTED, format!("{EXPECTED}, but {fault}")))?;
        for (name, value) in pairs {
            headers.insert(origin, &name, &value)?;
        }
        Ok(headers)
    }

    /// Sets one header, in place of an earlier one of that name.
    pub(crate) fn insert(
        &mut self,
        origin: Origin,
        name: &str,
        value: &str,
    ) -> Result<(), SetupError> {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| origin.invalid(REDACTED, "a header name of letters, digits and `-`"))?;
        if OWN.contains(&name.as_str()) || name.as_str().starts_with(OWN_PREFIX) {
            return Err(origin
                .invalid(REDACTED, format!("any header but `{name}`, which the exporter sets")));
        }
        let mut value = HeaderValue::from_str(value).map_err(|_| {
            origin.invalid(
                REDACTED,
                format!("a value without control characters for the header `{name}`"),
            )
        })?;
        value.set_sensitive(true);
        self.map.insert(name, value);
        let bytes: usize = self.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if bytes > MAX_BYTES {
            return Err(origin.invalid(REDACTED, format!("at most {MAX_BYTES} bytes of headers")));
        }
        Ok(())
    }

    pub(crate) fn contains(&self, name: &HeaderName) -> bool {
        self.map.contains_key(name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.map.iter()
    }

    /// The names, sorted.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.map.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        names
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

const EXPECTED: &str = "`key=value` pairs separated by commas, percent-encoded";

/// Headers that describe the body, the connection or the receiver: another value of theirs breaks every request, or
/// sends it, key and all, to somebody else.
const OWN: [&str; 15] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Reserved by gRPC: the coding of the message, and the time there is for it.
const OWN_PREFIX: &str = "grpc-";

/// Servers refuse a request whose head is longer, most of them at 8 to 32 KiB.
const MAX_BYTES: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ORIGIN: Origin = Origin::Variable("OTEL_EXPORTER_OTLP_HEADERS");

    fn pairs(headers: &Headers) -> Vec<(&str, &[u8])> {
        headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
    }

    #[test]
    fn last_of_a_name_holds_in_any_case() {
        let headers = Headers::parse(ORIGIN, "X-Key=1,authorization=Basic%20YTpi,x-key=2").unwrap();
        let mut pairs = pairs(&headers);
        pairs.sort();
        assert_eq!(pairs, [("authorization", &b"Basic YTpi"[..]), ("x-key", b"2")]);
    }

    #[test]
    fn no_value_is_shown() {
        let headers = Headers::parse(ORIGIN, "x-b=s3cr3t,x-a=s3cr3t").unwrap();
        assert_eq!(format!("{headers:?}"), r#"{"x-a", "x-b"}"#);
    }

    #[test]
    fn faults_do_not_quote_the_value() {
        for (list, expected) in [
            (
                "s3cr3t",
                "`key=value` pairs separated by commas, percent-encoded, but entry 1 has no `=`",
            ),
            ("a b=s3cr3t", "a header name of letters, digits and `-`"),
            ("a=s3cr3t%0D%0Ab: c", "a value without control characters for the header `a`"),
            ("Content-Type=s3cr3t", "any header but `content-type`, which the exporter sets"),
        ] {
            let error = Headers::parse(ORIGIN, list).unwrap_err().to_string();
            assert_eq!(
                error,
                format!("OTEL_EXPORTER_OTLP_HEADERS is `<redacted>`, expected {expected}")
            );
        }
    }

    #[test]
    fn headers_of_the_connection_are_refused_in_any_case() {
        for name in OWN.into_iter().chain(["grpc-encoding", "grpc-timeout"]) {
            let error = Headers::parse(ORIGIN, &format!("{}=s3cr3t", name.to_ascii_uppercase()));
            assert_eq!(
                error.unwrap_err().to_string(),
                format!(
                    "OTEL_EXPORTER_OTLP_HEADERS is `<redacted>`, expected any header but `{name}`, \
                     which the exporter sets"
                )
            );
        }
    }

    #[test]
    fn absurdly_long_headers_are_refused() {
        let list = format!("x-a={}", "s".repeat(MAX_BYTES));
        assert_eq!(
            Headers::parse(ORIGIN, &list).unwrap_err().to_string(),
            "OTEL_EXPORTER_OTLP_HEADERS is `<redacted>`, expected at most 65536 bytes of headers"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            drop(Headers::parse(ORIGIN, &text));
        }

        #[test]
        fn well_formed_lists_come_back(map in prop::collection::btree_map("x-[a-z]{1,8}", "[!-$&-+.-~]{1,12}", 0..6)) {
            let list: Vec<_> = map.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let headers = Headers::parse(ORIGIN, &list.join(",")).unwrap();
            let mut read = pairs(&headers);
            read.sort();
            let given: Vec<_> = map.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
            prop_assert_eq!(read, given);
        }
    }
}
