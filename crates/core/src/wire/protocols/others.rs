use std::time::Duration;

use serde_json::json;

use super::*;
use crate::semconv::ApiType;
use crate::usage::Measured::Reported;

#[test]
fn watsonx_counts_the_input_once_and_the_output_cumulatively() {
    let event = |text: &str, generated: u64, input: u64, reason: &str| {
        json!({"model_id": "ibm/granite", "created_at": "2025-01-01T00:00:00Z", "results": [
            {"generated_text": text, "generated_token_count": generated, "input_token_count": input, "stop_reason": reason}]})
    };
    let events = [
        event("", 0, 12, "not_finished"),
        event("a", 1, 0, "not_finished"),
        event("b", 2, 0, "not_finished"),
        event("", 2, 0, "max_tokens"),
    ];
    let expected = answer("", "ibm/granite", &["max_tokens"], Usage::tokens(12, 2));
    stream("text", &events, ".oo.", &expected);
    let cut = answer("", "ibm/granite", &["error"], Usage::tokens(12, 1));
    stream("cut", &events[..2], ".o", &cut);
    let chat = [
        json!({"id": "c", "model_id": "ibm/granite", "model": "ibm/granite", "choices": [{"index": 0, "finish_reason": null, "delta": {"role": "assistant", "content": ""}}]}),
        json!({"id": "c", "model_id": "ibm/granite", "choices": [{"index": 0, "finish_reason": "stop", "delta": {"content": "a"}}]}),
        json!({"id": "c", "model_id": "ibm/granite", "choices": [], "usage": {"completion_tokens": 2, "prompt_tokens": 12, "total_tokens": 14}}),
    ];
    let usage = Usage { total: Reported(14), ..Usage::tokens(12, 2) };
    stream("chat", &chat, ".o.", &answer("c", "ibm/granite", &["stop"], usage));
    for (name, results) in [
        ("embeddings", json!([{"embedding": [0.1]}])),
        ("rerank", json!([{"index": 0, "score": 0.4}])),
    ] {
        let found = json!({"model_id": "m", "results": results, "input_token_count": 7});
        assert_eq!(reader::read(&found).usage, Usage::input_tokens(7), "{name}");
    }
    let error = json!({"errors": [{"code": "model_not_supported", "message": "no"}], "trace": "t", "status_code": 404});
    body("error", &error, &failure("model_not_supported"));
}

#[test]
fn a_prediction_of_replicate_succeeds_fails_or_is_canceled() {
    let prediction = |status: &str, error: Option<&str>, metrics: Value| {
        json!({"id": "p", "model": "meta/llama", "version": "v", "input": {"prompt": "x", "max_tokens": 9}, "logs": "", "output": ["a", "b"],
            "error": error, "status": status, "metrics": metrics, "urls": {"get": "https://api.replicate.com/v1/predictions/p"}})
    };
    let known = |usage| answer("p", "meta/llama", &[], usage);
    let metrics = json!({"input_token_count": 7, "output_token_count": 2, "predict_time": 0.5, "total_time": 0.6, "time_to_first_token": 0.1});
    let mut expected = known(Usage::tokens(7, 2));
    expected.response.processing_time = Some(Duration::from_millis(500));
    let same = |name: &str, seen: Observation, expected: &Observation| {
        assert_eq!(
            (
                &seen.response.id,
                &seen.response.model,
                seen.response.processing_time,
                &seen.usage,
                &seen.error_code,
                seen.is_error
            ),
            (
                &expected.response.id,
                &expected.response.model,
                expected.response.processing_time,
                &expected.usage,
                &expected.error_code,
                expected.is_error
            ),
            "{name}"
        );
    };
    same("succeeded", reader::read(&prediction("succeeded", None, metrics)), &expected);
    for status in ["starting", "processing"] {
        same(status, reader::read(&prediction(status, None, json!({}))), &known(Usage::default()));
    }
    let mut failed = known(Usage::default());
    failed.error_code("failed");
    same(
        "failed",
        reader::read(&prediction("failed", Some("CUDA out of memory"), json!({}))),
        &failed,
    );
    failed.error_code("canceled");
    for status in ["canceled", "aborted"] {
        same(status, reader::read(&prediction(status, None, json!({}))), &failed);
    }
    assert!(!reader::read(&json!({"status": "failed", "detail": "no"})).is_error);
    let images = prediction("succeeded", None, json!({"image_count": 4}));
    same("images", reader::read(&images), &known(Usage::new().images(4)));
}

