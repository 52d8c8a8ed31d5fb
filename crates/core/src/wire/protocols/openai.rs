use std::time::Duration;

use serde_json::json;

use super::*;
use crate::semconv::ApiType;
use crate::usage::Measured::Reported;

#[test]
fn choices_of_completions_come_interleaved() {
    let chunk = |index: u64, text: &str, reason: Option<&str>| {
        json!({"id": "cmpl-1", "object": "text_completion", "model": "m",
            "choices": [{"text": text, "index": index, "logprobs": null, "finish_reason": reason}]})
    };
    let events = [
        chunk(1, "b", None),
        chunk(0, "a", None),
        chunk(2, "", Some("content_filter")),
        chunk(1, "b", Some("length")),
        chunk(0, "", Some("stop")),
        json!({"id": "cmpl-1", "object": "text_completion", "model": "m", "choices": [],
            "usage": {"prompt_tokens": 4, "completion_tokens": 3, "total_tokens": 7}}),
    ];
    let usage = Usage { total: Reported(7), ..Usage::tokens(4, 3) };
    let reasons = ["stop", "length", "content_filter"];
    stream("completions", &events, "oo.o..", &answer("cmpl-1", "m", &reasons, usage));
}

#[test]
fn responses_end_in_several_ways() {
    let usage = json!({"input_tokens": 9, "input_tokens_details": {"cached_tokens": 4}, "output_tokens": 5,
        "output_tokens_details": {"reasoning_tokens": 3}, "total_tokens": 14});
    let response = |status: &str| json!({"id": "resp_1", "object": "response", "model": "gpt-5", "status": status, "output": []});
    let mut incomplete = response("incomplete");
    incomplete["incomplete_details"] = json!({"reason": "max_output_tokens"});
    incomplete["usage"] = usage;
    let mut failed = response("failed");
    failed["error"] = json!({"code": "server_error", "message": "no"});
    let begin = [
        json!({"type": "response.created", "sequence_number": 0, "response": response("in_progress")}),
        json!({"type": "response.queued", "sequence_number": 1, "response": response("queued")}),
        json!({"type": "response.output_text.delta", "sequence_number": 2, "item_id": "msg_1", "delta": "Hel"}),
    ];
    let with = |last| [&begin[..], &[last]].concat();
    let expected = |status, reason: &[&str], usage| {
        let mut seen = answer("resp_1", "gpt-5", reason, usage);
        seen.response.status = Some(status);
        seen.response.api = Some(ApiType::Responses);
        seen
    };
    let used = Usage { total: Reported(14), ..Usage::tokens(9, 5).cache_read(4).reasoning(3) };
    stream(
        "incomplete",
        &with(json!({"type": "response.incomplete", "sequence_number": 3, "response": incomplete})),
        "..ox",
        &expected("incomplete", &["length"], used),
    );
    let mut error = expected("failed", &["error"], Usage::default());
    error.error_code("server_error");
    stream(
        "failed",
        &with(json!({"type": "response.failed", "sequence_number": 3, "response": failed})),
        "..ox",
        &error,
    );
    // A reason that never comes is an error, by the conventions.
    let mut error = expected("queued", &["error"], Usage::default());
    error.error_code("ERR_SOMETHING");
    stream(
        "error",
        &with(
            json!({"type": "error", "sequence_number": 3, "code": "ERR_SOMETHING", "message": "no", "param": null}),
        ),
        "..o.",
        &error,
    );
    stream("cut", &begin, "..o", &expected("queued", &["error"], Usage::default()));
    for status in ["queued", "in_progress"] {
        body(status, &response(status), &expected(status, &[], Usage::default()));
    }
}

