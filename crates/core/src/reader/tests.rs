//! What is read from answers of every shape.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::response::{Response, ToolCall};
use crate::semconv::ApiType;
use crate::usage::Measured::Reported;
use crate::usage::Usage;

#[test]
fn chat_completion_is_read_in_the_order_of_its_choices() {
    let body = json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o-2024-08-06",
        "service_tier": "default", "system_fingerprint": "fp_1",
        "choices": [
            {"index": 1, "logprobs": null, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": null, "tool_calls": [
                {"id": "call_2", "type": "function", "function": {"name": "second", "arguments": "{}"}},
                {"id": "call_3", "type": "custom", "custom": {"name": "third", "input": "x"}}]}},
            {"index": 0, "finish_reason": "function_call", "message": {"function_call": {"name": "first", "arguments": "{}"}}},
            {"index": 2, "finish_reason": null, "message": {"tool_calls": null}}
        ],
        "usage": {
            "prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120,
            "prompt_tokens_details": {"cached_tokens": 64, "cache_write_tokens": 0, "audio_tokens": 3, "text_tokens": 90, "image_tokens": 7},
            "completion_tokens_details": {"reasoning_tokens": 12, "audio_tokens": 2, "accepted_prediction_tokens": 1}
        }
    });
    let expected = Observation {
        response: Response {
            model: Some("gpt-4o-2024-08-06".into()),
            id: Some("chatcmpl-1".into()),
            finish_reasons: vec!["function_call".into(), "tool_calls".into()],
            tool_calls: vec![
                ToolCall::new("first", None),
                ToolCall::new("second", Some("call_2")),
                ToolCall::new("third", Some("call_3")),
            ],
            service_tier: Some("default".into()),
            system_fingerprint: Some("fp_1".into()),
            api: Some(ApiType::ChatCompletions),
            ..Response::default()
        },
        usage: Usage {
            total: Reported(120),
            input_audio: Reported(3),
            input_text: Reported(90),
            input_image: Reported(7),
            output_audio: Reported(2),
            ..Usage::tokens(100, 20).cache_read(64).cache_write(0).reasoning(12)
        },
        ..Observation::default()
    };
    assert_eq!(read(&body), expected);
}

