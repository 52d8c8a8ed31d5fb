//! Calls of `rig`, with a tap below it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod anthropic;
mod ends;
mod openai;

use genai_otel_client_bench::Bench;
use genai_otel_testkit::Reply;
use genai_otel_with_rig::tapped;
use rig_core::http_client::DynHttpClient;
use rig_reqwest::ReqwestClient;

/// What the client makes of these answers with a tap below it; without one, it makes the same of them. `work` gets
/// what sends its requests, and where to.
async fn same<T: std::fmt::Debug>(
    replies: &[Reply],
    work: impl AsyncFn(DynHttpClient, String) -> T,
) -> (Bench, T) {
    let plain = Bench::new(replies.to_vec());
    let http = ReqwestClient::from(reqwest::Client::new());
    let plain = work(DynHttpClient::new(http), plain.provider.url()).await;
    let bench = Bench::new(replies.to_vec());
    let seen = work(DynHttpClient::new(tapped(bench.tap())), bench.provider.url()).await;
    assert_eq!(format!("{seen:?}"), format!("{plain:?}"));
    (bench, seen)
}
