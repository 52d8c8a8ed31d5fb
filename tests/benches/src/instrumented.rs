//! The call of [`HandWritten`](crate::HandWritten), instrumented with genai-otel.

use std::fmt::Display;

use genai_otel_core::{Instrumentation, ToolResult};

use crate::chat::{ChatRequest, ChatResponse};

/// Makes the call.
///
/// # Errors
///
/// The client's own.
pub async fn chat<'r, E: Display + 'static>(
    instrumentation: &Instrumentation,
    request: &ChatRequest,
    answer: impl Future<Output = Result<&'r ChatResponse, E>>,
) -> Result<&'r ChatResponse, E> {
    let call = instrumentation
        .track_llm_call("openai", &request.model)
        .temperature(request.temperature)
        .max_tokens(request.max_tokens)
        .user_id(&request.user)
        .start();
    let response = call.run(answer).await?;
    call.set_response_model(&response.model);
    call.set_response_id(&response.id);
    call.set_finish_reasons(response.choices.iter().map(|choice| &*choice.finish_reason));
    call.set_token_usage(response.usage.prompt_tokens, response.usage.completion_tokens);
    call.finish();
    Ok(response)
}

/// Makes the call and has the answer read by its shape.
///
/// # Errors
///
/// The client's own.
pub async fn chat_read<'r, E: Display + 'static>(
    instrumentation: &Instrumentation,
    request: &ChatRequest,
    answer: impl Future<Output = Result<&'r ChatResponse, E>>,
) -> Result<&'r ChatResponse, E> {
    let call = instrumentation
        .track_llm_call("openai", &request.model)
        .temperature(request.temperature)
        .max_tokens(request.max_tokens)
        .user_id(&request.user)
        .start();
    let response = call.run(answer).await?;
    call.record_response(response);
    call.finish();
    Ok(response)
}

/// Runs a tool that does nothing.
pub fn tool(instrumentation: &Instrumentation) {
    let tool =
        instrumentation.track_tool_call("search_database").tool_call_id("call_abc123").start();
    tool.set_result(ToolResult::success().items_returned(3).bytes_processed(1_024));
}