#[test]
fn collected_chunks_make_one_observation() {
    let body = json!([
        {"id": "", "model": "", "object": "", "choices": []},
        {"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": [
            {"index": 0, "finish_reason": null, "delta": {"tool_calls": [{"index": 0, "id": "call_1", "function": {"name": "f", "arguments": ""}}]}}]},
        {"id": "c", "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]}}]},
        {"id": "c", "choices": [{"index": 0, "finish_reason": "tool_calls", "delta": {}}]},
        {"id": "c", "choices": [], "x_groq": {"id": "r", "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}}}
    ]);
    let expected = Observation {
        response: Response {
            model: Some("m".into()),
            id: Some("c".into()),
            finish_reasons: vec!["tool_calls".into()],
            tool_calls: vec![ToolCall::new("f", Some("call_1"))],
            api: Some(ApiType::ChatCompletions),
            ..Response::default()
        },
        usage: Usage { total: Reported(7), ..Usage::tokens(3, 4) },
        ..Observation::default()
    };
    assert_eq!(read(&body), expected);
}

#[test]
fn responses_status_becomes_a_finish_reason() {
    let call = json!({"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "f", "arguments": "{}"});
    let hosted = json!({"type": "mcp_call", "id": "mcp_1", "name": "g"});
    let cases = [
        (json!({"status": "completed", "output": [hosted]}), Some("stop")),
        (json!({"status": "completed", "output": [hosted, call]}), Some("tool_calls")),
        (
            json!({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}),
            Some("length"),
        ),
        (
            json!({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}),
            Some("content_filter"),
        ),
        (
            json!({"status": "failed", "error": {"code": "server_error", "message": "secret"}}),
            Some("error"),
        ),
        (json!({"status": "cancelled"}), Some("error")),
        (json!({"status": "queued"}), None),
        (json!({"status": "in_progress"}), None),
    ];
    for (mut body, reason) in cases {
        body["object"] = json!("response");
        let seen = read(&body).response;
        let reasons: Vec<_> = seen.finish_reasons.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(reasons, Vec::from_iter(reason), "{body}");
        let tools = if reason == Some("tool_calls") {
            vec![ToolCall::new("f", Some("call_1"))]
        } else {
            vec![]
        };
        assert_eq!((seen.tool_calls, seen.api), (tools, Some(ApiType::Responses)), "{body}");
    }
}

#[test]
fn responses_usage_includes_its_parts_also_inside_the_last_event() {
    let response = json!({
        "object": "response", "id": "resp_1", "model": "gpt-5", "status": "completed", "error": null, "output": [],
        "usage": {"input_tokens": 40, "input_tokens_details": {"cached_tokens": 30}, "cache_read_input_tokens": 30,
            "output_tokens": 9, "output_tokens_details": {"reasoning_tokens": 5}, "total_tokens": 49}
    });
    let usage = Usage { total: Reported(49), ..Usage::tokens(40, 9).cache_read(30).reasoning(5) };
    let direct = read(&response);
    assert_eq!(direct.usage, usage);
    assert_eq!(read(&json!({"type": "response.completed", "response": &response})), direct);
    // A client's own type may leave out what the object is.
    let mut unnamed = response;
    unnamed.as_object_mut().unwrap().remove("object");
    assert_eq!(read(&unnamed), direct);
}

#[test]
fn embeddings_have_no_output() {
    let body = json!({"object": "list", "model": "e", "data": [{"object": "embedding", "index": 0, "embedding": [0.1, 0.2]}],
            "usage": {"prompt_tokens": 4, "completion_tokens": 0, "total_tokens": 4}});
    let mut expected = Observation::new();
    expected.model("e").usage(Usage { total: Reported(4), ..Usage::input_tokens(4) });
    let mut of_two = expected.clone();
    of_two.response.embedding_dimensions = Some(2);
    assert_eq!(read(&body), listing(1, of_two));
    let total_alone =
        json!({"object": "list", "model": "e", "data": [], "usage": {"total_tokens": 4}});
    assert_eq!(read(&total_alone), listing(0, expected));
}

#[test]
fn the_first_vector_tells_the_dimensions_and_the_list_how_many_there_are() {
    let base64 = "A".repeat(8_192); // of 6,144 bytes
    for (body, dimensions, listed) in [
        (json!({"data": [{"embedding": [1, 2, 3]}, {"embedding": [1]}]}), Some(3), Some(2)),
        (json!({"data": [{"embedding": base64}, {"embedding": "AAAA"}]}), Some(1_536), Some(2)),
        (json!({"embeddings": [[1, 2], [3, 4], [5, 6]]}), Some(2), Some(3)),
        (json!({"embeddings": {"float": [[1, 2], [3, 4]], "binary": [[7]]}}), Some(2), Some(2)),
        (json!({"embeddings": [{"values": [1, 2]}]}), Some(2), Some(1)),
        (json!({"embedding": {"values": [1, 2]}}), Some(2), None),
        (json!({"embedding": [1, 2, 3, 4]}), Some(4), None),
        (json!({"predictions": [{"embeddings": {"values": [1, 2]}}, {}]}), Some(2), Some(2)),
        (json!({"data": [{"b64_json": "x"}, {"url": "y"}]}), None, Some(2)),
        (json!({"embedding": []}), None, None),
        (json!({"embedding": ""}), None, None),
        // Eight numbers in a byte, and bytes of whatever size: only how many vectors there are.
        (json!({"embeddings": {"binary": [[1, 2], [3, 4]]}}), None, Some(2)),
        (json!({"embeddings": {"ubinary": [[1, 2], [3, 4]]}}), None, Some(2)),
        (json!({"embeddings": {"base64": ["AAAA", "BBBB"]}}), None, Some(2)),
        (
            json!({"embeddings": {"binary": [[7], [8]], "float": [[1, 2], [3, 4]]}}),
            Some(2),
            Some(2),
        ),
        (json!({"embeddings": {"uint8": [[1, 2]], "base64": ["AAAA"]}}), Some(2), Some(1)),
        (json!({"embeddings": {"binary": []}}), None, Some(0)),
        (json!({"embeddings": ["AAAAAAAA", "AAAAAAAA"]}), Some(1), Some(2)),
        // An object is no list, and one in words nobody knows lists nothing.
        (json!({"embeddings": {"int4": [[1], [2]]}}), None, None),
        (json!({"embeddings": {}}), None, None),
        (json!({"embeddings": []}), None, Some(0)),
        (json!({"data": {"embedding": [1, 2, 3], "embeddingOption": "x"}}), Some(3), None),
        (json!({"data": {"translations": []}}), None, None),
        (json!({"data": []}), None, Some(0)),
        // Nova, and Vertex AI's of texts and images.
        (json!({"embeddings": [{"embeddingType": "TEXT", "embedding": [1, 2]}]}), Some(2), Some(1)),
        (
            json!({"predictions": [{"textEmbedding": [1, 2], "imageEmbedding": [1, 2]}]}),
            Some(2),
            Some(1),
        ),
        (json!({"predictions": [{"imageEmbedding": [1, 2, 3]}]}), Some(3), Some(1)),
        (
            json!({"rankings": [{"index": 0, "logit": 3.2}, {"index": 1, "logit": -1}]}),
            None,
            Some(2),
        ),
    ] {
        let seen = read(&body);
        assert_eq!(
            (seen.response.embedding_dimensions, seen.listed),
            (dimensions, listed),
            "{body}"
        );
    }
}

#[test]
fn tools_that_the_provider_runs_are_told_apart() {
    let body = json!({"object": "response", "status": "in_progress", "output": [
        {"type": "web_search_call", "id": "ws_1"},
        {"type": "mcp_call", "id": "mcp_1", "name": "ask"},
        {"type": "function_call", "call_id": "c", "name": "f"},
        {"type": "computer_call", "call_id": "d"},
        {"type": "message", "content": []}]});
    let response = read(&body).response;
    assert_eq!(response.tool_calls, [ToolCall::new("f", Some("c"))]);
    assert_eq!(response.hosted_tool_calls, ["web_search_call".into(), "mcp_call".into()]);
    assert_eq!(response.status, Some("in_progress"));
    let body = json!({"content": [{"type": "mcp_tool_use", "id": "m", "name": "ask"}]});
    assert_eq!(read(&body).response.hosted_tool_calls, ["ask".into()]);
}

#[test]
fn moderation_gives_model_and_id() {
    let body =
        json!({"id": "modr-1", "model": "omni-moderation-latest", "results": [{"flagged": false}]});
    let mut expected = Observation::new();
    expected.model("omni-moderation-latest").id("modr-1");
    assert_eq!(read(&body), listing(1, expected));
}

#[test]
fn anthropic_input_is_summed_with_the_cache_beside_it() {
    let body = json!({
        "id": "msg_1", "type": "message", "model": "claude-sonnet-4-5", "stop_reason": "tool_use", "stop_sequence": null,
        "content": [
            {"type": "text", "text": "secret"},
            {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}},
            {"name": "get_weather", "id": "toolu_1", "type": "tool_use", "input": {"id": "not the id"}}
        ],
        "usage": {
            "input_tokens": 4, "cache_creation_input_tokens": 50, "cache_read_input_tokens": 200, "output_tokens": 30,
            "cache_creation": {"ephemeral_5m_input_tokens": 40, "ephemeral_1h_input_tokens": 10},
            "output_tokens_details": {"thinking_tokens": 7}, "service_tier": "standard",
            "server_tool_use": {"web_search_requests": 2, "web_fetch_requests": 1},
            "iterations": [{"input_tokens": 1_000_000, "output_tokens": 1_000_000}]
        }
    });
    let expected = Observation {
        response: Response {
            model: Some("claude-sonnet-4-5".into()),
            id: Some("msg_1".into()),
            finish_reasons: vec!["tool_use".into()],
            tool_calls: vec![ToolCall::new("get_weather", Some("toolu_1"))],
            hosted_tool_calls: vec!["web_search".into()],
            service_tier: Some("standard".into()),
            ..Response::default()
        },
        usage: Usage {
            cache_write_5m: Reported(40),
            cache_write_1h: Reported(10),
            ..Usage::tokens(254, 30).cache_read(200).cache_write(50).reasoning(7).searches(2)
        },
        ..Observation::default()
    };
    assert_eq!(read(&body), expected);
}

#[test]
fn anthropic_events_say_only_what_they_know() {
    let start = json!({"type": "message_start", "message": {"id": "msg_1", "type": "message", "model": "claude", "content": [],
            "stop_reason": null, "usage": {"input_tokens": 3, "cache_read_input_tokens": 100, "output_tokens": 1}}});
    let mut expected = Observation::new();
    expected.id("msg_1").model("claude").usage(Usage::tokens(103, 1).cache_read(100));
    assert_eq!(read(&start), expected);

    let delta = json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"},
            "usage": {"cache_read_input_tokens": 100, "output_tokens": 15}});
    let mut expected = Observation::new();
    expected
        .finish_reason("end_turn")
        .usage(Usage { output: Reported(15), ..Usage::new().cache_read(100) });
    assert_eq!(read(&delta), expected);

    let block = json!({"type": "content_block_start", "index": 1, "content_block": {"type": "tool_use", "id": "t", "name": "f", "input": {}}});
    let mut expected = Observation::new();
    expected.tool_call("f", Some("t"));
    assert_eq!(read(&block), expected);
}

#[test]
fn gemini_totals_include_tool_use_and_thoughts() {
    let body = json!({
        "modelVersion": "gemini-2.5-flash", "responseId": "r1",
        "candidates": [{"finishReason": "STOP", "content": {"role": "model", "parts": [
            {"text": "secret"}, {"functionCall": {"name": "f", "args": {"name": "not the name"}}}, {"functionCall": {"id": "c2", "name": "g"}}]}}],
        "usageMetadata": {
            "promptTokenCount": 100, "toolUsePromptTokenCount": 10, "candidatesTokenCount": 20, "thoughtsTokenCount": 5,
            "cachedContentTokenCount": 60, "totalTokenCount": 135, "serviceTier": "standard",
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 80}, {"modality": "AUDIO", "tokenCount": 20}],
            "toolUsePromptTokensDetails": [{"modality": "TEXT", "tokenCount": 10}],
            "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 15}, {"modality": "VIDEO", "tokenCount": 5}],
            "cacheTokensDetails": [{"modality": "TEXT", "tokenCount": 60}]
        }
    });
    let expected = Observation {
        response: Response {
            model: Some("gemini-2.5-flash".into()),
            id: Some("r1".into()),
            finish_reasons: vec!["STOP".into()],
            tool_calls: vec![ToolCall::new("f", None), ToolCall::new("g", Some("c2"))],
            service_tier: Some("standard".into()),
            ..Response::default()
        },
        usage: Usage {
            total: Reported(135),
            input_text: Reported(90),
            input_audio: Reported(20),
            input_tool: Reported(10),
            output_image: Reported(15),
            output_video: Reported(5),
            cache_read_text: Reported(60),
            ..Usage::tokens(110, 25).cache_read(60).reasoning(5)
        },
        ..Observation::default()
    };
    assert_eq!(read(&body), expected);
}

