//! A whole way: a provider is asked over HTTP, the calls are tracked, the real pipeline ships them by OTLP, and a
//! collector shows what arrived. Nothing is global.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt;
use std::time::Duration;

use genai_otel::{
    Attribution, ClassifyError, Clock, ErrorClass, Instrumentation, OtlpPipeline, SystemClock,
    Telemetry, ToolResult,
};
use genai_otel_testkit::{
    FakeClock, FakeCollector, FakeProvider, Fault, Reaction, Reply, TokenCounts,
};
use serde_json::{Value, json};

#[test]
fn a_question_with_tool_retry_and_embedding_arrives_whole() {
    let provider = FakeProvider::builder()
        .reply_at("/v1/chat/completions", Reply::tool_call("weather", json!({ "city": "Bern" })))
        .reply_at("/v1/chat/completions", Reply::rate_limited(Duration::from_secs(1)))
        .reply_at(
            "/v1/chat/completions",
            Reply::text("It is 21 °C in Bern.").usage(TokenCounts::new(1_200, 9).cached(1_024)),
        )
        .reply_at("/v1/embeddings", Reply::echo().usage(TokenCounts::new(7, 0)))
        .start()
        .unwrap();
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).build().unwrap();
    let clock = FakeClock::new();
    let instrumentation = instrumentation(&telemetry, &clock);

    ask(&instrumentation, &provider, &clock);
    telemetry.shutdown(PATIENCE).unwrap();

    assert_eq!(collector.render_trace(), TRACE);
    assert_eq!(collector.render_metrics(), METRICS);
    assert_eq!(provider.remaining_replies(), 0);

    let paths: Vec<_> = collector.requests().iter().map(|request| request.path.clone()).collect();
    assert_eq!(paths.len(), 2, "one export of each signal: {paths:?}");
    for span in collector.spans() {
        assert_eq!(span.resource.service_name(), Some("guide"));
        assert_eq!(span.scope.name, "genai-otel");
        assert_eq!(span.scope.schema_url, "https://opentelemetry.io/schemas/1.41.0");
    }
    let counts = telemetry.export_counts();
    assert_eq!((counts.spans_ended, counts.spans_delivered, counts.spans_lost), (5, 5, 0));
}

#[test]
fn flush_and_shutdown_are_bounded_while_the_collector_is_silent() {
    let collector =
        FakeCollector::builder().otherwise(Reaction::fault(Fault::Silence)).start().unwrap();
    let telemetry = pipeline(&collector).timeout(10 * PATIENCE).build().unwrap();
    let instrumentation = instrumentation(&telemetry, &FakeClock::new());
    instrumentation.track_llm_call("openai", "gpt-4o").start().finish();

    let start = SystemClock::default().monotonic();
    let bound = Duration::from_millis(200);
    let error = telemetry.flush(bound).unwrap_err();
    assert_eq!(
        error.to_string(),
        "traces, metrics not delivered within 200ms; the collector is slow or silent"
    );
    assert!(telemetry.shutdown(bound).is_err(), "nothing can be delivered");
    drop(telemetry);
    // The bounds add up to 400 ms; the rest is for a busy machine. An unbounded wait would be the exporter's.
    let took = SystemClock::default().monotonic() - start;
    assert!(took < 5 * PATIENCE, "{took:?}");
}

/// The agent asks the model, runs the tool that it wants, asks again with a retry, and embeds the answer.
fn ask(instrumentation: &Instrumentation, provider: &FakeProvider, clock: &FakeClock) {
    let chat = |question: &str| {
        clock.advance(MS * 250);
        let messages = json!([{ "role": "user", "content": question }]);
        post(provider, "chat/completions", json!({ "model": "gpt-4o", "messages": messages }))
    };
    let whose = Attribution::new().user_id("u-1").session_id("s-9").team("travel");
    let agent = || instrumentation.track_agent("guide").start();
    whose.in_scope(|| {
        let agent = agent();
        agent.run_sync_value(|| {
            let call = instrumentation.track_llm_call("openai", "gpt-4o").temperature(0.2).start();
            let wanted = call.run_sync(|| chat("How warm is it in Bern?")).unwrap();
            call.record_response(&wanted);
            call.finish();

            let wanted = &wanted["choices"][0]["message"]["tool_calls"][0];
            let tool = instrumentation
                .track_tool_call(wanted["function"]["name"].as_str().unwrap())
                .tool_call_id(wanted["id"].as_str().unwrap())
                .start();
            tool.run_sync_value(|| clock.advance(MS * 20));
            tool.set_result(ToolResult::success().items_returned(1));
            tool.finish();

            let call = instrumentation.track_llm_call("openai", "gpt-4o").max_tokens(100).start();
            let first = call.attempt();
            assert!(first.run_sync(|| chat("It is 21 °C.")).is_err(), "the script says 429");
            drop(first);
            let second = call.attempt();
            let answer = second.run_sync(|| chat("It is 21 °C.")).unwrap();
            second.record_response(&answer);
            second.finish();
            call.finish();

            let call = instrumentation.track_embedding("openai", "text-embedding-3-small").start();
            let input = &answer["choices"][0]["message"]["content"];
            let body = json!({ "model": "text-embedding-3-small", "input": input });
            clock.advance(MS * 50);
            let vectors = call.run_sync(|| post(provider, "embeddings", body)).unwrap();
            call.record_response(&vectors);
            call.finish();
        });
        agent.finish();
    });
}

