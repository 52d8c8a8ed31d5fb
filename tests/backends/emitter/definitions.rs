//! The scope and the metrics as the reference pages describe them, written down a second time on purpose.

use serde_json::{Value, json};

pub(crate) fn scope() -> Value {
    json!({
        "name": "genai-otel",
        "version": env!("CARGO_PKG_VERSION"),
        "schema_url": "https://opentelemetry.io/schemas/1.41.0",
    })
}

pub(crate) fn metrics() -> Value {
    let histogram = |unit: &str, bounds: &[f64], description: &str| json!({ "kind": "histogram", "unit": unit, "bounds": bounds, "description": description });
    let sum = |unit: &str, monotonic: bool, description: &str| json!({ "kind": "sum", "unit": unit, "monotonic": monotonic, "description": description });
    json!({
        "gen_ai.client.operation.duration": histogram(
            "s", &DURATION, "How long calls take, from the request to the end of the answer."
        ),
        "gen_ai.client.operation.time_to_first_chunk": histogram(
            "s", &DURATION, "How long streamed calls wait for the first chunk."
        ),
        "gen_ai.client.operation.time_per_output_chunk": histogram(
            "s", &DURATION, "How long streamed calls wait for each chunk after the first."
        ),
        "gen_ai.client.token.usage": histogram("{token}", &TOKENS, "Tokens that calls use."),
        "genai_otel.attempts": sum(
            "{attempt}", true, "Tries that calls make, retries and fallbacks included."
        ),
        "genai_otel.cache.lookups": sum(
            "{lookup}", true, "Questions to the application's own cache, hits and misses."
        ),
        "gen_ai.usage.cost": histogram("USD", &MONEY, "What calls cost, in US dollars."),
        "operation.cost": histogram("{USD}", &MONEY, "What calls cost, in US dollars."),
        "genai_otel.cost": sum(
            "{currency}", true, "What calls cost, in the currency of the label."
        ),
        "genai_otel.unpriced": sum(
            "{call}",
            true,
            "Calls without a cost, or with a part that has none, though there is a pricing."
        ),
        "genai_otel.active_calls": sum("{call}", false, "Calls in flight."),
        "genai_otel.execute_tool.duration": histogram(
            "s", &DURATION, "How long tool executions take."
        ),
        "genai_otel.invoke_agent.duration": histogram(
            "s", &AGENT, "How long agent invocations take."
        ),
        "genai_otel.invoke_workflow.duration": histogram(
            "s", &WORKFLOW, "How long workflows take."
        ),
    })
}

const DURATION: [f64; 14] =
    [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const MONEY: [f64; 17] = [
    0.000_001, 0.000_005, 0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5,
    1., 5., 10., 50., 100.,
];
const TOKENS: [f64; 14] = [
    1., 4., 16., 64., 256., 1024., 4096., 16384., 65536., 262144., 1048576., 4194304., 16777216.,
    67108864.,
];
const AGENT: [f64; 13] = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6];
const WORKFLOW: [f64; 11] = [1., 5., 10., 30., 60., 120., 300., 600., 1800., 3600., 7200.];
