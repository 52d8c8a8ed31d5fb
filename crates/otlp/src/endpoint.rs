use std::fmt;

use http::{
    Uri,
    uri::{PathAndQuery, Scheme},
};

use crate::{
    SetupError, Signal,
    error::{Origin, REDACTED},
};

/// Where the requests of one signal go. Shown without its query, which may hold a key.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    uri: Uri,
}

impl Endpoint {
    /// A base URL: the signal's path is appended to the path it has.
    pub(crate) fn under(origin: Origin, base: &str, signal: Signal) -> Result<Self, SetupError> {
        let base = parse(origin, base)?;
        let path = format!("{}/{}", base.path().trim_end_matches('/'), signal.path());
        let path = base.query().map_or_else(|| path.clone(), |query| format!("{path}?{query}"));
        let mut parts = base.into_parts();
        parts.path_and_query = PathAndQuery::try_from(path).ok();
        let uri = Uri::from_parts(parts).map_err(|_| origin.invalid(REDACTED, EXPECTED))?;
        Ok(Self { uri })
    }

    /// The URL of one signal, used as it stands.
    pub(crate) fn verbatim(origin: Origin, url: &str) -> Result<Self, SetupError> {
        Ok(Self { uri: parse(origin, url)? })
    }

    /// The target of gRPC, which has no path and may have no scheme: then `is_insecure` says whether it is `http`.
    pub(crate) fn target(
        origin: Origin,
        text: &str,
        is_insecure: bool,
    ) -> Result<Self, SetupError> {
        let scheme = if is_insecure { "http" } else { "https" };
        let uri = match text.split_once("://") {
            Some(_) => parse(origin, text)?,
            None => parse(origin, &format!("{scheme}://{text}"))?,
        };
        let has_more = uri.path() != "/" || uri.query().is_some();
        if has_more {
            let expected = "a target without path and query, such as `http://localhost:4317`";
            return Err(origin.invalid(without_secrets(text), expected));
        }
        Ok(Self { uri })
    }

    #[cfg(feature = "grpc")]
    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    pub(crate) fn is_https(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS)
    }

    /// The URL without its query, for those who may log it.
    pub(crate) fn bare_url(&self) -> String {
        let url = self.uri.to_string();
        url.split_once('?').map_or(url.as_str(), |(url, _)| url).to_owned()
    }

    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    pub(crate) fn query(&self) -> Option<&str> {
        self.uri.query()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_secrets(&self.uri.to_string()))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({self})")
    }
}

fn parse(origin: Origin, text: &str) -> Result<Uri, SetupError> {
    let shown = without_secrets(text);
    let uri: Uri = text.parse().map_err(|_| origin.invalid(&shown, EXPECTED))?;
    match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTP => {}
        Some(scheme) if *scheme == Scheme::HTTPS && cfg!(feature = "tls") => {}
        Some(scheme) if *scheme == Scheme::HTTPS => {
            return Err(origin.feature_missing("https", "tls"));
        }
        _ => return Err(origin.invalid(shown, EXPECTED)),
    }
    let authority = uri.authority().ok_or_else(|| origin.invalid(&shown, EXPECTED))?;
    if authority.as_str().contains('@') {
        return Err(origin.invalid(shown, "a URL without user and password; send them as a header"));
    }
    let host_is_missing = authority.host().is_empty();
    let port_is_bad = authority.as_str().rsplit_once(':').is_some_and(|(_, port)| {
        !port.ends_with(']') && port.parse::<u16>().map_or(true, |port| port == 0)
    });
    if host_is_missing || port_is_bad {
        return Err(origin.invalid(shown, EXPECTED));
    }
    Ok(uri)
}

/// Replaces what may be a credential, also in text that is no URL.
fn without_secrets(url: &str) -> String {
    let (url, query) = url.split_once('?').map_or((url, ""), |(url, _)| (url, "?<redacted>"));
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://<redacted>@{host}{query}"),
        (None, Some((_, host))) => format!("<redacted>@{host}{query}"),
        (_, None) => format!("{url}{query}"),
    }
}

