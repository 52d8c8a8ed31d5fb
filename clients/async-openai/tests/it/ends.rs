//! How calls end: guards, retries, refusals, streams that are left.

use std::time::Duration;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use async_openai::middleware::retry::OpenAIRetryLayer;
use futures_util::StreamExt;
use genai_otel_client_bench::Bench;
use genai_otel_core::Outcome;
use genai_otel_http::Tap;
use genai_otel_testkit::{Failure, Reply, TokenCounts};
use genai_otel_with_async_openai::tapped;
use tower::Layer;

use crate::chat::{asked, streamed};
use crate::{client, same, with_tap};

#[tokio::test]
async fn a_guard_around_a_stream_is_the_only_call() {
    let bench = Bench::new([Reply::text("one two three").usage(TokenCounts::new(12, 4))]);
    let call = bench.guard("azure.ai.openai", "mine");
    let text = call.run_value(streamed(&with_tap(&bench))).await;
    assert_eq!(text, "one two three");
    call.finish();
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat mine · client · 0 ns
     gen_ai.operation.name                 chat
     gen_ai.provider.name                  azure.ai.openai
     gen_ai.request.max_tokens             64
     gen_ai.request.model                  mine
     gen_ai.request.stream                 true
     gen_ai.request.temperature            0.5
     gen_ai.response.finish_reasons        [stop]
     gen_ai.response.id                    chatcmpl-000001
     gen_ai.response.model                 gpt-4o-2026-01-01
     gen_ai.response.time_to_first_chunk   0.0
     gen_ai.usage.cache_read.input_tokens  0
     gen_ai.usage.input_tokens             12
     gen_ai.usage.output_tokens            4
     gen_ai.usage.reasoning.output_tokens  0
     genai_otel.chunk_count                3
     genai_otel.provider_request.id        req_000001
     genai_otel.usage.audio.input_tokens   0
     genai_otel.usage.audio.output_tokens  0
     genai_otel.usage.total_tokens         16
     http.response.status_code             200
     openai.api.type                       chat_completions
     openai.response.service_tier          default
     openai.response.system_fingerprint    fp_fake
     server.address                        127.0.0.1"
    );
}

#[tokio::test]
async fn retries_of_the_client_are_calls_of_their_own_and_one_inside_a_guard() {
    let replies = [Reply::rate_limited(Duration::ZERO), Reply::text("hello")];
    let (bench, _) =
        same(&replies, async |client| client.chat().create(asked()).await.unwrap()).await;
    let outcomes: Vec<_> = bench.telemetry.records().iter().map(|record| record.outcome).collect();
    assert_eq!(outcomes, [Outcome::Error, Outcome::Completed]);

    let bench = Bench::new(replies);
    let call = bench.guard("openai", "gpt-4o");
    call.run(with_tap(&bench).chat().create(asked())).await.unwrap();
    call.finish();
    let record = bench.record();
    assert_eq!((record.outcome, record.error_type), (Outcome::Completed, None));
    assert_eq!(record.response.http_status, Some(200));
    assert_eq!(bench.provider.calls(), 2);
}

#[tokio::test]
async fn a_refusal_is_an_error_of_the_call_and_of_the_client() {
    let bench = Bench::new([Reply::rate_limited(Duration::from_secs(3))]);
    let service = OpenAIRetryLayer::new(0).layer(tapped(bench.tap()));
    let refused = client(&bench).with_http_service(service).chat().create(asked()).await;
    let Err(OpenAIError::ApiError(refused)) = refused else { panic!("{refused:?}") };
    assert_eq!(refused.api_error.code.as_deref(), Some("rate_limit_exceeded"));
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
async fn a_connection_that_is_refused_is_one_call() {
    let bench = Bench::new([]);
    // Nobody listens there, and nobody is given it as a free one.
    let nowhere = "http://127.0.0.1:1/v1";
    let config = OpenAIConfig::new().with_api_base(nowhere).with_api_key("secret");
    let client = Client::with_config(config).with_http_service(tapped(bench.tap()));
    let refused = client.chat().create(asked()).await.unwrap_err();
    assert!(matches!(refused, OpenAIError::Reqwest(error) if error.is_connect()));
    let record = bench.record();
    assert_eq!(record.outcome, Outcome::Error);
    assert_eq!(record.error_type.as_deref(), Some("ConnectionRefused"));
}

#[tokio::test]
async fn trace_context_goes_where_the_tap_was_told_to_send_it() {
    for (hosts, sent) in [(&[][..], false), (&["127.0.0.1"], true)] {
        let bench = Bench::new([]);
        let tap = Tap::builder().instrumentation(bench.telemetry.instrumentation().clone());
        let tap = tap.propagate_to(hosts.iter().copied()).build();
        let client = client(&bench).with_http_service(tapped(tap));
        client.chat().create(asked()).await.unwrap();
        let request = bench.provider.requests().remove(0);
        let span = bench.telemetry.only_span();
        let parent = format!("00-{}-{}-01", span.trace_id, span.span_id);
        assert_eq!(request.headers.value("traceparent"), sent.then_some(parent.as_str()));
    }
}

#[tokio::test]
async fn an_error_within_a_stream_is_the_calls() {
    let reply = Reply::text("one two three four").fails_midway(Failure::ServerError);
    let (bench, events) = same(&[reply], async |client| {
        let chunks = client.chat().create_stream(asked()).await.unwrap();
        chunks.map(|chunk| chunk.is_ok()).collect::<Vec<_>>().await
    })
    .await;
    assert!(events.contains(&false), "{events:?}");
    assert_eq!(bench.record().outcome, Outcome::Error);
}

#[tokio::test]
async fn a_stream_that_is_left_is_abandoned() {
    let pace = Duration::from_millis(50);
    let bench = Bench::new([Reply::text("one two three four").pace(pace)]);
    let mut chunks = with_tap(&bench).chat().create_stream(asked()).await.unwrap();
    while chunks.next().await.unwrap().unwrap().choices[0].delta.content.as_deref() != Some("one") {
    }
    drop(chunks);
    // The client reads in a task of its own, which learns of it at its next turn.
    while bench.telemetry.records().is_empty() {
        tokio::task::yield_now().await;
    }
    let record = bench.record();
    assert_eq!((record.outcome, record.chunk_count), (Outcome::Abandoned, Some(1)));
}
