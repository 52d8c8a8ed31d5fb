//! Bytes and parsed values say the same, however the bytes come.

pub(crate) mod ordered;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{RequestBody, RequestReader, ResponseReader};
use crate::observe::Observation;
use crate::reader::read;
use crate::reader::tests::bodies;
use crate::text::MAX_TEXT_BYTES;
use crate::usage::Usage;

/// What a response says that comes in pieces.
pub(crate) fn read_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Observation, bool) {
    let mut reader = ResponseReader::new();
    for piece in pieces {
        reader.feed(piece);
    }
    let whole = reader.is_whole();
    (reader.finish(), whole)
}

/// What a response says that comes at once.
pub(crate) fn read_bytes(bytes: &[u8]) -> Observation {
    read_pieces([bytes]).0
}

/// What a request says that comes in pieces.
pub(crate) fn read_request<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> RequestBody {
    let mut reader = RequestReader::new();
    for piece in pieces {
        reader.feed(piece);
    }
    reader.finish()
}

/// `bytes` in pieces of the lengths that `cuts` say, over and over.
pub(crate) fn pieces<'a>(bytes: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    for cut in cuts.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at((*cut).clamp(1, rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

pub(crate) fn cuts() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        Just(vec![1]),
        prop::collection::vec(1_usize..20, 1..8),
        prop::collection::vec(1_usize..2_000, 1..8),
    ]
}

/// The same JSON with every character of its strings written as an escape, but for escapes.
fn escaped(json: &str) -> String {
    let mut out = String::new();
    let mut in_string = false;
    let mut chars = json.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => in_string = !in_string,
            '\\' => {
                out.push(c);
                let kind = chars.next().unwrap();
                out.push(kind);
                if kind == 'u' {
                    out.extend(chars.by_ref().take(4));
                }
                continue;
            }
            c if in_string => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04X}"));
                }
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

fn model(name: &str) -> Observation {
    let mut observation = Observation::new();
    observation.model(name);
    observation
}

proptest! {
    #[test]
    fn any_body_in_any_pieces_says_what_its_value_says(
        body in bodies(), pretty: bool, cuts in cuts(), garbage in "[ }\\]x\"0]{0,4}"
    ) {
        let json = if pretty { format!("{body:#}") } else { body.to_string() };
        let (seen, whole) = read_pieces(pieces(json.as_bytes(), &cuts));
        prop_assert_eq!(&seen, &read(&body), "{}", json);
        prop_assert!(whole || body.is_number() || body.is_null() || body.is_boolean());
        if !whole {
            return Ok(());
        }
        // What follows the value changes nothing.
        let json = json + &garbage;
        prop_assert_eq!(read_pieces(pieces(json.as_bytes(), &cuts)), (seen, true));
    }

    #[test]
    fn escapes_say_what_the_characters_say(body in bodies(), cuts in cuts()) {
        let json = body.to_string();
        // Escapes that are there already stay.
        let seen = read_pieces(pieces(escaped(&json).as_bytes(), &cuts));
        prop_assert_eq!(seen.0, read(&body));
    }

    #[test]
    fn events_say_what_a_list_of_them_says(events in prop::collection::vec(bodies(), 0..6), cuts in cuts()) {
        let events: Vec<Value> = events.into_iter().filter(|event| !event.is_array()).collect();
        let mut reader = ResponseReader::new();
        for event in &events {
            for piece in pieces(event.to_string().as_bytes(), &cuts) {
                reader.feed(piece);
            }
            reader.end_event();
            // A keep-alive.
            reader.end_event();
        }
        prop_assert!(reader.is_whole());
        prop_assert_eq!(reader.finish(), read(&Value::from(events)));
    }

    #[test]
    fn events_that_repeat_say_what_they_say_in_pieces(
        kinds in prop::collection::vec(event(), 1..5), order in prop::collection::vec((0_usize..5, texts(), numbers(), noise()), 0..60),
        cuts in cuts()
    ) {
        let events: Vec<String> = order
            .iter()
            .map(|(kind, text, number, (noise, place))| {
                let event = &kinds[kind % kinds.len()];
                let mut event = event.replace("TEXT", text).replace("NUMBER", number);
                let place = place.index(event.len());
                if event.is_char_boundary(place) {
                    event.insert_str(place, noise);
                }
                event
            })
            .collect();
        let read = |cuts: &[usize]| {
            let mut reader = ResponseReader::of_events();
            let mut ends = Vec::new();
            for event in &events {
                for piece in pieces(event.as_bytes(), cuts) {
                    reader.feed(piece);
                }
                ends.push(reader.end_event());
            }
            (ends, reader.finish())
        };
        let whole = read(&[usize::MAX]);
        // A piece that is less than an event is always read.
        prop_assert_eq!(&read(&[1]), &whole);
        prop_assert_eq!(&read(&cuts), &whole);
    }

    #[test]
    fn anything_is_read_alike_in_any_pieces(bytes in jumble(), cuts in cuts()) {
        let whole = read_pieces([&bytes[..]]);
        prop_assert_eq!(read_pieces(pieces(&bytes, &cuts)), whole);
        prop_assert_eq!(read_request(pieces(&bytes, &cuts)), read_request([&bytes[..]]));
    }
}

