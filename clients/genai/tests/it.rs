//! The crate `genai` traces its calls through `tracing`: what it writes is mended, and counts once.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use futures_util::StreamExt as _;
use genai::Client;
use genai::ModelIden;
use genai::ServiceTarget;
use genai::adapter::AdapterKind;
use genai::chat::{ChatMessage, ChatOptions, ChatRequest};
use genai::resolver::{AuthData, Endpoint};
use genai_otel_core::{Attribute, Instrumentation, Outcome};
use genai_otel_otlp::{OtlpPipeline, Telemetry};
use genai_otel_testkit::{Failure, FakeCollector, FakeProvider, RecordingSink, Reply, TokenCounts};
use opentelemetry::trace::TracerProvider as _;
use tracing_subscriber::prelude::*;

#[test]
fn chat_of_genai_is_counted_by_numbers_that_arrive_as_numbers() {
    let bench = Bench::new([Reply::text("hello").usage(TokenCounts::new(12, 4))]);
    bench.run(async |bench| {
        bench.chat().await.unwrap();
    });
    let sink = bench.sink.clone();
    let (spans, metrics) = bench.end();
    let record = sink.only();
    assert_eq!(record.operation.as_str(), "chat");
    assert_eq!(record.provider.as_ref().map(|name| name.as_str()), Some("openai"));
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(12), Some(4)));
    assert_eq!(record.request.temperature, Some(0.5));
    assert_eq!(record.request.max_tokens, Some(64));
    assert_eq!(record.outcome, Outcome::Completed);
    for number in ["gen_ai.usage.input_tokens   12", "gen_ai.usage.output_tokens  4"] {
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(squeeze(&spans).contains(&squeeze(number)), "{number}: {spans}");
    }
    assert!(!spans.contains(r#""[\"stop\"]""#), "{spans}");
    assert!(metrics.contains("gen_ai.client.token.usage"), "{metrics}");
}

#[test]
fn stream_of_genai_is_counted_when_it_ends() {
    let bench = Bench::new([Reply::text("hello you").usage(TokenCounts::new(7, 2))]);
    bench.run(async |bench| {
        let options = ChatOptions::default().with_capture_usage(true);
        let asked = bench.client.exec_chat_stream(MODEL, question(), Some(&options)).await;
        let mut stream = asked.unwrap().stream;
        while let Some(event) = stream.next().await {
            event.unwrap();
        }
    });
    let record = bench.sink.only();
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(7), Some(2)));
    assert_eq!(record.request.stream, Some(true));
    assert!(record.time_to_first_chunk.is_some());
}

#[test]
fn failure_of_genai_is_a_failed_call() {
    let bench = Bench::new([Reply::failure(Failure::Unauthorized)]);
    bench.run(async |bench| {
        bench.chat().await.unwrap_err();
    });
    let record = bench.sink.only();
    assert_eq!((record.outcome, record.error_message.as_deref()), (Outcome::Error, None));
    assert!(record.error_type.is_some());
}

#[test]
fn call_of_ours_around_genai_counts_once_and_learns_the_usage() {
    let bench = Bench::new([Reply::text("hello").usage(TokenCounts::new(12, 4))]);
    bench.run(async |bench| {
        let call = bench.instrumentation.track_llm_call("openai", MODEL).user_id("u-1").start();
        call.run(bench.chat()).await.unwrap();
    });
    let record = bench.sink.only();
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(12), Some(4)));
    assert!(record.attribution.is_some());
}

#[test]
fn agent_of_ours_around_genai_lends_its_attribution() {
    let bench = Bench::new([Reply::text("hello").usage(TokenCounts::new(12, 4))]);
    bench.run(async |bench| {
        let agent = bench.instrumentation.track_agent("guide").user_id("u-1").start();
        agent.run(bench.chat()).await.unwrap();
    });
    let told: Vec<_> = bench
        .sink
        .records()
        .iter()
        .map(|record| {
            let user = record
                .attribution
                .as_ref()
                .and_then(|who| who.get(Attribute::UserId).map(str::to_owned));
            (record.operation.as_str().to_owned(), record.usage.input.value(), user)
        })
        .collect();
    let user = Some("u-1".to_owned());
    assert_eq!(
        told,
        [("chat".to_owned(), Some(12), user.clone()), ("invoke_agent".to_owned(), None, user)]
    );
}

/// The client, a provider that answers it, and a pipeline behind `tracing`.
struct Bench {
    client: Client,
    telemetry: Telemetry,
    instrumentation: Instrumentation,
    sink: RecordingSink,
    collector: FakeCollector,
    _provider: FakeProvider,
}

impl Bench {
    fn new<const N: usize>(replies: [Reply; N]) -> Self {
        let provider = FakeProvider::start().unwrap();
        replies.into_iter().for_each(|reply| provider.push(reply));
        let collector = FakeCollector::start().unwrap();
        let pipeline = OtlpPipeline::from_pairs([]).endpoint(collector.url());
        let telemetry = pipeline.build().unwrap();
        let sink = RecordingSink::new();
        let instrumentation = Instrumentation::builder()
            .tracer_provider(telemetry.tracer_provider().clone())
            .meter_provider(telemetry.meter_provider().clone())
            .sink(sink.clone())
            .build();
        telemetry.count_by(instrumentation.clone());
        let client = client(&provider.url());
        Self { client, telemetry, instrumentation, sink, collector, _provider: provider }
    }

    fn run(&self, work: impl AsyncFnOnce(&Self)) {
        let tracer = self.telemetry.tracer_provider().tracer("app");
        let layer = tracing_opentelemetry::layer().with_tracer(tracer);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || runtime.block_on(work(self)));
    }

    async fn chat(&self) -> genai::Result<genai::chat::ChatResponse> {
        let options = ChatOptions::default().with_temperature(0.5).with_max_tokens(64);
        self.client.exec_chat(MODEL, question(), Some(&options)).await
    }

    /// Spans and metrics as the collector has them.
    fn end(self) -> (String, String) {
        self.telemetry.shutdown(Duration::from_secs(60)).unwrap();
        (self.collector.render_trace(), self.collector.render_metrics())
    }
}

fn client(url: &str) -> Client {
    let base = format!("{url}/v1/");
    let target = move |_: ServiceTarget| {
        Ok(ServiceTarget {
            endpoint: Endpoint::from_owned(base.clone()),
            auth: AuthData::from_single("no key"),
            model: ModelIden::new(AdapterKind::OpenAI, MODEL),
        })
    };
    Client::builder().with_service_target_resolver_fn(target).build().unwrap()
}

fn question() -> ChatRequest {
    ChatRequest::new(vec![ChatMessage::user("hello?")])
}

const MODEL: &str = "gpt-4o";