fn pipeline(collector: &FakeCollector) -> OtlpPipeline {
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT".to_owned(), collector.url()),
        ("OTEL_EXPORTER_OTLP_COMPRESSION".to_owned(), "gzip".to_owned()),
        ("OTEL_SERVICE_NAME".to_owned(), "guide".to_owned()),
    ];
    OtlpPipeline::from_pairs(variables)
}

fn instrumentation(telemetry: &Telemetry, clock: &FakeClock) -> Instrumentation {
    Instrumentation::builder()
        .tracer_provider(telemetry.tracer_provider().clone())
        .meter_provider(telemetry.meter_provider().clone())
        .clock(clock.clone())
        .classify::<ApiError>()
        .build()
}

/// What a client of the provider's would do.
fn post(provider: &FakeProvider, path: &str, body: Value) -> Result<Value, ApiError> {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let url = format!("{}/v1/{path}", provider.url());
    let mut answer = agent.post(url).send_json(body).unwrap();
    match answer.status().as_u16() {
        200 => Ok(answer.body_mut().read_json().unwrap()),
        status => Err(ApiError { status }),
    }
}

#[derive(Debug)]
struct ApiError {
    status: u16,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the provider answered {}", self.status)
    }
}

impl ClassifyError for ApiError {
    fn classify(&self) -> Option<ErrorClass> {
        Some(ErrorClass::http_status(self.status))
    }
}

const MS: Duration = Duration::from_millis(1);
/// A collector in this process answers at once; this is for a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

const TRACE: &str = "\
trace · guide · 5 spans · 820 ms
└─ invoke_agent guide · internal · 820 ms
   │ gen_ai.agent.name      guide
   │ gen_ai.operation.name  invoke_agent
   │ genai_otel.team.id     travel
   │ session.id             s-9
   │ user.id                u-1
   ├─ chat gpt-4o · client · 250 ms
   │    gen_ai.agent.name                     guide
   │    gen_ai.operation.name                 chat
   │    gen_ai.provider.name                  openai
   │    gen_ai.request.model                  gpt-4o
   │    gen_ai.request.temperature            0.2
   │    gen_ai.response.finish_reasons        [tool_calls]
   │    gen_ai.response.id                    chatcmpl-000001
   │    gen_ai.response.model                 gpt-4o-2026-01-01
   │    gen_ai.usage.cache_read.input_tokens  0
   │    gen_ai.usage.input_tokens             9
   │    gen_ai.usage.output_tokens            9
   │    gen_ai.usage.reasoning.output_tokens  0
   │    genai_otel.output_tokens_per_second   36.0
   │    genai_otel.response.tool_names        [weather]
   │    genai_otel.team.id                    travel
   │    genai_otel.usage.audio.input_tokens   0
   │    genai_otel.usage.audio.output_tokens  0
   │    genai_otel.usage.total_tokens         18
   │    openai.api.type                       chat_completions
   │    openai.response.service_tier          default
   │    openai.response.system_fingerprint    fp_fake
   │    session.id                            s-9
   │    user.id                               u-1
   ├─ execute_tool weather · internal · 20.0 ms
   │    gen_ai.agent.name               guide
   │    gen_ai.operation.name           execute_tool
   │    gen_ai.tool.call.id             call_000001_1
   │    gen_ai.tool.name                weather
   │    genai_otel.team.id              travel
   │    genai_otel.tool.items_returned  1
   │    genai_otel.tool.success         true
   │    session.id                      s-9
   │    user.id                         u-1
   ├─ chat gpt-4o · client · 500 ms
   │    gen_ai.agent.name                     guide
   │    gen_ai.operation.name                 chat
   │    gen_ai.provider.name                  openai
   │    gen_ai.request.max_tokens             100
   │    gen_ai.request.model                  gpt-4o
   │    gen_ai.response.finish_reasons        [stop]
   │    gen_ai.response.id                    chatcmpl-000003
   │    gen_ai.response.model                 gpt-4o-2026-01-01
   │    gen_ai.usage.cache_read.input_tokens  1024
   │    gen_ai.usage.input_tokens             1200
   │    gen_ai.usage.output_tokens            9
   │    gen_ai.usage.reasoning.output_tokens  0
   │    genai_otel.attempts                   2
   │    genai_otel.output_tokens_per_second   18.0
   │    genai_otel.team.id                    travel
   │    genai_otel.usage.audio.input_tokens   0
   │    genai_otel.usage.audio.output_tokens  0
   │    genai_otel.usage.total_tokens         1209
   │    openai.api.type                       chat_completions
   │    openai.response.service_tier          default
   │    openai.response.system_fingerprint    fp_fake
   │    session.id                            s-9
   │    user.id                               u-1
   └─ embeddings text-embedding-3-small · client · 50.0 ms
        gen_ai.agent.name              guide
        gen_ai.operation.name          embeddings
        gen_ai.provider.name           openai
        gen_ai.request.model           text-embedding-3-small
        gen_ai.response.model          text-embedding-3-small
        gen_ai.usage.input_tokens      7
        genai_otel.team.id             travel
        genai_otel.usage.total_tokens  7
        session.id                     s-9
        user.id                        u-1";