/// Texts as they are written in JSON.
fn texts() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "word", r"\n", r#"\"\\"#, r#"{\"model\":[]"#, r"\u00e9"])
}

/// Numbers as they are written in JSON, and what may stand in place of one.
fn numbers() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "0",
        "7",
        "12.0",
        "1e2",
        "-1",
        "null",
        "true",
        "\"9\"",
        "99999999999999999999",
        "{}",
    ])
}

/// Something that stands where it need not belong, mostly nothing.
fn noise() -> impl Strategy<Value = (&'static str, prop::sample::Index)> {
    let noise = prop_oneof![4 => Just(""), 1 => prop::sample::select(vec![" ", "\n \t", "\x0c", "}", "7", "\"", "\u{feff}"])];
    (noise, any::<prop::sample::Index>())
}

/// An event of a stream, with a place for a text.
fn event() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        r#"{"id":"a","choices":[{"index":0,"delta":{"content":"TEXT"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        r#"{"id":"TEXT","choices":[{"index":1,"delta":{"content":"x"},"logprobs":{"a":["TEXT",{}]}}],"created":17}"#,
        r#"{"choices":[{"index":0,"delta":{"content":"TEXT"},"finish_reason":"stop"}]}"#,
        r#"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t","function":{"name":"f","arguments":"TEXT"}}]}}]}"#,
        r#"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"TEXT"}}]}}]}"#,
        r#"{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":1}}"#,
        r#"{"choices":[],"usage":{"prompt_tokens":NUMBER,"completion_tokens":-1}}"#,
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"TEXT"}}"#,
        r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":NUMBER}}"#,
        r#"{"type":"response.output_text.delta","sequence_number":4,"delta":"TEXT"}"#,
        r#"{"generation_id":"g","text":"TEXT","is_finished":false}"#,
        r#"{"candidates":[{"content":{"parts":[{"text":"TEXT"}]},"index":0}],"modelVersion":"m"}"#,
        r#"{"usageMetadata":{"promptTokenCount":NUMBER,"candidatesTokenCount":NUMBER,"promptTokensDetails":[{"modality":"TEXT","tokenCount":NUMBER}]},"id":"TEXT"}"#,
        r#"{"usage":{"prompt_tokens":NUMBER,"completion_tokens":NUMBER},"x_groq":{"usage":{"prompt_tokens":NUMBER}}}"#,
        r#"{"model":"m","created_at":"TEXT","response":"TEXT","done":false}"#,
        r#"{"model":"n","created_at":"TEXT","response":"TEXT","done":true,"eval_count":NUMBER}"#,
        r#"{"error":{"message":"TEXT"}}"#,
        r#"{"usage":{"cacheDetails":[]}}"#,
        r#"{"usage":{"cacheDetails":[{"ttl":"5m","inputTokens":NUMBER}]}}"#,
        r#"{"usage":{"cache_creation":{"ephemeral_1h_input_tokens":NUMBER,"ephemeral_5m_input_tokens":NUMBER}}}"#,
        r#"{"usage_info":{"pages_processed":NUMBER},"responses":[{"responses":[{}]}]}"#,
        r#"{"predictions":[{"embeddings":{"statistics":{"token_count":NUMBER}}}],"x":"TEXT"}"#,
    ]);
    prop_oneof![3 => known.prop_map(str::to_owned), 1 => bodies().prop_map(|body| body.to_string())]
}

/// Bytes that are JSON in parts.
fn jumble() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        &b"{"[..],
        b"}",
        b"[",
        b"]",
        b":",
        b",",
        b"\"",
        b"\\",
        b"\\u",
        b"\\ud83d",
        b"\\ude00",
        b"\\n",
        b" \n",
        b"\"model\":",
        b"\"usage\":{",
        b"\"prompt_tokens\":",
        b"\"id\":\"",
        b"\"choices\":[{",
        b"\"finish_reason\":\"stop\"",
        b"\"delta\":",
        b"\"stop\":[\"",
        b"12",
        b"-0",
        b"1e5",
        b"NaN",
        b"null",
        b"true",
        b"\xff",
        b"\xf0\x9f\x98",
        b"\x80",
        b"\xef\xbb\xbf",
        b"\xc3\xa9",
        b"data",
        b"\"x\":[[{}",
    ]);
    let byte = any::<u8>().prop_map(|byte| vec![byte]);
    let piece = prop_oneof![
        8 => words.prop_map(<[u8]>::to_vec),
        1 => byte,
        1 => (1_000_usize..1_040).prop_map(|length| vec![b'x'; length]),
        1 => (1_000_usize..1_040).prop_map(|length| vec![b'7'; length]),
    ];
    let jumble = prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat());
    let object = jumble.clone().prop_map(|rest| [b"{\"model\":\"", &rest[..]].concat());
    prop_oneof![jumble, object]
}

