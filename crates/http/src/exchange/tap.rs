use std::fmt;
use std::sync::Arc;

use genai_otel_core::wire::{RequestBody, RequestReader, Routes, WireCall};
use genai_otel_core::{Instrumentation, OutputType, trace_context};

use super::{Exchange, RequestHead, include_usage};
use crate::estimate::{Estimates, Estimating, Estimator};
use crate::framing::Asked;

/// Recognises requests that are calls. A cheap handle; clones share everything.
///
/// The default knows the usual routes, uses the global instrumentation and sends nothing along.
#[derive(Clone, Debug, Default)]
pub struct Tap(Arc<Settings>);

#[derive(Debug, Default)]
struct Settings {
    routes: Routes,
    instrumentation: Option<Instrumentation>,
    propagate: Vec<String>,
    estimates: Estimates,
    include_usage: bool,
}

impl Tap {
    /// Configures a tap. Every setting has a default.
    pub fn builder() -> TapBuilder {
        TapBuilder::default()
    }

    /// Whether a request looks like a call, which its body may belie.
    #[must_use]
    pub fn recognises(&self, head: &RequestHead<'_>) -> bool {
        let routes = &self.0.routes;
        routes.recognise(head.method, head.host_and_port(), head.path, head.query).is_some()
    }

    /// Whether anybody would hear of a call. Where nobody does, a body need not be collected to be looked at.
    #[must_use]
    pub fn is_heard(&self) -> bool {
        let own = self.0.instrumentation.clone();
        WireCall::is_heard(&own.unwrap_or_else(Instrumentation::global))
    }

    /// The exchange that a request begins; nothing for a request that is no call, or where nobody listens. Nothing is
    /// allocated for a request that is no call.
    ///
    /// `body` is the request's body where it is at hand; without it, model and parameters are known only as far as
    /// path and response tell them, and what could be another service than a model's is left alone.
    pub fn exchange(&self, head: &RequestHead<'_>, body: Option<&[u8]>) -> Option<Exchange> {
        let settings = &*self.0;
        let authority = head.host_and_port();
        let mut route = settings.routes.recognise(head.method, authority, head.path, head.query)?;
        if route.needs_model && body.is_none() {
            return None;
        }
        let own = settings.instrumentation.clone();
        let instrumentation = own.unwrap_or_else(Instrumentation::global);
        if !WireCall::is_heard(&instrumentation) {
            return None;
        }
        let bytes = body;
        let mut body = bytes.map_or_else(RequestBody::default, |bytes| {
            let mut reader = RequestReader::for_api(route.api);
            reader.feed(bytes);
            reader.finish()
        });
        if route.needs_model && body.request.model.is_none() {
            return None;
        }
        route.heed(&body);
        route.fill(&mut body.request);
        let streams = body.request.stream == Some(true);
        let edited = bytes.filter(|_| settings.include_usage && streams);
        let edited = edited.and_then(|bytes| include_usage::edit(&route, head.query, bytes));
        let estimator = settings.estimates.estimator().filter(|_| writes_text(&body));
        let model = body.request.model.as_deref();
        let estimating = estimator.and_then(|by| Estimating::begin(by, &route, model, bytes));
        let server = head.server();
        let call = WireCall::start(&instrumentation, &route, body, server)?;
        let trusted = settings.propagate.iter().any(|host| host.eq_ignore_ascii_case(server.0));
        let trace = trusted.then(|| trace_context::write(&call.context())).flatten();
        let asked = if streams { Asked::Stream } else { Asked::Whole };
        Some(Exchange { call, api: route.api, asked, trace, estimating, edited })
    }
}

/// Whether what is asked for is text, and not an image or speech.
const fn writes_text(body: &RequestBody) -> bool {
    matches!(body.request.output_type, None | Some(OutputType::Text | OutputType::Json))
}

/// Configures a [`Tap`].
#[derive(Default)]
#[must_use = "a builder does nothing until `build`"]
pub struct TapBuilder(Settings);

impl TapBuilder {
    /// Which requests are calls. Defaults to the usual routes.
    pub fn routes(mut self, routes: Routes) -> Self {
        self.0.routes = routes;
        self
    }

    /// Makes calls with this instrumentation. Defaults to the global one of the moment.
    pub fn instrumentation(mut self, instrumentation: Instrumentation) -> Self {
        self.0.instrumentation = Some(instrumentation);
        self
    }

    /// Sends W3C trace context (`traceparent`, `tracestate`) along to these hosts, without their ports: gateways of
    /// your own. None by default, because a provider has no use for it and it tells how requests belong together.
    pub fn propagate_to<H: Into<String>>(mut self, hosts: impl IntoIterator<Item = H>) -> Self {
        self.0.propagate.extend(hosts.into_iter().map(Into::into));
        self
    }

    /// Estimates the tokens that nobody reports: of streams without usage, and of servers that count none. Off by
    /// default. Estimates are marked as such in records and spans.
    ///
    /// Nothing is estimated of errors before an answer, of answers without any text, of what is no chat, completion or
    /// embedding, or on Replicate, whose models make anything.
    pub fn estimate(mut self, estimator: impl Estimator) -> Self {
        self.0.estimates = Estimates::by(estimator);
        self
    }

    /// Asks for the usage of streams: adds `"stream_options": {"include_usage": true}` to requests for streamed chat
    /// completions and completions of OpenAI's shape that say nothing of it, and nothing else. Off by default, because
    /// it changes what is sent, and because the application then gets one chunk more, with the usage and without choices,
    /// which some read wrongly (`choices[0]`).
    ///
    /// It is left to servers that know the field. The client has to send
    /// [`edited_body`](Exchange::take_edited_body): a layer does where it knows how to replace a body of its type.
    pub const fn include_usage(mut self, include: bool) -> Self {
        self.0.include_usage = include;
        self
    }

    /// Builds it.
    #[must_use]
    pub fn build(self) -> Tap {
        Tap(Arc::new(self.0))
    }
}

impl fmt::Debug for TapBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TapBuilder").field(&self.0).finish()
    }
}
