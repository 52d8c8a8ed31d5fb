//! Whatever comes: no panic, and the same frames however the bytes are split.

use genai_otel_http::framing::Asked;
use proptest::prelude::*;

use crate::seen::{CONTENT_TYPES, Seen};

/// Bytes, and pieces of what the protocols are made of, in no order.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(WORDS);
    let piece = prop_oneof![
        4 => word.prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
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
}

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
