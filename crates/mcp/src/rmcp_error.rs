//! How errors of `rmcp` are classified.

use genai_otel_core::ErrorClass;
use rmcp::ErrorData;

/// The code of the JSON-RPC error, as the conventions want it.
pub(crate) fn class(error: &ErrorData) -> ErrorClass {
    ErrorClass::new(&error.code.0.to_string())
}

/// The tool itself says that it failed.
pub(crate) const TOOL_ERROR: &str = "tool_error";
