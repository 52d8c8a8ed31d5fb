//! What is heard of requests and answers, however the bytes come.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{RequestTexts, ResponseTexts, TextSink};
use crate::wire::WireApi;
use crate::wire::tests::{cuts, pieces};

/// What was heard, one text a line.
#[derive(Debug, Default)]
struct Heard(String);

impl TextSink for Heard {
    fn text(&mut self, part: &str) {
        self.0.push_str(part);
    }

    fn end_text(&mut self) {
        self.0.push('\n');
    }
}

fn asked(body: &Value) -> String {
    asked_in([body.to_string().as_bytes()])
}

fn asked_in<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut texts = RequestTexts::new(Heard::default());
    for piece in pieces {
        texts.feed(piece);
    }
    texts.finish().0
}

fn said(body: &Value) -> String {
    let mut texts = ResponseTexts::new(WireApi::OpenAiChatCompletions, false, Heard::default());
    texts.feed(body.to_string().as_bytes());
    texts.end_event();
    std::mem::take(&mut texts.sink_mut().0)
}

fn streamed(api: WireApi, events: &[Value]) -> String {
    let mut texts = ResponseTexts::new(api, true, Heard::default());
    for event in events {
        texts.feed(event.to_string().as_bytes());
        texts.end_event();
    }
    std::mem::take(&mut texts.sink_mut().0)
}

#[test]
fn messages_systems_and_tools_of_chats_are_heard() {
    let body = json!({
        "model": "gpt-4o",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
            ]},
            {"role": "assistant", "content": null, "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{\"at\": 1}"}},
            ]},
            {"role": "tool", "tool_call_id": "call_1", "content": "A cat"},
        ],
        "tools": [{"type": "function", "function": {"name": "look"}}],
        "user": "u-1",
        "stop": ["end"],
    });
    assert_eq!(
        asked(&body),
        concat!(
            "Be brief.\nWhat is this?\n{\"at\": 1}\nlook\nA cat\n",
            "[{\"function\":{\"name\":\"look\"},\"type\":\"function\"}]\n",
        )
    );
}

#[test]
fn blocks_of_anthropic_and_bedrock_are_heard() {
    let body = json!({
        "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
        "messages": [
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"},
                {"type": "tool_use", "id": "t-1", "name": "look", "input": {"at": 1}},
            ]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "t-1", "content": "A cat"},
                {"type": "tool_result", "tool_use_id": "t-2", "content": [{"type": "text", "text": "A dog"}]},
                {"type": "image", "source": {"type": "base64", "data": "AAAA"}},
            ]},
        ],
    });
    assert_eq!(asked(&body), "Hm.\n{\"at\":1}\nlook\nA cat\nA dog\nBe brief.\n");
    let body = json!({"messages": [{"role": "user", "content": [
        {"text": "Hello"},
        {"toolUse": {"toolUseId": "t-1", "name": "look", "input": {"at": 1}}},
        {"toolResult": {"toolUseId": "t-1", "content": [{"json": {"is": "cat"}}, {"text": "A cat"}]}},
        {"image": {"format": "png", "source": {"bytes": "AAAA"}}},
    ]}], "toolConfig": {"tools": []}});
    assert_eq!(asked(&body), "Hello\n{\"at\":1}\nlook\n{\"is\":\"cat\"}\nA cat\n{\"tools\":[]}\n");
}

