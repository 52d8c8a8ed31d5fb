//! What answers say about money, and about what prices depend on.

use serde_json::{Value, json};

use super::*;
use crate::usage::Measured::Reported;
use crate::usage::Usage;
use crate::wire::ResponseReader;

/// The cost that an answer with this usage states, and how many values in it cannot be.
fn cost(usage: Value) -> (Option<String>, u32) {
    let body = json!({"id": "a", "model": "m", "usage": usage});
    let seen = read(&body);
    let mut reader = ResponseReader::new();
    body.to_string().bytes().for_each(|byte| reader.feed(&[byte]));
    assert_eq!(reader.finish(), seen, "{body}");
    (seen.cost.map(|cost| cost.to_string()), seen.invalid)
}

fn conditions(body: &Value) -> Vec<(String, String)> {
    let seen = read(body);
    let all = seen.response.conditions.as_slice().iter();
    all.map(|(key, value)| (key.to_string(), value.to_string())).collect()
}

fn only(key: &str, value: &str) -> Vec<(String, String)> {
    vec![(key.to_owned(), value.to_owned())]
}

#[test]
fn the_cost_in_an_answer_is_taken_to_the_last_digit() {
    for (usage, expected) in [
        (json!({"cost": 0.00020535}), "0.00020535 USD"),
        (json!({"cost": 0.0000054}), "0.0000054 USD"),
        (json!({"cost": 5.4e-6}), "0.0000054 USD"),
        (json!({"cost": 0.0076509169000000005}), "0.0076509169 USD"),
        (json!({"cost": 0.1}), "0.1 USD"),
        (json!({"cost": 3}), "3 USD"),
        // A free model.
        (json!({"cost": 0, "is_byok": false}), "0 USD"),
        (
            json!({"cost": 0.5, "is_byok": false, "cost_details": {"upstream_inference_cost": 0.4}}),
            "0.5 USD",
        ),
        (
            json!({"cost": 0.05, "is_byok": true, "cost_details": {"upstream_inference_cost": 0.4}}),
            "0.45 USD",
        ),
        (
            json!({"cost_details": {"upstream_inference_cost": 0.1}, "is_byok": true, "cost": 0.2}),
            "0.3 USD",
        ),
        (
            json!({"cost": {"input_tokens_cost": 0.00002, "output_tokens_cost": 0.00007, "request_cost": 0.006, "total_cost": 0.00609}}),
            "0.00609 USD",
        ),
        (json!({"cost": {"currency": "USD", "total_cost": 0.25}}), "0.25 USD"),
        (json!({"cost": {"total_cost": 0.25, "currency": "eur"}}), "0.25 EUR"),
        (json!({"cost_in_usd_ticks": 4_389_400}), "0.00043894 USD"),
        (json!({"cost_in_usd_ticks": 1}), "0.0000000001 USD"),
        (json!({"cost_in_usd_ticks": 700_000_000, "cost": 0.08}), "0.08 USD"),
    ] {
        assert_eq!(cost(usage.clone()), (Some(expected.into()), 0), "{usage}");
    }
}

#[test]
fn an_answer_without_a_whole_bill_has_no_cost() {
    for usage in [
        json!({}),
        json!({"cost": null}),
        json!({"cost": {}}),
        json!({"cost_details": {"upstream_inference_cost": 0.4}}),
        // The provider behind the gateway has a bill of its own, which nobody tells.
        json!({"cost": 0.05, "is_byok": true}),
        json!({"cost": 0.05, "is_byok": true, "cost_details": {"upstream_inference_cost": null}}),
        // Where another than xAI serves its models.
        json!({"cost_in_usd_ticks": 0}),
        json!({"cost_in_usd_ticks": null}),
    ] {
        assert_eq!(cost(usage.clone()), (None, 0), "{usage}");
    }
}

#[test]
fn amounts_that_cannot_be_are_counted_and_left_out() {
    for usage in [
        json!({"cost": -0.01}),
        json!({"cost": 1e300}),
        json!({"cost": 1_000_001}),
        json!({"cost": "0.01"}),
        json!({"cost": true}),
        json!({"cost": [0.01]}),
        json!({"cost": {"total_cost": "much"}}),
        json!({"cost": {"total_cost": {}}}),
        json!({"cost_in_usd_ticks": -1}),
        json!({"cost_in_usd_ticks": 1.5}),
        json!({"cost_in_usd_ticks": {}}),
        json!({"cost_details": {"upstream_inference_cost": "x"}}),
    ] {
        assert_eq!(cost(usage.clone()), (None, 1), "{usage}");
    }
}