#[test]
fn ranks_and_embeddings_report_a_total_alone() {
    let total = |tokens| Usage { total: Reported(tokens), ..Usage::input_tokens(tokens) };
    for (name, found) in [
        (
            "Jina",
            json!({"model": "jina-reranker-v2", "usage": {"total_tokens": 15}, "results": [{"index": 0, "relevance_score": 0.8}]}),
        ),
        (
            "Voyage",
            json!({"object": "list", "model": "rerank-2", "data": [{"index": 0, "relevance_score": 0.4}], "usage": {"total_tokens": 15}}),
        ),
        (
            "Jina embeddings",
            json!({"object": "list", "model": "jina-embeddings-v3", "data": [], "usage": {"total_tokens": 15, "prompt_tokens": 15}}),
        ),
        (
            "NVIDIA",
            json!({"rankings": [{"index": 0, "logit": 1.5}], "usage": {"prompt_tokens": 15, "total_tokens": 15}}),
        ),
    ] {
        assert_eq!(reader::read(&found).usage, total(15), "{name}");
    }
    let cohere = json!({"id": "e", "embeddings": {}, "texts": ["x"], "images": [{"width": 400, "format": "png"}],
        "meta": {"api_version": {"version": "2"}, "billed_units": {"input_tokens": 5, "images": 1}}});
    let usage = Usage::input_tokens(5).images(1);
    assert_eq!(reader::read(&cohere).usage, usage);
    let multimodal = json!({"object": "list", "model": "voyage-multimodal-3", "data": [],
        "usage": {"text_tokens": 5, "image_pixels": 2_000_000, "total_tokens": 3_576}});
    let usage = Usage { input_text: Reported(5), ..total(3_576).pixels(2_000_000) };
    assert_eq!(reader::read(&multimodal).usage, usage);
    let asked = json!({"model": "voyage-3", "input": ["x"], "input_type": "document", "output_dimension": 256, "output_dtype": "int8"});
    let expected = Request {
        model: Some("voyage-3".into()),
        embedding_dimensions: Some(256),
        encoding_formats: Some(["int8".into()].into()),
        ..Request::default()
    };
    request("Voyage", &asked, &expected);
}

#[test]
fn cohere_says_its_tools_again_at_the_end() {
    let calls = json!([{"name": "f", "parameters": {}}, {"name": "g", "parameters": {}}]);
    let events = [
        json!({"is_finished": false, "event_type": "stream-start", "generation_id": "g1"}),
        json!({"is_finished": false, "event_type": "tool-calls-generation", "tool_calls": calls}),
        json!({"is_finished": true, "event_type": "stream-end", "finish_reason": "COMPLETE", "response": {
            "response_id": "r", "generation_id": "g1", "text": "", "tool_calls": calls, "finish_reason": "COMPLETE",
            "meta": {"billed_units": {"input_tokens": 9, "output_tokens": 4}}}}),
    ];
    let expected = answer("g1", "", &["COMPLETE"], Usage::tokens(9, 4));
    stream("chat", &events, ".ox", &asking(expected, &[("f", None), ("g", None)]));
    let v2 = [
        json!({"type": "message-start", "id": "c", "delta": {"message": {"role": "assistant", "content": [], "tool_plan": "", "tool_calls": []}}}),
        json!({"type": "tool-plan-delta", "delta": {"message": {"tool_plan": "I will"}}}),
        json!({"type": "content-delta", "index": 0, "delta": {"message": {"content": {"thinking": "hm"}}}}),
        json!({"type": "tool-call-start", "index": 0, "delta": {"message": {"tool_calls": {"id": "t", "type": "function", "function": {"name": "f", "arguments": ""}}}}}),
        json!({"type": "tool-call-delta", "index": 0, "delta": {"message": {"tool_calls": {"function": {"arguments": "{}"}}}}}),
        json!({"type": "tool-call-end", "index": 0}),
        json!({"type": "message-end", "delta": {"finish_reason": "TOOL_CALL", "usage": {"billed_units": {"input_tokens": 9, "output_tokens": 4}}}}),
    ];
    let expected = answer("c", "", &["TOOL_CALL"], Usage::tokens(9, 4));
    stream("chat, version 2", &v2, ".oooo.x", &asking(expected, &[("f", Some("t"))]));
    let generated = [
        json!({"text": "a", "is_finished": false, "event_type": "text-generation"}),
        json!({"is_finished": true, "event_type": "stream-end", "finish_reason": "MAX_TOKENS", "response": {"id": "g", "generations": [{"id": "x", "text": "a", "finish_reason": "MAX_TOKENS"}]}}),
    ];
    stream("generate", &generated, "ox", &answer("g", "", &["MAX_TOKENS"], Usage::default()));
}