#[test]
fn gemini_in_snake_case_and_numbers_is_the_same() {
    let wire = json!({
        "responseId": "r", "modelVersion": "m",
        "candidates": [{"index": 1, "finishReason": "MAX_TOKENS"}, {"index": 0, "finishReason": "STOP", "content": {"parts": [{"functionCall": {"name": "f"}}]}}],
        "usageMetadata": {"promptTokenCount": 2, "thoughtsTokenCount": 3, "promptTokensDetails": [{"modality": "AUDIO", "tokenCount": 2}]}
    });
    let other = json!({
        "response_id": "r", "model_version": "m",
        "candidates": [{"index": 1, "finish_reason": 2}, {"index": 0, "finish_reason": 1, "content": {"parts": [{"function_call": {"name": "f"}}]}}],
        "usage_metadata": {"prompt_token_count": 2, "thoughts_token_count": 3, "prompt_tokens_details": [{"modality": 4, "token_count": 2}]}
    });
    let mut expected = Observation::new();
    expected
        .model("m")
        .id("r")
        .finish_reason("STOP")
        .finish_reason("MAX_TOKENS")
        .tool_call("f", None);
    expected.usage(Usage { input_audio: Reported(2), ..Usage::tokens(2, 3).reasoning(3) });
    assert_eq!(read(&wire), expected);
    assert_eq!(read(&other), expected);
}

