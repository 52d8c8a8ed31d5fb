//! Clients that read a streamed chat completion, with and without a tap below.

use std::error::Error;

use ::async_openai::Client;
use ::async_openai::config::OpenAIConfig;
use ::async_openai::types::chat::{
    ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs,
};
use futures_util::StreamExt as _;
use genai_otel_http::{GenAiLayer, Tap};
use genai_otel_with_async_openai::tapped;
use tokio::runtime::{Builder, Runtime};
use tower::{Layer as _, ServiceExt as _};

use crate::body::CHAT;

/// Reads the body by `reqwest` alone. Gives how many events with text came, by their length.
///
/// # Errors
///
/// Whatever the client says.
pub fn reqwest(url: &str, tap: Option<Tap>) -> Result<usize, Box<dyn Error>> {
    let client = ::reqwest::Client::new();
    let request = client
        .post(format!("{url}/v1/chat/completions"))
        .body(r#"{"model": "gpt-4o", "stream": true, "messages": []}"#)
        .build()?;
    runtime()?.block_on(async {
        let mut response = match tap {
            Some(tap) => GenAiLayer::with_tap(tap).layer(client).oneshot(request).await?,
            None => client.execute(request).await?,
        };
        let mut bytes = 0;
        while let Some(piece) = response.chunk().await? {
            bytes += piece.len();
        }
        let frames = bytes / CHAT[0].len();
        Ok(frames)
    })
}

/// Reads chunks as `async-openai` gives them. Gives how many had text.
///
/// # Errors
///
/// Whatever the client says.
pub fn async_openai(url: &str, tap: Option<Tap>) -> Result<usize, Box<dyn Error>> {
    let config = OpenAIConfig::new().with_api_base(format!("{url}/v1")).with_api_key("none");
    let client = Client::with_config(config);
    let client = match tap {
        Some(tap) => client.with_http_service(tapped(tap)),
        None => client,
    };
    let message = ChatCompletionRequestUserMessage::from("Why is the sky blue?");
    let request = CreateChatCompletionRequestArgs::default()
        .model("gpt-4o")
        .messages([message.into()])
        .build()?;
    runtime()?.block_on(async {
        let mut chunks = client.chat().create_stream(request).await?;
        let mut frames = 0;
        while let Some(chunk) = chunks.next().await {
            frames += chunk?.choices.len();
        }
        Ok(frames)
    })
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
