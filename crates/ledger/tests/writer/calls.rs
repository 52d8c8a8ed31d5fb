use std::time::{Duration, SystemTime};

use genai_otel_core::opentelemetry::trace::{SpanId, TraceId};
use genai_otel_core::{
    Cost, Energy, EnergyModel, EnergyQuestion, Instrumentation, Joules, ModelOperation, Money,
    Outcome, PriceQuestion, Pricing, UnknownEnergy, Unpriced, Usage,
};
use genai_otel_ledger::{Entry, LoggedCall, Status};

use crate::scene::{AMPLE, Scene};

#[test]
fn calls_that_no_sampler_takes_are_written() {
    let scene = Scene::new();
    let writer = scene.writer_with(|options| options.service("shop"));
    // Without a tracer, no span is ever recorded.
    let genai = Instrumentation::builder().sink(writer.clone()).build();
    let call = genai.track_llm_call("openai", "gpt-4o").user_id("u-1").start();
    call.set_token_usage(120, 30);
    call.finish();
    assert_eq!(writer.flush(AMPLE), Ok(()));
    let [entry] = &scene.entries()[..] else { unreachable!("{}", scene.text()) };
    assert_eq!(entry.service.as_deref(), Some("shop"));
    assert_eq!(entry.user.as_deref(), Some("u-1"));
    assert_eq!(entry.usage.input.value(), Some(120));
    assert_eq!(entry.status, Status::Success);
}

#[test]
fn no_content_is_written_by_default() {
    let scene = Scene::new();
    let writer = scene.writer();
    let genai = Instrumentation::builder().sink(writer.clone()).build();
    let call = genai.track_llm_call("openai", "gpt-4o").start();
    call.record_response(&serde_json::json!({
        "model": "gpt-4o",
        "choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": "SECRET"}}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1}
    }));
    call.fail(&std::io::Error::other("SECRET"));
    assert_eq!(writer.flush(AMPLE), Ok(()));
    let text = scene.text();
    assert!(text.contains("gpt-4o") && !text.contains("SECRET"), "{text}");
}

#[test]
fn how_long_a_call_took_is_unknown_where_nobody_says_it() {
    let scene = Scene::new();
    let writer = scene.writer();
    writer.log_call(LoggedCall::llm("openai", "gpt-4o", 120, 30));
    assert_eq!(writer.flush(AMPLE), Ok(()));
    let [entry] = &scene.entries()[..] else { unreachable!("{}", scene.text()) };
    assert_eq!(entry.latency, None);
}

#[test]
fn a_logged_call_says_all_that_was_said_of_it() {
    let scene = Scene::new();
    let writer = scene.writer();
    let began = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_953_600);
    let call = LoggedCall::llm("azure-openai", "gpt-4o", 120, 30)
        .id("job-1")
        .response_model("gpt-4o-2024-11-20")
        .timestamp(began)
        .latency(Duration::from_millis(850))
        .time_to_first_chunk(Duration::from_micros(1_500))
        .error("rate_limited")
        .cost("0.25".parse::<Money>().unwrap())
        .cache_hit(false)
        .trace(TraceId::from(1), SpanId::from(2))
        .metadata("release", "beta")
        .user_id("u-1")
        .session_id("s-1")
        .organization_id("acme")
        .team("search")
        .tenant("t")
        .customer("c")
        .agent("a")
        .agent_id("a-1")
        .workflow("w")
        .step("draft")
        .run("r")
        .conversation_id("v")
        .source_id("doc")
        .edit(|record| record.request.temperature = Some(0.5));
    writer.log_call(call);
    assert_eq!(writer.flush(AMPLE), Ok(()));
    let text = scene.text();
    let (_, told) = text.split_once("\"seq\":1,").unwrap();
    assert_eq!(
        told.trim_end(),
        concat!(
            r#""timestamp":"2026-11-29T12:00:00.000000000Z","status":"error","provider":"azure.ai.openai","#,
            r#""api_type":"generative","operation":"chat","model":"gpt-4o","response_model":"gpt-4o-2024-11-20","#,
            r#""user_id":"u-1","session_id":"s-1","input_tokens":120,"output_tokens":30,"total_tokens":150,"latency_ms":850,"#,
            r#""time_to_first_chunk_ms":1.5,"tokens_per_second":35.294118,"cost":0.25,"currency":"USD","#,
            r#""organization_id":"acme","team":"search","tenant":"t","customer":"c","agent":"a","agent_id":"a-1","#,
            r#""workflow":"w","step":"draft","run":"r","conversation_id":"v","source_id":"doc","cache_hit":false,"#,
            r#""attempts":1,"error_type":"rate_limited","trace_id":"00000000000000000000000000000001","#,
            r#""span_id":"0000000000000002","temperature":0.5,"cost_origin":"caller","metadata":{"release":"beta"}}"#
        )
    );
}

