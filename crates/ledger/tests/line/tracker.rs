//! The common format of Python's trackers.

use std::time::Duration;

use genai_otel_core::{Cost, Money, Usage};
use genai_otel_ledger::{Entry, Status};
use serde_json::json;

const LINE: &str = r#"{"id": "b1d2", "timestamp": "2025-06-01T12:30:45.123456", "source_function": "shop.answer", "api_provider": "openai", "api_type": "generative", "model": "gpt-4o", "operation": "chat", "input_tokens": 20, "output_tokens": 10, "total_tokens": 30, "latency_ms": 812.3456, "status": "success", "error_message": null, "user_id": "u-1", "session_id": null, "source_id": "doc-1", "temperature": 0.7, "max_tokens": 256, "additional_params": {"model": "not this", "n": 1e2}, "cost_estimate": 7.5e-05}"#;

fn expected() -> Entry {
    let text = |text: &str| Some(text.to_owned());
    let mut call = Entry::default();
    call.id = text("b1d2");
    call.timestamp = "2025-06-01T12:30:45.123456Z".parse().unwrap();
    call.source_function = text("shop.answer");
    call.provider = text("openai");
    call.api_type = text("generative");
    call.model = text("gpt-4o");
    call.operation = text("chat");
    call.usage = Usage::tokens(20, 10);
    call.latency = Some(Duration::from_nanos(812_345_600));
    call.user = text("u-1");
    call.source = text("doc-1");
    call.parameters.temperature = Some(0.7);
    call.parameters.max_tokens = Some(256);
    let params = json!({"model": "not this", "n": 100.0});
    call.metadata = params.as_object().cloned().unwrap_or_default();
    call.cost = "0.000075".parse::<Money>().ok().map(Cost::from_caller);
    call
}

#[test]
fn all_twenty_keys_have_their_place() {
    assert_eq!(Entry::from_line(LINE.as_bytes()), Ok(expected()));
}

#[test]
fn a_carriage_return_at_the_end_is_none_of_the_line() {
    assert_eq!(Entry::from_line(format!("{LINE}\r\n").as_bytes()), Ok(expected()));
}

#[test]
fn it_is_written_again_as_a_line_of_ours_and_nothing_is_lost() {
    let line = expected().to_line();
    assert!(line.starts_with(b"{\"checksum\":\""), "{line:?}");
    let mut again = expected();
    again.version = 1;
    assert_eq!(Entry::from_line(&line), Ok(again));
}

#[test]
fn nulls_say_nothing() {
    let keys = LINE.split(", \"").filter_map(|member| member.split_once("\":"));
    let nulls = keys.map(|(key, _)| format!("\"{}\": null", key.trim_start_matches(['{', '"'])));
    let nulls = nulls.collect::<Vec<_>>().join(", ");
    let line = format!("{{{nulls}, \"timestamp\": \"1970-01-01T00:00:00Z\"}}");
    assert_eq!(Entry::from_line(line.as_bytes()), Ok(Entry::default()));
}

#[test]
fn the_last_of_several_values_counts() {
    let line = r#"{"model":"a","timestamp":"2025-06-01T00:00:00Z","cost":1,"model":"b","cost":2.50,
        "metadata":{"a":1},"metadata":{"b":2}}"#;
    let call = Entry::from_line(line.as_bytes()).unwrap();
    assert_eq!(call.model.as_deref(), Some("b"));
    assert_eq!(call.cost, "2.5".parse::<Money>().ok().map(Cost::from_caller));
    assert_eq!(call.metadata, *json!({"b": 2}).as_object().unwrap());
}

#[test]
fn our_names_win_over_those_of_trackers() {
    let line = r#"{"timestamp":"2025-06-01T00:00:00+02:00","provider":"a","api_provider":"b","cost":1,
        "cost_estimate":2,"currency":"eur","metadata":{"k":1},"additional_params":{"k":2,"l":3}}"#;
    let call = Entry::from_line(line.as_bytes()).unwrap();
    assert_eq!(call.provider.as_deref(), Some("a"));
    assert_eq!(call.timestamp, "2025-05-31T22:00:00Z".parse().unwrap());
    assert_eq!(call.cost, "1 EUR".parse::<Money>().ok().map(Cost::from_caller));
    assert_eq!(call.metadata, *json!({"k": 1, "l": 3}).as_object().unwrap());
}

#[test]
fn every_status_is_read() {
    for status in Status::ALL {
        let line = format!(r#"{{"timestamp":"2025-06-01T00:00:00Z","status":"{status}"}}"#);
        assert_eq!(Entry::from_line(line.as_bytes()).map(|call| call.status), Ok(status));
    }
}

#[test]
fn escapes_are_undone() {
    let line = r#"{"timestamp":"2025-06-01T00:00:00Z","m\u006fdel":"\"\\\u00e9\ud83d\ude00\/"}"#;
    let call = Entry::from_line(line.as_bytes()).unwrap();
    assert_eq!(call.model.as_deref(), Some("\"\\é😀/"));
}

#[test]
fn money_is_read_to_the_last_digit() {
    let line = r#"{"timestamp":"2025-06-01T00:00:00Z","cost":123456789012.123456789012}"#;
    let call = Entry::from_line(line.as_bytes()).unwrap();
    let amount = call.cost.unwrap().amount;
    assert_eq!(amount.to_string(), "123456789012.123456789012 USD");
}

#[test]
fn ids_may_be_whole_numbers() {
    let line = r#"{"timestamp":"2025-06-01T00:00:00Z","id":184467440737095516150,"user_id":42,"session_id":-7}"#;
    let call = Entry::from_line(line.as_bytes()).unwrap();
    let ids = [&call.id, &call.user, &call.session].map(|id| id.as_deref().unwrap());
    assert_eq!(ids, ["184467440737095516150", "42", "-7"]);
    for wrong in ["1.5", "true", "[4]", "1e3"] {
        let line = format!("{{\"timestamp\":\"2025-06-01T00:00:00Z\",\"user_id\":{wrong}}}");
        let told = format!("`user_id`: expected a text, found `{wrong}`");
        assert_eq!(Entry::from_line(line.as_bytes()), Err(told));
    }
}
