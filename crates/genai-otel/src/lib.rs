//! genai-otel
