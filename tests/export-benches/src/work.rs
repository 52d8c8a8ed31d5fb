//! What is done and traced.

use futures_util::FutureExt as _;
use genai_otel_benches::chat::{ChatRequest, ChatResponse};
use genai_otel_benches::instrumented;
use genai_otel_core::Instrumentation;
use opentelemetry::trace::{Span as _, SpanKind, Tracer as _, TracerProvider as _};
use opentelemetry::{KeyValue, trace::Status};
use opentelemetry_sdk::trace::SdkTracerProvider;

/// One span each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// A chat call of ours: twelve attributes.
    Calls,
    /// A span as a web server makes it: six attributes.
    Requests,
}

impl Work {
    /// Does it so many times.
    pub fn repeat(self, provider: &SdkTracerProvider, times: usize) {
        match self {
            Self::Calls => calls(provider, times),
            Self::Requests => requests(provider, times),
        }
    }
}

fn calls(provider: &SdkTracerProvider, times: usize) {
    let instrumentation = Instrumentation::builder().tracer_provider(provider.clone()).build();
    let (request, response) = (ChatRequest::usual(), ChatResponse::usual());
    for _ in 0..times {
        let done = instrumented::chat(&instrumentation, &request, response.at_once());
        drop(done.now_or_never());
    }
}

fn requests(provider: &SdkTracerProvider, times: usize) {
    let tracer = provider.tracer("web server");
    for _ in 0..times {
        let builder = tracer.span_builder("GET /orders/{id}").with_kind(SpanKind::Server);
        let mut span = builder.start(&tracer);
        span.set_attributes([
            KeyValue::new("http.request.method", "GET"),
            KeyValue::new("http.route", "/orders/{id}"),
            KeyValue::new("http.response.status_code", 200),
            KeyValue::new("server.address", "shop.example.com"),
            KeyValue::new("server.port", 443),
            KeyValue::new("url.path", "/orders/4711"),
        ]);
        span.set_status(Status::Unset);
        span.end();
    }
}
