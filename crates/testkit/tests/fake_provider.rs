//! What the fake provider says, compared with whole answers.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "support/client.rs"]
mod client;

use std::time::Duration;

use client::{Received, post, post_json};
use genai_otel_testkit::{Failure, FakeProvider, Finish, InvoiceLine, Reply, TokenCounts};
use serde_json::{Value, json};

const CHAT: &str = "/v1/chat/completions";
const MESSAGES: &str = "/v1/messages";

fn provider(reply: Reply) -> FakeProvider {
    FakeProvider::builder().reply(reply).start().unwrap()
}

fn chat(extra: Value) -> Value {
    with(
        json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "Is it warm?"}]}),
        extra,
    )
}

fn message(extra: Value) -> Value {
    let content = json!([{"type": "text", "text": "Is it warm?"}]);
    let messages = json!([{"role": "user", "content": content}]);
    with(json!({"model": "claude-sonnet-4-5", "max_tokens": 100, "messages": messages}), extra)
}

fn with(mut body: Value, extra: Value) -> Value {
    let extra = extra.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(extra);
    body
}

fn ask(provider: &FakeProvider, path: &str, body: Value) -> Received {
    post_json(&provider.url(), path, &body)
}

/// The data of each event; `[DONE]` as a string.
fn events(answer: &Received) -> Vec<Value> {
    let data = |event: &str| {
        let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap().to_owned();
        if data == "[DONE]" { Value::String(data) } else { serde_json::from_str(&data).unwrap() }
    };
    answer.text().split_terminator("\n\n").map(data).collect()
}

#[test]
fn chat_completion_without_a_script_quotes_the_request_and_counts_it() {
    let provider = FakeProvider::start().unwrap();
    let answer = ask(&provider, CHAT, chat(json!({})));
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("x-request-id"), Some("req_000001"));
    assert_eq!(
        answer.json(),
        json!({
            "id": "chatcmpl-000001",
            "object": "chat.completion",
            "created": 1_767_225_600,
            "model": "gpt-4o-2026-01-01",
            "choices": [{
                "index": 0,
                "message": {
                    "role": "assistant",
                    "content": "You said: Is it warm?",
                    "refusal": null,
                    "annotations": [],
                },
                "logprobs": null,
                "finish_reason": "stop",
            }],
            "usage": {
                "prompt_tokens": 6,
                "completion_tokens": 5,
                "total_tokens": 11,
                "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
                "completion_tokens_details": {
                    "reasoning_tokens": 0,
                    "audio_tokens": 0,
                    "accepted_prediction_tokens": 0,
                    "rejected_prediction_tokens": 0,
                },
            },
            "service_tier": "default",
            "system_fingerprint": "fp_fake",
        })
    );
}

#[test]
fn several_choices_are_given_and_their_tokens_counted() {
    let provider = FakeProvider::start().unwrap();
    let answer = ask(&provider, CHAT, chat(json!({"n": 3}))).json();
    let indices: Vec<_> =
        answer["choices"].as_array().unwrap().iter().map(|c| c["index"].clone()).collect();
    assert_eq!(indices, [0, 1, 2]);
    assert_eq!(answer["usage"]["completion_tokens"], 15);
}

#[test]
fn messages_know_no_choices_and_are_billed_once() {
    let provider = FakeProvider::start().unwrap();
    let once = ask(&provider, MESSAGES, message(json!({}))).json();
    let asked_for_three = ask(&provider, MESSAGES, message(json!({"n": 3}))).json();
    assert_eq!(asked_for_three["usage"], once["usage"]);
}

#[test]
fn token_limit_of_the_request_cuts_the_echo() {
    let provider = FakeProvider::start().unwrap();
    let answer = ask(&provider, CHAT, chat(json!({"max_completion_tokens": 3}))).json();
    assert_eq!(answer["choices"][0]["message"]["content"], "You said: Is");
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
    assert_eq!(answer["usage"]["completion_tokens"], 3);
}

