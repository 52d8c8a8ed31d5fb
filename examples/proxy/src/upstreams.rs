//! Where requests go.

use axum::http::Uri;
use axum::http::uri::{Authority, PathAndQuery, Scheme};

/// The servers that are asked, each by the first segment of the path; one may be for all other paths.
#[derive(Clone, Debug, Default)]
pub struct Upstreams(Vec<Upstream>);

#[derive(Clone, Debug)]
struct Upstream {
    /// Empty for the one of all other paths.
    name: String,
    scheme: Scheme,
    authority: Authority,
    /// Without a slash at its end.
    base: String,
}

/// Why an upstream cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UpstreamError {
    /// It is no URL of a server.
    #[error(
        "`{0}` is not a URL: write http://host:port or https://host, with NAME= before it for a name"
    )]
    NoUrl(String),
    /// The URL holds what would be sent to nobody or show up in logs.
    #[error("the URL of an upstream has no user, password or query")]
    TooMuch,
    /// The name would be no segment of a path.
    #[error("`{0}` is no name of an upstream: take letters, digits, `-`, `_` and `.`")]
    BadName(String),
    /// Two have one name.
    #[error("two upstreams are named `{0}`")]
    Twice(String),
    /// Two have none.
    #[error("two upstreams have no name: only one can be for all other paths")]
    UnnamedTwice,
}

impl Upstreams {
    /// The usual ones: `openai`, `anthropic`, `google`, `mistral`, and `ollama` on this machine.
    #[must_use]
    pub fn usual() -> Self {
        let mut usual = Self::default();
        for (name, scheme, host) in [
            ("openai", Scheme::HTTPS, "api.openai.com"),
            ("anthropic", Scheme::HTTPS, "api.anthropic.com"),
            ("google", Scheme::HTTPS, "generativelanguage.googleapis.com"),
            ("mistral", Scheme::HTTPS, "api.mistral.ai"),
            ("ollama", Scheme::HTTP, "127.0.0.1:11434"),
        ] {
            let authority = Authority::from_static(host);
            usual.0.push(Upstream {
                name: name.to_owned(),
                scheme,
                authority,
                base: String::new(),
            });
        }
        usual
    }

