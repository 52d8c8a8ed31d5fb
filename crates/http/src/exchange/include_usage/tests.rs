use genai_otel_core::wire::Routes;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;

const FIELD: &str = r#""stream_options":{"include_usage":true},"#;

fn edited_at(url: &str, body: &[u8]) -> Option<Vec<u8>> {
    let routes =
        Routes::builder().host("gateway.internal", Provider::from("ours")).build().unwrap();
    let (host, path) = url.split_once('/').unwrap();
    let path = format!("/{path}");
    let (path, query) = match path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (&*path, None),
    };
    let route = routes.recognise("POST", host, path, query).unwrap();
    edit(&route, query, body)
}

fn edited(body: &str) -> Option<String> {
    edited_at("api.openai.com/v1/chat/completions", body.as_bytes())
        .map(|body| String::from_utf8(body).unwrap())
}

#[test]
fn the_field_is_added_where_nothing_is_said_of_it() {
    for (body, expected) in [
        (r#"{"stream":true}"#, format!(r#"{{{FIELD}"stream":true}}"#)),
        (" {\n \"model\" : \"m\", \"stream\" : true }\n", format!(" {{{FIELD}\n \"model\" : \"m\", \"stream\" : true }}\n")),
        (
            r#"{"stream":true,"stream_options":{ }}"#,
            r#"{"stream":true,"stream_options":{"include_usage":true }}"#.to_owned(),
        ),
        (
            r#"{"stream_options":{"include_obfuscation":false},"stream":true}"#,
            r#"{"stream_options":{"include_usage":true,"include_obfuscation":false},"stream":true}"#.to_owned(),
        ),
        (
            r#"{"stream_options": null, "stream":true}"#,
            r#"{"stream_options": {"include_usage":true}, "stream":true}"#.to_owned(),
        ),
        (
            r#"{"messages":[{"content":"\"stream_options\": {"}],"stream":true}"#,
            format!(r#"{{{FIELD}"messages":[{{"content":"\"stream_options\": {{"}}],"stream":true}}"#),
        ),
        // Only the outer object counts.
        (
            r#"{"x":{"stream_options":{"include_usage":false}},"stream":true}"#,
            format!(r#"{{{FIELD}"x":{{"stream_options":{{"include_usage":false}}}},"stream":true}}"#),
        ),
    ] {
        assert_eq!(edited(body), Some(expected), "{body}");
    }
}

#[test]
fn the_word_of_the_application_stands() {
    for value in ["true", "false", "null", "1", "{}"] {
        let body = format!(r#"{{"stream":true,"stream_options":{{"include_usage":{value}}}}}"#);
        assert_eq!(edited(&body), None, "{body}");
    }
}

#[test]
fn what_is_unusual_stays_as_it_is() {
    for body in [
        "",
        "null",
        "[]",
        r#"[{"stream":true}]"#,
        r#"{"stream":false}"#,
        r#"{"stream":"true"}"#,
        r#"{"model":"m"}"#,
        r#"{"stream":true"#,
        r#"{"stream":true} x"#,
        r#"{"stream":true,}"#,
        r#"{"stream":true,"a":01}"#,
        r#"{"stream":true,"a":tru}"#,
        r#"{"stream":true,"a":[}]}"#,
        r#"{"stream":true,"a":"\x"}"#,
        r#"{"stream":true,"stream":true}"#,
        r#"{"stream":true,"stream_options":{},"stream_options":{}}"#,
        r#"{"stream":true,"stream\u005foptions":{}}"#,
        r#"{"stream":true,"stream_options":{"include\u005fusage":false}}"#,
        r#"{"stream":true,"stream_options":[]}"#,
        r#"{"stream":true,"stream_options":true}"#,
        r#"{"stream":true,"data_sources":[]}"#,
        "\u{feff}{\"stream\":true}",
        "{\"stream\":true,\"a\":\"\n\"}",
    ] {
        assert_eq!(edited(body), None, "{body}");
    }
    assert_eq!(
        edited_at("api.openai.com/v1/chat/completions", b"{\"stream\":true,\"a\":\"\xff\"}"),
        None
    );
    let deep = format!(r#"{{"stream":true,"a":{}{}}}"#, "[".repeat(1_000), "]".repeat(1_000));
    assert_eq!(edited(&deep), None);
}

#[test]
fn only_those_are_asked_that_know_the_field() {
    let azure = "r.openai.azure.com/openai/deployments/d/chat/completions";
    for (url, is_asked) in [
        ("api.openai.com/v1/chat/completions", true),
        ("api.openai.com/v1/completions", true),
        ("api.openai.com/v1/responses", false),
        ("api.groq.com/openai/v1/chat/completions", true),
        ("api.mistral.ai/v1/chat/completions", false),
        ("r.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview", false),
        (&format!("{azure}?api-version=2024-10-21"), true),
        (&format!("{azure}?api-version=2024-09-01-preview"), true),
        (&format!("{azure}?api-version=2024-08-01-preview"), false),
        (&format!("{azure}?api-version=2023-05-15"), false),
        ("r.openai.azure.com/openai/v1/chat/completions", true),
        ("localhost:8000/v1/chat/completions", true),
        ("unknown.example/v1/chat/completions", true),
        ("gateway.internal/v1/chat/completions", true),
        ("api.anthropic.com/v1/messages", false),
        ("localhost:11434/api/chat", false),
    ] {
        assert_eq!(edited_at(url, br#"{"stream":true}"#).is_some(), is_asked, "{url}");
    }
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..5)
                .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Without escapes, with which nothing is edited.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("include_usage".to_owned()),
        Just("stream".to_owned()),
        "[a-z\u{e9} :,{}]{0,6}"
    ]
}

proptest! {
    #[test]
    fn an_edited_body_is_the_same_and_the_field(
        members in prop::collection::vec((name(), json()), 0..5),
        options in prop::option::of(prop_oneof![
            Just(json!({})),
            Just(json!(null)),
            prop::collection::vec((name(), json()), 0..3)
                .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]),
        pretty in any::<bool>(),
    ) {
        let mut body: Map<String, Value> = members.into_iter().collect();
        body.insert("stream".to_owned(), json!(true));
        if let Some(options) = options {
            body.insert("stream_options".to_owned(), options);
        }
        let text = if pretty {
            serde_json::to_string_pretty(&body).unwrap()
        } else {
            serde_json::to_string(&body).unwrap()
        };
        let is_said = body.get("stream_options").is_some_and(|options| options.get("include_usage").is_some());
        let edited = edited(&text);
        prop_assert_eq!(edited.is_none(), is_said, "{}", text);
        if let Some(edited) = edited {
            let options = body.entry("stream_options").or_insert(Value::Null);
            if options.is_null() {
                *options = json!({});
            }
            options["include_usage"] = json!(true);
            prop_assert_eq!(serde_json::from_str::<Value>(&edited).unwrap(), Value::from(body));
            // Every other byte is where it was.
            let added = edited.len() - text.len();
            prop_assert!(added < 60);
            let front = text.bytes().zip(edited.bytes()).take_while(|(a, b)| a == b).count();
            let back = text.bytes().rev().zip(edited.bytes().rev()).take_while(|(a, b)| a == b).count();
            prop_assert!(front + back + "null".len() >= text.len());
        }
    }

    #[test]
    fn what_is_edited_was_json(
        body in json(),
        at in any::<prop::sample::Index>(),
        cut in 0_usize..3,
        bytes in prop::collection::vec(any::<u8>(), 0..3),
    ) {
        let mut text = json!({"stream": true, "body": body}).to_string().into_bytes();
        let at = at.index(text.len());
        let end = (at + cut).min(text.len());
        text.splice(at..end, bytes);
        if let Some(edited) = edited_at("api.openai.com/v1/chat/completions", &text) {
            let read = serde_json::from_slice::<Value>(&edited);
            // JSON has numbers that no float can hold.
            let is_json = read.as_ref().is_ok_and(Value::is_object)
                || read.is_err_and(|error| error.to_string().starts_with("number out of range"));
            prop_assert!(is_json, "{:?}", String::from_utf8_lossy(&text));
        }
    }
}
