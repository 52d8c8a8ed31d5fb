//! How calls end: guards, refusals, streams that are left.

use std::time::Duration;

use futures_util::StreamExt;
use genai_otel_client_bench::Bench;
use genai_otel_core::Outcome;
use genai_otel_testkit::{Failure, Reply, TokenCounts};
use genai_otel_with_rig::tapped;
use rig_core::http_client::DynHttpClient;

use crate::openai::{asked, client};
use crate::same;

#[tokio::test]
async fn a_guard_around_a_stream_is_the_only_call() {
    let bench = Bench::new([Reply::text("one two three").usage(TokenCounts::new(12, 4))]);
    let model = client(http(&bench), &bench.provider.url()).chat("gpt-4o");
    // The request is sent when the stream is polled, so the stream takes the call over.
    let mut stream = bench.guard("azure.ai.openai", "mine").stream(model.stream(asked()).unwrap());
    while let Some(item) = stream.next().await {
        item.unwrap();
    }
    drop(stream);
    let record = bench.record();
    assert_eq!(record.request.model.as_deref(), Some("mine"));
    assert_eq!(record.request.max_tokens, Some(64));
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(12), Some(4)));
    assert_eq!(record.outcome, Outcome::Completed);
    let metrics = bench.telemetry.render_metrics();
    let between = metrics.split("time_per_output_chunk").nth(1).unwrap();
    let chunks = record.chunk_count.unwrap();
    assert!(between.contains(&format!("count {}", chunks - 1)), "{chunks} chunks: {metrics}");
}

#[tokio::test]
async fn a_retry_of_the_caller_inside_a_guard_is_one_call() {
    let bench = Bench::new([Reply::rate_limited(Duration::ZERO), Reply::text("hello")]);
    let model = client(http(&bench), &bench.provider.url()).chat("gpt-4o");
    let call = bench.guard("openai", "gpt-4o");
    call.run_value(async {
        model.call(asked()).await.unwrap_err();
        model.call(asked()).await.unwrap();
    })
    .await;
    call.finish();
    let record = bench.record();
    assert_eq!((record.outcome, record.error_type), (Outcome::Completed, None));
}

#[tokio::test]
async fn a_refusal_is_an_error_of_the_call_and_of_the_client() {
    let reply = Reply::rate_limited(Duration::from_secs(3));
    let (bench, error) = same(&[reply], async |http, url| {
        client(http, &url).chat("gpt-4o").call(asked()).await.unwrap_err().to_string()
    })
    .await;
    assert!(error.contains("429"), "{error}");
    assert_eq!(bench.record().response.retry_after, Some(Duration::from_secs(3)));
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat gpt-4o · client · 0 ns · ✗ error: rate_limit_exceeded
     error.type                      rate_limit_exceeded
     gen_ai.operation.name           chat
     gen_ai.provider.name            openai
     gen_ai.request.max_tokens       64
     gen_ai.request.model            gpt-4o
     gen_ai.request.temperature      0.5
     genai_otel.outcome              error
     genai_otel.provider_request.id  req_000001
     http.response.status_code       429
     openai.api.type                 chat_completions
     server.address                  127.0.0.1"
    );
}

#[tokio::test]
async fn an_error_within_a_stream_is_the_calls() {
    let reply = Reply::text("one two three four").fails_midway(Failure::ServerError);
    let (bench, failed) = same(&[reply], async |http, url| {
        let stream = client(http, &url).chat("gpt-4o").stream(asked()).unwrap();
        stream.map(|item| item.is_err()).collect::<Vec<_>>().await
    })
    .await;
    assert_eq!(failed.last(), Some(&true));
    assert_eq!(bench.record().outcome, Outcome::Error);
}

#[tokio::test]
async fn a_stream_that_is_left_is_abandoned() {
    let bench = Bench::new([Reply::text("one two three four")]);
    let model = client(http(&bench), &bench.provider.url()).chat("gpt-4o");
    let mut stream = model.stream(asked()).unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    let record = bench.record();
    assert_eq!((record.outcome, record.chunk_count), (Outcome::Abandoned, Some(1)));
}

fn http(bench: &Bench) -> DynHttpClient {
    DynHttpClient::new(tapped(bench.tap()))
}
