//! What holds for any input, for property tests and for the targets of `fuzz`.

use genai_otel_core::wire::{RequestReader, ResponseHeaders, ResponseReader, Routes};
use genai_otel_http::exchange::RequestHead;
use genai_otel_http::framing::Asked;

use crate::passed::{End, Scene};
use crate::seen::{CONTENT_TYPES, Seen};

/// No panic, and the same frames however the bytes are split.
///
/// The first byte chooses what the response claims to be and what was asked for, the second how its bytes are split.
pub(crate) fn frames(input: &[u8]) {
    let [claim, split, body @ ..] = input else { return };
    let content_type = CONTENT_TYPES[usize::from(claim >> 1) % CONTENT_TYPES.len()];
    let asked = if claim & 1 == 0 { Asked::Stream } else { Asked::Whole };
    let whole = Seen::read(content_type, asked, body, &[usize::MAX]);
    assert_eq!(Seen::read(content_type, asked, body, &sizes(*split)), whole);
}

/// No panic, one record of what is a call, and the same one however the body is split.
///
/// The bytes choose, in this order: where the request goes; the status; the content type, and whether the body is
/// compressed; the split; how the body ends; how long the request is. The request follows, then the response.
pub(crate) fn exchange(input: &[u8]) {
    let [place, status, claim, split, end, length, rest @ ..] = input else { return };
    let (authority, path) = PLACES[usize::from(*place) % PLACES.len()];
    let (request, body) = rest.split_at(usize::from(*length).min(rest.len()));
    let content_type = CONTENT_TYPES[usize::from(claim >> 1) % CONTENT_TYPES.len()];
    let content_type = content_type.map(|claim| ("content-type", claim.as_bytes()));
    let encoding = (claim & 1 == 1).then_some(("content-encoding", &b"br"[..]));
    let headers: Vec<_> = content_type.into_iter().chain(encoding).collect();
    let scene = Scene {
        head: RequestHead { method: "POST", authority, https: Some(true), path, query: None },
        request: Some(request),
        status: STATUSES[usize::from(*status) % STATUSES.len()],
        headers: &headers,
        body,
        end: match end % 3 {
            0 => End::Whole,
            1 => End::Dropped,
            _ => End::Failed,
        },
    };
    assert_eq!(scene.pass(&sizes(*split)), scene.pass(&[usize::MAX]), "{scene:?}");
}

/// No panic, and the same request however its body is split. The first byte chooses how.
pub(crate) fn request(input: &[u8]) {
    let [split, body @ ..] = input else { return };
    let read = |sizes: &[usize]| {
        let mut reader = RequestReader::new();
        slices(body, sizes, |slice| reader.feed(slice));
        (reader.is_whole(), reader.finish())
    };
    assert_eq!(read(&sizes(*split)), read(&[usize::MAX]));
}

/// No panic, and the same observation however events are split. The first byte chooses how; events are lines.
pub(crate) fn response(input: &[u8]) {
    let [split, body @ ..] = input else { return };
    let read = |sizes: &[usize]| {
        let mut reader = ResponseReader::of_events();
        let events: Vec<_> = body
            .split(|byte| *byte == b'\n')
            .map(|event| {
                slices(event, sizes, |slice| reader.feed(slice));
                reader.end_event()
            })
            .collect();
        (events, reader.is_whole(), reader.finish())
    };
    assert_eq!(read(&sizes(*split)), read(&[usize::MAX]));
}

/// No panic, and a query behind the path changes no more than whether a stream is asked for. The first line is the
/// host, the second the path, the third the query.
pub(crate) fn route(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.splitn(3, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (host, path, query) = (line(), line(), line());
    let routes = Routes::default();
    for method in ["POST", "GET", "DELETE"] {
        let plain = routes.recognise(method, host, path, None);
        let asked = routes.recognise(method, host, path, Some(query));
        let kind = |route: Option<genai_otel_core::wire::Route<'_>>| {
            route.map(|route| (route.api, route.provider, route.model.map(|m| m.into_owned())))
        };
        assert_eq!(kind(plain), kind(asked), "{method} {host} {path} {query}");
    }
}

/// No panic, whatever headers come: a line each, the value behind the first colon.
pub(crate) fn headers(input: &[u8]) {
    let lines = input.split(|byte| *byte == b'\n').map(|line| {
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let (name, value) = line.split_at(colon);
        (std::str::from_utf8(name).unwrap_or("x-request-id"), value.get(1..).unwrap_or_default())
    });
    let _read = ResponseHeaders::read(lines);
}

fn sizes(split: u8) -> [usize; 2] {
    [usize::from(split >> 4) + 1, usize::from(split & 0xf) + 1]
}

fn slices(bytes: &[u8], sizes: &[usize], mut take: impl FnMut(&[u8])) {
    let mut rest = bytes;
    for &size in sizes.iter().cycle() {
        let (slice, behind) = rest.split_at(size.min(rest.len()));
        take(slice);
        rest = behind;
        if rest.is_empty() {
            break;
        }
    }
}

pub(crate) const STATUSES: [u16; 5] = [200, 201, 400, 429, 503];

/// One for each way of reading: framings, protocols with a last event, models packed once more.
pub(crate) const PLACES: [(&str, &str); 12] = [
    ("api.openai.com", "/v1/chat/completions"),
    ("api.openai.com", "/v1/responses"),
    ("api.openai.com", "/v1/embeddings"),
    ("api.anthropic.com", "/v1/messages"),
    ("generativelanguage.googleapis.com", "/v1beta/models/gemini-2.5-pro:streamGenerateContent"),
    ("bedrock-runtime.us-east-1.amazonaws.com", "/model/amazon.nova-lite-v1%3A0/converse-stream"),
    (
        "bedrock-runtime.us-east-1.amazonaws.com",
        "/model/anthropic.claude-v2/invoke-with-response-stream",
    ),
    ("api.cohere.com", "/v2/chat"),
    ("localhost:11434", "/api/chat"),
    ("api.replicate.com", "/v1/predictions"),
    ("us-south.ml.cloud.ibm.com", "/ml/v1/text/generation_stream"),
    ("example.org", "/v1/audio/transcriptions"),
];
