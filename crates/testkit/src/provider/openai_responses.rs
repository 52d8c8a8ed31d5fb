use serde_json::{Value, json};

use super::CREATED;
use super::completion::Completion;

/// A `response` object of the Responses API.
pub(super) fn plain(completion: &Completion, request: &Value) -> Value {
    let incomplete = completion.finish.incomplete();
    let status = if incomplete.is_some() { "incomplete" } else { "completed" };
    let mut body = json!({
        "id": completion.id("resp_"),
        "object": "response",
        "created_at": CREATED,
        "status": status,
        "error": null,
        "incomplete_details": incomplete.map(|reason| json!({"reason": reason})),
        "instructions": request.get("instructions"),
        "max_output_tokens": request.get("max_output_tokens"),
        "model": completion.model,
        "output": output(completion, status),
        "parallel_tool_calls": true,
        "previous_response_id": request.get("previous_response_id"),
        "reasoning": {"effort": request.pointer("/reasoning/effort"), "summary": null},
        "service_tier": "default",
        "store": true,
        "temperature": request.get("temperature").cloned().unwrap_or_else(|| json!(1.0)),
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": request.get("tools").cloned().unwrap_or_else(|| json!([])),
        "top_p": request.get("top_p").cloned().unwrap_or_else(|| json!(1.0)),
        "truncation": "disabled",
        "usage": null,
        "user": null,
        "metadata": request.get("metadata").cloned().unwrap_or_else(|| json!({})),
    });
    if completion.says_usage {
        body["usage"] = usage(completion);
    }
    body
}

fn output(completion: &Completion, status: &str) -> Vec<Value> {
    let mut output = Vec::new();
    if completion.tokens.reasoning > 0 {
        output.push(json!({"id": completion.id("rs_"), "type": "reasoning", "summary": []}));
    }
    if let Some(text) = completion.text(0) {
        output.push(json!({
            "id": completion.id("msg_"),
            "type": "message",
            "status": status,
            "role": "assistant",
            "content": [{"type": "output_text", "annotations": [], "logprobs": [], "text": text}],
        }));
    }
    for (index, call) in completion.tool_calls.iter().enumerate() {
        output.push(json!({
            "id": completion.tool_call_id("fc_", 0, index),
            "type": "function_call",
            "status": "completed",
            "call_id": completion.tool_call_id("call_", 0, index),
            "name": call.name,
            "arguments": call.arguments.to_string(),
        }));
    }
    output
}

fn usage(completion: &Completion) -> Value {
    let tokens = &completion.tokens;
    let mut usage = json!({
        "input_tokens": tokens.input,
        "input_tokens_details": {"cached_tokens": tokens.cached},
        "output_tokens": tokens.output,
        "output_tokens_details": {"reasoning_tokens": tokens.reasoning},
        "total_tokens": tokens.total(),
    });
    if tokens.cache_write > 0 {
        usage["input_tokens_details"]["cache_write_tokens"] = json!(tokens.cache_write);
    }
    usage
}
