use serde_json::{Value, json};

use super::CREATED;
use super::completion::Completion;
use super::dialect::Dialect;
use super::prompt::Prompt;
use super::reply::Reply;
use super::stream::EventStream;
use super::tokens::TokenCounts;

/// A `chat.completion` object.
pub(super) fn plain(completion: &Completion) -> Value {
    let choices = (0..completion.choices.len()).map(|index| {
        let mut message = json!({
            "role": "assistant",
            "content": completion.text(index),
            "refusal": null,
            "annotations": [],
        });
        if !completion.tool_calls.is_empty() {
            message["tool_calls"] = tool_calls(completion, index);
        }
        json!({
            "index": index,
            "message": message,
            "logprobs": null,
            "finish_reason": completion.finish.openai(),
        })
    });
    let mut body = json!({
        "id": completion.id("chatcmpl-"),
        "object": "chat.completion",
        "created": CREATED,
        "model": completion.model,
        "choices": choices.collect::<Vec<_>>(),
        "service_tier": "default",
        "system_fingerprint": FINGERPRINT,
    });
    if completion.says_usage {
        body["usage"] = usage(&completion.tokens);
    }
    body
}

/// A stream of `chat.completion.chunk` objects.
pub(super) fn stream(completion: &Completion, prompt: &Prompt, reply: &Reply) -> EventStream {
    let tells_usage = prompt.include_usage && completion.says_usage;
    let chunk = |choices: Value, usage: Option<Value>| {
        let mut chunk = json!({
            "id": completion.id("chatcmpl-"),
            "object": "chat.completion.chunk",
            "created": CREATED,
            "model": completion.model,
            "service_tier": "default",
            "system_fingerprint": FINGERPRINT,
            "choices": choices,
        });
        if tells_usage {
            chunk["usage"] = usage.unwrap_or(Value::Null);
        }
        chunk
    };
    let delta = |index: usize, delta: Value, finish: Option<&str>| {
        let choice =
            json!({"index": index, "delta": delta, "logprobs": null, "finish_reason": finish});
        chunk(json!([choice]), None)
    };

    let mut events = EventStream::default();
    for (index, text) in completion.choices.iter().enumerate() {
        let content = text.as_ref().map(|_| "");
        let first = json!({"role": "assistant", "content": content, "refusal": null});
        events.data(&delta(index, first, None));
        let pieces = text.as_deref().unwrap_or_default();
        let sent = if reply.fails_midway.is_some() { pieces.len() / 2 } else { pieces.len() };
        for piece in &pieces[..sent] {
            events.data(&delta(index, json!({"content": piece}), None));
        }
        if let Some(failure) = reply.fails_midway {
            events.data(&failure.body(Dialect::OpenAi, &prompt.model, ""));
            return events;
        }
        for tool_delta in tool_call_deltas(completion, index) {
            events.data(&delta(index, json!({"tool_calls": [tool_delta]}), None));
        }
    }
    for index in 0..completion.choices.len() {
        events.data(&delta(index, json!({}), Some(completion.finish.openai())));
    }
    if tells_usage {
        events.usage_comes_next();
        events.data(&chunk(json!([]), Some(usage(&completion.tokens))));
    }
    events.done();
    events
}

fn tool_calls(completion: &Completion, choice: usize) -> Value {
    let calls = completion.tool_calls.iter().enumerate().map(|(index, call)| {
        json!({
            "id": completion.tool_call_id("call_", choice, index),
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments.to_string()},
        })
    });
    calls.collect()
}

/// Per call one delta that names the tool, then the arguments in two parts, as the real stream splits them.
fn tool_call_deltas(completion: &Completion, choice: usize) -> Vec<Value> {
    let mut deltas = Vec::new();
    for (index, call) in completion.tool_calls.iter().enumerate() {
        deltas.push(json!({
            "index": index,
            "id": completion.tool_call_id("call_", choice, index),
            "type": "function",
            "function": {"name": call.name, "arguments": ""},
        }));
        for part in super::halves(&call.arguments.to_string()) {
            deltas.push(json!({"index": index, "function": {"arguments": part}}));
        }
    }
    deltas
}

fn usage(tokens: &TokenCounts) -> Value {
    let mut usage = json!({
        "prompt_tokens": tokens.input,
        "completion_tokens": tokens.output,
        "total_tokens": tokens.total(),
        "prompt_tokens_details": {"cached_tokens": tokens.cached, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": tokens.reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    });
    if tokens.cache_write > 0 {
        usage["prompt_tokens_details"]["cache_write_tokens"] = json!(tokens.cache_write);
    }
    usage
}

const FINGERPRINT: &str = "fp_fake";
