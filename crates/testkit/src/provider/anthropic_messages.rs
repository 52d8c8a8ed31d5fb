use serde_json::{Value, json};

use super::completion::Completion;
use super::dialect::Dialect;
use super::prompt::Prompt;
use super::reply::Reply;
use super::stream::EventStream;

/// A `message` object.
pub(super) fn plain(completion: &Completion) -> Value {
    let text = completion.text(0).map(|text| json!({"type": "text", "text": text}));
    let tools = completion.tool_calls.iter().enumerate().map(|(index, call)| {
        let id = completion.tool_call_id("toolu_", 0, index);
        json!({"type": "tool_use", "id": id, "name": call.name, "input": call.arguments})
    });
    let content = text.into_iter().chain(tools).collect();
    let mut body = message(completion, content, Some(completion.finish.anthropic()));
    if completion.says_usage {
        body["usage"] = usage(completion, completion.tokens.output);
    }
    body
}

/// `message_start`, a block per text and tool, `message_delta`, `message_stop`.
pub(super) fn stream(completion: &Completion, prompt: &Prompt, reply: &Reply) -> EventStream {
    let mut events = EventStream::default();
    let mut start = message(completion, Vec::new(), None);
    if completion.says_usage {
        // What the real provider says here of the output is only a first count.
        start["usage"] = usage(completion, completion.tokens.output.min(1));
    }
    events.named(&json!({"type": "message_start", "message": start}));

    let mut block = 0;
    if let Some(Some(pieces)) = completion.choices.first() {
        events.named(&json!({
            "type": "content_block_start",
            "index": block,
            "content_block": {"type": "text", "text": ""},
        }));
        events.named(&json!({"type": "ping"}));
        let sent = if reply.fails_midway.is_some() { pieces.len() / 2 } else { pieces.len() };
        for piece in &pieces[..sent] {
            events.named(&delta(block, json!({"type": "text_delta", "text": piece})));
        }
        if reply.fails_midway.is_none() {
            events.named(&json!({"type": "content_block_stop", "index": block}));
        }
        block += 1;
    }
    if let Some(failure) = reply.fails_midway {
        let id = completion.id("req_");
        events.named(&failure.body(Dialect::Anthropic, &prompt.model, &id));
        return events;
    }
    for (index, call) in completion.tool_calls.iter().enumerate() {
        let id = completion.tool_call_id("toolu_", 0, index);
        events.named(&json!({
            "type": "content_block_start",
            "index": block,
            "content_block": {"type": "tool_use", "id": id, "name": call.name, "input": {}},
        }));
        events.named(&delta(block, json!({"type": "input_json_delta", "partial_json": ""})));
        for part in super::halves(&call.arguments.to_string()) {
            events.named(&delta(block, json!({"type": "input_json_delta", "partial_json": part})));
        }
        events.named(&json!({"type": "content_block_stop", "index": block}));
        block += 1;
    }

    let mut end = json!({
        "type": "message_delta",
        "delta": {"stop_reason": completion.finish.anthropic(), "stop_sequence": null},
    });
    if completion.says_usage {
        events.usage_comes_next();
        end["usage"] = final_usage(completion);
    }
    events.named(&end);
    events.named(&json!({"type": "message_stop"}));
    events
}

fn message(completion: &Completion, content: Vec<Value>, stop_reason: Option<&str>) -> Value {
    json!({
        "id": completion.id("msg_"),
        "type": "message",
        "role": "assistant",
        "model": completion.model,
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": null,
    })
}

fn delta(block: usize, delta: Value) -> Value {
    json!({"type": "content_block_delta", "index": block, "delta": delta})
}

/// Anthropic's `input_tokens` are those that the cache had no part in.
fn usage(completion: &Completion, output: u64) -> Value {
    let tokens = &completion.tokens;
    let mut usage = json!({
        "input_tokens": tokens.uncached(),
        "cache_creation_input_tokens": tokens.cache_write,
        "cache_read_input_tokens": tokens.cached,
        "cache_creation": {
            "ephemeral_5m_input_tokens": tokens.cache_write,
            "ephemeral_1h_input_tokens": 0,
        },
        "output_tokens": output,
        "service_tier": "standard",
    });
    if tokens.reasoning > 0 {
        usage["output_tokens_details"] = json!({"thinking_tokens": tokens.reasoning});
    }
    usage
}

fn final_usage(completion: &Completion) -> Value {
    let tokens = &completion.tokens;
    let mut usage = json!({
        "input_tokens": tokens.uncached(),
        "cache_creation_input_tokens": tokens.cache_write,
        "cache_read_input_tokens": tokens.cached,
        "output_tokens": tokens.output,
    });
    if tokens.reasoning > 0 {
        usage["output_tokens_details"] = json!({"thinking_tokens": tokens.reasoning});
    }
    usage
}
