//! Who only passes calls on.

/// Whether the provider passes calls on to others, so that `openai/gpt-4o` there is OpenAI's. By the name on telemetry.
pub(super) fn is_gateway(provider: &str) -> bool {
    matches!(provider, "litellm" | "portkey" | "vercel" | "helicone")
}
