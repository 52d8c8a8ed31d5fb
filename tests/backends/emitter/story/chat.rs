//! A chat with everything that can be said of one.

use std::convert::Infallible;

use genai_otel::{ApiType, CallHandle, Currency, Money, OutputType, track_llm_call};
use genai_otel_testkit::FakeClock;
use serde_json::{Value, json};

use super::{MS, agents, inherited};
use crate::told::{Cost, Span, Told, all};

pub(super) async fn everything(clock: &FakeClock, told: &mut Told) {
    let call = track_llm_call("OpenAI", "gpt-4o")
        .server_address("llm.example.com")
        .server_port(8_443)
        .temperature(0.7)
        .top_p(0.95)
        .top_k(40)
        .max_tokens(1_000)
        .stop_sequences(["END", "###", "\u{1f6d1}"])
        .frequency_penalty(0.5)
        .presence_penalty(-0.25)
        .seed(-42)
        .choice_count(2)
        .output_type(OutputType::Json)
        .api(ApiType::ChatCompletions)
        .reasoning_level("low")
        .service_tier("flex")
        .previous_response_id("resp-0")
        .prompt_name("digest")
        .prompt_version("7")
        .client_request_id("client-1")
        .source_id("doc-7")
        .attempt(2)
        .add_metadata("experiment", 7_i64)
        .add_metadata("ratio", 2.0)
        .add_metadata("beta", true)
        .add_metadata("note", "größer → \"quoted\" \u{1f680}")
        .start();
    let answer = call.run(async {
        clock.advance(MS * 250);
        let call = CallHandle::current();
        call.set_http_status(200);
        call.set_provider_request_id("req-1");
        Ok::<_, Infallible>(answer())
    });
    let Ok(answer) = answer.await;
    call.record_response(&answer);
    // A hundredth and a quarter of one: 0.0125 US dollars in pico-units.
    let paid = Money::from_pico(12_500_000_000, Currency::USD);
    call.set_cost(genai_otel::Cost::from_caller(paid));
    call.finish();

    // The caller's word wins over the book, which does not know the model.
    let cost = Cost::said("0.0125", "caller");
    told.span(Span {
        key: "chat",
        parent: Some("agent"),
        name: "chat gpt-4o",
        kind: "client",
        error: None,
        from: 15,
        until: 265,
        attributes: all([
            &json!({
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": "openai",
                "gen_ai.request.model": "gpt-4o",
                "server.address": "llm.example.com",
                "server.port": 8443,
                "gen_ai.request.temperature": 0.7,
                "gen_ai.request.top_p": 0.95,
                "gen_ai.request.top_k": 40.0,
                "gen_ai.request.max_tokens": 1000,
                "gen_ai.request.stop_sequences": ["END", "###", "\u{1f6d1}"],
                "gen_ai.request.frequency_penalty": 0.5,
                "gen_ai.request.presence_penalty": -0.25,
                "gen_ai.request.seed": -42,
                "gen_ai.request.choice.count": 2,
                "gen_ai.output.type": "json",
                "openai.api.type": "chat_completions",
                "genai_otel.request.reasoning.level": "low",
                "openai.request.service_tier": "flex",
                "genai_otel.request.previous_response.id": "resp-0",
                "gen_ai.prompt.name": "digest",
                "genai_otel.prompt.version": "7",
                "genai_otel.client_request.id": "client-1",
                "genai_otel.source.id": "doc-7",
                "genai_otel.attempt": 2,
                "experiment": 7,
                "ratio": 2.0,
                "beta": true,
                "note": "größer → \"quoted\" \u{1f680}",
            }),
            &json!({
                "http.response.status_code": 200,
                "genai_otel.provider_request.id": "req-1",
                "gen_ai.response.model": "gpt-4o-2026-01-01",
                "gen_ai.response.id": "chatcmpl-1",
                "gen_ai.response.finish_reasons": ["stop", "tool_calls"],
                "genai_otel.response.tool_names": ["lookup", "lookup"],
                "openai.response.service_tier": "flex",
                "openai.response.system_fingerprint": "fp-1",
                "gen_ai.usage.input_tokens": 1200,
                "gen_ai.usage.output_tokens": 300,
                "genai_otel.usage.total_tokens": 1500,
                "gen_ai.usage.cache_read.input_tokens": 1024,
                "gen_ai.usage.reasoning.output_tokens": 64,
                "genai_otel.usage.audio.input_tokens": 16,
                "genai_otel.output_tokens_per_second": 1200.0,
            }),
            &told.cost(&cost),
            &inherited(),
        ]),
    });

    let asked = json!({
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
    });
    let answered = json!({ "gen_ai.response.model": "gpt-4o-2026-01-01" });
    told.paid(&all([&asked, &answered, &agents()]), &cost);
    let server = json!({ "server.address": "llm.example.com", "server.port": 8443 });
    let labels = all([&asked, &answered, &server, &agents()]);
    told.measured("gen_ai.client.operation.duration", &labels, 0.25);
    for (kind, tokens) in [("input", 1_200), ("output", 300)] {
        let labels = all([&labels, &json!({ "gen_ai.token.type": kind })]);
        told.measured("gen_ai.client.token.usage", &labels, tokens);
    }
    told.measured("genai_otel.attempts", &all([&asked, &agents()]), 1);
    told.active("chat", "openai", 0);
}

fn answer() -> Value {
    let lookup = |id: &str| json!({ "id": id, "type": "function", "function": { "name": "lookup", "arguments": "{}" } });
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "gpt-4o-2026-01-01",
        "service_tier": "flex",
        "system_fingerprint": "fp-1",
        "choices": [
            { "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": "secret" } },
            {
                "index": 1,
                "finish_reason": "tool_calls",
                "message": { "role": "assistant", "content": null, "tool_calls": [lookup("a"), lookup("b")] },
            },
        ],
        "usage": {
            "prompt_tokens": 1200,
            "completion_tokens": 300,
            "total_tokens": 1500,
            "prompt_tokens_details": { "cached_tokens": 1024, "audio_tokens": 16 },
            "completion_tokens_details": { "reasoning_tokens": 64 },
        },
    })
}
