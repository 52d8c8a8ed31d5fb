//! Calls that are no plain chat.

use std::time::Duration;

use genai_otel::{
    ErrorClass, Instrumentation, ToolResult, ToolType, Usage, track_llm_call, track_tool_call,
};
use genai_otel_testkit::FakeClock;
use serde_json::{Value, json};

use super::{MS, agents, inherited};
use crate::told::{Cost, Span, Told, all};

pub(super) fn tool(clock: &FakeClock, told: &mut Told) {
    let call = track_tool_call("lookup")
        .tool_call_id("a")
        .tool_type(ToolType::Function)
        .description("looks a word up")
        .start();
    call.run_sync_value(|| clock.advance(MS * 20));
    call.set_result(ToolResult::success().items_returned(3).bytes_processed(1_024));
    call.finish();

    told.span(Span {
        key: "tool",
        parent: Some("agent"),
        name: "execute_tool lookup",
        kind: "internal",
        error: None,
        from: 266,
        until: 286,
        attributes: all([
            &json!({
                "gen_ai.operation.name": "execute_tool",
                "gen_ai.tool.name": "lookup",
                "gen_ai.tool.call.id": "a",
                "gen_ai.tool.type": "function",
                "gen_ai.tool.description": "looks a word up",
                "genai_otel.tool.success": true,
                "genai_otel.tool.items_returned": 3,
                "genai_otel.tool.bytes_processed": 1024,
            }),
            &inherited(),
        ]),
    });
    let tool = json!({ "gen_ai.tool.name": "lookup", "gen_ai.tool.type": "function" });
    told.measured("genai_otel.execute_tool.duration", &all([&tool, &agents()]), 0.02);
    told.active("execute_tool", "", 0);
}

pub(super) fn embeddings(clock: &FakeClock, told: &mut Told) {
    let call = Instrumentation::global()
        .track_embedding("voyage", "voyage-3")
        .embedding_dimensions(1_024)
        .text_count(2)
        .encoding_formats(["float", "base64"])
        .start();
    call.run_sync_value(|| clock.advance(MS * 60));
    call.set_usage(&Usage::input_tokens(17));
    call.finish();

    let asked = json!({
        "gen_ai.operation.name": "embeddings",
        "gen_ai.provider.name": "voyage",
        "gen_ai.request.model": "voyage-3",
    });
    let cost = Cost::computed("0.000017", [Some("0.000017"), Some("0")], "voyage/voyage-3");
    told.span(Span {
        key: "embeddings",
        parent: Some("agent"),
        name: "embeddings voyage-3",
        kind: "client",
        error: None,
        from: 1_030,
        until: 1_090,
        attributes: all([
            &asked,
            &json!({
                "gen_ai.embeddings.dimension.count": 1024,
                "genai_otel.request.text_count": 2,
                "gen_ai.request.encoding_formats": ["float", "base64"],
                "gen_ai.usage.input_tokens": 17,
            }),
            &told.cost(&cost),
            &inherited(),
        ]),
    });
    let labels = all([&asked, &agents()]);
    told.measured("gen_ai.client.operation.duration", &labels, 0.06);
    told.paid(&labels, &cost);
    let input = all([&labels, &json!({ "gen_ai.token.type": "input" })]);
    told.measured("gen_ai.client.token.usage", &input, 17);
    told.measured("genai_otel.attempts", &labels, 1);
    told.active("embeddings", "voyage", 0);
}

