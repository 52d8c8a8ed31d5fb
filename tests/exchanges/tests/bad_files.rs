//! What the command `read-exchange` says of files that are no exchanges.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/read_exchange.rs"]
mod read_exchange;

use std::fs;

use read_exchange::{chat, run, written};
use serde_json::json;

#[test]
fn a_wrong_member_is_named_with_what_it_is_and_has_to_be() {
    let long = format!("a.com/{}", "x".repeat(60_000));
    let cases = [
        ("/request", None, "`request` is missing: it has to be an object"),
        ("/request", Some(json!([])), "`request` is an array, not an object"),
        ("/request/url", None, "`request.url` is missing: it has to be a URL with a host"),
        ("/request/url", Some(json!(null)), "`request.url` is null, not a URL with a host"),
        ("/request/url", Some(json!("/v1")), "`request.url` is a text, not a URL with a host"),
        (
            "/request/url",
            Some(json!(long)),
            "`request.url` is 60014 bytes long, not a URL of at most 60000 bytes",
        ),
        (
            "/request/method",
            Some(json!("post")),
            "`request.method` is `post`, not a method in upper case",
        ),
        (
            "/request/method",
            Some(json!(1)),
            "`request.method` is a number, not a method in upper case",
        ),
        (
            "/request/headers",
            Some(json!("a: b")),
            "`request.headers` is a text, not an object of header fields",
        ),
        (
            "/request/headers",
            Some(json!({"a b": "c"})),
            "`request.headers.a b` is a text, not a header field",
        ),
        (
            "/request/body_encoding",
            Some(json!("gzip")),
            "`request.body_encoding` is `gzip`, not `utf8` or `base64`",
        ),
        (
            "/response/body_encoding",
            Some(json!(8)),
            "`response.body_encoding` is a number, not `utf8` or `base64`",
        ),
        (
            "/response/body",
            Some(json!(true)),
            "`response.body` is a boolean, not a text, an object or an array",
        ),
        (
            "/response/status",
            Some(json!("fine")),
            "`response.status` is a text, not a whole number from 200 to 999",
        ),
        (
            "/response/status",
            Some(json!(101)),
            "`response.status` is 101, not a whole number from 200 to 999",
        ),
        (
            "/response/status",
            None,
            "`response.status` is missing: it has to be a whole number from 200 to 999",
        ),
        ("/id", Some(json!(7)), "`id` is a number, not a text"),
        ("/expected", Some(json!("9")), "`expected` is a text, not an object"),
        (
            "/expected/output_tokens_accepted",
            Some(json!(2)),
            "`expected.output_tokens_accepted` is a number, not an array",
        ),
    ];
    for (member, value, said) in cases {
        let mut exchange = chat("a", 9);
        let (part, name) = member.rsplit_once('/').unwrap();
        let members = exchange.pointer_mut(part).unwrap().as_object_mut().unwrap();
        match value {
            Some(value) => members.insert(name.to_owned(), value),
            None => members.remove(name),
        };
        assert_eq!(complaint(exchange.to_string().as_bytes()), said);
    }
}

#[test]
fn a_body_that_is_no_base64_is_named() {
    let mut exchange = chat("a", 9);
    exchange["request"]["body_encoding"] = json!("base64");
    let said = "`request.body` is a text, not base64";
    assert_eq!(complaint(exchange.to_string().as_bytes()), said);
}

#[test]
fn what_is_no_object_in_utf8_is_named() {
    let text = chat("a", 9).to_string();
    let with_mark = format!("\u{feff}{text}").into_bytes();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases = [
        (b"[]".to_vec(), "is an array, not an object with `request` and `response`"),
        (with_mark, "begins with a byte order mark: save it as UTF-8 without a byte order mark"),
        (utf16, "is UTF-16: save it as UTF-8 without a byte order mark"),
    ];
    for (content, said) in cases {
        assert_eq!(complaint(&content), said);
    }
}

/// What is said of a file with this content, without its name.
fn complaint(content: &[u8]) -> String {
    let directory = written(&[]);
    let file = directory.path().join("a.json");
    fs::write(&file, content).unwrap();
    let output = run(&[&file]);
    assert_eq!((output.status.code(), &*output.stdout), (Some(1), &b""[..]));
    let err = String::from_utf8(output.stderr).unwrap();
    let said = err.strip_prefix(&format!("error: {}: ", file.display()));
    said.expect(&err).trim_end().to_owned()
}
