//! Which requests are calls, told by path first and by host second.

mod builder;
mod host;
mod model;
mod pattern;
mod percent;
mod table;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use self::builder::{RouteError, RoutesBuilder};
use self::host::{Host, HostRule};
use self::pattern::Found;
use self::table::{BASES, HOSTS, PATHS};
use super::{RequestBody, WireApi};
use crate::request::Request;
use crate::semconv::{ModelOperation, Provider};
use crate::text;

/// Recognises the requests that are calls of a model.
///
/// Knows the paths and hosts of `docs/reference/routes.md`, and what its builder adds to them.
///
/// ```
/// use genai_otel_core::Provider;
/// use genai_otel_core::wire::{Routes, WireApi};
///
/// let routes = Routes::default();
/// let path = "/model/us.amazon.nova-lite-v1%3A0/converse-stream";
/// let route = routes.recognise("POST", "bedrock-runtime.eu-west-1.amazonaws.com", path, None).unwrap();
/// assert_eq!((route.api, &route.provider), (WireApi::BedrockConverse, &Provider::Bedrock));
/// assert_eq!((route.model.as_deref(), route.stream), (Some("us.amazon.nova-lite-v1:0"), Some(true)));
///
/// assert_eq!(routes.recognise("GET", "api.openai.com", "/v1/models", None), None);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Routes {
    ignored: Vec<HostRule>,
    hosts: Vec<HostRule>,
    paths: Vec<builder::OwnPath>,
}

/// A request that is a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route<'a> {
    /// The shape of request and response.
    pub api: WireApi,
    /// What the call does. Of Bedrock's `InvokeModel` and Vertex AI's `predict` the model's name decides
    /// it, and a name that says nothing leaves the API's own; [the body](Self::heed) may know better.
    pub operation: ModelOperation,
    /// Who answers.
    pub provider: Provider,
    /// The model, deployment or endpoint that the path names, percent-decoded. A model in the body is
    /// more precise: Azure's deployments have names of their own.
    pub model: Option<Cow<'a, str>>,
    /// The data store or engine that the path names (Vertex AI Search), percent-decoded.
    pub data_source: Option<Cow<'a, str>>,
    /// The conversation that the path names, which the request continues (Mistral).
    pub conversation: Option<Cow<'a, str>>,
    /// Whether path or query ask for a stream. Nothing where the body decides.
    pub stream: Option<bool>,
    /// The host is unknown, and other services than models have paths like this one: the request is a
    /// call only if its body names a `model`.
    pub needs_model: bool,
    /// What the path names is a deployment.
    pub(super) is_deployment: bool,
}

impl Routes {
    /// Starts a table with rules of your own, which come before the known ones.
    pub fn builder() -> RoutesBuilder {
        RoutesBuilder::default()
    }

    /// The call that a request is, or nothing: then it should pass untouched and unmeasured. Listing,
    /// counting tokens, files and batches are no calls.
    ///
    /// `host` may have a port, `path` is as it was sent, percent-encoded; `query` comes without its `?`.
    /// Allocates only for a model's name that has to be decoded.
    #[must_use]
    pub fn recognise<'a>(
        &self,
        method: &str,
        host: &str,
        path: &'a str,
        query: Option<&str>,
    ) -> Option<Route<'a>> {
        if !matches!(method, "POST" | "GET") {
            return None;
        }
        let path = path.split(['?', '#']).next()?;
        if !self.ignored.is_empty() {
            let host = Host::parse(host);
            if self.ignored.iter().any(|rule| rule.fits(&host, path)) {
                return None;
            }
        }
        let mut place = None;
        if method == "POST" {
            for rule in &self.paths {
                if let Some(found) = rule.find(host, path) {
                    let place = self.place(host, path);
                    return Some(place.route(rule.api, None, &found, path, None, false));
                }
            }
        }
        let end = path.trim_end_matches('/').as_bytes();
        for rule in &PATHS {
            // Nearly every rule is out by the last letters already.
            let may_fit = ends_with(end, rule.tail.as_bytes()) && rule.method == method;
            let Some(found) = may_fit.then(|| pattern::find(rule.pattern, path)).flatten() else {
                continue;
            };
            let place = place.get_or_insert_with(|| self.place(host, path));
            if !place.admits(rule, &found) {
                continue;
            }
            // What looks like a call and is none.
            let api = rule.api?;
            let stream = match api {
                WireApi::OpenAiFetchResponse => Some(query.is_some_and(asks_for_stream)),
                _ => rule.stream,
            };
            let needs_model = rule.common && place.provider.is_none();
            let own = rule.provider.as_ref();
            let route = place.route(api, own, &found, path, stream, needs_model);
            return Some(Route { is_deployment: rule.pattern.starts_with(DEPLOYMENT), ..route });
        }
        None
    }

    fn place(&self, host: &str, path: &str) -> Place<'_> {
        let host = Host::parse(host);
        let rule = self.hosts.iter().chain(&HOSTS).find(|rule| rule.fits(&host, path));
        Place {
            provider: rule.map(|rule| &rule.provider),
            is_local: rule.is_some_and(|rule| rule.local),
            is_loopback: host.is_loopback,
        }
    }
}

