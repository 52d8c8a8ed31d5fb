use std::fmt;
use std::sync::Arc;

use genai_otel_core::Instrumentation;
use genai_otel_core::wire::{RequestBody, RequestReader, Routes, WireCall};

use super::trace_context;
use super::{Exchange, RequestHead};
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

    /// The exchange that a request begins; nothing for a request that is no call, or where nobody listens. Nothing is
    /// allocated for a request that is no call.
    ///
    /// `body` is the request's body where it is at hand; without it, model and parameters are known only as far as
    /// path and response tell them, and what could be another service than a model's is left alone.
    pub fn exchange(&self, head: &RequestHead<'_>, body: Option<&[u8]>) -> Option<Exchange> {
        let settings = &*self.0;
        let authority = head.host_and_port();
        let route = settings.routes.recognise(head.method, authority, head.path, head.query)?;
        if route.needs_model && body.is_none() {
            return None;
        }
        let own = settings.instrumentation.clone();
        let instrumentation = own.unwrap_or_else(Instrumentation::global);
        if !WireCall::is_heard(&instrumentation) {
            return None;
        }
        let mut body = body.map_or_else(RequestBody::default, |bytes| {
            let mut reader = RequestReader::for_api(route.api);
            reader.feed(bytes);
            reader.finish()
        });
        if route.needs_model && body.request.model.is_none() {
            return None;
        }
        route.fill(&mut body.request);
        let streams = body.request.stream == Some(true);
        let server = head.server();
        let call = WireCall::start(&instrumentation, &route, body, server)?;
        let trusted = settings.propagate.iter().any(|host| host.eq_ignore_ascii_case(server.0));
        let trace = trusted.then(|| trace_context::of(&call.context())).flatten();
        let asked = if streams { Asked::Stream } else { Asked::Whole };
        Some(Exchange { call, api: route.api, asked, trace })
    }
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
