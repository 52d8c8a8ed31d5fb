//! The application of the example `testing`, tested with the test kit alone.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[allow(dead_code, reason = "only `main` is not called here")]
#[path = "../testing.rs"]
mod testing;

use std::time::Duration;

use genai_otel::Outcome;
use genai_otel_examples::OpenAi;
use genai_otel_testkit::{Failure, FakeProvider, Reply, TestTelemetry, TokenCounts, TraceTree};

use testing::Triage;

#[tokio::test]
async fn answer_of_the_second_attempt_counts_and_the_trace_shows_both() {
    let (triage, telemetry, _provider) = triage([
        Reply::failure(Failure::Overloaded),
        Reply::text("yes").usage(TokenCounts::new(14, 1)),
    ]);

    assert!(triage.is_urgent("c-17", "Fire!").await.unwrap());

    // Time stands still in a `TestTelemetry`, so whole trees can be compared.
    assert_eq!(
        telemetry.render_trace(),
        "\
trace · 1 span · 0 ns
└─ chat gpt-4o-mini · client · 0 ns
     gen_ai.operation.name                 chat
     gen_ai.provider.name                  openai
     gen_ai.request.max_tokens             1
     gen_ai.request.model                  gpt-4o-mini
     gen_ai.response.finish_reasons        [stop]
     gen_ai.response.id                    chatcmpl-000002
     gen_ai.response.model                 gpt-4o-mini-2026-01-01
     gen_ai.usage.cache_read.input_tokens  0
     gen_ai.usage.input_tokens             14
     gen_ai.usage.output_tokens            1
     genai_otel.attempts                   2
     user.id                               c-17"
    );
}

#[tokio::test]
async fn refusal_reaches_the_caller_and_the_telemetry_under_the_providers_name() {
    let (triage, telemetry, _provider) = triage([Reply::rate_limited(Duration::from_secs(9))]);

    let error = triage.is_urgent("c-17", "Fire!").await.unwrap_err();

    assert!(error.is_rate_limit());
    assert_eq!(
        TraceTree::new().only_attributes(["error.type"]).render(&telemetry.spans()),
        "\
trace · 1 span · 0 ns
└─ chat gpt-4o-mini · client · 0 ns · ✗ error: rate_limit_exceeded
     error.type  rate_limit_exceeded"
    );
}

#[tokio::test]
async fn tokens_counted_are_the_tokens_billed() {
    let (triage, telemetry, provider) = triage([
        Reply::text("no").usage(TokenCounts::new(20, 1)),
        Reply::failure(Failure::ServerError),
        Reply::text("yes").usage(TokenCounts::new(31, 2)),
    ]);

    triage.is_urgent("c-17", "Hello.").await.unwrap();
    triage.is_urgent("c-18", "Fire!").await.unwrap();

    let counted: u64 = telemetry.records().iter().filter_map(|record| record.usage.total()).sum();
    assert_eq!(counted, provider.invoice().total().tokens.total());
    assert_eq!(counted, 54);
}

#[tokio::test]
async fn caller_who_gives_up_is_a_cancellation_and_no_error() {
    let (triage, telemetry, provider) = triage([Reply::text("yes").delay(Duration::from_secs(60))]);

    tokio::select! {
        _ = triage.is_urgent("c-17", "Fire!") => unreachable!("the answer takes a minute"),
        () = until(|| provider.calls() == 1) => {}
    }

    assert_eq!(telemetry.only_record().outcome, Outcome::Cancelled);
}

fn triage<const N: usize>(replies: [Reply; N]) -> (Triage, TestTelemetry, FakeProvider) {
    let provider = FakeProvider::start().unwrap();
    replies.into_iter().for_each(|reply| provider.push(reply));
    let telemetry = TestTelemetry::new();
    let genai = telemetry.instrumentation().clone();
    (Triage { genai, client: OpenAi::new(&provider.url()) }, telemetry, provider)
}

async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::task::yield_now().await;
    }
}