impl Route<'_> {
    /// Takes over from `body`, as a [reader for this API](super::RequestReader::for_api) read it, what the call does,
    /// where a model's name decides that and says nothing: the name of a deployment, or of a maker nobody knows.
    pub fn heed(&mut self, body: &RequestBody) {
        if let Some(operation) = &body.operation
            && self.operation == self.api.operation()
        {
            self.operation = operation.clone();
        }
    }

    /// Tells `request`, what the body said, what the path and the API know besides: the model where the body
    /// names none, the API's type, and whether a stream was asked for.
    pub fn fill(&self, request: &mut Request) {
        let named = || self.model.as_deref().and_then(text::non_empty);
        if self.is_deployment && request.deployment.is_none() {
            request.deployment = named();
        }
        if request.model.is_none() {
            request.model = named();
        }
        if request.data_source_id.is_none() {
            request.data_source_id = self.data_source.as_deref().and_then(text::non_empty);
        }
        if request.api.is_none() {
            request.api = self.api.api_type();
        }
        let by_default = || self.api.streams_by_default().then_some(true);
        request.stream = self.stream.or(request.stream).or_else(by_default);
    }
}

/// A known end of a path.
#[derive(Debug)]
struct PathRule {
    pattern: &'static str,
    /// What every path of the pattern ends in.
    tail: &'static str,
    api: Option<WireApi>,
    method: &'static str,
    provider: Option<Provider>,
    stream: Option<bool>,
    /// Names of providers, or [`LOOPBACK`]; empty for anywhere.
    at: &'static [&'static str],
    versioned: bool,
    common: bool,
}

/// What is known of where a request goes.
#[derive(Debug)]
struct Place<'t> {
    provider: Option<&'t Provider>,
    /// The provider is guessed from a port of this machine.
    is_local: bool,
    is_loopback: bool,
}

impl Place<'_> {
    fn admits(&self, rule: &PathRule, found: &Found<'_>) -> bool {
        let here = |at: &&str| {
            self.provider.is_some_and(|provider| provider.as_str() == *at)
                || (self.is_loopback && *at == LOOPBACK)
        };
        if !rule.at.is_empty() {
            return rule.at.iter().any(here);
        }
        if !rule.versioned || self.provider.is_some() {
            return true;
        }
        let before = found.base.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        pattern::is_version(before) || before == "openai" || named(before).is_some()
    }

    fn route<'a>(
        &self,
        api: WireApi,
        own: Option<&Provider>,
        found: &Found<'a>,
        path: &'a str,
        stream: Option<bool>,
        needs_model: bool,
    ) -> Route<'a> {
        let known = self.provider.filter(|_| !self.is_local || api.is_imitated());
        let behind = || {
            let mut segments = found.base.split('/').filter(|_| api.is_imitated());
            segments.find_map(named)
        };
        let provider = known.or(own).or_else(behind).cloned().unwrap_or_else(|| api.provider());
        let model = found.model.clone().map(|range| percent::decode(&path[range]));
        let operation = model
            .as_deref()
            .and_then(|model| model::operation(api, model))
            .unwrap_or_else(|| api.operation());
        let data_source =
            (api == WireApi::DiscoveryEngineSearch).then(|| data_source(found.base)).flatten();
        Route {
            api,
            operation,
            provider,
            model,
            data_source,
            conversation: (api == WireApi::MistralConversations)
                .then(|| conversation(path))
                .flatten(),
            stream,
            needs_model,
            is_deployment: false,
        }
    }
}

/// What is searched: `.../dataStores/mine/` or `.../engines/mine/`.
fn data_source(base: &str) -> Option<Cow<'_, str>> {
    let mut segments = base.split('/').filter(|segment| !segment.is_empty()).rev();
    let name = segments.next()?;
    matches!(segments.next()?, "dataStores" | "engines").then(|| percent::decode(name))
}

/// What is continued: `.../conversations/conv_1`, `.../conversations/conv_1/restart`.
fn conversation(path: &str) -> Option<Cow<'_, str>> {
    let (_, rest) = path.split_once("/conversations/")?;
    let name = rest.split('/').next().filter(|name| !name.is_empty())?;
    Some(percent::decode(name))
}

/// The provider that a gateway names in a segment of its path.
fn named(segment: &str) -> Option<&'static Provider> {
    BASES.iter().find(|(name, _)| *name == segment).map(|(_, provider)| provider)
}

/// As the method of slices; the last byte is looked at before any call is made.
fn ends_with(text: &[u8], tail: &[u8]) -> bool {
    match (text.last(), tail.last()) {
        (_, None) => true,
        (last, tail_last) => last == tail_last && text.ends_with(tail),
    }
}

fn asks_for_stream(query: &str) -> bool {
    query.split('&').any(|pair| matches!(pair, "stream=true" | "stream=1"))
}

/// How patterns begin that name a deployment.
const DEPLOYMENT: &str = "deployments/{model}/";

/// Stands in [`PathRule::at`] for every address of this machine.
const LOOPBACK: &str = "loopback";