#[test]
fn tools_of_a_response_that_is_cut_short_are_kept_once() {
    let call = |status: &str| json!({"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "f", "arguments": "", "status": status});
    let events = [
        json!({"type": "response.output_item.added", "output_index": 0, "item": call("in_progress")}),
        json!({"type": "response.function_call_arguments.delta", "item_id": "fc_1", "delta": "{}"}),
        json!({"type": "response.output_item.done", "output_index": 0, "item": call("completed")}),
        json!({"type": "response.output_item.done", "output_index": 1, "item": {"type": "web_search_call", "id": "ws_1"}}),
    ];
    let cut = asking(Observation::new(), &[("f", Some("call_1"))]);
    stream("cut", &events, "oo..", &cut);
    let searched = json!({"type": "web_search_call", "id": "ws_1"});
    let whole = json!({"type": "response.completed", "response": {
        "id": "resp_1", "object": "response", "model": "m", "status": "completed", "output": [call("completed"), searched]}});
    let mut expected =
        asking(answer("resp_1", "m", &["tool_calls"], Usage::default()), &[("f", Some("call_1"))]);
    expected.response.api = Some(ApiType::Responses);
    expected.response.status = Some("completed");
    expected.response.hosted_tool_calls = vec!["web_search_call".into()];
    expected.usage = Usage::new().searches(1);
    stream("whole", &[&events[..], &[whole]].concat(), "oo..x", &expected);
}

#[test]
fn images_are_counted_when_they_are_painted() {
    let used = json!({"total_tokens": 100, "input_tokens": 40, "output_tokens": 60,
        "input_tokens_details": {"text_tokens": 10, "image_tokens": 30}});
    let usage = Usage {
        images: Reported(1),
        total: Reported(100),
        input_text: Reported(10),
        input_image: Reported(30),
        ..Usage::tokens(40, 60)
    };
    let events = [
        json!({"type": "image_generation.partial_image", "partial_image_index": 0, "b64_json": "AAAA"}),
        json!({"b64_json": "AAAA", "partial_image_index": 1, "type": "image_generation.partial_image"}),
        json!({"type": "image_generation.completed", "b64_json": "AAAA", "usage": used}),
    ];
    stream("generation", &events, "ooo", &answer("", "", &[], usage.clone()));
    let events = [
        json!({"type": "image_edit.completed", "b64_json": "AAAA", "usage": used, "size": "1024x1536", "quality": "high"}),
    ];
    let mut expected = answer("", "", &[], usage);
    expected.response.image_size = Some("1024x1536".into());
    expected.response.image_quality = Some("high".into());
    stream("edit", &events, "o", &expected);
}

#[test]
fn a_chat_may_answer_in_audio_or_in_parts() {
    let chunk = |delta: Value| json!({"id": "c", "choices": [{"index": 0, "delta": delta, "finish_reason": null}]});
    let events = [
        chunk(
            json!({"role": "assistant", "content": null, "audio": {"id": "audio_1", "transcript": ""}}),
        ),
        chunk(json!({"audio": {"data": "AAAA"}})),
        chunk(json!({"audio": {"transcript": "Hel"}})),
        chunk(
            json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]}),
        ),
        chunk(json!({"content": [{"type": "text", "text": "x"}]})),
        chunk(json!({"content": [{"type": "reference", "reference_ids": [1]}]})),
        json!({"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
    ];
    stream("chat", &events, ".oooo..", &answer("c", "", &["stop"], Usage::default()));
}

#[test]
fn audio_is_counted_in_tokens_or_seconds() {
    let tokens = json!({"type": "tokens", "input_tokens": 14, "output_tokens": 45, "total_tokens": 59,
        "input_token_details": {"text_tokens": 0, "audio_tokens": 14}});
    let usage = Usage {
        total: Reported(59),
        input_text: Reported(0),
        input_audio: Reported(14),
        ..Usage::tokens(14, 45)
    };
    let transcript = json!({"text": "Hello", "usage": tokens});
    body("transcription", &transcript, &answer("", "", &[], usage.clone()));
    let events = [
        json!({"type": "transcript.text.delta", "delta": "Hello"}),
        json!({"type": "transcript.text.done", "text": "Hello", "usage": tokens}),
    ];
    stream("transcription", &events, "ox", &answer("", "", &[], usage));
    let duration = Usage::new().duration(Duration::from_millis(8_470));
    let translation =
        json!({"task": "translate", "language": "english", "duration": 8.47, "text": "Hello"});
    body("translation", &translation, &answer("", "", &[], duration));
    let speech = [
        json!({"type": "speech.audio.delta", "audio": "AAAA"}),
        json!({"type": "speech.audio.done", "usage": {"input_tokens": 14, "output_tokens": 101, "total_tokens": 115}}),
    ];
    let usage = Usage { total: Reported(115), ..Usage::tokens(14, 101) };
    stream("speech", &speech, "ox", &answer("", "", &[], usage));
}

#[test]
fn moderations_and_embeddings_say_little() {
    let moderation = json!({"id": "modr-1", "model": "omni-moderation-latest", "results": [{"flagged": true, "categories": {}}]});
    let seen = reader::read(&moderation);
    assert_eq!((seen.response.id.as_deref(), seen.usage), (Some("modr-1"), Usage::default()));
    let embeddings = json!({"object": "list", "model": "e", "data": [], "usage": {"prompt_tokens": 8, "total_tokens": 8}});
    let seen = reader::read(&embeddings);
    assert_eq!(seen.usage, Usage { total: Reported(8), ..Usage::input_tokens(8) });
}

#[test]
fn requests_of_images_and_speech() {
    let images = json!({"model": "gpt-image-1", "prompt": "a cat", "n": 2, "size": "1024x1024", "quality": "low",
        "output_format": "png", "stream": true, "partial_images": 2});
    let expected = Request {
        model: Some("gpt-image-1".into()),
        choice_count: Some(2),
        image_size: Some("1024x1024".into()),
        image_quality: Some("low".into()),
        stream: Some(true),
        ..Request::default()
    };
    request("images", &images, &expected);
    let speech = json!({"model": "gpt-4o-mini-tts", "input": "Hello", "voice": "alloy", "response_format": "mp3", "stream_format": "sse"});
    let expected =
        Request { model: Some("gpt-4o-mini-tts".into()), stream: Some(true), ..Request::default() };
    request("speech", &speech, &expected);
}