#[test]
fn inputs_prompts_and_contents_are_heard() {
    for (body, heard) in [
        (json!({"input": "one"}), "one\n"),
        (json!({"input": ["one", "two"]}), "one\ntwo\n"),
        (json!({"input": [1, 2, 3], "encoding_format": "float"}), ""),
        (json!({"prompt": ["one", "two"], "suffix": "three"}), "one\ntwo\nthree\n"),
        (json!({"input": {"prompt": "one", "seed": 1}}), "one\n"),
        (
            json!({"instructions": "Be brief.", "input": [
                {"role": "user", "content": [{"type": "input_text", "text": "one"}]},
                {"type": "function_call_output", "call_id": "c-1", "output": "two"},
            ]}),
            "one\ntwo\nBe brief.\n",
        ),
        (
            json!({
                "contents": [{"role": "user", "parts": [
                    {"text": "one"},
                    {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
                    {"functionResponse": {"name": "look", "response": {"is": "cat"}}},
                ]}],
                "systemInstruction": {"parts": [{"text": "two"}]},
            }),
            "one\nlook\n{\"is\":\"cat\"}\ntwo\n",
        ),
        (json!({"requests": [{"content": {"parts": [{"text": "one"}]}}]}), "one\n"),
        (json!({"instances": [{"content": "one", "task_type": "t"}]}), "one\n"),
        (json!({"query": "one", "documents": ["two", {"text": "three"}]}), "two\nthree\none\n"),
        (
            json!({"message": "one", "chat_history": [{"role": "USER", "message": "two"}]}),
            "two\none\n",
        ),
    ] {
        assert_eq!(asked(&body), heard, "{body}");
    }
}

#[test]
fn answers_of_every_shape_are_heard() {
    let tool = json!({"function": {"name": "look", "arguments": "{}"}, "id": "c-1"});
    for (body, heard) in [
        (
            json!({"choices": [{"message": {"role": "assistant", "content": "one", "reasoning_content": "two", "tool_calls": [tool]}}]}),
            "one\ntwo\n{}\nlook\n",
        ),
        (json!({"choices": [{"text": "one"}, {"text": "two"}]}), "one\ntwo\n"),
        (
            json!({"id": "m", "content": [
                {"type": "text", "text": "one"},
                {"type": "tool_use", "id": "t-1", "name": "look", "input": {"at": 1}},
            ]}),
            "one\n{\"at\":1}\nlook\n",
        ),
        (
            json!({"object": "response", "output": [
                {"type": "reasoning", "summary": [{"type": "summary_text", "text": "one"}]},
                {"type": "message", "content": [{"type": "output_text", "text": "two"}]},
                {"type": "function_call", "name": "look", "arguments": "{}", "call_id": "c-1"},
            ]}),
            "one\ntwo\n{}\nlook\n",
        ),
        (
            json!({"candidates": [{"content": {"role": "model", "parts": [
                {"text": "one"}, {"functionCall": {"name": "look", "args": {"at": 1}}},
            ]}}]}),
            "one\n{\"at\":1}\nlook\n",
        ),
        (
            json!({"output": {"message": {"content": [{"text": "one"}, {"reasoningContent": {"reasoningText": {"text": "two"}}}]}}}),
            "one\ntwo\n",
        ),
        (json!({"results": [{"outputText": "one"}]}), "one\n"),
        (json!({"generation": "one"}), "one\n"),
        (json!([{"generated_text": "one"}]), "one\n"),
        (json!({"output": ["https://example.org/cat.png"], "input": {"prompt": "no"}}), ""),
        (json!({"message": {"content": "one"}, "done": true}), "one\n"),
        (json!({"response": "one", "context": [1, 2]}), "one\n"),
        (
            json!({"text": "one", "generation_id": "g", "chat_history": [{"message": "no"}]}),
            "one\n",
        ),
        (json!({"predictions": [{"content": "one"}]}), "one\n"),
        (json!({"data": [{"embedding": [0.1], "b64_json": "AAAA"}]}), ""),
    ] {
        assert_eq!(said(&body), heard, "{body}");
    }
}

#[test]
fn a_stream_is_one_text_and_heard_once() {
    let heard = streamed(
        WireApi::OpenAiResponses,
        &[
            json!({"type": "response.created", "response": {"output": [], "instructions": "no"}}),
            json!({"type": "response.output_text.delta", "delta": "one "}),
            json!({"type": "response.output_text.delta", "delta": "two"}),
            json!({"type": "response.output_text.done", "text": "one two"}),
            json!({"type": "response.content_part.done", "part": {"text": "one two"}}),
            json!({"type": "response.output_item.done", "item": {"content": [{"text": "one two"}]}}),
            json!({"type": "response.completed", "response": {"output": [{"content": [{"text": "one two"}]}]}}),
        ],
    );
    assert_eq!(heard, "one two");
    let heard = streamed(
        WireApi::AnthropicMessages,
        &[
            json!({"type": "message_start", "message": {"content": []}}),
            json!({"type": "content_block_start", "content_block": {"type": "text", "text": ""}}),
            json!({"type": "content_block_delta", "delta": {"type": "text_delta", "text": "one"}}),
            json!({"type": "content_block_start", "content_block": {"type": "tool_use", "name": "look", "input": {}}}),
            json!({"type": "content_block_delta", "delta": {"type": "input_json_delta", "partial_json": "{}"}}),
        ],
    );
    assert_eq!(heard, "onelook{}");
    let heard = streamed(
        WireApi::OpenAiChatCompletions,
        &[
            json!({"choices": [{"delta": {"role": "assistant", "content": "one "}}]}),
            json!({"choices": [{"delta": {"content": "two"}}]}),
            json!({"choices": [{"delta": {"tool_calls": [{"function": {"name": "look", "arguments": ""}}]}}]}),
            json!({"choices": [{"delta": {"tool_calls": [{"function": {"arguments": "{}"}}]}}]}),
            json!({"choices": [], "usage": {"prompt_tokens": 1}}),
        ],
    );
    assert_eq!(heard, "one twolook{}");
    let heard = streamed(
        WireApi::TgiGenerate,
        &[
            json!({"token": {"text": "one"}, "generated_text": null}),
            json!({"token": {"text": " two"}, "generated_text": "one two"}),
        ],
    );
    assert_eq!(heard, "one two");
    let heard = streamed(
        WireApi::BedrockConverse,
        &[
            json!({"contentBlockIndex": 0, "delta": {"text": "one"}}),
            json!({"contentBlockIndex": 1, "start": {"toolUse": {"name": "look"}}}),
            json!({"contentBlockIndex": 1, "delta": {"toolUse": {"input": "{}"}}}),
        ],
    );
    assert_eq!(heard, "onelook{}");
}

#[test]
fn what_is_cut_is_heard_as_far_as_it_came() {
    assert_eq!(asked_in([&br#"{"messages": [{"content": "Hel"#[..]]), "Hel\n");
    assert_eq!(asked_in([&br#"{"tools": [{"name": "#[..]]), "[{\"name\":\n");
    assert_eq!(asked_in([&br#"{"messages" 1, "prompt": "no"}"#[..]]), "");
}

proptest! {
    #[test]
    fn any_split_is_heard_as_the_whole(
        text in r#"([a-z "\\\n\u{e9}\u{4e2d}\u{1f600}]|\\u00e9){0,40}"#,
        invalid in prop::collection::vec(any::<u8>(), 0..4),
        cuts in cuts(),
    ) {
        let body = json!({
            "messages": [{"role": "user", "content": [{"text": text}, {"input": {"a b": [text]}}]}],
            "system": text,
            "tools": [text, {"x": {"y": null}}],
        });
        let mut bytes = serde_json::to_vec_pretty(&body).unwrap();
        prop_assert_eq!(
            asked_in(pieces(&bytes, &cuts)),
            asked_in([&*bytes])
        );
        // Something that is no UTF-8 somewhere.
        let middle = bytes.len() / 2;
        bytes.splice(middle..middle, invalid);
        prop_assert_eq!(asked_in(pieces(&bytes, &cuts)), asked_in([&*bytes]));
    }
}
