//! Calls that meet the provider's limits.

use std::fmt;

use genai_otel::{Usage, track_llm_call};
use genai_otel_testkit::FakeClock;
use serde_json::json;

use super::{MS, agents, inherited};
use crate::told::{Cost, Span, Told, all};

/// A second attempt inside the call, at another provider, after the first was refused.
pub(super) async fn to_another_provider(clock: &FakeClock, told: &mut Told) {
    let call = track_llm_call("openai", "gpt-4o").start();
    {
        let first = call.attempt();
        first.set_http_status(429);
        let refused = first.run(async {
            clock.advance(MS * 100);
            Err::<(), _>(Refused)
        });
        assert!(refused.await.is_err(), "the first attempt is refused");
    }
    let second = call.attempt_on("claude", "claude-sonnet-4-5");
    second.set_http_status(200);
    second.run_value(async { clock.advance(MS * 400) }).await;
    second.set_response_model("claude-sonnet-4-5-20250929");
    second.set_response_id("msg-1");
    second.set_finish_reasons(["end_turn"]);
    second.set_usage(&Usage::tokens(90, 25).cache_write(30).cache_read(20));
    second.finish();
    call.finish();

    let asked = json!({
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
    });
    let answered = json!({ "gen_ai.response.model": "claude-sonnet-4-5-20250929" });
    // Of the input 40 are plain, 20 were read from the provider's cache, and 30 written into it.
    let cost = Cost::computed(
        "0.000818",
        [Some("0.000318"), Some("0.0005")],
        "anthropic/claude-sonnet-4-5",
    );
    told.span(Span {
        key: "fallback",
        parent: Some("agent"),
        name: "chat gpt-4o",
        kind: "client",
        error: None,
        from: 287,
        until: 787,
        attributes: all([
            &asked,
            &answered,
            &json!({
                "http.response.status_code": 200,
                "gen_ai.response.id": "msg-1",
                "gen_ai.response.finish_reasons": ["end_turn"],
                "gen_ai.usage.input_tokens": 90,
                "gen_ai.usage.output_tokens": 25,
                "gen_ai.usage.cache_creation.input_tokens": 30,
                "gen_ai.usage.cache_read.input_tokens": 20,
                "genai_otel.output_tokens_per_second": 50.0,
                "genai_otel.attempts": 2,
            }),
            &told.cost(&cost),
            &inherited(),
        ]),
    });
    let labels = all([&asked, &answered, &agents()]);
    told.measured("gen_ai.client.operation.duration", &labels, 0.5);
    let failed = all([&asked, &agents(), &json!({ "error.type": "429" })]);
    told.measured("genai_otel.attempts", &failed, 1);
    let elsewhere = json!({
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "anthropic",
        "gen_ai.request.model": "claude-sonnet-4-5",
    });
    told.measured("genai_otel.attempts", &all([&elsewhere, &agents()]), 1);
    // Tokens and money count where they were spent.
    told.paid(&all([&elsewhere, &answered, &agents()]), &cost);
    for (kind, tokens) in [("input", 90), ("output", 25)] {
        let kind = json!({ "gen_ai.token.type": kind });
        let labels = all([&elsewhere, &answered, &agents(), &kind]);
        told.measured("gen_ai.client.token.usage", &labels, tokens);
    }
    told.active("chat", "openai", 0);
}

/// The call itself ends with the provider's own code.
pub(super) async fn without_success(clock: &FakeClock, told: &mut Told) {
    let call = track_llm_call("openai", "gpt-4o").start();
    call.run_value(async { clock.advance(MS * 30) }).await;
    call.set_http_status(429);
    call.record_response(&json!({
        "error": {
            "message": "You exceeded your current quota.",
            "type": "insufficient_quota",
            "code": "insufficient_quota",
        },
    }));
    drop(call);

    let asked = json!({
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
    });
    let error = json!({ "error.type": "insufficient_quota" });
    told.span(Span {
        key: "refused",
        parent: Some("agent"),
        name: "chat gpt-4o",
        kind: "client",
        error: Some("insufficient_quota"),
        from: 787,
        until: 817,
        attributes: all([
            &asked,
            &error,
            &json!({ "http.response.status_code": 429, "genai_otel.outcome": "error" }),
            &inherited(),
        ]),
    });
    let labels = all([&asked, &error, &agents()]);
    told.measured("gen_ai.client.operation.duration", &labels, 0.03);
    told.measured("genai_otel.attempts", &labels, 1);
    told.active("chat", "openai", 0);
}

/// Its status says what kind of error it is; its type's name is not looked at.
#[derive(Debug)]
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("too many requests for the key sk-secret")
    }
}