/// The application's own cache had the answer, for nothing; its tokens are an estimate.
pub(super) fn cached_answer(clock: &FakeClock, told: &mut Told) {
    let call = track_llm_call("gemini", "gemini-2.5-flash").cache_hit(true).start();
    call.run_sync_value(|| clock.advance(MS * 5));
    call.set_usage(&Usage::estimated(10, 2));
    call.finish();

    let asked = json!({
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.request.model": "gemini-2.5-flash",
    });
    let cost = Cost::said("0", "cache");
    told.span(Span {
        key: "cached",
        parent: Some("agent"),
        name: "chat gemini-2.5-flash",
        kind: "client",
        error: None,
        from: 1_090,
        until: 1_095,
        attributes: all([
            &asked,
            &json!({
                "genai_otel.cache.hit": true,
                "gen_ai.usage.input_tokens": 10,
                "gen_ai.usage.output_tokens": 2,
                "genai_otel.usage.estimated": true,
                "genai_otel.output_tokens_per_second": 400.0,
            }),
            &told.cost(&cost),
            &inherited(),
        ]),
    });
    let labels = all([&asked, &agents()]);
    told.measured("gen_ai.client.operation.duration", &labels, 0.005);
    told.paid(&labels, &cost);
    for (kind, tokens) in [("input", 10), ("output", 2)] {
        let labels = all([&labels, &json!({ "gen_ai.token.type": kind })]);
        told.measured("gen_ai.client.token.usage", &labels, tokens);
    }
    told.measured("genai_otel.attempts", &labels, 1);
    // Lookups have the tenant as well.
    let hit = json!({ "genai_otel.cache.hit": true, "genai_otel.tenant.id": "t-1" });
    let hit = all([&labels, &hit]);
    told.measured("genai_otel.cache.lookups", &hit, 1);
    told.active("chat", "gcp.gemini", 0);
}

pub(super) fn retrieval(clock: &FakeClock, told: &mut Told) {
    let call = Instrumentation::global().track_retrieval("articles").top_k(5).start();
    call.run_sync_value(|| clock.advance(MS * 24));
    call.finish();

    let operation = json!({ "gen_ai.operation.name": "retrieval" });
    told.span(Span {
        key: "retrieval",
        parent: Some("agent"),
        name: "retrieval articles",
        kind: "client",
        error: None,
        from: 1_095,
        until: 1_119,
        attributes: all([
            &operation,
            &json!({ "gen_ai.data_source.id": "articles", "gen_ai.request.top_k": 5.0 }),
            &inherited(),
        ]),
    });
    let labels = all([&operation, &agents()]);
    told.measured("gen_ai.client.operation.duration", &labels, 0.024);
    told.measured("genai_otel.attempts", &labels, 1);
    told.active("retrieval", "", 0);
}

/// Nobody's call, in a trace of its own, billed in other units than tokens, by a price that the book does not have.
pub(super) fn transcription(clock: &FakeClock, told: &mut Told) {
    let call = Instrumentation::global().track_speech_to_text("groq", "whisper-large-v3").start();
    call.run_sync_value(|| clock.advance(MS * 700));
    call.set_usage(&Usage::new().duration(Duration::from_millis(12_500)).characters(512));
    call.finish();

    let asked: Value = json!({
        "gen_ai.operation.name": "speech_to_text",
        "gen_ai.provider.name": "groq",
        "gen_ai.request.model": "whisper-large-v3",
    });
    told.span(Span {
        key: "transcription",
        parent: None,
        name: "speech_to_text whisper-large-v3",
        kind: "client",
        error: None,
        from: 1_250,
        until: 1_950,
        attributes: all([
            &asked,
            &json!({ "genai_otel.usage.seconds": 12.5, "genai_otel.usage.characters": 512 }),
            &told.unpriced("unknown_model"),
        ]),
    });
    told.measured("gen_ai.client.operation.duration", &asked, 0.7);
    told.not_paid(&asked, "unknown_model");
    told.measured("genai_otel.attempts", &asked, 1);
    told.active("speech_to_text", "groq", 0);
}

/// A tool that did not reach its purpose, in a trace of its own.
pub(super) fn refused_tool(clock: &FakeClock, told: &mut Told) {
    let call = track_tool_call("send_mail").start();
    clock.advance(MS * 50);
    call.set_result(ToolResult::failure(ErrorClass::from_static("mailbox_full")));
    drop(call);

    told.span(Span {
        key: "refused tool",
        parent: None,
        name: "execute_tool send_mail",
        kind: "internal",
        error: Some("mailbox_full"),
        from: 1_950,
        until: 2_000,
        attributes: json!({
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "send_mail",
            "genai_otel.tool.success": false,
            "error.type": "mailbox_full",
            "genai_otel.outcome": "error",
        }),
    });
    let labels = json!({ "gen_ai.tool.name": "send_mail", "error.type": "mailbox_full" });
    told.measured("genai_otel.execute_tool.duration", &labels, 0.05);
    told.active("execute_tool", "", 0);
}