#[test]
fn choices_without_an_index_keep_their_order() {
    let body = json!({"candidates": [{"index": 1, "finishReason": "STOP"}, {"finishReason": "SAFETY"}, {"finishReason": "OTHER"}]});
    let mut expected = Observation::new();
    expected.finish_reason("STOP").finish_reason("SAFETY").finish_reason("OTHER");
    assert_eq!(read(&body), expected);
}

#[test]
fn a_reason_with_an_unknown_number_stays_a_number() {
    let body = json!({"candidates": [{"finishReason": 10}]});
    assert_eq!(read(&body).response.finish_reasons, ["10".into()]);
}

#[test]
fn totals_prove_what_stands_beside_a_count() {
    let usage = |prompt, completion, total, reasoning: Option<u64>, audio: u64| {
        read(&json!({"usage": {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": total,
                "completion_tokens_details": {"reasoning_tokens": reasoning}, "prompt_tokens_details": {"audio_tokens": audio}}}))
            .usage
    };
    let tokens = |usage: Usage| (usage.input.value(), usage.output.value());
    assert_eq!(
        tokens(usage(10, 5, 18, Some(3), 0)),
        (Some(10), Some(8)),
        "reasoning beside the completion"
    );
    assert_eq!(tokens(usage(10, 5, 35, None, 20)), (Some(30), Some(5)), "audio beside the prompt");
    assert_eq!(tokens(usage(10, 5, 38, Some(3), 20)), (Some(30), Some(8)), "both");
    assert_eq!(tokens(usage(10, 5, 15, Some(3), 4)), (Some(10), Some(5)), "both inside");
    assert_eq!(
        tokens(usage(10, 5, 99, Some(3), 4)),
        (Some(10), Some(5)),
        "an unexplained rest proves nothing"
    );
    assert_eq!(
        tokens(usage(10, 5, 14, Some(3), 4)),
        (Some(10), Some(5)),
        "a total below its parts proves nothing"
    );
}

#[test]
fn flat_cache_members_of_imitations_are_read() {
    for member in ["prompt_cache_hit_tokens", "num_cached_tokens", "cached_tokens"] {
        let body = json!({"usage": {"prompt_tokens": 9, "completion_tokens": 1, member: 4}});
        assert_eq!(read(&body).usage, Usage::tokens(9, 1).cache_read(4), "{member}");
    }
}

