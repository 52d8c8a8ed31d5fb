//! Mistral.

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::usage::Measured::Reported;

#[test]
fn a_conversation_has_outputs_of_several_kinds() {
    let usage = json!({"prompt_tokens": 10, "completion_tokens": 4, "total_tokens": 14, "connector_tokens": 0});
    let used = Usage { total: Reported(14), ..Usage::tokens(10, 4) };
    let whole = json!({"object": "conversation.response", "conversation_id": "conv_1", "usage": usage, "outputs": [
        {"object": "entry", "type": "tool.execution", "name": "web_search", "id": "t"},
        {"object": "entry", "type": "function.call", "id": "fc_1", "tool_call_id": "call_1", "name": "f", "arguments": "{}"},
        {"object": "entry", "type": "message.output", "id": "msg_1", "model": "mistral-medium", "role": "assistant", "content": "x"}]});
    let expected =
        asking(answer("", "mistral-medium", &[], used.clone()), &[("f", Some("call_1"))]);
    let seen = reader::read(&whole);
    assert_eq!(
        (&seen.response.tool_calls, &seen.response.model, &seen.usage),
        (&expected.response.tool_calls, &expected.response.model, &used)
    );
    let events = [
        json!({"type": "conversation.response.started", "conversation_id": "conv_1"}),
        json!({"type": "tool.execution.started", "name": "web_search", "id": "t"}),
        json!({"type": "tool.execution.done", "name": "web_search", "id": "t"}),
        json!({"type": "message.output.delta", "content": "x", "model": "mistral-medium", "output_index": 0}),
        json!({"type": "function.call.delta", "name": "f", "tool_call_id": "call_1", "arguments": "{"}),
        json!({"type": "function.call.delta", "name": "f", "tool_call_id": "call_1", "arguments": "}"}),
        json!({"type": "conversation.response.done", "usage": usage}),
    ];
    let mut searched = expected;
    searched.response.hosted_tool_calls = vec!["web_search".into()];
    stream("conversation", &events, "...oo.x", &searched);
    let error = [json!({"type": "conversation.response.error", "message": "no", "code": 3_000})];
    stream("error", &error, ".", &failure("3000"));
    let asked = json!({"agent_id": "ag_1", "inputs": "x", "stream": true, "completion_args": {"temperature": 0.5, "max_tokens": 9}});
    let expected = Request {
        temperature: Some(0.5),
        max_tokens: Some(9),
        stream: Some(true),
        ..Request::default()
    };
    request("conversation", &asked, &expected);
}

#[test]
fn code_is_filled_in_and_agents_answer_as_in_a_chat() {
    let fim = [
        json!({"id": "f", "object": "chat.completion.chunk", "model": "codestral", "choices": [{"index": 0, "delta": {"content": "x"}, "finish_reason": null}]}),
        json!({"id": "f", "object": "chat.completion.chunk", "model": "codestral", "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "model_length"}],
            "usage": {"prompt_tokens": 5, "total_tokens": 7, "completion_tokens": 2, "prompt_audio_seconds": {}, "num_cached_tokens": 1}}),
    ];
    let usage = Usage { total: Reported(7), ..Usage::tokens(5, 2).cache_read(1) };
    let mut expected = answer("f", "codestral", &["model_length"], usage);
    expected.response.api = Some(crate::semconv::ApiType::ChatCompletions);
    stream("FIM", &fim, "o.", &expected);
    let asked = json!({"model": "codestral", "prompt": "def", "suffix": "return", "max_tokens": 9, "random_seed": 3, "stop": "\n"});
    let expected = Request {
        model: Some("codestral".into()),
        max_tokens: Some(9),
        seed: Some(3),
        stop_sequences: Some(["\n".into()].into()),
        ..Request::default()
    };
    request("FIM", &asked, &expected);
}

#[test]
fn documents_are_read_by_the_page_and_audio_by_the_second() {
    let ocr = json!({"model": "mistral-ocr", "pages": [{"index": 0, "markdown": "x", "dimensions": {"dpi": 200}}],
        "usage_info": {"pages_processed": 3, "doc_size_bytes": 100}});
    body("OCR", &ocr, &answer("", "mistral-ocr", &[], Usage::new().pages(3)));
    let audio = json!({"type": "transcription.done", "model": "voxtral", "text": "x", "segments": [], "language": "en",
        "usage": {"prompt_audio_seconds": 6, "prompt_tokens": 4, "total_tokens": 30, "completion_tokens": 20}});
    let events = [
        json!({"type": "transcription.language", "audio_language": "en"}),
        json!({"type": "transcription.text.delta", "text": "x"}),
        audio,
    ];
    let usage = Usage { total: Reported(30), ..Usage::tokens(4, 20) };
    let usage = usage.duration(Duration::from_secs(6));
    stream("transcription", &events, ".ox", &answer("", "voxtral", &[], usage));
}