const EXPECTED: &str = "a URL such as `http://localhost:4318`";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ORIGIN: Origin = Origin::Variable("OTEL_EXPORTER_OTLP_ENDPOINT");

    /// What a request asks for.
    fn url(endpoint: &Endpoint) -> String {
        assert_eq!(endpoint.bare_url().split_once('?'), None);
        let query = endpoint.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", endpoint.bare_url())
    }

    #[test]
    fn base_gets_the_signals_path_and_verbatim_gets_nothing() {
        for (base, expected) in [
            ("http://localhost:4318", "http://localhost:4318/v1/traces"),
            ("http://localhost:4318/", "http://localhost:4318/v1/traces"),
            ("HTTP://[::1]:4318/otlp/", "http://[::1]:4318/otlp/v1/traces"),
            ("http://h/a?k=v", "http://h/a/v1/traces?k=v"),
        ] {
            assert_eq!(url(&Endpoint::under(ORIGIN, base, Signal::Traces).unwrap()), expected);
        }
        assert_eq!(url(&Endpoint::verbatim(ORIGIN, "http://h/x").unwrap()), "http://h/x");
        assert_eq!(url(&Endpoint::verbatim(ORIGIN, "http://h").unwrap()), "http://h/");
    }

    #[test]
    fn bad_urls_are_refused() {
        for url in [
            "localhost:4318",
            "localhost",
            "/v1/traces",
            "ftp://h",
            "http://",
            "http://:4318",
            "http://h:99999",
            "http://h:0",
            "http://h:",
            "http://a b",
            "http://h:port",
            "unix:///run/collector.sock",
            "*",
        ] {
            let error = Endpoint::under(ORIGIN, url, Signal::Metrics).unwrap_err();
            assert!(matches!(error, SetupError::Environment { .. }), "{url}: {error}");
        }
    }

    #[test]
    fn target_of_grpc_has_a_scheme_or_gets_one_and_no_path() {
        for (text, is_insecure, expected) in [
            ("http://localhost:4317", false, Some("http://localhost:4317/")),
            ("http://localhost:4317/", false, Some("http://localhost:4317/")),
            ("collector:4317", true, Some("http://collector:4317/")),
            ("[::1]:4317", true, Some("http://[::1]:4317/")),
            ("collector:4317", false, cfg!(feature = "tls").then_some("https://collector:4317/")),
            ("http://collector:4317/v1/traces", true, None),
            ("http://collector:4317?k=v", true, None),
            ("ftp://collector", true, None),
            ("", true, None),
        ] {
            let target = Endpoint::target(ORIGIN, text, is_insecure);
            assert_eq!(target.ok().map(|it| it.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn credentials_are_never_shown() {
        for url in [
            "http://u:s3cr3t@h",
            "https://u:s3cr3t@h",
            "u:s3cr3t@h",
            "http://u:s3cr3t@h:x",
            "http://h:x?k=s3cr3t",
        ] {
            let error = Endpoint::verbatim(ORIGIN, url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{error:?}");
        }
        let endpoint = Endpoint::verbatim(ORIGIN, "http://h/x?k=s3cr3t").unwrap();
        assert_eq!(
            format!("{endpoint} {endpoint:?}"),
            "http://h/x?<redacted> Endpoint(http://h/x?<redacted>)"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            drop(Endpoint::under(ORIGIN, &text, Signal::Traces));
            drop(Endpoint::verbatim(ORIGIN, &text));
        }

        #[test]
        fn any_host_and_path_come_back(host in "[a-z][a-z0-9]{0,9}", port in 1..=u16::MAX, path in "(/[a-z0-9]{1,5}){0,3}") {
            let base = format!("http://{host}:{port}{path}");
            let endpoint = Endpoint::under(ORIGIN, &base, Signal::Metrics).unwrap();
            prop_assert_eq!(url(&endpoint), format!("{base}/v1/metrics"));
        }
    }
}