#[test]
fn a_body_that_is_cut_short_keeps_what_was_seen() {
    let body = br#"{"id":"x","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"content":"long"#;
    let mut expected = model("m");
    expected.id("x").finish_reason("stop");
    assert_eq!(read_pieces([&body[..]]), (expected, false));
    // Half a number is no number, half a text no text.
    assert_eq!(
        read_bytes(br#"{"model":"m","usage":{"prompt_tokens":12"#),
        read(&json!({"model": "m", "usage": {}}))
    );
    assert_eq!(read_bytes(br#"{"model":"m","id":"res"#), model("m"));
}

#[test]
fn what_is_no_json_keeps_what_was_seen() {
    for (body, whole) in [
        (&b"{\"model\":\"m\"}]]} and more"[..], true),
        (b"\xef\xbb\xbf {\"model\":\"m\"}", true),
        (b"{\"model\":\"m\",}", true),
        (b"{\"model\":\"m\",,\"id\":\"x\"}", false),
        (b"{\"model\":\"m\";\"id\":\"x\"}", false),
        (b"{\"model\":\"m\"],\"id\":\"x\"}", false),
        (b"{\"model\":\"m\",id:\"x\"}", false),
        (b"{\"model\":\"m\",\"id\" \"x\"}", false),
        (b"{\"model\":\"m\",\"id\"::\"x\"}", false),
        (b"{\"model\":\"m\",\"id\":}", false),
    ] {
        let text = String::from_utf8_lossy(body);
        assert_eq!(read_pieces([body]), (model("m"), whole), "{text}");
        assert_eq!(read_pieces(pieces(body, &[1])), (model("m"), whole), "{text}");
    }
    for nothing in [&b""[..], b"<html></html>", b"\xff\xd8\xff", b"data: {}", b": ping", b"[DONE]"]
    {
        assert_eq!(read_bytes(nothing), Observation::new());
    }
}

#[test]
fn numbers_nobody_can_use_are_counted() {
    let usage = |number: &str| {
        read_bytes(
            format!(r#"{{"usage":{{"prompt_tokens":{number},"completion_tokens":3}}}}"#).as_bytes(),
        )
    };
    let alone = read(&json!({"usage": {"completion_tokens": 3}}));
    for number in
        ["NaN", "-Infinity", "1e400", "-1", "1.5", "18446744073709551616", &"9".repeat(5_000)]
    {
        assert_eq!(usage(number), Observation { invalid: 1, ..alone.clone() }, "{number}");
    }
    for number in ["5", "5.0", "50e-1", "0.5E1"] {
        assert_eq!(usage(number).usage, Usage::tokens(5, 3), "{number}");
    }
    assert_eq!(usage("null"), alone);
}

#[test]
fn characters_are_whole_or_replaced() {
    for (written, name) in [
        (&br#"\ud83d\ude00"#[..], "😀"),
        (br#"a\u00e9\n"#, "aé"),
        (br#"\ud83dx"#, "\u{fffd}x"),
        (br#"\ud83d"#, "\u{fffd}"),
        (br#"\ud83d\ud83d\ude00"#, "\u{fffd}😀"),
        (br#"\ude00x"#, "\u{fffd}x"),
        (br#"\u12x"#, "\u{fffd}x"),
        (br#"\"\\\/\q"#, "\"\\/q"),
        (b"\xff\xfex", "\u{fffd}\u{fffd}x"),
        ("é😀".as_bytes(), "é😀"),
    ] {
        let body = [b"{\"model\":\"", written, b"\"}"].concat();
        assert_eq!(read_bytes(&body), model(name), "{name}");
        assert_eq!(read_pieces(pieces(&body, &[1])), (model(name), true), "{name}");
    }
}

#[test]
fn long_texts_are_cut_and_counted_like_parsed_ones() {
    for text in [
        "x".repeat(MAX_TEXT_BYTES),
        "x".repeat(MAX_TEXT_BYTES + 1),
        "é".repeat(MAX_TEXT_BYTES),
        format!("xé{}", "😀".repeat(MAX_TEXT_BYTES)),
        format!("m{}x", " ".repeat(2 * MAX_TEXT_BYTES)),
        format!("{}m", " ".repeat(2 * MAX_TEXT_BYTES)),
        "\\\"".repeat(100_000),
    ] {
        let body = json!({"model": text, "id": "x"});
        let json = body.to_string();
        assert_eq!(read_bytes(json.as_bytes()), read(&body));
        assert_eq!(read_pieces(pieces(json.as_bytes(), &[700])).0, read(&body));
    }
}

#[test]
fn a_key_however_long_is_passed_over() {
    let body = json!({"k".repeat(100_000): {"model": "no"}, "model": "m"});
    assert_eq!(read_pieces(pieces(body.to_string().as_bytes(), &[3_000])), (model("m"), true));
}

#[test]
fn nesting_however_deep_is_passed_over() {
    for (open, close) in [("[", "]"), ("{\"choices\":", "}"), ("{\"x\":[", "]}")] {
        let deep = format!("{}0{}", open.repeat(200_000), close.repeat(200_000));
        for key in ["content", "metadata", "choices", "usage"] {
            let body = format!(r#"{{"{key}":{deep},"model":"m"}}"#);
            assert_eq!(read_pieces([body.as_bytes()]), (model("m"), true), "{key} {open}");
        }
        let (_, whole) = read_pieces([deep.as_bytes()]);
        assert!(whole);
    }
}

#[test]
fn a_line_however_long_takes_no_more_room() {
    let mut reader = ResponseReader::new();
    reader.feed(br#"{"content":""#);
    let piece = "long \\n text, ".repeat(10_000);
    for _ in 0..100 {
        reader.feed(piece.as_bytes());
    }
    reader.feed(br#"","vector":["#);
    let piece = "-0.0123,".repeat(10_000);
    for _ in 0..100 {
        reader.feed(piece.as_bytes());
    }
    reader.feed(br#"1],"model":"m"}"#);
    assert!(reader.is_whole());
    assert_eq!(reader.finish(), model("m"));
    assert!(size_of::<ResponseReader>() <= 3_072, "{}", size_of::<ResponseReader>());
    assert!(size_of::<RequestReader>() <= 3_072, "{}", size_of::<RequestReader>());
}

#[test]
fn the_last_of_two_members_counts() {
    assert_eq!(read_bytes(br#"{"model":"a","model":"m"}"#), model("m"));
}

#[test]
fn an_event_that_repeats_is_recognised() {
    for (first, like_it) in [
        (
            r#"{"choices":[{"delta":{"content":"a"}}],"usage":null,"pad":"x"}"#,
            r#"{"choices":[{"delta":{"content":"b"}}],"usage":null,"pad":""}"#,
        ),
        (
            r#"{"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":1,"totalTokenCount":2}}"#,
            r#"{"candidates":[{"content":{"parts":[{"text":"b"}]}}],"usageMetadata":{"promptTokenCount":1,"totalTokenCount":9}}"#,
        ),
        (
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}  }"#,
            r#"{"type":"content_block_delta","index":7,"delta":{"type":"text_delta","text":"b"}       }"#,
        ),
        (
            r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}"#,
        ),
    ] {
        let mut reader = ResponseReader::of_events();
        for _ in 0..2 {
            reader.feed(first.as_bytes());
            reader.end_event();
        }
        reader.feed(like_it.as_bytes());
        assert!(reader.recognised.is_some(), "{like_it}");
    }
}

#[test]
fn an_event_that_is_revoked_has_not_been() {
    let said = |revoked: Option<&str>| {
        let mut reader = ResponseReader::of_events();
        reader.set_revocable(true);
        for text in ["a", "b", "c"] {
            reader.feed(format!(r#"{{"model":"m","delta":{{"text":"{text}"}}}}"#).as_bytes());
            reader.end_event();
        }
        if let Some(revoked) = revoked {
            reader.feed(revoked.as_bytes());
            reader.revoke_event();
        }
        reader.feed(br#"{"model":"m","delta":{"text":""}}"#);
        let event = reader.end_event();
        (event, reader.is_whole(), reader.finish())
    };
    let expected = said(None);
    assert_eq!(expected.2, model("m"));
    for revoked in [
        r#"{"model":"other","usage":{"prompt_tokens":1}}"#,
        r#"{"usage":{"prompt_tokens":1}}"#,
        r#"{"model":"m","delta":{"text":"x"}}"#,
        r#"{"model":"other","delta":{"text":"cut"#,
        "no json",
    ] {
        assert_eq!(said(Some(revoked)), expected, "{revoked}");
    }
}

#[test]
fn an_event_that_is_cut_does_not_spoil_the_next() {
    let mut reader = ResponseReader::new();
    reader
        .feed(br#"{"choices":[{"index":0,"delta":{"tool_calls":[{"id":"c","function":{"name":"f"#);
    reader.end_event();
    assert!(!reader.is_whole());
    reader.feed(br#"{"model":"m"}"#);
    reader.end_event();
    assert!(!reader.is_whole(), "one of them was not");
    assert_eq!(reader.finish(), model("m"));
}