#[test]
fn errors_give_their_most_telling_name() {
    let cases = [
        (
            json!({"error": {"message": "secret", "type": "invalid_request_error", "code": "model_not_found"}}),
            Some("model_not_found"),
        ),
        (
            json!({"error": {"message": "secret", "type": "invalid_request_error", "code": null}}),
            Some("invalid_request_error"),
        ),
        (
            json!({"type": "error", "error": {"type": "overloaded_error", "message": "secret"}}),
            Some("overloaded_error"),
        ),
        (
            json!({"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "secret"}}),
            Some("PERMISSION_DENIED"),
        ),
        (json!({"error": {"type": "error", "status": "ABORTED"}}), Some("ABORTED")),
        (
            json!([{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}]),
            Some("RESOURCE_EXHAUSTED"),
        ),
        (
            json!({"error": {"type": "too_many_prompt_tokens", "code": 400}}),
            Some("too_many_prompt_tokens"),
        ),
        (json!({"error": {"code": "401", "message": "secret"}}), Some("401")),
        (json!({"error": {"code": 429}}), Some("429")),
        (json!({"error": "secret", "code": "invalid-argument"}), Some("invalid-argument")),
        (json!({"error": "secret"}), None),
        (json!({"error": null, "code": "not an error"}), None),
        (json!({"error": {}}), None),
        (json!({"error": {"message": "", "code": 0}}), None),
    ];
    for (body, code) in cases {
        let mut expected = Observation::new();
        code.map(|code| expected.error_code(code));
        // A bare sentence names no kind, and is an error all the same.
        expected.is_error |= body["error"].is_string();
        assert_eq!(read(&body), expected, "{body}");
    }
}

#[test]
fn gateways_that_add_cache_members_to_openai_usage_have_them_inside() {
    let body = json!({"usage": {"prompt_tokens": 100, "completion_tokens": 1, "cache_read_input_tokens": 60,
            "cache_creation_input_tokens": 30}});
    assert_eq!(read(&body).usage, Usage::tokens(100, 1).cache_read(60).cache_write(30));
}

#[test]
fn cache_writes_are_the_sum_of_their_lifetimes_where_no_total_came() {
    let body = json!({"usage": {"input_tokens": 5, "output_tokens": 1,
            "cache_creation": {"ephemeral_5m_input_tokens": 20, "ephemeral_1h_input_tokens": 10}}});
    let expected = Usage {
        cache_write_5m: Reported(20),
        cache_write_1h: Reported(10),
        ..Usage::tokens(35, 1).cache_write(30)
    };
    assert_eq!(read(&body).usage, expected);
}

#[test]
fn later_bodies_of_a_list_replace_what_earlier_ones_said() {
    let chunk = |reason: &str, tokens: u64| {
        json!({"modelVersion": "m", "candidates": [{"index": 0, "finishReason": reason}], "usageMetadata": {
                "promptTokenCount": 7, "candidatesTokenCount": tokens,
                "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 5}, {"modality": "TEXT", "tokenCount": 2}]}})
    };
    let mut expected = Observation::new();
    expected.model("m").finish_reason("STOP");
    expected.usage(Usage { input_text: Reported(7), ..Usage::tokens(7, 9) });
    assert_eq!(read(&json!([chunk("FINISH_REASON_UNSPECIFIED", 1), chunk("STOP", 9)])), expected);
}

#[test]
fn zero_is_a_report_and_null_is_none() {
    let body = json!({"usage": {"prompt_tokens": 0, "completion_tokens": null}});
    assert_eq!(read(&body), {
        let mut o = Observation::new();
        o.usage(Usage::input_tokens(0));
        o
    });
    assert_eq!(
        read(&json!({"usage": null, "choices": null, "id": null, "error": null})),
        Observation::new()
    );
}

#[test]
fn impossible_counts_are_counted_and_left_out() {
    let body = json!({"usage": {"prompt_tokens": -1, "completion_tokens": 12.5, "total_tokens": 1e30, "prompt_tokens_details": {
            "cached_tokens": "many", "audio_tokens": [], "image_tokens": {"a": 1}, "text_tokens": 12.0}}});
    let expected = Observation {
        usage: Usage { input_text: Reported(12), ..Usage::new() },
        invalid: 6,
        ..Observation::new()
    };
    assert_eq!(read(&body), expected);
}

#[test]
fn a_sum_beyond_u64_is_invalid_and_not_wrapped() {
    let body = json!({"usage": {"input_tokens": u64::MAX, "cache_read_input_tokens": 1}});
    let expected =
        Observation { usage: Usage::new().cache_read(1), invalid: 1, ..Observation::new() };
    assert_eq!(read(&body), expected);
    let body = json!({"usageMetadata": {"candidatesTokenCount": u64::MAX, "thoughtsTokenCount": u64::MAX,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": u64::MAX}, {"modality": "TEXT", "tokenCount": 1}]}});
    assert_eq!(read(&body).invalid, 2);
    let body = json!({"usageMetadata": {"promptTokensDetails": [{"tokenCount": [], "modality": "TEXT"}, {"tokenCount": -1}]}});
    assert_eq!(read(&body), Observation { invalid: 2, ..Observation::new() });
}

#[test]
fn lists_are_kept_up_to_their_limit() {
    let choices: Vec<Value> = (0..1_000)
            .map(|index| json!({"index": index, "finish_reason": "stop", "message": {"tool_calls": [{"function": {"name": "f"}}]}}))
            .collect();
    let response = read(&json!({"choices": choices})).response;
    assert_eq!((response.finish_reasons.len(), response.tool_calls.len()), (128, 128));
}

#[test]
fn long_texts_are_cut_and_counted() {
    let long = "m".repeat(2_000);
    let seen = read(&json!({"model": long, "object": long, "choices": [{"finish_reason": long}]}));
    let mut expected = Observation::new();
    expected.model(&long[..1_024]).finish_reason(&long[..1_024]);
    assert_eq!(seen, Observation { truncated: 2, ..expected });
}

/// What is read, under short names.
fn observed(id: Option<&str>, model: Option<&str>, reasons: &[&str], usage: Usage) -> Observation {
    Observation {
        response: Response {
            id: id.map(Into::into),
            model: model.map(Into::into),
            finish_reasons: reasons.iter().copied().map(Into::into).collect(),
            ..Response::default()
        },
        usage,
        ..Observation::default()
    }
}

/// What is read of an answer that lists so many things.
fn listing(listed: u64, seen: Observation) -> Observation {
    Observation { listed: Some(listed), ..seen }
}

#[test]
fn converse_counts_cached_tokens_beside_the_input() {
    let body = json!({
        "metrics": {"latencyMs": 3},
        "output": {"message": {"role": "assistant", "content": [
            {"text": "x"},
            {"toolUse": {"toolUseId": "t", "name": "f", "input": {"name": "no"}}},
            {"toolUse": {"toolUseId": "s", "name": "search", "type": "server_tool_use"}}]}},
        "stopReason": "tool_use",
        "usage": {"inputTokens": 2, "outputTokens": 5, "totalTokens": 1_329, "cacheReadInputTokens": 0, "cacheWriteInputTokens": 1_322}
    });
    let usage = Usage {
        total: Reported(1_329),
        ..Usage::tokens(1_324, 5).cache_read(0).cache_write(1_322)
    };
    let mut expected = observed(None, None, &["tool_use"], usage);
    expected.tool_call("f", Some("t"));
    expected.response.processing_time = Some(std::time::Duration::from_millis(3));
    let mut with_search = expected.clone();
    with_search.response.hosted_tool_calls = vec!["search".into()];
    assert_eq!(read(&body), with_search);
    let events = json!([
        {"role": "assistant"},
        {"contentBlockIndex": 0, "start": {"toolUse": {"toolUseId": "t", "name": "f"}}},
        {"contentBlockIndex": 0, "delta": {"toolUse": {"input": "{}"}}},
        {"stopReason": "tool_use"},
        {"metrics": {"latencyMs": 3}, "usage": body["usage"]}
    ]);
    assert_eq!(read(&events), expected);
    expected.response.processing_time = None;
    let nova = json!([
        {"messageStart": {"role": "assistant"}},
        {"contentBlockStart": {"contentBlockIndex": 0, "start": {"toolUse": {"toolUseId": "t", "name": "f"}}}},
        {"messageStop": {"stopReason": "tool_use"}},
        {"metadata": {"usage": body["usage"]}, "amazon-bedrock-invocationMetrics": {"inputTokenCount": 2, "outputTokenCount": 5}}
    ]);
    assert_eq!(read(&nova), expected);
}

#[test]
fn bodies_of_models_on_bedrock() {
    let titan = json!({"inputTextTokenCount": 28.0, "results": [{"tokenCount": 197.0, "outputText": "x", "completionReason": "FINISH"}]});
    let titan_said = observed(None, None, &["FINISH"], Usage::tokens(28, 197));
    assert_eq!(read(&titan), listing(1, titan_said));
    let titan = json!([
        {"outputText": "x", "index": 0, "totalOutputTextTokenCount": null, "completionReason": null, "inputTextTokenCount": 28},
        {"outputText": "x", "index": 0, "totalOutputTextTokenCount": 197, "completionReason": "FINISH", "inputTextTokenCount": null}
    ]);
    assert_eq!(read(&titan), observed(None, None, &["FINISH"], Usage::tokens(28, 197)));
    let llama = json!([
        {"generation": "x", "prompt_token_count": 9, "generation_token_count": 1, "stop_reason": null},
        {"generation": "x", "prompt_token_count": null, "generation_token_count": 26, "stop_reason": "stop"}
    ]);
    assert_eq!(read(&llama), observed(None, None, &["stop"], Usage::tokens(9, 26)));
    let mistral = json!({
        "outputs": [{"text": "x", "stop_reason": "length"}, {"text": "y", "stop_reason": "stop"}],
        "amazon-bedrock-invocationMetrics": {"inputTokenCount": 8, "outputTokenCount": 94}
    });
    let mistral_said = observed(None, None, &["length", "stop"], Usage::tokens(8, 94));
    assert_eq!(read(&mistral), listing(2, mistral_said));
    let deepseek = json!({"choices": [{"text": "x", "stop_reason": "length"}]});
    assert_eq!(read(&deepseek), observed(None, None, &["length"], Usage::default()));
    let ai21 = json!({"id": 7, "completions": [{"data": {"text": "x"}, "finishReason": {"reason": "endoftext"}}]});
    let ai21_said = observed(None, None, &["endoftext"], Usage::default());
    assert_eq!(read(&ai21), listing(1, ai21_said));
    // Counts of the model itself are the ones that say what they include.
    let claude = json!([
        {"type": "message_start", "message": {"usage": {"input_tokens": 4, "cache_read_input_tokens": 6, "output_tokens": 1}}},
        {"type": "message_delta", "usage": {"output_tokens": 10}},
        {"type": "message_stop", "amazon-bedrock-invocationMetrics": {"inputTokenCount": 4, "outputTokenCount": 10}}
    ]);
    assert_eq!(read(&claude), observed(None, None, &[], Usage::tokens(10, 10).cache_read(6)));
}

/// vLLM names there the word or token that made the model stop.
#[test]
fn a_stop_reason_beside_a_finish_reason_is_none() {
    for choice in [
        json!({"stop_reason": "\n", "finish_reason": "stop"}),
        json!({"finish_reason": "stop", "stop_reason": 128_009}),
    ] {
        let seen = read(&json!({"choices": [choice]}));
        assert_eq!(seen, observed(None, None, &["stop"], Usage::default()));
    }
}

#[test]
fn errors_of_aws_name_their_type() {
    let mut expected = Observation::new();
    expected.error_code("ValidationException");
    for name in ["ValidationException", "com.amazon.coral.validate#ValidationException"] {
        assert_eq!(read(&json!({"__type": name, "message": "x"})), expected);
    }
}

#[test]
fn cohere_bills_other_counts_than_its_models_take() {
    let v2 = json!({
        "id": "c", "message": {"role": "assistant", "tool_plan": "x", "tool_calls": [{"id": "t", "type": "function", "function": {"name": "f"}}]},
        "finish_reason": "TOOL_CALL",
        "usage": {"billed_units": {"input_tokens": 62, "output_tokens": 28}, "tokens": {"input_tokens": 968, "output_tokens": 83}, "cached_tokens": 16}
    });
    let mut expected =
        observed(Some("c"), None, &["TOOL_CALL"], Usage::tokens(62, 28).cache_read(16));
    expected.tool_call("f", Some("t"));
    assert_eq!(read(&v2), expected);
    let events = json!([
        {"id": "c", "type": "message-start", "delta": {"message": {"role": "assistant", "content": [], "tool_calls": []}}},
        {"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": "x"}}}},
        {"type": "tool-call-start", "index": 0, "delta": {"message": {"tool_calls": {"id": "t", "type": "function", "function": {"name": "f"}}}}},
        {"type": "message-end", "delta": {"finish_reason": "TOOL_CALL", "usage": v2["usage"]}}
    ]);
    assert_eq!(read(&events), expected);
    let v1 = json!({
        "response_id": "c", "generation_id": "g", "text": "x", "finish_reason": "TOOL_CALL", "tool_calls": [{"name": "f", "parameters": {}}],
        "meta": {"api_version": {"version": "1"}, "billed_units": {"input_tokens": 62, "output_tokens": 28}, "cached_tokens": 16}
    });
    let mut expected =
        observed(Some("c"), None, &["TOOL_CALL"], Usage::tokens(62, 28).cache_read(16));
    expected.tool_call("f", None);
    assert_eq!(read(&v1), expected);
    let tokens = json!({"meta": {"tokens": {"input_tokens": 5, "output_tokens": 6}}});
    assert_eq!(read(&tokens), observed(None, None, &[], Usage::tokens(5, 6)));
    let rerank = json!({"id": "r", "results": [{"index": 3, "relevance_score": 0.9}], "meta": {"billed_units": {"search_units": 1}}});
    let searches = Usage { searches: Reported(1), ..Usage::default() };
    assert_eq!(read(&rerank), listing(1, observed(Some("r"), None, &[], searches)));
}

#[test]
fn an_answer_of_cohere_has_the_id_it_was_announced_by() {
    let id = |body: Value| read(&body).response.id;
    let end =
        json!({"event_type": "stream-end", "response": {"response_id": "r", "generation_id": "g"}});
    assert_eq!(
        id(json!([{"event_type": "stream-start", "generation_id": "g"}, end])),
        Some("g".into())
    );
    assert_eq!(id(json!([end])), Some("r".into()));
    assert_eq!(id(json!({"response_id": "g/r", "generation_id": "g"})), Some("g".into()));
    assert_eq!(id(json!({"response_id": "g/r"})), Some("g/r".into()));
    assert_eq!(id(json!({"generation_id": "g"})), Some("g".into()));
}

#[test]
fn local_servers_and_others_have_counts_of_their_own() {
    let ollama = json!({
        "model": "m", "message": {"role": "assistant", "content": "x", "tool_calls": [{"function": {"name": "f", "arguments": {}}}]},
        "done": true, "done_reason": "stop", "prompt_eval_count": 25, "eval_count": 9
    });
    let mut expected = observed(None, Some("m"), &["stop"], Usage::tokens(25, 9));
    expected.tool_call("f", None);
    assert_eq!(read(&ollama), expected);
    let tgi = json!([{"generated_text": "x", "details": {"finish_reason": "eos_token", "generated_tokens": 75, "tokens": [{"id": 13}]}}]);
    let output = Usage { output: Reported(75), ..Usage::default() };
    assert_eq!(read(&tgi), observed(None, None, &["eos_token"], output));
    let watsonx = json!({"model_id": "m", "results": [{"generated_token_count": 2, "input_token_count": 7, "stop_reason": "eos_token"}]});
    let watsonx_said = observed(None, Some("m"), &["eos_token"], Usage::tokens(7, 2));
    assert_eq!(read(&watsonx), listing(1, watsonx_said));
    let replicate = json!({"id": "p", "model": "m", "status": "succeeded", "output": ["x", "y"], "metrics": {"input_token_count": 7, "output_token_count": 2}});
    let mut replicate_said = observed(Some("p"), Some("m"), &[], Usage::tokens(7, 2));
    replicate_said.response.status = Some("succeeded");
    assert_eq!(read(&replicate), replicate_said);
    let vertex = json!({
        "predictions": [{"embeddings": {"statistics": {"token_count": 10}}}, {"embeddings": {"statistics": {"token_count": 5}}}],
        "metadata": {"billableCharacterCount": 29}
    });
    let usage = Usage { input: Reported(15), characters: Reported(29), ..Usage::default() };
    assert_eq!(read(&vertex), listing(2, observed(None, None, &[], usage)));
}

#[test]
fn pages_and_seconds_are_units_too() {
    let seconds = |seconds| Usage {
        duration: Reported(std::time::Duration::from_millis(seconds)),
        ..Usage::default()
    };
    for (body, usage) in [
        (json!({"usage": {"type": "duration", "seconds": 2}}), seconds(2_000)),
        (json!({"text": "x", "language": "en", "duration": 3.5}), seconds(3_500)),
        (json!({"duration": "3.5", "language": "english"}), seconds(3_500)),
        (json!({"totalBilledTime": "15s"}), seconds(15_000)),
        (json!({"metadata": {"totalBilledDuration": "3s"}}), seconds(3_000)),
        (json!({"duration": 3.5}), Usage::default()),
        (json!({"usage": {"prompt_audio_seconds": 3}}), seconds(3_000)),
        (
            json!({"usage_info": {"pages_processed": 4}}),
            Usage { pages: Reported(4), ..Usage::default() },
        ),
        (json!({"duration": null}), Usage::default()),
    ] {
        assert_eq!(read(&body), observed(None, None, &[], usage), "{body}");
    }
    for duration in [json!(-1), json!("long"), json!(true), json!(1e300)] {
        let invalid = Observation { invalid: 1, ..Observation::default() };
        assert_eq!(read(&json!({"usage": {"seconds": duration}})), invalid, "{duration}");
    }
}

#[test]
fn pieces_of_a_transcription_have_ids_of_their_own() {
    let events = json!([
        {"type": "transcript.text.segment", "id": "seg_0", "text": "x"},
        {"type": "transcript.text.done", "usage": {"input_tokens": 37, "output_tokens": 14, "input_token_details": {"audio_tokens": 37}}}
    ]);
    let usage = Usage { input_audio: Reported(37), ..Usage::tokens(37, 14) };
    assert_eq!(read(&events), observed(None, None, &[], usage));
}

#[test]
fn bodies_of_no_known_shape_say_nothing() {
    for body in [
        json!(null),
        json!(7),
        json!("text"),
        json!([]),
        json!([[{"model": "m"}]]),
        json!({"a": {"model": "m"}}),
    ] {
        assert_eq!(read(&body), Observation::new(), "{body}");
    }
}

/// Any JSON, of keys and words that mean something here.
pub(crate) fn bodies() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "id",
        "model",
        "object",
        "usage",
        "choices",
        "content",
        "output",
        "candidates",
        "parts",
        "functionCall",
        "name",
        "message",
        "delta",
        "response",
        "tool_calls",
        "function",
        "index",
        "finish_reason",
        "finishReason",
        "stop_reason",
        "status",
        "error",
        "code",
        "type",
        "prompt_tokens",
        "completion_tokens",
        "total_tokens",
        "input_tokens",
        "output_tokens",
        "cache_read_input_tokens",
        "cache_creation_input_tokens",
        "prompt_tokens_details",
        "audio_tokens",
        "reasoning_tokens",
        "completion_tokens_details",
        "usageMetadata",
        "promptTokenCount",
        "toolUsePromptTokenCount",
        "thoughtsTokenCount",
        "promptTokensDetails",
        "modality",
        "tokenCount",
        "TEXT",
        "response",
        "list",
        "completed",
        "tool_use",
        "type",
        "delta",
        "start",
        "toolUse",
        "toolUseId",
        "results",
        "index",
        "stop_reason",
        "generation_id",
        "meta",
        "billed_units",
        "prompt_eval_count",
        "metrics",
        "inputTokenCount",
        "predictions",
        "embeddings",
        "statistics",
        "token_count",
        "duration",
        "transcript.text.segment",
        "data",
        "images",
        "responses",
        "translations",
        "cacheDetails",
        "ttl",
        "5m",
        "inputTokens",
        "timings",
        "item",
        "type",
        "function.call.delta",
        "function_call",
        "b64_json",
        "image_edit.partial_image",
        "urls",
        "failed",
        "embedding",
        "input_token_count",
        "",
        "é\u{0}",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (0_u64..40).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(12, 200, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..8).prop_map(|members| members
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect()),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_without_a_panic_and_always_alike(body in bodies()) {
        let seen = read(&body);
        prop_assert!(seen.response.finish_reasons.len() <= 128 && seen.response.tool_calls.len() <= 128);
        prop_assert_eq!(seen, read(&body));
    }
}
