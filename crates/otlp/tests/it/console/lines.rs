use genai_otel_otlp::Color;
use opentelemetry::trace::Status;
use opentelemetry_sdk::trace::SpanData;

use super::{TRACE_1, call, console, export, span, texts, with};

/// A request that lets an agent ask a model, run a tool, and ask again; the children as they end.
fn agent_at_work() -> Vec<SpanData> {
    let asked = call("chat", span(3, 2, "chat gpt-4o", 10, 820));
    let asked = with(
        asked,
        [
            ("gen_ai.provider.name", "openai".into()),
            ("gen_ai.request.model", "gpt-4o".into()),
            ("gen_ai.response.model", "gpt-4o-2024-08-06".into()),
            ("gen_ai.usage.input_tokens", 1_240.into()),
            ("gen_ai.usage.cache_read.input_tokens", 1_024.into()),
            ("gen_ai.usage.cache_creation.input_tokens", 0.into()),
            ("gen_ai.usage.output_tokens", 17.into()),
            ("gen_ai.usage.cost", 0.004_2.into()),
            ("gen_ai.response.finish_reasons", texts(&["tool_calls"])),
            ("genai_otel.attempts", 2.into()),
        ],
    );
    let tool = call("execute_tool", span(4, 2, "execute_tool get_weather", 840, 27));
    let tool = with(tool, [("gen_ai.tool.name", "get_weather".into())]);
    let request = span(5, 4, "GET", 845, 20);
    let answered = call("chat", span(6, 2, "chat o4-mini", 870, 1_500));
    let answered = with(
        answered,
        [
            ("gen_ai.provider.name", "openai".into()),
            ("gen_ai.request.model", "o4-mini".into()),
            ("gen_ai.response.model", "o4-mini".into()),
            ("gen_ai.request.stream", true.into()),
            ("gen_ai.response.time_to_first_chunk", 0.31.into()),
            ("gen_ai.usage.input_tokens", 99.into()),
            ("gen_ai.usage.output_tokens", 80.into()),
            ("gen_ai.usage.reasoning.output_tokens", 64.into()),
            ("gen_ai.response.finish_reasons", texts(&["stop", "length"])),
        ],
    );
    let agent = call("invoke_agent", span(2, 1, "invoke_agent guide", 5, 2_370));
    let agent = with(
        agent,
        [("gen_ai.agent.name", "guide".into()), ("gen_ai.request.model", "gpt-4o".into())],
    );
    vec![request, asked, tool, answered, agent, span(1, 0, "POST /trips", 0, 2_400)]
}

#[test]
fn calls_are_a_tree_in_the_order_of_their_start() {
    let (screen, exporter) = console();
    export(&exporter, agent_at_work());
    assert_eq!(
        screen.look(),
        "\
trace 00000000000000000000000000000001 · 6 spans
└─ POST /trips · 2.40 s
   └─ invoke_agent guide · 2.37 s
      ├─ chat gpt-4o → gpt-4o-2024-08-06 · openai · 820 ms · in 1240 (1024 cached) · out 17 · $0.0042 · 2 attempts · tool_calls
      ├─ execute_tool get_weather · 27.0 ms
      │  └─ GET · 20.0 ms
      └─ chat o4-mini · openai · 1.50 s · first chunk 310 ms · in 99 · out 80 (64 reasoning) · stop, length
"
    );
}