#[test]
fn tool_calls_have_the_shape_of_openai() {
    let reply = Reply::tool_call("get_weather", json!({"city": "Oslo"}))
        .and_tool_call("get_time", json!({}));
    let answer = ask(&provider(reply), CHAT, chat(json!({}))).json();
    assert_eq!(
        answer["choices"][0]["message"],
        json!({
            "role": "assistant",
            "content": null,
            "refusal": null,
            "annotations": [],
            "tool_calls": [
                {
                    "id": "call_000001_1",
                    "type": "function",
                    "function": {"name": "get_weather", "arguments": r#"{"city":"Oslo"}"#},
                },
                {
                    "id": "call_000001_2",
                    "type": "function",
                    "function": {"name": "get_time", "arguments": "{}"},
                },
            ],
        })
    );
    assert_eq!(answer["choices"][0]["finish_reason"], "tool_calls");
}

#[test]
fn scripted_usage_model_finish_and_headers_reach_the_wire() {
    let reply = Reply::text("Yes.")
        .usage(TokenCounts::new(2_000, 70).cached(1_024).cache_write(512).reasoning(64))
        .finish(Finish::ContentFilter)
        .model("gpt-5-2025-08-07")
        .header("openai-processing-ms", "42");
    let answer = ask(&provider(reply), CHAT, chat(json!({})));
    assert_eq!(answer.header("openai-processing-ms"), Some("42"));
    let answer = answer.json();
    assert_eq!(answer["model"], "gpt-5-2025-08-07");
    assert_eq!(answer["choices"][0]["finish_reason"], "content_filter");
    assert_eq!(
        answer["usage"],
        json!({
            "prompt_tokens": 2_000,
            "completion_tokens": 70,
            "total_tokens": 2_070,
            "prompt_tokens_details":
                {"cached_tokens": 1_024, "cache_write_tokens": 512, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": 64,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        })
    );
}

#[test]
fn chat_stream_tells_the_usage_last_when_asked() {
    let provider = provider(Reply::text("Yes, very."));
    let extra = json!({"stream": true, "stream_options": {"include_usage": true}});
    let answer = ask(&provider, CHAT, chat(extra));
    assert_eq!(answer.header("content-type"), Some("text/event-stream; charset=utf-8"));
    assert!(answer.body().1);

    let chunk = |choices: Value, usage: Value| {
        json!({
            "id": "chatcmpl-000001",
            "object": "chat.completion.chunk",
            "created": 1_767_225_600,
            "model": "gpt-4o-2026-01-01",
            "service_tier": "default",
            "system_fingerprint": "fp_fake",
            "choices": choices,
            "usage": usage,
        })
    };
    let delta = |delta: Value, finish: Value| {
        let choice = json!({"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish});
        chunk(json!([choice]), Value::Null)
    };
    let usage = json!({
        "prompt_tokens": 6,
        "completion_tokens": 2,
        "total_tokens": 8,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    });
    assert_eq!(
        events(&answer),
        [
            delta(json!({"role": "assistant", "content": "", "refusal": null}), Value::Null),
            delta(json!({"content": "Yes,"}), Value::Null),
            delta(json!({"content": " very."}), Value::Null),
            delta(json!({}), json!("stop")),
            chunk(json!([]), usage),
            json!("[DONE]"),
        ]
    );
    assert_eq!(provider.invoice().total().tokens, TokenCounts::new(6, 2));
}

#[test]
fn chat_stream_that_was_not_asked_for_usage_does_not_tell_it() {
    let provider = provider(Reply::text("Yes."));
    let answer = ask(&provider, CHAT, chat(json!({"stream": true})));
    assert!(!answer.text().contains("usage"), "{}", answer.text());
    let line = provider.invoice().line("gpt-4o-2026-01-01").unwrap();
    assert_eq!((line.calls, line.untold_calls), (0, 1));
    assert_eq!(line.untold, TokenCounts::new(6, 1));
}

#[test]
fn streamed_tool_call_arrives_in_parts_that_make_the_arguments() {
    let provider = provider(Reply::tool_call("get_weather", json!({"city": "Århus"})));
    let events = events(&ask(&provider, CHAT, chat(json!({"stream": true}))));
    let deltas: Vec<&Value> =
        events.iter().filter_map(|event| event.pointer("/choices/0/delta/tool_calls/0")).collect();
    assert_eq!(deltas[0]["id"], "call_000001_1");
    assert_eq!(deltas[0]["function"]["name"], "get_weather");
    let parts: Vec<&str> =
        deltas.iter().map(|delta| delta["function"]["arguments"].as_str().unwrap()).collect();
    assert!(parts.iter().filter(|part| !part.is_empty()).count() > 1, "{parts:?}");
    assert_eq!(parts.concat(), r#"{"city":"Århus"}"#);
}

#[test]
fn anthropic_message_counts_cached_tokens_beside_the_input() {
    let usage = TokenCounts::new(2_000, 70).cached(1_024).cache_write(512).reasoning(64);
    let reply = Reply::text("Let me look.")
        .and_tool_call("get_weather", json!({"city": "Oslo"}))
        .usage(usage);
    let provider = provider(reply);
    let answer = ask(&provider, MESSAGES, message(json!({})));
    assert_eq!(answer.header("request-id"), Some("req_000001"));
    assert_eq!(
        answer.json(),
        json!({
            "id": "msg_000001",
            "type": "message",
            "role": "assistant",
            "model": "claude-sonnet-4-5-2026-01-01",
            "content": [
                {"type": "text", "text": "Let me look."},
                {
                    "type": "tool_use",
                    "id": "toolu_000001_1",
                    "name": "get_weather",
                    "input": {"city": "Oslo"},
                },
            ],
            "stop_reason": "tool_use",
            "stop_sequence": null,
            "usage": {
                "input_tokens": 464,
                "cache_creation_input_tokens": 512,
                "cache_read_input_tokens": 1_024,
                "cache_creation":
                    {"ephemeral_5m_input_tokens": 512, "ephemeral_1h_input_tokens": 0},
                "output_tokens": 70,
                "output_tokens_details": {"thinking_tokens": 64},
                "service_tier": "standard",
            },
        })
    );
    assert_eq!(provider.invoice().total().tokens, usage);
}

#[test]
fn anthropic_stream_has_its_events_in_order() {
    let reply = Reply::text("Let me look.").and_tool_call("get_weather", json!({"city": "Oslo"}));
    let provider = provider(reply);
    let answer = ask(&provider, MESSAGES, message(json!({"stream": true})));
    let names: Vec<String> = answer
        .text()
        .lines()
        .filter_map(|line| line.strip_prefix("event: ").map(str::to_owned))
        .collect();
    let events = events(&answer);
    let types: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(names, types, "the event's name is its type");
    assert_eq!(
        types,
        [
            "message_start",
            "content_block_start",
            "ping",
            "content_block_delta",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
        ]
    );
    assert_eq!(events[0]["message"]["usage"]["output_tokens"], 1);
    assert_eq!(
        events[3],
        json!({
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": "Let"},
        })
    );
    assert_eq!(
        events[7],
        json!({
            "type": "content_block_start",
            "index": 1,
            "content_block":
                {"type": "tool_use", "id": "toolu_000001_1", "name": "get_weather", "input": {}},
        })
    );
    let arguments: Vec<_> =
        events[8..11].iter().map(|e| e["delta"]["partial_json"].as_str().unwrap()).collect();
    assert_eq!(arguments.concat(), r#"{"city":"Oslo"}"#);
    assert_eq!(
        events[12],
        json!({
            "type": "message_delta",
            "delta": {"stop_reason": "tool_use", "stop_sequence": null},
            "usage": {
                "input_tokens": 6,
                "cache_creation_input_tokens": 0,
                "cache_read_input_tokens": 0,
                "output_tokens": 13,
            },
        })
    );
    let line = provider.invoice().total();
    assert_eq!((line.calls, line.tokens, line.untold_calls), (1, TokenCounts::new(6, 13), 0));
}

#[test]
fn responses_api_names_the_reason_of_an_incomplete_answer() {
    let usage = TokenCounts::new(64, 20).cached(32).reasoning(8);
    let reply = Reply::text("Yes").usage(usage).finish(Finish::Length);
    let provider = provider(reply);
    let body = json!({"model": "gpt-4o", "input": "Is it warm?", "previous_response_id": "resp_0"});
    let answer = ask(&provider, "/v1/responses", body).json();
    assert_eq!(answer["id"], "resp_000001");
    assert_eq!(answer["object"], "response");
    assert_eq!(answer["model"], "gpt-4o-2026-01-01");
    assert_eq!(answer["status"], "incomplete");
    assert_eq!(answer["incomplete_details"], json!({"reason": "max_output_tokens"}));
    assert_eq!(answer["previous_response_id"], "resp_0");
    assert_eq!(
        answer["output"],
        json!([
            {"id": "rs_000001", "type": "reasoning", "summary": []},
            {
                "id": "msg_000001",
                "type": "message",
                "status": "incomplete",
                "role": "assistant",
                "content":
                    [{"type": "output_text", "annotations": [], "logprobs": [], "text": "Yes"}],
            },
        ])
    );
    assert_eq!(
        answer["usage"],
        json!({
            "input_tokens": 64,
            "input_tokens_details": {"cached_tokens": 32},
            "output_tokens": 20,
            "output_tokens_details": {"reasoning_tokens": 8},
            "total_tokens": 84,
        })
    );
}

#[test]
fn responses_api_gives_tool_calls_as_items() {
    let reply = Reply::tool_call("get_weather", json!({"city": "Oslo"}));
    let body = json!({"model": "gpt-4o", "input": [{"role": "user", "content": "Is it warm?"}]});
    let answer = ask(&provider(reply), "/v1/responses", body).json();
    assert_eq!(answer["status"], "completed");
    assert_eq!(
        answer["output"],
        json!([{
            "id": "fc_000001_1",
            "type": "function_call",
            "status": "completed",
            "call_id": "call_000001_1",
            "name": "get_weather",
            "arguments": r#"{"city":"Oslo"}"#,
        }])
    );
}

#[test]
fn embeddings_have_the_asked_number_of_dimensions_and_equal_inputs_are_equal() {
    let provider = FakeProvider::start().unwrap();
    let body = json!({"model": "text-embedding-3-small", "input": ["a cat", "a dog", "a cat"], "dimensions": 4});
    let answer = ask(&provider, "/v1/embeddings", body).json();
    assert_eq!(answer["object"], "list");
    assert_eq!(answer["model"], "text-embedding-3-small");
    assert_eq!(answer["usage"], json!({"prompt_tokens": 6, "total_tokens": 6}));
    let data = answer["data"].as_array().unwrap();
    assert_eq!(data.iter().map(|d| d["index"].clone()).collect::<Vec<_>>(), [0, 1, 2]);
    let vector = |index: usize| data[index]["embedding"].as_array().unwrap();
    assert_eq!(vector(0).len(), 4);
    assert_eq!(vector(0), vector(2));
    assert_ne!(vector(0), vector(1));
    let line = provider.invoice().line("text-embedding-3-small").unwrap();
    assert_eq!((line.calls, line.tokens), (1, TokenCounts::new(6, 0)));
}

#[test]
fn embeddings_in_base64_are_the_same_numbers() {
    let provider = FakeProvider::start().unwrap();
    let body = |format| json!({"model": "m", "input": [1, 2, 3], "encoding_format": format});
    let floats = ask(&provider, "/v1/embeddings", body("float")).json();
    let text = ask(&provider, "/v1/embeddings", body("base64")).json();
    assert_eq!(floats["data"][0]["embedding"].as_array().unwrap().len(), 8);
    // 8 floats are 32 bytes, which are 43 characters and one of padding.
    let text = text["data"][0]["embedding"].as_str().unwrap();
    assert_eq!((text.len(), text.ends_with('=')), (44, true));
    assert_eq!(floats["usage"]["prompt_tokens"], 3);
}

#[test]
fn failures_have_the_status_and_the_body_of_each_provider() {
    let retry_after = Duration::from_millis(1_500);
    let cases = [
        (
            Failure::BadRequest,
            400,
            json!([null, "invalid_request_error"]),
            400,
            "invalid_request_error",
        ),
        (
            Failure::Unauthorized,
            401,
            json!(["invalid_api_key", "invalid_request_error"]),
            401,
            "authentication_error",
        ),
        (
            Failure::Forbidden,
            403,
            json!(["unsupported_country_region_territory", "request_forbidden"]),
            403,
            "permission_error",
        ),
        (
            Failure::NotFound,
            404,
            json!(["model_not_found", "invalid_request_error"]),
            404,
            "not_found_error",
        ),
        (
            Failure::RateLimited { retry_after },
            429,
            json!(["rate_limit_exceeded", "requests"]),
            429,
            "rate_limit_error",
        ),
        (
            Failure::QuotaExceeded,
            429,
            json!(["insufficient_quota", "insufficient_quota"]),
            400,
            "invalid_request_error",
        ),
        (Failure::ServerError, 500, json!([null, "server_error"]), 500, "api_error"),
        (Failure::Overloaded, 503, json!([null, "server_error"]), 529, "overloaded_error"),
    ];
    let provider = FakeProvider::start().unwrap();
    for (failure, openai_status, openai_error, anthropic_status, anthropic_type) in cases {
        provider.push_at(CHAT, Reply::failure(failure));
        provider.push_at(MESSAGES, Reply::failure(failure));
        let openai = ask(&provider, CHAT, chat(json!({})));
        let error = openai.json()["error"].clone();
        assert_eq!(openai.status(), openai_status, "{failure:?}");
        assert_eq!(json!([error["code"], error["type"]]), openai_error, "{failure:?}");
        assert_eq!(error["param"], Value::Null);

        let anthropic = ask(&provider, MESSAGES, message(json!({})));
        let body = anthropic.json();
        assert_eq!(anthropic.status(), anthropic_status, "{failure:?}");
        assert_eq!(body["error"]["type"], anthropic_type, "{failure:?}");
        assert_eq!(body["type"], "error");
        assert_eq!(body["request_id"], anthropic.header("request-id").unwrap());

        let limited = matches!(failure, Failure::RateLimited { .. });
        assert_eq!(openai.header("retry-after"), limited.then_some("2"));
        assert_eq!(openai.header("retry-after-ms"), limited.then_some("1500"));
        assert_eq!(anthropic.header("retry-after"), limited.then_some("2"));
    }
    assert_eq!(provider.invoice().total(), InvoiceLine::default(), "errors cost nothing");
}

#[test]
fn wrong_requests_are_refused_as_the_provider_would() {
    let provider = FakeProvider::start().unwrap();
    let message_of = |path: &str, body: Value| {
        let answer = ask(&provider, path, body);
        (answer.status(), answer.json()["error"]["message"].as_str().unwrap().to_owned())
    };
    let refused = |message: &str| (400, message.to_owned());
    assert_eq!(
        message_of(CHAT, json!({"messages": [{"content": "x"}]})),
        refused("Missing required parameter: 'model'.")
    );
    assert_eq!(
        message_of(CHAT, json!({"model": "gpt-4o", "messages": []})),
        refused("Missing required parameter: 'messages' or 'input'.")
    );
    assert_eq!(
        message_of(CHAT, chat(json!({"n": 0}))),
        refused("Invalid 'n': expected an integer from 1 to 128.")
    );
    assert_eq!(
        message_of(MESSAGES, message(json!({"max_tokens": null}))),
        refused("max_tokens: Field required")
    );
    assert_eq!(
        message_of("/v1/embeddings", json!({"model": "m", "input": []})),
        refused("Invalid 'input': a text, or a list of 1 to 2048 of them.")
    );
    assert_eq!(
        message_of("/v1/embeddings", json!({"model": "m", "input": "x", "dimensions": 5_000})),
        refused("Invalid 'dimensions': expected an integer from 1 to 4096.")
    );
    assert_eq!(
        message_of("/v1/elsewhere", json!({})),
        (404, "Unknown request URL: /v1/elsewhere.".to_owned())
    );
    assert_eq!(post(&provider.url(), CHAT, "", b"{").status(), 400);
    assert_eq!(provider.calls(), 8);
}

#[test]
fn replies_for_a_path_go_first_and_a_wrong_path_takes_none() {
    let provider = FakeProvider::builder()
        .reply(Reply::text("anywhere"))
        .reply_at(MESSAGES, Reply::text("messages"))
        .otherwise(Reply::text("otherwise"))
        .start()
        .unwrap();
    assert_eq!(provider.remaining_replies(), 2);
    assert_eq!(ask(&provider, "/nowhere", json!({})).status(), 404);
    let said = |path, body| {
        let answer = ask(&provider, path, body).json();
        let text = answer.pointer("/choices/0/message/content");
        text.or_else(|| answer.pointer("/content/0/text")).unwrap().clone()
    };
    assert_eq!(said(MESSAGES, message(json!({}))), "messages");
    assert_eq!(said(MESSAGES, message(json!({}))), "anywhere");
    assert_eq!(said(CHAT, chat(json!({}))), "otherwise");
    assert_eq!(said("/openai/deployments/x/chat/completions", chat(json!({}))), "otherwise");
    assert_eq!(provider.remaining_replies(), 0);
}

#[test]
fn requests_are_recorded_and_keys_do_not_show_in_debug() {
    let provider = FakeProvider::start().unwrap();
    let body = chat(json!({}));
    let headers = "Authorization: Bearer sk-secret\r\ncontent-type: application/json\r\n";
    post(&provider.url(), "/v1/chat/completions?a=b", headers, body.to_string().as_bytes());
    let requests = provider.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].method, "POST");
    assert_eq!(requests[0].path, CHAT);
    assert_eq!(requests[0].query.as_deref(), Some("a=b"));
    assert_eq!(requests[0].body, Some(body));
    assert_eq!(requests[0].headers.value("authorization"), Some("Bearer sk-secret"));
    assert!(!format!("{requests:?}").contains("sk-secret"));
    assert!(format!("{requests:?}").contains("<redacted>"));
}

#[test]
fn stream_that_fails_midway_ends_with_the_providers_error_event() {
    let text = "one two three four";
    let provider = FakeProvider::builder()
        .otherwise(Reply::text(text).fails_midway(Failure::Overloaded))
        .start()
        .unwrap();
    let openai = events(&ask(&provider, CHAT, chat(json!({"stream": true}))));
    assert_eq!(openai.len(), 4, "role, two words, the error: {openai:?}");
    assert_eq!(openai[3]["error"]["type"], "server_error");

    let answer = ask(&provider, MESSAGES, message(json!({"stream": true})));
    let last = events(&answer).pop().unwrap();
    assert_eq!(last["error"]["type"], "overloaded_error");
    assert!(answer.text().contains("\nevent: error\n"));
    let total = provider.invoice().total();
    assert_eq!((total.calls, total.untold_calls), (0, 2));
}

#[test]
fn fragmented_stream_carries_the_same_bytes() {
    let provider = FakeProvider::start().unwrap();
    let body = || chat(json!({"stream": true, "stream_options": {"include_usage": true}}));
    let whole = ask(&provider, CHAT, body()).text();
    provider.push(Reply::echo().fragment(7));
    let answer = ask(&provider, CHAT, body());
    assert_eq!(answer.text().replace("000002", "000001"), whole);
    let chunks = answer.bytes.windows(3).filter(|w| w == b"7\r\n").count();
    assert!(chunks > whole.len() / 8, "only {chunks} chunks of 7 bytes");
    assert_eq!(provider.invoice().total().calls, 2);
}

#[test]
fn raw_body_may_come_in_pieces() {
    let provider = FakeProvider::start().unwrap();
    let reply = || Reply::raw(200, "text/plain", "one two three");
    provider.push(reply());
    provider.push(reply().fragment(5));
    let [whole, pieces] = [(); 2].map(|()| ask(&provider, CHAT, chat(json!({}))));
    assert_eq!(
        (whole.header("content-length"), pieces.header("content-length")),
        (Some("13"), None)
    );
    assert_eq!([whole.text(), pieces.text()], ["one two three"; 2]);
}

#[test]
fn invoice_adds_up_per_model_what_the_answers_said() {
    let provider = FakeProvider::builder()
        .reply(Reply::text("a").usage(TokenCounts::new(100, 10).cached(50)))
        .reply(Reply::text("b").usage(TokenCounts::new(200, 20)))
        .reply(Reply::rate_limited(Duration::from_secs(1)))
        .reply(Reply::text("c").without_usage())
        .start()
        .unwrap();
    for model in ["m-1", "m-1", "m-1", "m-2"] {
        ask(&provider, CHAT, chat(json!({"model": model})));
    }
    assert_eq!(
        provider.invoice().to_string(),
        "m-1-2026-01-01: 2 calls, 300 input (50 cached), 30 output tokens\n\
         m-2-2026-01-01: 0 calls, 0 input, 0 output tokens; untold: 1 calls, 6 input, 1 output tokens"
    );
}

#[test]
fn another_client_understands_plain_and_streamed_answers_on_one_connection() {
    let provider = FakeProvider::start().unwrap();
    let agent = ureq::Agent::new_with_defaults();
    let url = format!("{}{CHAT}", provider.url());
    for stream in [false, true, false] {
        let mut answer = agent.post(&url).send_json(chat(json!({"stream": stream}))).unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        assert_eq!(text.ends_with("data: [DONE]\n\n"), stream, "{text}");
    }
    assert_eq!(provider.calls(), 3);
}

#[test]
fn many_clients_at_once_get_their_own_answers() {
    let provider = FakeProvider::start().unwrap();
    std::thread::scope(|scope| {
        for client in 0..32 {
            let provider = &provider;
            scope.spawn(move || {
                let model = format!("m-{client}");
                let answer = ask(provider, CHAT, chat(json!({"model": model}))).json();
                assert_eq!(answer["model"], format!("{model}-2026-01-01"));
            });
        }
    });
    assert_eq!(provider.calls(), 32);
    assert_eq!(provider.invoice().lines().count(), 32);
}

#[test]
fn recorded_reply_has_no_header_of_the_providers_own() {
    let reply = Reply::recorded(429, "slow down".to_owned()).header("x-a", "1").fragment(4);
    let provider = FakeProvider::builder().reply_at("/any/path", reply).start().unwrap();
    let answer = ask(&provider, "/any/path", json!({}));
    assert_eq!((answer.status(), answer.text()), (429, "slow down".to_owned()));
    assert_eq!(answer.header("x-a"), Some("1"));
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    assert_eq!((answer.header("content-type"), answer.header("x-request-id")), (None, None));
}
