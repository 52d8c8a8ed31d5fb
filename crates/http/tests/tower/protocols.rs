//! Whole exchanges, by the documentation of their protocols.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use genai_otel_core::{CallRecord, Measured, ModelOperation, Outcome, Usage};
use genai_otel_testkit::TestTelemetry;
use http::Request;
use http_body_util::Full;

use crate::memory::{Memory, post, read, send};

#[test]
fn forms_say_what_is_asked_for() {
    let mut form = Vec::new();
    for (head, content) in [
        (
            "name=\"file\"; filename=\"a.mp3\"\r\nContent-Type: audio/mpeg",
            &b"\xff\xfb\r\n--x\r\n"[..],
        ),
        ("name=\"model\"", b"whisper-large-v3"),
        ("name=\"temperature\"", b"0.5"),
        ("name=\"response_format\"", b"verbose_json"),
    ] {
        form.extend(format!("--xyz\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
        form.extend_from_slice(content);
        form.extend_from_slice(b"\r\n");
    }
    form.extend_from_slice(b"--xyz--\r\n");
    let url = "https://api.groq.com/openai/v1/audio/transcriptions";
    let request = Request::post(url).header("content-type", "multipart/form-data; boundary=xyz");
    let answer = r#"{"task": "transcribe", "language": "English", "duration": 2.5, "text": "x", "x_groq": {"id": "req_1"}}"#;
    let record = told(request.body(Full::new(Bytes::from(form))).unwrap(), Memory::json(answer));
    assert_eq!(record.request.model.as_deref(), Some("whisper-large-v3"));
    assert_eq!(record.request.temperature, Some(0.5));
    assert_eq!(record.usage, Usage::new().duration(Duration::from_millis(2_500)));
}

#[test]
fn what_is_spoken_and_translated_is_counted_unless_it_is_refused() {
    let speech = || {
        post("https://api.openai.com/v1/audio/speech", r#"{"model": "tts-1", "input": "Grüße"}"#)
    };
    let audio = Memory::new(200, &[("content-type", "audio/mpeg")], &[0xff; 3_000]);
    let record = told(speech(), audio);
    assert_eq!(record.usage, Usage::new().characters(5));
    assert_eq!(record.outcome, Outcome::Completed);
    let refused = Memory::new(429, &[], br#"{"error": {"code": "rate_limit_exceeded"}}"#);
    assert_eq!(told(speech(), refused).usage, Usage::new());
    let url = "https://translation.googleapis.com/v3/projects/p/locations/global:translateText";
    let asked = r#"{"contents": ["ab", "c"], "targetLanguageCode": "de"}"#;
    let answer = r#"{"translations": [{"translatedText": "x"}, {"translatedText": "y"}]}"#;
    let record = told(post(url, asked), Memory::json(answer));
    assert_eq!(record.usage, Usage::new().characters(3));
    assert_eq!(record.operation, ModelOperation::Translation);
}

#[test]
fn what_an_answer_costs_is_in_its_body_or_its_head() {
    let url = "https://openrouter.ai/api/v1/chat/completions";
    let asked = r#"{"model": "deepseek/deepseek-chat", "messages": []}"#;
    let cost = |record: &CallRecord| record.cost.as_ref().map(|cost| cost.amount.to_string());
    let whole = r#"{"id": "gen-1", "model": "m", "choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4, "cost": 0.00020535, "is_byok": false}}"#;
    assert_eq!(
        cost(&told(post(url, asked), Memory::json(whole))).as_deref(),
        Some("0.00020535 USD")
    );
    let events = "data: {\"id\": \"gen-1\", \"choices\": [{\"delta\": {\"content\": \"x\"}}]}\n\n\
        data: {\"id\": \"gen-1\", \"choices\": [], \"usage\": {\"prompt_tokens\": 3, \"completion_tokens\": 4, \"cost\": 5.4e-06}}\n\n\
        data: [DONE]\n\n";
    assert_eq!(
        cost(&told(post(url, asked), Memory::events(events))).as_deref(),
        Some("0.0000054 USD")
    );
    let headers = [("content-type", "application/json"), ("x-litellm-response-cost", "3.45e-05")];
    let proxied = r#"{"id": "c", "model": "m", "choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}}"#;
    let record = told(post(url, asked), Memory::new(200, &headers, proxied.as_bytes()));
    assert_eq!(cost(&record).as_deref(), Some("0.0000345 USD"));
    let again = Memory::new(200, &headers, whole.as_bytes());
    let record = told(get("https://api.openai.com/v1/responses/resp_1"), again);
    assert_eq!((record.operation.clone(), cost(&record)), (ModelOperation::FetchResponse, None));
}

#[test]
fn what_prices_depend_on_is_in_bodies_and_in_names_of_hosts() {
    let conditions = |record: &CallRecord| -> Vec<String> {
        let said = [&record.request.conditions, &record.response.conditions];
        let all = said.into_iter().flat_map(|conditions| conditions.as_slice());
        all.map(|(key, value)| format!("{key}={value}")).collect()
    };
    let answer = r#"{"id": "msg_1", "type": "message", "model": "claude-opus-4-6", "content": [], "stop_reason": "end_turn",
        "usage": {"input_tokens": 3, "output_tokens": 4, "service_tier": "batch", "speed": "standard", "inference_geo": "us"}}"#;
    let asked = r#"{"model": "claude-opus-4-6", "speed": "fast", "messages": []}"#;
    let record = told(post("https://api.anthropic.com/v1/messages", asked), Memory::json(answer));
    assert_eq!(
        conditions(&record),
        ["speed=fast", "processing=batch", "residency=us", "speed=standard"]
    );
    let url = "https://eu.api.openai.com/v1/chat/completions";
    let record = told(post(url, r#"{"model": "gpt-4o", "messages": []}"#), Memory::json("{}"));
    assert_eq!(conditions(&record), ["residency=eu"]);
    let url = "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-pro:generateContent";
    let answer = r#"{"candidates": [], "usageMetadata": {"promptTokenCount": 3, "trafficType": "ON_DEMAND_FLEX"}}"#;
    let record = told(post(url, r#"{"contents": []}"#), Memory::json(answer));
    assert_eq!(conditions(&record), ["region=europe-west4", "residency=regional"]);
    assert_eq!(record.response.service_tier.as_deref(), Some("flex"));
}

#[test]
fn a_search_is_one_and_says_where() {
    let url = "https://discoveryengine.googleapis.com/v1/projects/p/locations/global/collections/c/dataStores/d/servingConfigs/s:search";
    let record = told(
        post(url, r#"{"query": "x", "pageSize": 5}"#),
        Memory::json(r#"{"results": [], "totalSize": 0}"#),
    );
    assert_eq!(
        (record.request.data_source_id.as_deref(), record.request.top_k),
        (Some("d"), Some(5))
    );
    assert_eq!(record.usage, Usage::new().searches(1));
    let refused =
        Memory::new(403, &[], br#"{"error": {"code": 403, "status": "PERMISSION_DENIED"}}"#);
    let record = told(post(url, r#"{"query": "x"}"#), refused);
    assert_eq!(
        (record.error_type.as_deref(), record.usage.clone()),
        (Some("PERMISSION_DENIED"), Usage::new())
    );
}

#[test]
fn a_prediction_that_is_asked_for_again_uses_nothing() {
    let answer = r#"{"id": "p", "status": "succeeded", "model": "m", "output": ["x"], "metrics": {"input_token_count": 3, "output_token_count": 4}}"#;
    let url = "https://api.replicate.com/v1/models/meta/llama/predictions";
    let asked = r#"{"input": {"prompt": "x", "max_tokens": 9}}"#;
    let record = told(
        post(url, asked),
        Memory::new(201, &[("content-type", "application/json")], answer.as_bytes()),
    );
    assert_eq!((record.usage.clone(), record.request.max_tokens), (Usage::tokens(3, 4), Some(9)));
    let record = told(get("https://api.replicate.com/v1/predictions/p"), Memory::json(answer));
    assert_eq!(
        (record.operation.clone(), record.usage.clone()),
        (ModelOperation::FetchResponse, Usage::new())
    );
    assert_eq!(record.response.id.as_deref(), Some("p"));
}

#[test]
fn the_output_of_a_prediction_streams_as_text() {
    let stream =
        |events| told(get("https://stream.replicate.com/v1/predictions/p"), Memory::events(events));
    let record = stream(
        "event: output\nid: 1\ndata: Hel\n\nevent: output\nid: 2\ndata: lo\n\nevent: done\nid: 3\ndata: {}\n\n",
    );
    assert_eq!((record.outcome, record.chunk_count), (Outcome::Completed, Some(2)));
    let record = stream(
        "event: output\ndata: Hel\n\nevent: error\ndata: CUDA out of memory\n\nevent: done\ndata: {\"reason\": \"error\"}\n\n",
    );
    assert_eq!((record.outcome, record.error_type.as_deref()), (Outcome::Error, Some("_OTHER")));
    assert_eq!(record.chunk_count, Some(1));
}

#[test]
fn events_of_models_on_bedrock_are_packed() {
    let url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-lite-v1%3A0/invoke-with-response-stream";
    let asked = r#"{"messages": [], "inferenceConfig": {"maxTokens": 9}}"#;
    let packed = |event: &str| {
        let packed = format!(r#"{{"bytes":"{}","p":"abcdefgh"}}"#, STANDARD.encode(event));
        aws(&[(":event-type", "chunk"), (":message-type", "event")], &packed)
    };
    let mut events = [
        packed(r#"{"messageStart": {"role": "assistant"}}"#),
        packed(r#"{"contentBlockDelta": {"delta": {"text": "x"}, "contentBlockIndex": 0}}"#),
    ]
    .concat();
    let broken = [
        &events[..],
        &aws(
            &[(":exception-type", "modelStreamErrorException"), (":message-type", "exception")],
            r#"{"message": "no", "originalStatusCode": 424}"#,
        ),
    ]
    .concat();
    events.extend(packed(r#"{"messageStop": {"stopReason": "end_turn"}}"#));
    events.extend(packed(
        r#"{"metadata": {"usage": {"inputTokens": 3, "outputTokens": 4}, "metrics": {}}, "amazon-bedrock-invocationMetrics": {"inputTokenCount": 3, "outputTokenCount": 4, "invocationLatency": 250}}"#,
    ));
    let record = told(post(url, asked), Memory::new(200, AWS_EVENTS, &events));
    assert_eq!((record.usage.clone(), record.chunk_count), (Usage::tokens(3, 4), Some(1)));
    assert_eq!(record.response.processing_time, Some(Duration::from_millis(250)));
    assert_eq!((record.request.max_tokens, record.outcome), (Some(9), Outcome::Completed));
    let record = told(post(url, asked), Memory::new(200, AWS_EVENTS, &broken));
    assert_eq!(record.error_type.as_deref(), Some("modelStreamErrorException"));
    assert_eq!((record.outcome, record.chunk_count), (Outcome::Error, Some(1)));
}

#[test]
fn errors_of_bedrock_are_named_by_headers() {
    let url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse-stream";
    let error = aws(
        &[(":error-code", "InternalFailure"), (":error-message", "no"), (":message-type", "error")],
        "",
    );
    let record = told(post(url, "{}"), Memory::new(200, AWS_EVENTS, &error));
    assert_eq!(record.error_type.as_deref(), Some("InternalFailure"));
    let headers = [
        ("content-type", "application/json"),
        ("x-amzn-errortype", "ThrottlingException:http://internal.amazon.com/"),
        ("x-amzn-requestid", "r-1"),
    ];
    let record = told(post(url, "{}"), Memory::new(429, &headers, br#"{"message": "no"}"#));
    assert_eq!(record.error_type.as_deref(), Some("ThrottlingException"));
    assert_eq!(record.response.provider_request_id.as_deref(), Some("r-1"));
}

#[test]
fn counts_and_limits_stand_in_headers_too() {
    let chat =
        r#"{"choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "x"}}]}"#;
    let asked = r#"{"model": "m", "messages": []}"#;
    let with = |url: &str, headers: &[(&str, &str)]| {
        told(post(url, asked), Memory::new(200, headers, chat.as_bytes()))
    };
    let record = with(
        "https://api.fireworks.ai/inference/v1/chat/completions",
        &[
            ("fireworks-prompt-tokens", "90"),
            ("fireworks-cached-prompt-tokens", "60"),
            ("fireworks-server-processing-time", "0.25"),
            ("x-ratelimit-remaining-requests", "599"),
        ],
    );
    assert_eq!(record.usage, Usage::input_tokens(90).cache_read(60));
    assert_eq!(record.response.processing_time, Some(Duration::from_millis(250)));
    assert_eq!(record.response.remaining_requests, Some(599));
    let record = with(
        "http://localhost:8080/generate",
        &[
            ("x-prompt-tokens", "7"),
            ("x-generated-tokens", "2"),
            ("x-total-time", "150"),
            ("x-compute-type", "gpu"),
        ],
    );
    assert_eq!(record.usage, Usage::tokens(7, 2));
    assert_eq!(record.response.processing_time, Some(Duration::from_millis(150)));
}

#[test]
fn gemini_streams_an_array_where_it_is_not_asked_for_events() {
    let url = "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:streamGenerateContent?key=secret";
    let part = |text: &str, tokens: u64, reason: &str| {
        format!(
            r#"{{"candidates": [{{"content": {{"parts": [{{"text": "{text}"}}]}}{reason}}}], "usageMetadata": {{"promptTokenCount": 5, "candidatesTokenCount": {tokens}}}}}"#
        )
    };
    let body =
        format!("[{}\n,\r\n{}]", part("a", 1, ""), part("b", 3, r#", "finishReason": "STOP""#));
    let asked = r#"{"contents": [{"parts": [{"text": "x"}]}]}"#;
    let record = told(post(url, asked), Memory::json(&body));
    assert_eq!((record.usage.clone(), record.chunk_count), (Usage::tokens(5, 3), Some(2)));
    let error = r#"[{"error": {"code": 503, "message": "no", "status": "UNAVAILABLE"}}]"#;
    let record = told(
        post(url, asked),
        Memory::new(503, &[("content-type", "application/json")], error.as_bytes()),
    );
    assert_eq!(record.error_type.as_deref(), Some("UNAVAILABLE"));
}

#[test]
fn a_response_is_fetched_while_it_is_made() {
    let url = "https://api.openai.com/v1/responses/resp_1";
    let answer = r#"{"id": "resp_1", "object": "response", "model": "gpt-5", "status": "in_progress", "background": true, "output": [], "usage": null}"#;
    let record = told(get(url), Memory::json(answer));
    assert_eq!(
        (record.operation.clone(), record.outcome),
        (ModelOperation::FetchResponse, Outcome::Completed)
    );
    assert_eq!(
        (record.response.status, record.response.finish_reasons.len()),
        (Some("in_progress"), 0)
    );
    let events = concat!(
        "event: response.output_text.delta\ndata: {\"type\": \"response.output_text.delta\", \"delta\": \"x\"}\n\n",
        "event: response.incomplete\ndata: {\"type\": \"response.incomplete\", \"response\": {\"id\": \"resp_1\", \"object\": \"response\", ",
        "\"status\": \"incomplete\", \"incomplete_details\": {\"reason\": \"content_filter\"}, \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2}}}\n\n",
    );
    let record = told(get(&format!("{url}?stream=true&starting_after=3")), Memory::events(events));
    assert_eq!((record.chunk_count, record.usage.input), (Some(1), Measured::Missing));
    assert_eq!(record.response.finish_reasons[0].as_str(), "content_filter");
}

#[test]
fn images_stream_as_they_are_painted() {
    let events = concat!(
        "event: image_edit.partial_image\ndata: {\"type\": \"image_edit.partial_image\", \"b64_json\": \"AAAA\", \"partial_image_index\": 0}\n\n",
        "event: image_edit.completed\ndata: {\"type\": \"image_edit.completed\", \"b64_json\": \"AAAA\", \"usage\": {\"input_tokens\": 9, \"output_tokens\": 8}}\n\n",
    );
    let record = told(
        post(
            "https://api.openai.com/v1/images/edits",
            r#"{"model": "gpt-image-1", "stream": true}"#,
        ),
        Memory::events(events),
    );
    assert_eq!(
        (record.usage.clone(), record.chunk_count),
        (Usage::tokens(9, 8).images(1), Some(2))
    );
    assert_eq!(record.outcome, Outcome::Completed);
}

/// What is told of an exchange, however its answer is split.
fn told(request: Request<Full<Bytes>>, answer: Memory) -> CallRecord {
    let mut told = None;
    for sizes in [&[1][..], &[7, 2, 300], &[usize::MAX]] {
        let telemetry = TestTelemetry::new();
        let mut client = answer.clone().split(sizes).tapped(telemetry.instrumentation());
        assert_eq!(read(send(&mut client, request.clone())), answer.body());
        let record = crate::memory::anonymous(&telemetry.only_record());
        assert_eq!(told.get_or_insert_with(|| record.clone()), &record, "{sizes:?}");
    }
    told.unwrap()
}

fn get(url: &str) -> Request<Full<Bytes>> {
    Request::get(url).body(Full::default()).unwrap()
}

/// A message of an AWS event stream, with these headers.
fn aws(headers: &[(&str, &str)], payload: &str) -> Vec<u8> {
    let mut head = Vec::new();
    for (name, value) in headers {
        head.push(u8::try_from(name.len()).unwrap());
        head.extend(name.as_bytes());
        head.push(7);
        head.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
        head.extend(value.as_bytes());
    }
    let length = |length: usize| u32::try_from(length).unwrap().to_be_bytes();
    let mut message = [length(head.len() + payload.len() + 16), length(head.len())].concat();
    message.extend(crc32fast::hash(&message).to_be_bytes());
    message.extend(head);
    message.extend(payload.as_bytes());
    message.extend(crc32fast::hash(&message).to_be_bytes());
    message
}

const AWS_EVENTS: &[(&str, &str)] = &[("content-type", "application/vnd.amazon.eventstream")];
