//! A server that has one answer ready, and ways to ask for it.

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::Builder;
use aws_sdk_bedrockruntime::error::SdkError;
use aws_sdk_bedrockruntime::operation::converse::{ConverseError, ConverseOutput};
use aws_sdk_bedrockruntime::operation::converse_stream::ConverseStreamOutput;
use aws_sdk_bedrockruntime::primitives::Blob;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ConversationRole, InferenceConfiguration, Message,
};
use genai_otel::Instrumentation;
use genai_otel::http::{GenAiInterceptor, Tap};
use genai_otel_testkit::{FakeProvider, Reply};
use genai_otel_with_aws_bedrock::{client_of, event};
use serde_json::{Value, json};

pub(crate) const MODEL: &str = "amazon.nova-lite-v1:0";

/// A server that answers requests for what `path` ends with.
pub(crate) fn server(path: &str, replies: impl IntoIterator<Item = Reply>) -> FakeProvider {
    let server = FakeProvider::start().unwrap();
    for reply in replies {
        server.push_at(format!("/model/amazon.nova-lite-v1%3A0/{path}"), reply);
    }
    server
}

pub(crate) fn json_reply(body: &Value) -> Reply {
    Reply::raw(200, "application/json", body.to_string())
}

pub(crate) fn stream_reply(messages: &[Vec<u8>]) -> Reply {
    Reply::raw(200, "application/vnd.amazon.eventstream", messages.concat())
}

pub(crate) fn watched(url: &str, instrumentation: &Instrumentation) -> Builder {
    client_of(url).interceptor(interceptor(instrumentation))
}

pub(crate) fn interceptor(instrumentation: &Instrumentation) -> GenAiInterceptor {
    GenAiInterceptor::with_tap(Tap::builder().instrumentation(instrumentation.clone()).build())
}

pub(crate) async fn converse(client: &Client) -> Result<ConverseOutput, SdkError<ConverseError>> {
    let parameters = InferenceConfiguration::builder().max_tokens(9).temperature(0.5).build();
    client.converse().model_id(MODEL).messages(question()).inference_config(parameters).send().await
}

pub(crate) async fn converse_stream(client: &Client) -> ConverseStreamOutput {
    client.converse_stream().model_id(MODEL).messages(question()).send().await.unwrap()
}

pub(crate) fn question() -> Message {
    let text = ContentBlock::Text("Which river is longest?".to_owned());
    Message::builder().role(ConversationRole::User).content(text).build().unwrap()
}

/// The events of a stream, and how it ended.
pub(crate) async fn read(mut output: ConverseStreamOutput) -> Vec<String> {
    let mut seen = Vec::new();
    loop {
        match output.stream.recv().await {
            Ok(Some(event)) => seen.push(format!("{event:?}")),
            Ok(None) => return seen,
            Err(error) => {
                seen.push(format!("{error:?}"));
                return seen;
            }
        }
    }
}

pub(crate) fn blob(value: &Value) -> Blob {
    Blob::new(value.to_string())
}

/// What Converse answers.
pub(crate) fn answer() -> Value {
    json!({
        "metrics": {"latencyMs": 7},
        "output": {"message": {"role": "assistant", "content": [{"text": "The Nile."}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": 11, "outputTokens": 4, "totalTokens": 15},
    })
}

/// What `ConverseStream` answers.
pub(crate) fn events() -> Vec<Vec<u8>> {
    let delta = |text| json!({"contentBlockIndex": 0, "delta": {"text": text}});
    vec![
        event("messageStart", &json!({"role": "assistant"})),
        event("contentBlockDelta", &delta("The ")),
        event("contentBlockDelta", &delta("Nile.")),
        event("contentBlockStop", &json!({"contentBlockIndex": 0})),
        event("messageStop", &json!({"stopReason": "end_turn"})),
        event(
            "metadata",
            &json!({
                "usage": {"inputTokens": 11, "outputTokens": 4, "totalTokens": 15},
                "metrics": {"latencyMs": 7},
            }),
        ),
    ]
}
