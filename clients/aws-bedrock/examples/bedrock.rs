//! How are calls of Amazon Bedrock told, answers and streams, without a change where they are made?
//!
//! The model is a server of this program, so that it runs offline.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::types::{ContentBlock, ConversationRole, Message};
use genai_otel::http::{GenAiInterceptor, Tap};
use genai_otel_testkit::{FakeProvider, Reply, TestTelemetry};
use genai_otel_with_aws_bedrock::{client_of, event};
use serde_json::json;

const MODEL: &str = "amazon.nova-lite-v1:0";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = a_model_on_loopback()?;
    let telemetry = TestTelemetry::builder().system_clock().build();

    // In a program that has called `genai_otel::init()` this is `GenAiInterceptor::new()`, and all there is to do.
    let tap = Tap::builder().instrumentation(telemetry.instrumentation().clone()).build();
    let config = client_of(&server.url()).interceptor(GenAiInterceptor::with_tap(tap)).build();
    let client = Client::from_conf(config);

    let text = ContentBlock::Text("Which river is longest?".to_owned());
    let question = Message::builder().role(ConversationRole::User).content(text).build()?;
    client.converse().model_id(MODEL).messages(question.clone()).send().await?;
    let request = client.converse_stream().model_id(MODEL).messages(question);
    let mut stream = request.send().await?.stream;
    while stream.recv().await?.is_some() {}

    for record in telemetry.records() {
        println!(
            "{} {} {}: {:?} tokens in, {:?} out, {} chunks",
            record.operation,
            record.request.model.as_deref().unwrap_or("?"),
            record.outcome,
            record.usage.input.value(),
            record.usage.output.value(),
            record.chunk_count.unwrap_or(0),
        );
    }
    println!("\n{}", telemetry.render_trace());
    Ok(())
}

fn a_model_on_loopback() -> Result<FakeProvider, Box<dyn Error>> {
    let usage = json!({"inputTokens": 11, "outputTokens": 4, "totalTokens": 15});
    let answer = json!({
        "output": {"message": {"role": "assistant", "content": [{"text": "The Nile."}]}},
        "stopReason": "end_turn",
        "usage": usage,
        "metrics": {"latencyMs": 7},
    });
    let events = [
        event("messageStart", &json!({"role": "assistant"})),
        event("contentBlockDelta", &json!({"contentBlockIndex": 0, "delta": {"text": "The "}})),
        event("contentBlockDelta", &json!({"contentBlockIndex": 0, "delta": {"text": "Nile."}})),
        event("contentBlockStop", &json!({"contentBlockIndex": 0})),
        event("messageStop", &json!({"stopReason": "end_turn"})),
        event("metadata", &json!({"usage": usage, "metrics": {"latencyMs": 7}})),
    ];
    let path = |way| format!("/model/amazon.nova-lite-v1%3A0/{way}");
    let whole = Reply::raw(200, "application/json", answer.to_string());
    let stream = Reply::raw(200, "application/vnd.amazon.eventstream", events.concat());
    let server = FakeProvider::builder();
    Ok(server
        .reply_at(path("converse"), whole)
        .reply_at(path("converse-stream"), stream)
        .start()?)
}
