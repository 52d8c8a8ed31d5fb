//! The one optional global instrumentation.

use std::sync::{LazyLock, PoisonError, RwLock};

use super::Instrumentation;
use crate::call::CallBuilder;
use crate::call::kind::{Llm, Tool};
use crate::semconv::Provider;

impl Instrumentation {
    /// The global instrumentation: the one installed last, else one that follows OpenTelemetry's
    /// globals with every setting at its default.
    #[must_use]
    pub fn global() -> Self {
        static DEFAULT: LazyLock<Instrumentation> =
            LazyLock::new(|| Instrumentation::builder().build());
        let installed = GLOBAL.read().unwrap_or_else(PoisonError::into_inner);
        installed.as_ref().unwrap_or(&DEFAULT).clone()
    }

    /// Makes this the global instrumentation.
    pub fn set_global(self) {
        *GLOBAL.write().unwrap_or_else(PoisonError::into_inner) = Some(self);
    }
}

/// Prepares a call of a language model on the global instrumentation. The provider may be spelled
/// in any usual way (`azure-openai`, `Bedrock`, `claude` ...).
///
/// ```
/// use genai_otel_core::track_llm_call;
///
/// let call = track_llm_call("openai", "gpt-4o").temperature(0.2).user_id("u-1").start();
/// // ... ask the model ...
/// call.set_token_usage(120, 30);
/// ```
pub fn track_llm_call(provider: impl Into<Provider>, model: impl AsRef<str>) -> CallBuilder<Llm> {
    Instrumentation::global().track_llm_call(provider, model)
}

/// Prepares a run of a tool on the global instrumentation.
///
/// ```
/// use genai_otel_core::{ToolResult, track_tool_call};
///
/// let tool = track_tool_call("search_database").tool_call_id("call_abc123").start();
/// tool.set_result(ToolResult::success().items_returned(3).bytes_processed(1_024));
/// ```
pub fn track_tool_call(name: impl AsRef<str>) -> CallBuilder<Tool> {
    Instrumentation::global().track_tool_call(name)
}

static GLOBAL: RwLock<Option<Instrumentation>> = RwLock::new(None);
