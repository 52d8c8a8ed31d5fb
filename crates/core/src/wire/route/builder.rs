//! Rules that a user adds.

use super::host::{Host, HostRule};
use super::pattern::{self, Found, MODEL};
use super::{Routes, WireApi};
use crate::semconv::Provider;

/// Prepares [`Routes`] with rules of your own.
///
/// ```
/// use genai_otel_core::Provider;
/// use genai_otel_core::wire::{Routes, WireApi};
///
/// let routes = Routes::builder()
///     .host("*.llm.example", Provider::Mistral)
///     .host("gateway.example/claude", Provider::Anthropic)
///     .path("ask/{model}", WireApi::OpenAiChatCompletions)
///     .build()?;
/// let route = routes.recognise("POST", "eu.llm.example", "/ask/m%2F1", None).unwrap();
/// assert_eq!((route.provider, route.model.as_deref()), (Provider::Mistral, Some("m/1")));
/// # Ok::<(), genai_otel_core::wire::RouteError>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "rules do nothing until `build`"]
pub struct RoutesBuilder {
    routes: Routes,
    error: Option<RouteError>,
}

impl RoutesBuilder {
    /// Requests to `name` are answered by `provider`, if their path is one of a known API.
    ///
    /// `name` is a host, perhaps with one `*` (one or more characters), a port and a base path:
    /// `llm.example`, `*.llm.example`, `localhost:8000` (every address of this machine),
    /// `gateway.example/team/claude`. The first fit wins, and your rules come before the known hosts.
    pub fn host(mut self, name: &str, provider: impl Into<Provider>) -> Self {
        match HostRule::parse(name, provider.into()) {
            Some(rule) => self.routes.hosts.push(rule),
            None => self.refuse(RouteError::Host { name: name.to_owned() }),
        }
        self
    }

    /// Requests to `name`, written as in [`host`](Self::host), are no calls, whatever their path: the tap
    /// leaves them alone. Comes before every other rule.
    pub fn ignore(mut self, name: &str) -> Self {
        match HostRule::parse(name, Provider::OpenAi) {
            Some(rule) => self.routes.ignored.push(rule),
            None => self.refuse(RouteError::Host { name: name.to_owned() }),
        }
        self
    }

    /// `POST` requests to a path that ends in `pattern` are calls of `api`, on every host.
    ///
    /// A pattern is one or more segments: literal, `*` (any), `v*` (a version) or `{model}` (the model's
    /// name; two in a row are one name). Your patterns come before the known ones.
    pub fn path(self, pattern: &str, api: WireApi) -> Self {
        self.add(None, pattern, api)
    }

    /// As [`path`](Self::path), only on hosts that fit `name`, written as in [`host`](Self::host).
    pub fn path_at(mut self, name: &str, pattern: &str, api: WireApi) -> Self {
        match HostRule::parse(name, api.provider()) {
            Some(rule) => self.add(Some(rule), pattern, api),
            None => {
                self.refuse(RouteError::Host { name: name.to_owned() });
                self
            }
        }
    }

    /// The table.
    ///
    /// # Errors
    ///
    /// When a host or a pattern cannot be one; the first such is named.
    pub fn build(self) -> Result<Routes, RouteError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.routes),
        }
    }

    fn add(mut self, host: Option<HostRule>, pattern: &str, api: WireApi) -> Self {
        let segments = pattern.trim_matches('/');
        if segments.split('/').all(is_token) {
            self.routes.paths.push(OwnPath { host, pattern: segments.into(), api });
        } else {
            self.refuse(RouteError::Pattern { pattern: pattern.to_owned() });
        }
        self
    }

    fn refuse(&mut self, error: RouteError) {
        self.error.get_or_insert(error);
    }
}

/// A rule that cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RouteError {
    /// The name of a host.
    #[error(
        "`{name}` names no host; write `host`, `*.host`, `host:port` or `host/base`, without a scheme"
    )]
    #[non_exhaustive]
    Host {
        /// What was given.
        name: String,
    },
    /// The end of a path.
    #[error(
        "`{pattern}` is no end of a path; write segments such as `v*/ask/{{model}}`, without a query"
    )]
    #[non_exhaustive]
    Pattern {
        /// What was given.
        pattern: String,
    },
}

/// A path of the user's.
#[derive(Clone, Debug)]
pub(super) struct OwnPath {
    host: Option<HostRule>,
    pattern: Box<str>,
    pub(super) api: WireApi,
}

impl OwnPath {
    /// Compares a request with the rule.
    pub(super) fn find<'a>(&self, host: &str, path: &'a str) -> Option<Found<'a>> {
        let found = pattern::find(&self.pattern, path)?;
        let fits = self.host.as_ref().is_none_or(|rule| rule.fits(&Host::parse(host), path));
        fits.then_some(found)
    }
}

/// Whether a segment of a pattern can be compared with one of a path.
fn is_token(token: &str) -> bool {
    let rest = token.strip_prefix(MODEL).unwrap_or(token);
    let is_text = |b: u8| b.is_ascii_graphic() && !matches!(b, b'{' | b'}' | b'?' | b'#');
    !token.is_empty()
        && rest.bytes().all(is_text)
        && rest.matches('*').count() <= 1
        && (rest.len() == token.len() || rest.is_empty() || rest.starts_with(':'))
}
