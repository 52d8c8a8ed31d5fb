//! W3C trace context in the `_meta` of a request, as plain keys (SEP-414).

use genai_otel_core::opentelemetry::Context;
use genai_otel_core::opentelemetry::trace::TraceContextExt;
use genai_otel_core::trace_context;
use serde_json::{Map, Value};

/// Puts the span of `context` into `meta`. What was in it of another span is replaced; without a span `meta` stays as
/// it is.
///
/// ```
/// use genai_otel_core::Instrumentation;
/// use genai_otel_mcp::meta;
///
/// # let instrumentation = Instrumentation::builder().build();
/// let call = instrumentation.track_tool_call("sum").start();
/// let mut params = serde_json::json!({"name": "sum", "_meta": {}});
/// if let Some(map) = params["_meta"].as_object_mut() {
///     meta::inject(&call.context(), map);
/// }
/// ```
pub fn inject(context: &Context, meta: &mut Map<String, Value>) {
    let Some((parent, state)) = trace_context::write(context) else { return };
    meta.insert(PARENT.to_owned(), Value::String(parent));
    if state.is_empty() {
        meta.remove(STATE);
    } else {
        meta.insert(STATE.to_owned(), Value::String(state));
    }
}

/// The current context with the span that `meta` names as its parent; nothing where it names none. Attach it while
/// the call of the tool is started.
///
/// ```
/// use genai_otel_mcp::meta;
///
/// let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
/// let params = serde_json::json!({"_meta": {"traceparent": parent}});
/// let context = params["_meta"].as_object().and_then(meta::extract);
/// assert!(context.is_some());
/// ```
#[must_use]
pub fn extract(meta: &Map<String, Value>) -> Option<Context> {
    let text = |key| meta.get(key).and_then(Value::as_str);
    let span = trace_context::read(text(PARENT)?, text(STATE).unwrap_or_default())?;
    Some(Context::current().with_remote_span_context(span))
}

const PARENT: &str = "traceparent";
const STATE: &str = "tracestate";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const A: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const B: &str = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";

    fn map(value: Value) -> Map<String, Value> {
        let Value::Object(map) = value else { panic!("{value} is no object") };
        map
    }

    #[test]
    fn a_span_takes_the_place_of_another_and_the_rest_stays() {
        let context = extract(&map(json!({"traceparent": A}))).expect("it is valid");
        let mut meta = map(json!({"progressToken": 1, "traceparent": B, "tracestate": "b=1"}));
        inject(&context, &mut meta);
        assert_eq!(meta, map(json!({"progressToken": 1, "traceparent": A})));
    }

    #[test]
    fn the_state_comes_along() {
        let both = map(json!({"traceparent": A, "tracestate": "a=1"}));
        let mut meta = Map::new();
        inject(&extract(&both).expect("it is valid"), &mut meta);
        assert_eq!(meta, both);
    }

    #[test]
    fn nothing_is_put_in_without_a_span() {
        let mut meta = map(json!({"progressToken": 1}));
        inject(&Context::new(), &mut meta);
        assert_eq!(meta, map(json!({"progressToken": 1})));
    }

    #[test]
    fn what_is_no_trace_context_is_none() {
        for meta in [json!({}), json!({"traceparent": 7}), json!({"traceparent": "00-0-0-01"})] {
            assert!(extract(&map(meta)).is_none());
        }
    }
}
