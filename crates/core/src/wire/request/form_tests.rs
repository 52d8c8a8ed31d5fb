//! Forms say what JSON would say, however they come.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::wire::tests::{cuts, pieces};

/// A form of these parts: a name, perhaps that of a file, and a content.
fn form(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, file, content) in parts {
        form.extend_from_slice(b"--b0undary\r\n");
        let mut head = format!("Content-Disposition: form-data; name=\"{name}\"");
        if let Some(file) = file {
            head += &format!("; filename=\"{file}\"\r\nContent-Type: audio/mpeg");
        }
        form.extend_from_slice(head.as_bytes());
        form.extend_from_slice(b"\r\n\r\n");
        form.extend_from_slice(content);
        form.extend_from_slice(b"\r\n");
    }
    form.extend_from_slice(b"--b0undary--\r\n");
    form
}

fn read(pieces: Vec<&[u8]>) -> (RequestBody, bool) {
    let mut reader = RequestReader::new();
    for piece in pieces {
        reader.feed(piece);
    }
    let whole = reader.is_whole();
    (reader.finish(), whole)
}

fn read_json(value: serde_json::Value) -> RequestBody {
    let mut reader = RequestReader::new();
    reader.feed(value.to_string().as_bytes());
    reader.finish()
}

#[test]
fn a_transcription_and_an_edit_of_an_image() {
    let transcription = form(&[
        ("file", Some("speech.mp3"), b"\r\n--b0undar\r\n\r\nname=\"model\"\r\n\r\nno"),
        ("model", None, b"whisper-1"),
        ("language", None, b"en"),
        ("temperature", None, b"0.2"),
        ("response_format", None, b"verbose_json"),
        ("timestamp_granularities[]", None, b"word"),
        ("stream", None, b"true"),
    ]);
    let said = json!({"model": "whisper-1", "temperature": 0.2, "stream": true});
    assert_eq!(read(vec![&transcription]), (read_json(said), true));
    let edit = form(&[
        ("image[]", Some("a.png"), b"\x89PNG\r\n\x1a\n\x00"),
        ("image[]", Some("b.png"), b""),
        ("prompt", None, b"a hat"),
        ("model", None, b"gpt-image-1"),
        ("n", None, b"2"),
        ("size", None, b"1024x1024"),
        ("stream", None, b"false"),
    ]);
    let said = json!({"model": "gpt-image-1", "prompt": "a hat", "n": 2, "size": "1024x1024", "stream": false});
    assert_eq!(read(vec![&edit]), (read_json(said), true));
}

#[test]
fn values_that_cannot_be_are_counted() {
    let odd = form(&[
        ("temperature", None, b"warm"),
        ("n", None, b"-1"),
        ("stream", None, b"yes"),
        ("model", None, b""),
    ]);
    assert_eq!(read(vec![&odd]), (RequestBody { invalid: 2, ..RequestBody::default() }, true));
}

#[test]
fn half_a_form_says_half() {
    let whole = form(&[("model", None, b"m"), ("temperature", None, b"1")]);
    let cut = &whole[..whole.len() - 20];
    assert_eq!(read(vec![cut]), (read_json(json!({"model": "m"})), false));
}

#[test]
fn what_begins_like_a_form_and_is_none_says_nothing() {
    for body in [
        "--",
        "-",
        "--\r\n",
        "-1",
        "--boundary without an end",
        "--b\r\n\r\n--b--",
        "--b\r\nx: y\r\n\r\n\r\n--b--",
    ] {
        assert_eq!(read(vec![body.as_bytes()]).0, RequestBody::default(), "{body}");
    }
    let long = [b"--".repeat(200).as_slice(), b"\r\n"].concat();
    assert_eq!(read(vec![&long]), (RequestBody::default(), false));
}

#[test]
fn a_long_text_is_cut_and_a_long_line_forgotten() {
    let long = "x".repeat(100_000);
    let mut body = form(&[("model", None, long.as_bytes())]);
    let seen = read(vec![&body]).0.request.model.unwrap();
    assert_eq!(&*seen, crate::text::head(&long));
    body.splice(12..12, format!("x-{long}: y\r\n").into_bytes());
    assert_eq!(read(vec![&body]).0.request.model, Some(seen));
}

#[test]
fn white_space_may_come_first() {
    let whole = [b"\r\n \n", &form(&[("model", None, b"m")])[..]].concat();
    assert_eq!(read(vec![&whole]), (read_json(json!({"model": "m"})), true));
}

proptest! {
    #[test]
    fn pieces_make_no_difference(
        file in "[\r\n\\-a-z0]{0,60}", model in "[a-z\r\n-]{0,9}", n in any::<i32>(), keep in 0_usize..600, cuts in cuts()
    ) {
        let mut body = form(&[
            ("file", Some("f"), file.as_bytes()),
            ("model", None, model.as_bytes()),
            ("n", None, n.to_string().as_bytes()),
            ("image", Some("g"), b"--b0undary"),
        ]);
        body.truncate(keep);
        prop_assert_eq!(read(pieces(&body, &cuts)), read(vec![&body]));
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(body in prop::collection::vec(prop::sample::select(b"--ab\r\n:;=\"name x\xff".to_vec()), 0..300)) {
        let form = [b"--b\r\nContent-Disposition: form-data; name=\"model\"".as_slice(), &body].concat();
        read(pieces(&form, &[3]));
        read(vec![&body]);
    }
}