const METRICS: &str = "\
gen_ai.client.operation.duration · histogram · s · cumulative
├─ count 2 · sum 0.75 · min 0.25 · max 0.5   {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: gpt-4o-2026-01-01, genai_otel.team.id: travel}
└─ count 1 · sum 0.05 · min 0.05 · max 0.05  {gen_ai.agent.name: guide, gen_ai.operation.name: embeddings, gen_ai.provider.name: openai, gen_ai.request.model: text-embedding-3-small, gen_ai.response.model: text-embedding-3-small, genai_otel.team.id: travel}
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 2 · sum 1209 · min 9 · max 1200  {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: gpt-4o-2026-01-01, gen_ai.token.type: input, genai_otel.team.id: travel}
├─ count 2 · sum 18 · min 9 · max 9       {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, gen_ai.response.model: gpt-4o-2026-01-01, gen_ai.token.type: output, genai_otel.team.id: travel}
└─ count 1 · sum 7 · min 7 · max 7        {gen_ai.agent.name: guide, gen_ai.operation.name: embeddings, gen_ai.provider.name: openai, gen_ai.request.model: text-embedding-3-small, gen_ai.response.model: text-embedding-3-small, gen_ai.token.type: input, genai_otel.team.id: travel}
genai_otel.active_calls · up-down counter · {call} · cumulative
├─ 0  {gen_ai.operation.name: chat, gen_ai.provider.name: openai}
├─ 0  {gen_ai.operation.name: embeddings, gen_ai.provider.name: openai}
├─ 0  {gen_ai.operation.name: execute_tool}
└─ 0  {gen_ai.operation.name: invoke_agent}
genai_otel.attempts · counter · {attempt} · cumulative
├─ 1  {error.type: '429', gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, genai_otel.team.id: travel}
├─ 2  {gen_ai.agent.name: guide, gen_ai.operation.name: chat, gen_ai.provider.name: openai, gen_ai.request.model: gpt-4o, genai_otel.team.id: travel}
└─ 1  {gen_ai.agent.name: guide, gen_ai.operation.name: embeddings, gen_ai.provider.name: openai, gen_ai.request.model: text-embedding-3-small, genai_otel.team.id: travel}
genai_otel.execute_tool.duration · histogram · s · cumulative
└─ count 1 · sum 0.02 · min 0.02 · max 0.02  {gen_ai.agent.name: guide, gen_ai.tool.name: weather, genai_otel.team.id: travel}
genai_otel.invoke_agent.duration · histogram · s · cumulative
└─ count 1 · sum 0.82 · min 0.82 · max 0.82  {gen_ai.agent.name: guide, genai_otel.team.id: travel}";