#[test]
fn the_last_event_of_a_stream_has_the_bill() {
    let mut reader = ResponseReader::of_events();
    for event in [
        json!({"id": "c", "choices": [{"delta": {"content": "a"}}]}),
        json!({"id": "c", "choices": [{"delta": {"content": "b"}}], "usage": {"cost": 0.25, "prompt_tokens": 1}}),
        json!({"id": "c", "choices": [{"delta": {"content": "c"}}], "usage": {"cost": 0.5, "prompt_tokens": 1}}),
        json!({"id": "c", "choices": [{"delta": {"content": "d"}}], "usage": {"cost": 0.75, "prompt_tokens": 1}}),
    ] {
        reader.feed(event.to_string().as_bytes());
        reader.end_event();
    }
    assert_eq!(reader.finish().cost, "0.75".parse().ok());
}

#[test]
fn answers_say_what_their_price_depends_on() {
    let used = |usage: Value| conditions(&json!({"id": "a", "usage": usage}));
    assert_eq!(used(json!({"speed": "fast"})), only("speed", "fast"));
    assert_eq!(used(json!({"speed": "standard"})), only("speed", "standard"));
    assert_eq!(used(json!({"inference_geo": "us"})), only("residency", "us"));
    assert_eq!(used(json!({"inference_geo": "global"})), []);
    assert_eq!(used(json!({"inference_geo": "not_available"})), []);
    assert_eq!(used(json!({"search_context_size": "low"})), only("search_context_size", "low"));
    assert_eq!(used(json!({"service_tier": "batch"})), only("processing", "batch"));
    assert_eq!(used(json!({"service_tier": "priority"})), []);
    let fast = json!({"stopReason": "end_turn", "performanceConfig": {"latency": "optimized"}});
    assert_eq!(conditions(&fast), only("latency", "optimized"));
    let event = json!({"metadata": {"performanceConfig": {"latency": "optimized"}}});
    assert_eq!(conditions(&event), only("latency", "optimized"));
}

#[test]
fn the_traffic_of_vertex_is_a_service_tier() {
    let tier = |usage: Value| read(&json!({"usageMetadata": usage})).response.service_tier;
    for (traffic, expected) in [
        (json!("ON_DEMAND"), Some("on_demand")),
        (json!("ON_DEMAND_PRIORITY"), Some("priority")),
        (json!("ON_DEMAND_FLEX"), Some("flex")),
        (json!("PROVISIONED_THROUGHPUT"), Some("provisioned_throughput")),
        (json!(1), Some("on_demand")),
        (json!("TRAFFIC_TYPE_UNSPECIFIED"), None),
        (json!(0), None),
    ] {
        assert_eq!(tier(json!({"trafficType": traffic})).as_deref(), expected, "{traffic}");
        assert_eq!(tier(json!({"traffic_type": traffic})).as_deref(), expected, "{traffic}");
    }
    for both in [
        json!({"trafficType": "ON_DEMAND", "serviceTier": "flex"}),
        json!({"serviceTier": "flex", "trafficType": "ON_DEMAND"}),
    ] {
        assert_eq!(tier(both).as_deref(), Some("flex"));
    }
}

#[test]
fn lines_of_a_batch_say_what_their_answers_say() {
    let chat = json!({"id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-4o",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "x"}}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 4}});
    let message = json!({"id": "msg_1", "type": "message", "model": "claude-sonnet-4-5", "stop_reason": "end_turn",
        "content": [{"type": "text", "text": "x"}], "usage": {"input_tokens": 3, "output_tokens": 4, "service_tier": "batch"}});
    let converse =
        json!({"stopReason": "end_turn", "usage": {"inputTokens": 3, "outputTokens": 4}});
    for (body, line) in [
        (
            &chat,
            json!({"id": "batch_req_1", "custom_id": "1", "response": {"status_code": 200, "body": chat}, "error": null}),
        ),
        (&message, json!({"custom_id": "1", "result": {"type": "succeeded", "message": message}})),
        (
            &converse,
            json!({"recordId": "1", "modelInput": {"model": "x"}, "modelOutput": converse}),
        ),
    ] {
        let mut expected = read(body);
        expected.condition("processing", "batch");
        assert_eq!(read(&line), expected, "{line}");
    }
    let request = json!({"custom_id": "1", "response": {"request_id": "req_1", "body": chat}});
    assert_eq!(read(&request).response.provider_request_id.as_deref(), Some("req_1"));
}

#[test]
fn lines_of_a_batch_may_be_refusals() {
    let error = json!({"message": "no", "type": "invalid_request_error"});
    for line in [
        json!({"custom_id": "1", "response": {"status_code": 400, "body": {"error": error}}, "error": null}),
        json!({"custom_id": "1", "result": {"type": "errored", "error": {"type": "error", "error": error}}}),
    ] {
        let mut expected = Observation::new();
        expected.error_code("invalid_request_error").condition("processing", "batch");
        assert_eq!(read(&line), expected, "{line}");
    }
}