/// Servers that imitate OpenAI put numbers into places of their own.
#[test]
fn imitations_have_places_of_their_own() {
    let chunk = |choices: Value, more: Value| {
        let mut chunk =
            json!({"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": choices});
        chunk.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        chunk
    };
    let used = json!({"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13});
    let text =
        chunk(json!([{"index": 0, "delta": {"content": "a"}, "finish_reason": null}]), json!({}));
    let end = |more| chunk(json!([{"index": 0, "delta": {}, "finish_reason": "stop"}]), more);
    let usage = Usage { total: Reported(13), ..Usage::tokens(9, 4) };
    let cases = [
        (
            "Moonshot",
            chunk(
                json!([{"index": 0, "delta": {}, "finish_reason": "stop", "usage": used}]),
                json!({}),
            ),
            usage.clone(),
        ),
        ("Groq", end(json!({"x_groq": {"id": "req_1", "usage": used}})), usage.clone()),
        ("Fireworks, Together, Cerebras, NVIDIA", end(json!({"usage": used})), usage.clone()),
        (
            "DeepSeek",
            end(
                json!({"usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13, "prompt_cache_hit_tokens": 5, "prompt_cache_miss_tokens": 4,
                "completion_tokens_details": {"reasoning_tokens": 2}}}),
            ),
            usage.clone().cache_read(5).reasoning(2),
        ),
        (
            "Perplexity",
            end(
                json!({"usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13, "search_context_size": "low", "citation_tokens": 30,
                "num_search_queries": 3, "reasoning_tokens": 2}, "citations": []}),
            ),
            usage.clone().reasoning(2).searches(3),
        ),
        (
            "xAI",
            end(
                json!({"usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 15, "num_sources_used": 5,
                "prompt_tokens_details": {"cached_tokens": 5, "text_tokens": 9, "audio_tokens": 0, "image_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": 2}}}),
            ),
            Usage {
                total: Reported(15),
                input_text: Reported(9),
                input_audio: Reported(0),
                input_image: Reported(0),
                ..Usage::tokens(9, 6).cache_read(5).reasoning(2)
            },
        ),
        (
            "OpenRouter",
            end(
                json!({"usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13, "cost": 0.001, "is_byok": false,
                "prompt_tokens_details": {"cached_tokens": 5, "cache_write_tokens": 3, "audio_tokens": 0}}}),
            ),
            Usage { input_audio: Reported(0), ..usage.cache_read(5).cache_write(3) },
        ),
    ];
    for (name, last, usage) in cases {
        let mut expected = answer("c", "m", &["stop"], usage);
        expected.response.api = Some(ApiType::ChatCompletions);
        match name {
            "Perplexity" => _ = expected.condition("search_context_size", "low"),
            "OpenRouter" => _ = expected.cost("0.001".parse().unwrap()),
            _ => {}
        }
        stream(name, &[text.clone(), last], "o.", &expected);
    }
}

#[test]
fn anthropic_refuses_under_an_id() {
    let error = json!({"type": "error", "error": {"type": "rate_limit_error", "message": "no"}, "request_id": "req_1"});
    let mut expected = failure("rate_limit_error");
    expected.provider_request_id("req_1");
    body("error", &error, &expected);
    let legacy = [
        json!({"type": "completion", "id": "compl_1", "completion": "a", "stop_reason": null, "model": "claude-2.1"}),
        json!({"type": "completion", "id": "compl_1", "completion": "", "stop_reason": "stop_sequence", "model": "claude-2.1"}),
    ];
    let expected = answer("compl_1", "claude-2.1", &["stop_sequence"], Usage::default());
    stream("complete", &legacy, "o.", &expected);
}