#[test]
fn colour_is_laid_over_the_same_text() {
    let (screen, plain) = console();
    let colored = plain.clone().color(Color::Always);
    let never = plain.clone().color(Color::Never);
    let spans = || vec![failed(2), call("chat", span(1, 0, "chat", 0, 50))];
    export(&colored, spans());
    assert_eq!(
        screen.look(),
        "\
\u{1b}[2mtrace 00000000000000000000000000000001 · 2 spans\u{1b}[0m
\u{1b}[2m└─ \u{1b}[0m\u{1b}[1mchat\u{1b}[0m\u{1b}[2m · \u{1b}[0m50.0 ms
\u{1b}[2m   \u{1b}[0m\u{1b}[2m└─ \u{1b}[0m\u{1b}[1mchat\u{1b}[0m \u{1b}[36mgpt-4o\u{1b}[0m\
\u{1b}[2m · \u{1b}[0m12.0 ms\u{1b}[2m · \u{1b}[0m\u{1b}[31m✗ rate_limit_exceeded (429)\u{1b}[0m
"
    );
    export(&never, spans());
    let without = screen.look();
    export(&plain, spans());
    assert_eq!(screen.look(), without, "a writer that was given is no terminal");
    assert!(!without.contains('\u{1b}'), "{without}");
}

fn failed(id: u64) -> SpanData {
    let failed = call("chat", span(id, 1, "chat gpt-4o", 1, 12));
    let mut failed = with(
        failed,
        [
            ("gen_ai.request.model", "gpt-4o".into()),
            ("error.type", "rate_limit_exceeded".into()),
            ("genai_otel.outcome", "error".into()),
            ("http.response.status_code", 429.into()),
        ],
    );
    failed.status = Status::error("the prompt `s3cr3t` is too long");
    failed
}

#[test]
fn costs_are_read_under_each_of_their_names() {
    let json = r#"{"input_cost":0.0025,"output_cost":0.001,"total_cost":0.0035}"#;
    for (attributes, expected) in [
        (vec![("gen_ai.usage.cost", 1.6e-7.into())], "$0.00000016"),
        (vec![("llm.cost.total", 0.003_5.into())], "$0.0035"),
        (vec![("operation.cost", 0.003_5.into())], "$0.0035"),
        (vec![("mlflow.llm.cost", json.into())], "$0.0035"),
        (
            vec![
                ("genai_otel.cost.amount", "0.00001".into()),
                ("genai_otel.cost.currency", "EUR".into()),
            ],
            "0.00001 EUR",
        ),
        (vec![("genai_otel.unpriced.reason", "unknown_model".into())], "no price: unknown_model"),
        (
            vec![
                ("gen_ai.usage.cost", 0.5.into()),
                ("genai_otel.cost.incomplete", true.into()),
                ("genai_otel.unpriced.reason", "unknown_model".into()),
            ],
            "at least $0.50",
        ),
    ] {
        let (screen, exporter) = console();
        let chat = call("chat", span(1, 0, "chat", 0, 3));
        let told = attributes.into_iter().fold(chat, |told, attribute| with(told, [attribute]));
        export(&exporter, [told]);
        let line = format!("{TRACE_1} · 1 span\n└─ chat · 3.0 ms · {expected}\n");
        assert_eq!(screen.look(), line);
    }
}

#[test]
fn ends_other_than_well_are_told_without_their_description() {
    let (screen, exporter) = console();
    let cancelled = call("chat", span(3, 1, "chat", 2, 12));
    let cancelled = with(cancelled, [("genai_otel.outcome", "cancelled".into())]);
    let mut timed_out = call("chat", span(4, 1, "chat", 3, 12));
    timed_out = with(timed_out, [("genai_otel.outcome", "timeout".into())]);
    timed_out.status = Status::error("s3cr3t");
    let mut foreign = span(1, 0, "POST /trips", 0, 40);
    foreign.status = Status::error("s3cr3t");
    export(&exporter, [failed(2), cancelled, timed_out, foreign]);
    assert_eq!(
        screen.look(),
        format!(
            "\
{TRACE_1} · 4 spans
└─ POST /trips · 40.0 ms · ✗ error
   ├─ chat gpt-4o · 12.0 ms · ✗ rate_limit_exceeded (429)
   ├─ chat · 12.0 ms · cancelled
   └─ chat · 12.0 ms · ✗ timeout
"
        )
    );
}

#[test]
fn content_is_not_printed() {
    let (screen, exporter) = console();
    let content = [
        ("gen_ai.input.messages", "s3cr3t".into()),
        ("gen_ai.output.messages", "s3cr3t".into()),
        ("gen_ai.system_instructions", "s3cr3t".into()),
        ("gen_ai.tool.call.arguments", "s3cr3t".into()),
        ("gen_ai.tool.call.result", "s3cr3t".into()),
        ("gen_ai.retrieval.query.text", "s3cr3t".into()),
        ("db.query.text", "s3cr3t".into()),
    ];
    let asked = with(call("retrieval", span(1, 0, "retrieval notes", 0, 3)), content);
    let asked = with(asked, [("gen_ai.data_source.id", "notes".into())]);
    export(&exporter, [asked]);
    assert_eq!(screen.look(), format!("{TRACE_1} · 1 span\n└─ retrieval notes · 3.0 ms\n"));
    assert!(!format!("{exporter:?}").contains("s3cr3t"));
}

#[test]
fn values_of_another_type_are_read_where_they_can_be_and_left_out_otherwise() {
    let (screen, exporter) = console();
    let told = with(
        call("chat", span(1, 0, "chat m", 0, 3)),
        [
            ("gen_ai.request.model", "old".into()),
            ("gen_ai.request.model", "new".into()),
            ("gen_ai.usage.input_tokens", "12".into()),
            ("gen_ai.usage.output_tokens", "many".into()),
            ("gen_ai.usage.cost", "free".into()),
            ("gen_ai.response.time_to_first_chunk", (-1.0).into()),
            ("gen_ai.response.finish_reasons", "stop".into()),
            ("gen_ai.provider.name", 7.into()),
        ],
    );
    export(&exporter, [told]);
    assert_eq!(screen.look(), format!("{TRACE_1} · 1 span\n└─ chat new · 3.0 ms · in 12 · stop\n"));
}