#[test]
fn short_forms_are_priced_and_what_the_caller_says_of_cost_wins() {
    struct Pages;
    impl Pricing for Pages {
        fn price(&self, question: &PriceQuestion<'_>) -> Result<Cost, Unpriced> {
            match question.operation {
                ModelOperation::Ocr => Ok("0.003".parse::<Money>().unwrap().into()),
                ModelOperation::Embeddings => Err(Unpriced::UnknownModel),
                _ => std::panic::resume_unwind(Box::new("of another's code")),
            }
        }
    }
    let scene = Scene::new();
    let writer = scene.writer_with(|options| options.pricing(Pages));
    writer.log_call(LoggedCall::ocr("mistral", "mistral-ocr", 3));
    writer.log_call(LoggedCall::embedding("openai", "text-embedding-3-small", 12, 1_536, 900));
    writer.log_call(LoggedCall::llm("openai", "gpt-4o", 1, 1));
    writer.log_call(LoggedCall::llm("openai", "gpt-4o", 1, 1).cost("1".parse::<Money>().unwrap()));
    writer.log_call(LoggedCall::new(ModelOperation::Chat));
    writer.log_call(LoggedCall::new(ModelOperation::Chat).outcome(Outcome::Timeout));
    writer.log_call(LoggedCall::llm("openai", "gpt-4o", 1, 1).cache_hit(true));
    assert_eq!(writer.flush(AMPLE), Ok(()));
    let told: Vec<_> = scene.entries().iter().map(priced).collect();
    assert_eq!(
        told,
        [
            "ocr 0.003 USD",
            "embeddings unknown_model",
            "chat panicked",
            "chat 1 USD",
            "chat no_usage",
            "chat -",
            "chat 0 USD"
        ]
    );
    let text = scene.text();
    assert!(text.lines().next().unwrap().contains(r#""pages":3"#), "{text}");
}

fn priced(entry: &Entry) -> String {
    let cost = entry.cost.as_ref().map(|cost| cost.amount.to_string());
    let told = cost.or_else(|| entry.unpriced.clone()).unwrap_or_else(|| "-".to_owned());
    format!("{} {told}", entry.operation.as_deref().unwrap_or_default())
}

#[test]
fn a_call_without_a_time_began_its_latency_ago() {
    let scene = Scene::new();
    let writer = scene.writer();
    scene.clock.advance(Duration::from_secs(10));
    writer.log_call(LoggedCall::new(ModelOperation::Chat).latency(Duration::from_secs(4)));
    assert_eq!(writer.flush(AMPLE), Ok(()));
    assert_eq!(scene.entries()[0].timestamp.to_string(), "2026-01-01T00:00:06Z");
}

#[test]
fn logged_calls_are_asked_about_their_energy() {
    struct Half;
    impl EnergyModel for Half {
        fn energy(&self, question: &EnergyQuestion<'_>) -> Result<Energy, UnknownEnergy> {
            match question.request_model {
                Some("gpt-4o") => Ok(Energy::new(("half", "1"), [Joules::from_micro(500_000); 2])),
                Some(_) => std::panic::resume_unwind(Box::new("of another's code")),
                None => Err(UnknownEnergy::UnknownModel),
            }
        }
    }
    let scene = Scene::new();
    let writer = scene.writer_with(|options| options.energy(Half));
    writer.log_call(LoggedCall::llm("openai", "gpt-4o", 1, 1));
    writer.log_call(LoggedCall::llm("openai", "new", 1, 1));
    writer.log_call(LoggedCall::new(ModelOperation::Chat).usage(Usage::estimated(1, 1)));
    writer.log_call(LoggedCall::new(ModelOperation::Chat));
    writer.log_call(LoggedCall::new(ModelOperation::Chat).outcome(Outcome::Timeout));
    writer.log_call(LoggedCall::llm("openai", "gpt-4o", 1, 1).cache_hit(true));
    assert_eq!(writer.flush(AMPLE), Ok(()));
    let told = scene.entries().into_iter().map(|entry| {
        let energy = entry.energy.map(|energy| energy.high.to_string());
        energy.or(entry.energy_unknown).unwrap_or_else(|| "-".to_owned())
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        ["0.5 J", "panicked", "unknown_model", "no_usage", "-", "-"]
    );
}