    /// Adds one, written `NAME=URL`, or `URL` for all paths that begin with no name.
    ///
    /// # Errors
    ///
    /// When it is not written so, or its name is taken.
    pub fn add(&mut self, written: &str) -> Result<(), UpstreamError> {
        // A URL has its `=` behind a `:`.
        let (name, url) = match written.split_once('=') {
            Some((name, url)) if !name.contains(':') => (name, url),
            _ => ("", written),
        };
        let named = written.len() != url.len();
        let is_segment =
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if named && (name.is_empty() || !is_segment) {
            return Err(UpstreamError::BadName(name.to_owned()));
        }
        if self.0.iter().any(|upstream| upstream.name == name) {
            return Err(if named {
                UpstreamError::Twice(name.to_owned())
            } else {
                UpstreamError::UnnamedTwice
            });
        }
        let no_url = || UpstreamError::NoUrl(url.to_owned());
        if url.contains(['@', '?', '#']) {
            return Err(UpstreamError::TooMuch);
        }
        let parts = url.parse::<Uri>().map_err(|_| no_url())?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(no_url());
        };
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(no_url());
        }
        let base = parts.path_and_query.map(|path| path.path().trim_end_matches('/').to_owned());
        self.0.push(Upstream {
            name: name.to_owned(),
            scheme,
            authority,
            base: base.unwrap_or_default(),
        });
        Ok(())
    }

    /// The upstream of a request, and the URL to ask there.
    pub(crate) fn resolve(&self, uri: &Uri) -> Option<(&str, Uri)> {
        let path = uri.path();
        let (first, rest) = path.strip_prefix('/')?.split_once('/').map_or_else(
            || (path.trim_start_matches('/'), "/"),
            |(first, _)| (first, &path[first.len() + 1..]),
        );
        let named = self.0.iter().find(|upstream| upstream.name == first && !first.is_empty());
        let (upstream, path) = match named {
            Some(upstream) => (upstream, rest),
            None => (self.0.iter().find(|upstream| upstream.name.is_empty())?, path),
        };
        let mut target = format!("{}{path}", upstream.base);
        if let Some(query) = uri.query() {
            target.push('?');
            target.push_str(query);
        }
        let target = Uri::builder()
            .scheme(upstream.scheme.clone())
            .authority(upstream.authority.clone())
            .path_and_query(PathAndQuery::try_from(target).ok()?)
            .build()
            .ok()?;
        Some((upstream.shown(), target))
    }

    /// The names, without that of the one that has none.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|upstream| &*upstream.name).filter(|name| !name.is_empty())
    }

    pub(crate) fn any_is_https(&self) -> bool {
        self.0.iter().any(|upstream| upstream.scheme == Scheme::HTTPS)
    }

    /// Each as a line: the path, and where it leads.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|upstream| {
            let Upstream { name, scheme, authority, base } = upstream;
            let path = if name.is_empty() { "/".to_owned() } else { format!("/{name}/") };
            format!("{path} -> {scheme}://{authority}{base}/")
        })
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Upstream {
    fn shown(&self) -> &str {
        if self.name.is_empty() { self.authority.as_str() } else { &self.name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upstreams(written: &[&str]) -> Result<Upstreams, UpstreamError> {
        let mut upstreams = Upstreams::default();
        written.iter().try_for_each(|one| upstreams.add(one))?;
        Ok(upstreams)
    }

    #[test]
    fn the_first_segment_names_the_upstream() {
        let upstreams = upstreams(&[
            "a=https://a.example",
            "b=http://b.example:81/base/",
            "https://other.example",
        ])
        .unwrap();
        for (asked, target) in [
            ("/a/v1/chat/completions", "https://a.example/v1/chat/completions"),
            ("/a/v1/x%2Fy?alt=sse&key=k", "https://a.example/v1/x%2Fy?alt=sse&key=k"),
            ("/a", "https://a.example/"),
            ("/a/", "https://a.example/"),
            ("/b/v1", "http://b.example:81/base/v1"),
            ("/v1/models", "https://other.example/v1/models"),
            ("/ab/v1", "https://other.example/ab/v1"),
            ("/", "https://other.example/"),
            ("//a/v1", "https://other.example//a/v1"),
            ("http://proxy/a/v1", "https://a.example/v1"),
        ] {
            let (_, found) = upstreams.resolve(&asked.parse().unwrap()).unwrap();
            assert_eq!(found.to_string(), target, "{asked}");
        }
    }

    #[test]
    fn without_one_for_all_others_a_path_may_lead_nowhere() {
        let upstreams = upstreams(&["a=https://a.example"]).unwrap();
        for asked in ["/", "/b/v1", "/v1/chat/completions", "*", "//a/v1"] {
            assert!(upstreams.resolve(&asked.parse().unwrap()).is_none(), "{asked}");
        }
    }

    #[test]
    fn what_is_no_upstream_says_so() {
        for (written, error) in [
            (&["a=api.openai.com"][..], UpstreamError::NoUrl("api.openai.com".to_owned())),
            (&["ftp://x"], UpstreamError::NoUrl("ftp://x".to_owned())),
            (&["a=https://user:secret@x"], UpstreamError::TooMuch),
            (&["https://x/?key=secret"], UpstreamError::TooMuch),
            (&["a/b=https://x"], UpstreamError::BadName("a/b".to_owned())),
            (&["=https://x"], UpstreamError::BadName(String::new())),
            (&["a=https://x", "a=https://y"], UpstreamError::Twice("a".to_owned())),
            (&["https://x", "https://y"], UpstreamError::UnnamedTwice),
        ] {
            assert_eq!(upstreams(written).unwrap_err(), error, "{written:?}");
        }
    }
}