#[test]
fn tools_of_the_provider_are_counted_as_they_are_billed() {
    let call = |kind: &str, action: Value| json!({"type": kind, "id": "i", "action": action});
    let body = json!({"object": "response", "status": "completed", "output": [
        call("web_search_call", json!({"type": "search", "query": "x"})),
        call("web_search_call", json!({"type": "open_page", "url": "x"})),
        call("web_search_call", json!({"type": "find_in_page", "pattern": "x"})),
        call("web_search_call", Value::Null),
        {"type": "file_search_call", "id": "f"},
        {"type": "code_interpreter_call", "id": "c"},
        {"type": "code_interpreter_call", "id": "d"}]});
    let seen = read(&body);
    let expected = Usage {
        storage_searches: Reported(1),
        code_executions: Reported(2),
        ..Usage::new().searches(2)
    };
    assert_eq!(seen.usage, expected);
    assert_eq!(seen.response.hosted_tool_calls.len(), 7);
    let claude = json!({"usage": {"server_tool_use": {"web_search_requests": 1, "code_execution_requests": 2}}});
    let expected = Usage { code_executions: Reported(2), ..Usage::new().searches(1) };
    assert_eq!(read(&claude).usage, expected);
    let gateway = json!({"usage": {"server_tool_use_details": {"web_search_requests": 1, "tool_calls_executed": 1}}});
    assert_eq!(read(&gateway).usage, Usage::new().searches(1));
    let read_pages = json!({"usage_info": {"pages_processed": 3, "pages_processed_annotation": 2}});
    let expected = Usage { annotated_pages: Reported(2), ..Usage::new().pages(3) };
    assert_eq!(read(&read_pages).usage, expected);
}

#[test]
fn queries_of_gemini_are_searches_unless_they_are_empty() {
    let candidate = |queries: Value| json!({"index": 0, "groundingMetadata": {"webSearchQueries": queries, "searchEntryPoint": {}}});
    let searches = |bodies: Value| {
        let mut usage = read(&bodies).usage;
        usage.input = Default::default();
        usage
    };
    let with = |candidates: Value| json!({"candidates": candidates, "usageMetadata": {"promptTokenCount": 1}});
    let two = with(json!([candidate(json!(["", "a", "b"]))]));
    assert_eq!(searches(two.clone()), Usage::new().searches(2));
    // Later events say it again, or nothing of it.
    let silent = with(json!([{"index": 0}]));
    assert_eq!(searches(json!([two.clone(), two, silent])), Usage::new().searches(2));
    let each = with(json!([candidate(json!(["a"])), candidate(json!(["b"]))]));
    assert_eq!(searches(each), Usage::new().searches(2));
    assert_eq!(searches(with(json!([candidate(json!([""]))]))), Usage::new());
}

#[test]
fn video_is_a_modality() {
    let body = json!({"usageMetadata": {"promptTokenCount": 300, "cachedContentTokenCount": 100, "candidatesTokenCount": 9,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 10}, {"modality": "VIDEO", "tokenCount": 290}],
        "candidatesTokensDetails": [{"modality": 3, "tokenCount": 9}],
        "cacheTokensDetails": [{"modality": "VIDEO", "tokenCount": 100}]}});
    let expected = Usage {
        input_text: Reported(10),
        input_video: Reported(290),
        output_video: Reported(9),
        cache_read_video: Reported(100),
        ..Usage::tokens(300, 9).cache_read(100)
    };
    assert_eq!(read(&body).usage, expected);
    let router = json!({"usage": {"prompt_tokens": 9, "completion_tokens": 1, "prompt_tokens_details": {"video_tokens": 7}}});
    let expected = Usage { input_video: Reported(7), ..Usage::tokens(9, 1) };
    assert_eq!(read(&router).usage, expected);
}

/// The numbers of deep research: all of it is billed, and the total is of the smaller part alone.
#[test]
fn what_research_of_perplexity_thinks_and_cites_is_output() {
    let body = |model: &str| {
        json!({"model": model, "usage": {"prompt_tokens": 33, "completion_tokens": 7_163, "total_tokens": 7_196,
        "citation_tokens": 20_016, "num_search_queries": 18, "reasoning_tokens": 73_997}})
    };
    let usage = read(&body("sonar-deep-research")).usage;
    let expected = Usage {
        citations: Reported(20_016),
        ..Usage::tokens(33, 7_163 + 20_016 + 73_997).reasoning(73_997).searches(18)
    };
    assert_eq!(usage, expected);
    assert_eq!(usage.contradiction(), None);
    let usage = read(&body("sonar")).usage;
    assert_eq!((usage.output, usage.citations), (Reported(7_163), Default::default()));
}
