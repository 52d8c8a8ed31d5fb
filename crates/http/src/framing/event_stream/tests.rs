use proptest::prelude::*;

use super::{MOST_HEADERS, MOST_PAYLOAD};
use crate::framing::Framing;
use crate::framing::collected::{collect, collect_split};

/// A header and its value, as the type and the bytes behind it.
type Header<'a> = (&'a str, u8, Vec<u8>);

fn text<'a>(name: &'a str, value: &str) -> Header<'a> {
    let length = u16::try_from(value.len()).unwrap().to_be_bytes();
    (name, 7, [&length[..], value.as_bytes()].concat())
}

fn event(name: &str, payload: &str) -> Vec<u8> {
    message(&[text(":message-type", "event"), text(":event-type", name)], payload)
}

fn message(headers: &[Header<'_>], payload: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, kind, value) in headers {
        bytes.push(u8::try_from(name.len()).unwrap());
        bytes.extend(name.as_bytes());
        bytes.push(*kind);
        bytes.extend(value);
    }
    framed(&bytes, payload)
}

fn framed(headers: &[u8], payload: &str) -> Vec<u8> {
    let total = u32::try_from(headers.len() + payload.len() + 16).unwrap();
    let mut bytes = total.to_be_bytes().to_vec();
    bytes.extend(u32::try_from(headers.len()).unwrap().to_be_bytes());
    bytes.extend(checksum(&bytes).to_be_bytes());
    bytes.extend(headers);
    bytes.extend(payload.as_bytes());
    bytes.extend(checksum(&bytes).to_be_bytes());
    bytes
}

/// CRC-32 as its definition has it, bit by bit.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (if sum & 1 == 1 { 0xedb8_8320 } else { 0 })
        })
    })
}

fn frames(body: &[u8]) -> String {
    let whole = collect(Framing::EventStream, body);
    for at in 0..=body.len() {
        assert_eq!(collect_split(Framing::EventStream, body, &[at]), whole, "split at {at}");
    }
    let all: Vec<usize> = (0..body.len()).collect();
    assert_eq!(collect_split(Framing::EventStream, body, &all), whole, "byte by byte");
    whole
}

#[test]
fn messages_are_frames_with_the_name_of_their_event() {
    let body =
        [event("messageStart", "{\"role\":\"assistant\"}"), event("messageStop", "")].concat();
    assert_eq!(frames(&body), "<messageStart> {\"role\":\"assistant\"}\n<messageStop> \n");
}

#[test]
fn headers_of_every_type_are_passed_over() {
    let headers = [
        ("true", 0, vec![]),
        ("false", 1, vec![]),
        ("byte", 2, vec![1]),
        ("short", 3, vec![1; 2]),
        ("integer", 4, vec![1; 4]),
        ("long", 5, vec![1; 8]),
        ("bytes", 6, vec![0, 3, 7, 7, 7]),
        ("no bytes", 6, vec![0, 0]),
        text("text", "a value"),
        text("no text", ""),
        text(":event-type", "chunk"),
        ("time", 8, vec![1; 8]),
        ("uuid", 9, vec![1; 16]),
        // Not text, so not a name.
        (":event-type", 6, vec![0, 1, b'x']),
        ("", 0, vec![]),
    ];
    assert_eq!(frames(&message(&headers, "{}")), "<chunk> {}\n");
    assert_eq!(frames(&message(&[], "{}")), "{}\n");
}

#[test]
fn failures_are_told_from_events() {
    let exception =
        [text(":exception-type", "throttlingException"), text(":message-type", "exception")];
    let error = [
        text(":message-type", "error"),
        text(":error-code", "InternalError"),
        text(":error-message", "it broke"),
    ];
    let body = [message(&exception, "{\"message\":\"slow\"}"), message(&error, "")].concat();
    assert_eq!(
        frames(&body),
        "Exception(Some(\"throttlingException\")) {\"message\":\"slow\"}\nError(Some(\"InternalError\")) \n"
    );
}

#[test]
fn a_wrong_checksum_ends_the_reading() {
    let good = event("a", "1");
    let mut prelude = event("b", "2");
    prelude[4] ^= 1;
    assert_eq!(frames(&[&good[..], &prelude, &good].concat()), "<a> 1\n!Checksum\n");
    let mut payload = event("b", "2");
    let at = payload.len() - 5;
    payload[at] = b'3';
    assert_eq!(
        frames(&[&good[..], &payload, &good].concat()),
        "<a> 1\n<b> 3 !Checksum\n!Checksum\n"
    );
    let mut header = event("b", "2");
    let at = header.len() - 6;
    header[at] = b'c';
    assert_eq!(frames(&[&header[..], &good].concat()), "<c> 2 !Checksum\n!Checksum\n");
}

