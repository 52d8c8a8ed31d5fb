//! Whatever comes: no panic, one call, and the same of it however the bytes are split.

use genai_otel_core::{Outcome, Trouble};
use genai_otel_http::exchange::RequestHead;
use genai_otel_http::framing::Asked;
use proptest::prelude::*;

use crate::fuzzed;
use crate::passed::{End, Passed, Scene};
use crate::seen::{CONTENT_TYPES, Seen};

/// Bytes, and pieces of what the protocols are made of, in no order.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(WORDS).prop_map(<[u8]>::to_vec),
        3 => prop::sample::select(MEMBERS).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// An answer of some protocol, spoilt: cut, mixed with another, holed, or with bytes that are no text.
fn spoilt() -> impl Strategy<Value = Vec<u8>> {
    let body = || prop::sample::select(BODIES).prop_map(|body| body.as_bytes().to_vec());
    (body(), body(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..5_u8).prop_map(
        |(mut one, other, at, to, kind)| {
            let at = at.index(one.len());
            let to = to.index(other.len());
            match kind {
                0 => one.truncate(at),
                1 => drop(one.splice(at..at, other[to..].iter().copied())),
                2 => drop(one.splice(at..at, [0xff, 0xc3, 0x28])),
                3 => drop(one.splice(at..at, b"[{\"a\":".repeat(3_000))),
                _ => drop(one.remove(at)),
            }
            one
        },
    )
}

/// The bytes that choose what [`fuzzed`] makes of those behind them.
fn chosen<const N: usize>(body: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (any::<[u8; N]>(), body).prop_map(|(choice, body)| [&choice[..], &body].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_split_of_any_bytes_gives_the_same_frames(
        content_type in prop::sample::select(&CONTENT_TYPES[..]),
        asked in prop::sample::select(&[Asked::Stream, Asked::Whole][..]),
        body in bytes(),
        sizes in prop::collection::vec(1..30_usize, 1..6),
    ) {
        let whole = Seen::read(content_type, asked, &body, &[usize::MAX]);
        prop_assert_eq!(&Seen::read(content_type, asked, &body, &sizes), &whole);
        prop_assert_eq!(&Seen::read(content_type, asked, &body, &[1]), &whole);
    }

    #[test]
    fn data_is_a_part_of_what_came(
        content_type in prop::sample::select(&CONTENT_TYPES[1..4]),
        asked in prop::sample::select(&[Asked::Stream, Asked::Whole][..]),
        body in bytes(),
    ) {
        let seen = Seen::read(content_type, asked, &body, &[7]);
        let told: usize = seen.frames.iter().map(|frame| frame.data.len()).sum();
        prop_assert!(told <= body.len());
    }

    #[test]
    fn any_bytes_part_into_frames(input in chosen::<2>(prop_oneof![bytes(), spoilt()])) {
        fuzzed::frames(&input);
    }

    #[test]
    fn any_exchange_is_one_call(input in chosen::<6>(prop_oneof![bytes(), spoilt()])) {
        fuzzed::exchange(&input);
    }

    #[test]
    fn any_request_is_read(input in chosen::<1>(prop_oneof![bytes(), spoilt()])) {
        fuzzed::request(&input);
    }

    #[test]
    fn any_response_is_read(input in chosen::<1>(prop_oneof![bytes(), spoilt()])) {
        fuzzed::response(&input);
    }

    #[test]
    fn any_route_is_looked_at(
        place in prop::sample::select(&fuzzed::PLACES[..]),
        at in any::<prop::sample::Index>(),
        noise in ".{0,9}",
        query in "[a-z=&%]{0,20}",
    ) {
        let mut path = place.1.to_owned();
        path.insert_str(at.index(path.len()), &noise);
        fuzzed::route(format!("{}\n{path}\n{query}", place.0).as_bytes());
    }

    #[test]
    fn any_headers_are_read(
        lines in prop::collection::vec((prop::sample::select(HEADERS), prop::collection::vec(any::<u8>(), 0..30)), 0..9),
    ) {
        let lines: Vec<_> =
            lines.iter().map(|(name, value)| [name.as_bytes(), b":", value].concat()).collect();
        fuzzed::headers(&lines.join(&b'\n'));
    }
}

#[test]
fn bodies_that_are_not_decoded_for_us_are_calls_without_facts_and_counted() {
    let gzip = [&b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"[..], &[0xab; 90]].concat();
    // What brotli makes has no mark and may begin like a text.
    let brotli = [&b"{\x00\xf8\x4d\x0a\n\n"[..], &[0xab; 90]].concat();
    let text = [&b"data\x00\xf8\n\n"[..], &[b'!'; 90]].concat();
    for content_type in [
        "application/json",
        "text/event-stream",
        "application/x-ndjson",
        "application/vnd.amazon.eventstream",
    ] {
        for (encoding, body) in [("gzip", &gzip), ("br", &brotli), ("br", &text)] {
            let headers = [
                ("content-type", content_type.as_bytes()),
                ("content-encoding", encoding.as_bytes()),
            ];
            let passed = Scene { headers: &headers, body, ..CHAT }.pass(&[10]);
            let record = passed.record.as_ref().unwrap();
            let which = format!("{content_type} {encoding}");
            assert_eq!(record.response.http_status, Some(200), "{which}");
            assert_eq!(
                (&record.response.model, record.usage.is_missing()),
                (&None, true),
                "{which}"
            );
            assert_eq!(passed.count(Trouble::UnreadResponse), 1, "{which}: {:?}", passed.troubles);
        }
    }
}

#[test]
fn a_body_of_another_kind_than_it_claims_is_read_or_counted() {
    let unread = |content_type: &str, body: &str| {
        let headers = [("content-type", content_type.as_bytes())];
        let passed = Scene { headers: &headers, body: body.as_bytes(), ..CHAT }.pass(&[7]);
        let model = passed.record.as_ref().and_then(|record| record.response.model.clone());
        (model.as_deref() == Some("m"), passed.count(Trouble::UnreadResponse))
    };
    let json = r#"{"model": "m"}"#;
    let events = "data: {\"model\": \"m\"}\n\ndata: [DONE]\n\n";
    for content_type in
        ["application/json", "text/event-stream", "application/x-ndjson", "text/plain"]
    {
        assert_eq!(unread(content_type, json), (true, 0), "{content_type}");
        assert_eq!(unread(content_type, events), (true, 0), "{content_type}");
    }
    assert_eq!(unread("application/json", "<html>down</html>"), (false, 1));
    assert_eq!(unread("text/event-stream", "data: <html>\n\n"), (false, 1));
    assert_eq!(unread("text/event-stream", ": keep-alive\n\n"), (false, 0));
    assert_eq!(unread("text/html", "<html>down</html>"), (false, 0));
    assert_eq!(unread("application/json", ""), (false, 0));
}

#[test]
fn a_stream_of_two_streams_is_read_as_far_as_the_first_goes() {
    let first = "data: {\"model\": \"m\", \"choices\": [{\"index\": 0, \"delta\": {\"content\": \"a\"}}]}\n\n";
    let both = format!("{first}data: {{\"model\": {first}data: [DONE]\n\n");
    let passed = Scene { headers: EVENTS, body: both.as_bytes(), ..CHAT }.pass(&[5]);
    let record = passed.record.unwrap();
    assert_eq!((record.outcome, record.response.model.as_deref()), (Outcome::Completed, Some("m")));
    assert_eq!(record.chunk_count, Some(1));
}

#[test]
fn the_answer_spoilt_nowhere_is_whole() {
    let whole = |content_type: &str, body: &str| {
        let headers = [("content-type", content_type.as_bytes())];
        Scene { headers: &headers, body: body.as_bytes(), ..CHAT }.pass(&[usize::MAX])
    };
    for (content_type, body) in [
        ("text/event-stream", BODIES[0]),
        ("application/json", BODIES[2]),
        ("application/x-ndjson", BODIES[3]),
    ] {
        let Passed { record, troubles } = whole(content_type, body);
        assert_eq!(record.unwrap().usage.input.value(), Some(9), "{body}");
        assert_eq!(troubles, [], "{body}");
    }
}

/// A chat that is asked for as a stream, and answered by nothing.
const CHAT: Scene<'static> = Scene {
    head: RequestHead {
        method: "POST",
        authority: "api.openai.com",
        https: Some(true),
        path: "/v1/chat/completions",
        query: None,
    },
    request: Some(br#"{"model": "gpt-4o"}"#),
    status: 200,
    headers: &[],
    body: b"",
    end: End::Whole,
};

const EVENTS: &[(&str, &[u8])] = &[("content-type", b"text/event-stream")];

const BODIES: &[&str] = &[
    "data: {\"id\": \"c\", \"model\": \"m\", \"choices\": [{\"index\": 0, \"delta\": {\"content\": \"H\\u00e9\"}}]}\r\n\r\n\
     data: {\"choices\": [{\"index\": 0, \"finish_reason\": \"stop\", \"delta\": {\"tool_calls\": [{\"id\": \"t\", \
     \"function\": {\"name\": \"f\"}}]}}]}\n\ndata: {\"choices\": [], \"usage\": {\"prompt_tokens\": 9}}\n\ndata: [DONE]\n\n",
    "event: message_start\ndata: {\"type\": \"message_start\", \"message\": {\"id\": \"m\", \"usage\": {\"input_tokens\": 3}}}\n\n\
     event: message_delta\ndata: {\"type\": \"message_delta\", \"delta\": {\"stop_reason\": \"end_turn\"}, \"usage\": \
     {\"output_tokens\": 5}}\n\nevent: message_stop\ndata: {\"type\": \"message_stop\"}\n\n",
    "{\"id\": \"c\", \"choices\": [{\"index\": 0, \"finish_reason\": \"stop\"}], \"usage\": {\"prompt_tokens\": 9, \
     \"prompt_tokens_details\": {\"cached_tokens\": 4}}, \"data\": [{\"embedding\": [0.1, -2e3]}]}",
    "{\"model\": \"m\", \"response\": \"a\", \"done\": false}\n{\"done\": true, \"done_reason\": \"stop\", \
     \"prompt_eval_count\": 9}\n",
    "[{\"candidates\": [{\"content\": {\"parts\": [{\"functionCall\": {\"name\": \"f\"}}]}, \"finishReason\": 1}]}\n,\n\
     {\"usageMetadata\": {\"promptTokenCount\": 3, \"promptTokensDetails\": [{\"modality\": \"TEXT\", \"tokenCount\": 3}]}}]",
    "{\"error\": {\"code\": 429, \"status\": \"RESOURCE_EXHAUSTED\", \"message\": \"m\"}}",
    "{\"model\": \"m\", \"stream\": true, \"stop\": [\"\\n\"], \"temperature\": 1e400, \"input\": [[1, 2], [3]], \"tools\": [{}]}",
];

const MEMBERS: &[&str] = &[
    "{\"model\": \"m\"",
    "\"choices\": [{\"index\": 1, \"finish_reason\": \"stop\"}]",
    "\"choices\": [{\"delta\": {\"content\": \"x\"}}]",
    "\"usage\": {\"prompt_tokens\": 9, \"total_tokens\": 18446744073709551615}",
    "\"usage\": {\"input_tokens\": -1, \"output_tokens\": 1e30}",
    "\"content\": [{\"type\": \"tool_use\", \"name\": \"f\"}]",
    "\"candidates\": [{\"finishReason\": 7}]",
    "\"embedding\": [0.1",
    "\"output\": [{\"type\": \"web_search_call\"}]",
    "\"type\": \"message_stop\"",
    "\"done\": true",
    "\"error\": \"m\"",
    "\"stream\": true",
    "\"stop\": [\"a\"",
];

const HEADERS: &[&str] = &[
    "x-request-id",
    "retry-after",
    "retry-after-ms",
    "x-ratelimit-remaining-tokens",
    "openai-processing-ms",
    "x-amzn-bedrock-input-token-count",
    "x-amzn-errortype",
    "content-length",
    "",
];

const WORDS: &[&[u8]] = &[
    b"data",
    b"data:",
    b"data: ",
    b"event",
    b"event: ",
    b"id:",
    b"retry",
    b":",
    b" ",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"[DONE]",
    b"\xef\xbb\xbf",
    b"\xef",
    b"[",
    b"]",
    b"{",
    b"}",
    b"\"",
    b"\\",
    b",",
    b"\"bytes\":\"",
    b"e30=",
    b"null",
    b"1",
    MESSAGE,
];

/// A message of an AWS event stream without headers and with the payload `{}`.
const MESSAGE: &[u8] = b"\x00\x00\x00\x12\x00\x00\x00\x00\x7f\x02\x1b\x8b{}\x2f\x92\x61\xfa";

#[test]
fn the_message_among_the_garbage_is_one() {
    let seen = Seen::read(CONTENT_TYPES[4], Asked::Stream, MESSAGE, &[3]);
    assert_eq!(seen.fault, None);
    assert_eq!(seen.frames[0].data, b"{}");
}
