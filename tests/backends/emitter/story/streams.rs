//! Streamed answers.

use futures_util::{StreamExt, stream};
use genai_otel::{CallHandle, Chunk, track_llm_call};
use genai_otel_testkit::FakeClock;
use serde_json::{Value, json};

use super::{MS, agents, inherited};
use crate::told::{Cost, Span, Told, all};

/// Three chunks and the usage, read to the end.
pub(super) async fn complete(clock: &FakeClock, told: &mut Told) {
    let call = track_llm_call("bedrock", "nova-pro").start();
    let read = |item: &&str, call: &CallHandle| match *item {
        "usage" => {
            call.set_response_model("nova-pro-v1");
            call.set_finish_reasons(["end_turn"]);
            call.set_token_usage(64, 3);
            Chunk::Silent
        }
        _ => Chunk::Output,
    };
    let timed = [(120, "It"), (40, "is"), (40, "warm"), (3, "usage")];
    let mut stream = call.stream_values_with(paced(clock, timed), read);
    while stream.next().await.is_some() {}

    let answered = json!({ "gen_ai.response.model": "nova-pro-v1" });
    let cost = Cost::computed("0.000079", [Some("0.000064"), Some("0.000015")], "aws/nova-pro")
        .currency("EUR");
    told.span(Span {
        key: "stream",
        parent: Some("agent"),
        name: "chat nova-pro",
        kind: "client",
        error: None,
        from: 817,
        until: 1_020,
        attributes: all([
            &asked(),
            &answered,
            &json!({
                "gen_ai.request.stream": true,
                "gen_ai.response.finish_reasons": ["end_turn"],
                "gen_ai.response.time_to_first_chunk": 0.12,
                "genai_otel.chunk_count": 3,
                "gen_ai.usage.input_tokens": 64,
                "gen_ai.usage.output_tokens": 3,
                "genai_otel.output_tokens_per_second": 3.0 / 0.203,
            }),
            &told.cost(&cost),
            &inherited(),
        ]),
    });
    // Made while the answer was not known yet, so without the model that answered.
    let early = all([&asked(), &agents()]);
    told.measured("gen_ai.client.operation.time_per_output_chunk", &early, 0.04);
    told.measured("gen_ai.client.operation.time_per_output_chunk", &early, 0.04);
    let labels = all([&asked(), &answered, &agents()]);
    told.measured("gen_ai.client.operation.duration", &labels, 0.203);
    told.paid(&labels, &cost);
    told.measured("gen_ai.client.operation.time_to_first_chunk", &labels, 0.12);
    for (kind, tokens) in [("input", 64), ("output", 3)] {
        let labels = all([&labels, &json!({ "gen_ai.token.type": kind })]);
        told.measured("gen_ai.client.token.usage", &labels, tokens);
    }
    told.measured("genai_otel.attempts", &early, 1);
    told.active("chat", "aws.bedrock", 0);
}

/// Dropped after the first chunk.
pub(super) async fn abandoned(clock: &FakeClock, told: &mut Told) {
    let call = track_llm_call("bedrock", "nova-pro").start();
    let mut stream = call.stream_values(paced(clock, [(8, "It"), (8, "is")]));
    assert!(stream.next().await.is_some(), "the stream has a first chunk");
    clock.advance(MS * 2);
    drop(stream);

    told.span(Span {
        key: "abandoned",
        parent: Some("agent"),
        name: "chat nova-pro",
        kind: "client",
        error: None,
        from: 1_020,
        until: 1_030,
        attributes: all([
            &asked(),
            &json!({
                "gen_ai.request.stream": true,
                "gen_ai.response.time_to_first_chunk": 0.008,
                "genai_otel.chunk_count": 1,
                "genai_otel.outcome": "abandoned",
            }),
            &inherited(),
        ]),
    });
    let labels = all([&asked(), &agents()]);
    told.measured("gen_ai.client.operation.duration", &labels, 0.01);
    told.measured("gen_ai.client.operation.time_to_first_chunk", &labels, 0.008);
    told.measured("genai_otel.attempts", &labels, 1);
    told.active("chat", "aws.bedrock", 0);
}

/// Items that take their time, in milliseconds, to come.
fn paced<const N: usize>(
    clock: &FakeClock,
    items: [(u32, &'static str); N],
) -> impl StreamExt<Item = &'static str> + Unpin {
    stream::iter(items).map(|(time, item)| {
        clock.advance(MS * time);
        item
    })
}

fn asked() -> Value {
    json!({
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "aws.bedrock",
        "gen_ai.request.model": "nova-pro",
    })
}
