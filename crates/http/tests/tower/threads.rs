//! What must cross threads does.

use bytes::Bytes;
use genai_otel_http::exchange::{Exchange, Reading};
use genai_otel_http::tower::{GenAiService, Sending};
use genai_otel_http::{GenAiLayer, Tap, TappedBody};
use http_body_util::Full;

#[test]
fn taps_exchanges_and_bodies_cross_threads() {
    fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<Tap>();
    is_send_and_sync::<Exchange>();
    is_send_and_sync::<Reading>();
    is_send_and_sync::<GenAiLayer>();
    is_send_and_sync::<GenAiService<()>>();
    is_send_and_sync::<Sending<()>>();
    is_send_and_sync::<TappedBody<Full<Bytes>>>();
}