#[test]
fn lengths_and_headers_that_cannot_be_end_the_reading() {
    let good = event("a", "1");
    let long = "x".repeat(usize::try_from(MOST_PAYLOAD).unwrap() + 1);
    assert_eq!(collect(Framing::EventStream, &framed(b"", &long)), "!Length\n");
    let headers = vec![0; usize::try_from(MOST_HEADERS).unwrap() + 1];
    assert_eq!(collect(Framing::EventStream, &framed(&headers, "")), "!Length\n");
    for headers in [&b"\x05a"[..], b"\x01", b"\x01a\x07\x00\x04bcd", b"\x01a\x07\x00", b"\x01a\x0a"]
    {
        let body = [&good[..], &framed(headers, "2"), &good].concat();
        assert_eq!(frames(&body), "<a> 1\n!Headers\n", "{headers:?}");
    }
}

#[test]
fn what_the_end_cuts_off_is_told_as_cut() {
    let body = event("a", "123");
    assert_eq!(frames(&body[..5]), "!Cut\n");
    assert_eq!(frames(&body[..20]), "!Cut\n");
    assert_eq!(frames(&body[..body.len() - 6]), "<a> 1 !Cut\n!Cut\n");
    assert_eq!(frames(&body[..body.len() - 1]), "<a> 123 !Cut\n!Cut\n");
    assert_eq!(frames(&[]), "");
}

proptest! {
    #[test]
    fn messages_are_those_that_were_written_however_the_bytes_are_split(
        messages in prop::collection::vec(("[a-zé]{1,130}", "[ -~]{0,60}"), 0..5),
        mut splits in prop::collection::vec(0..1_200_usize, 0..8),
        damage in prop::option::of((0..1_200_usize, 1..=u8::MAX)),
    ) {
        let mut body: Vec<u8> = messages.iter().flat_map(|(name, payload)| event(name, payload)).collect();
        splits.iter_mut().for_each(|at| *at = (*at).min(body.len()));
        splits.sort_unstable();
        let wanted: String = messages.iter().map(|(name, payload)| {
            let name = if name.len() > 128 { String::new() } else { format!("<{name}> ") };
            name + payload + "\n"
        }).collect();
        prop_assert_eq!(&collect_split(Framing::EventStream, &body, &splits), &wanted);
        if let Some((at, bits)) = damage && let Some(byte) = body.get_mut(at) {
            *byte ^= bits;
            let damaged = collect_split(Framing::EventStream, &body, &splits);
            prop_assert_ne!(&damaged, &wanted);
            prop_assert!(damaged.contains('!'), "{}", damaged);
        }
    }

    #[test]
    fn any_headers_under_right_checksums_give_the_same_however_they_are_split(
        headers in prop::collection::vec(header_bytes(), 0..8),
        kept in 0..200_usize,
        mut splits in prop::collection::vec(0..300_usize, 0..8),
    ) {
        let mut headers = headers.concat();
        headers.truncate(kept);
        let body = [framed(&headers, "{}"), event("a", "1")].concat();
        splits.iter_mut().for_each(|at| *at = (*at).min(body.len()));
        splits.sort_unstable();
        let whole = collect(Framing::EventStream, &body);
        prop_assert_eq!(&collect_split(Framing::EventStream, &body, &splits), &whole);
        let read = whole.ends_with("{}\n<a> 1\n");
        prop_assert!(read || whole == "!Headers\n", "{}", whole);
    }
}

/// A header, most often well formed.
fn header_bytes() -> impl Strategy<Value = Vec<u8>> {
    let name = prop::sample::select(&[":message-type", ":event-type", ":error-code", "x", ""][..]);
    let value = prop::sample::select(&["event", "exception", "error", "", "chunk"][..]);
    let well_formed = (name, value).prop_map(|(name, value)| {
        let (name, kind, value) = text(name, value);
        [&[u8::try_from(name.len()).unwrap()], name.as_bytes(), &[kind], &value].concat()
    });
    prop_oneof![3 => well_formed, 1 => prop::collection::vec(0..12_u8, 0..12)]
}
