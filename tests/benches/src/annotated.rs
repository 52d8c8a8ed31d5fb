//! The call of [`instrumented`](crate::instrumented), by attributes.

use std::fmt::Display;

use genai_otel::{Instrumentation, llm_instrumented};

use crate::chat::{ChatRequest, ChatResponse};

/// Makes the call.
///
/// # Errors
///
/// The client's own.
#[llm_instrumented(
    provider = "openai",
    model = request.model,
    temperature = request.temperature,
    max_tokens = request.max_tokens,
    user_id = request.user,
    instrumentation = instrumentation,
    response = |response, call| {
        call.set_response_model(&response.model);
        call.set_response_id(&response.id);
        call.set_finish_reasons(response.choices.iter().map(|choice| &*choice.finish_reason));
        call.set_token_usage(response.usage.prompt_tokens, response.usage.completion_tokens);
    },
)]
pub async fn chat<'r, E: Display + 'static>(
    instrumentation: &Instrumentation,
    request: &ChatRequest,
    answer: impl Future<Output = Result<&'r ChatResponse, E>>,
) -> Result<&'r ChatResponse, E> {
    answer.await
}

/// Makes the call and has the answer read by its shape.
///
/// # Errors
///
/// The client's own.
#[llm_instrumented(
    provider = "openai",
    model = request.model,
    temperature = request.temperature,
    max_tokens = request.max_tokens,
    user_id = request.user,
    instrumentation = instrumentation,
    tokens_from_response,
)]
pub async fn chat_read<'r, E: Display + 'static>(
    instrumentation: &Instrumentation,
    request: &ChatRequest,
    answer: impl Future<Output = Result<&'r ChatResponse, E>>,
) -> Result<&'r ChatResponse, E> {
    answer.await
}
