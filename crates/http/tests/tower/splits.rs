//! However a body is split and wherever it is left, there is one call.

use futures_util::FutureExt;
use genai_otel_testkit::TestTelemetry;
use http_body_util::BodyExt;
use proptest::prelude::*;

use crate::memory::{Memory, anonymous, post, read, send};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn splits_change_nothing(sizes in prop::collection::vec(1..60_usize, 1..6), kind in 0..BODIES.len()) {
        let (content_type, body) = BODIES[kind];
        let read_all = |sizes: &[usize]| {
            let telemetry = TestTelemetry::new();
            let memory = Memory::new(200, &[("content-type", content_type)], body.as_bytes());
            let mut client = memory.split(sizes).tapped(telemetry.instrumentation());
            let bytes = read(send(&mut client, post(URL, ASKED)));
            (bytes, anonymous(&telemetry.only_record()))
        };
        prop_assert_eq!(read_all(&sizes), read_all(&[usize::MAX]));
    }

    #[test]
    fn a_body_left_anywhere_is_one_call(
        sizes in prop::collection::vec(1..60_usize, 1..6),
        taken in 0..40_usize,
        status in prop::sample::select(vec![200_u16, 204, 400, 529]),
        kind in 0..BODIES.len(),
    ) {
        let telemetry = TestTelemetry::new();
        let (content_type, body) = BODIES[kind];
        let memory = Memory::new(status, &[("content-type", content_type)], body.as_bytes());
        let mut client = memory.split(&sizes).tapped(telemetry.instrumentation());
        let mut body = send(&mut client, post(URL, ASKED)).into_body();
        for _ in 0..taken {
            let _frame = body.frame().now_or_never().unwrap();
        }
        drop(body);
        prop_assert_eq!(telemetry.records().len(), 1);
        prop_assert_eq!(telemetry.spans().len(), 1);
        prop_assert_eq!(telemetry.live_spans(), 0);
    }

    #[test]
    fn any_bytes_pass_unchanged(
        body in prop::collection::vec(any::<u8>(), 0..300),
        sizes in prop::collection::vec(1..60_usize, 1..6),
        content_type in prop::sample::select(vec![
            "text/event-stream", "application/json", "application/vnd.amazon.eventstream", "application/x-ndjson", "",
        ]),
    ) {
        let telemetry = TestTelemetry::new();
        let memory = Memory::new(200, &[("content-type", content_type)], &body).split(&sizes);
        let passed = read(send(&mut memory.tapped(telemetry.instrumentation()), post(URL, ASKED)));
        prop_assert_eq!(&passed[..], &body[..]);
        prop_assert_eq!(telemetry.records().len(), 1);
    }
}

const URL: &str = "https://api.openai.com/v1/chat/completions";
const ASKED: &str = r#"{"model": "gpt-4o", "stream": true}"#;
const BODIES: [(&str, &str); 3] = [
    (
        "text/event-stream",
        "data: {\"id\": \"c-1\", \"choices\": [{\"index\": 0, \"delta\": {\"content\": \"H\\u00e9l\"}}]}\r\n\r\n\
         data: {\"choices\": [{\"index\": 0, \"finish_reason\": \"stop\", \"delta\": {}}]}\n\ndata: [DONE]\n\n",
    ),
    (
        "application/json",
        "{\"id\": \"c-1\", \"choices\": [{\"index\": 0, \"finish_reason\": \"stop\"}], \"usage\": {\"prompt_tokens\": 9}}",
    ),
    (
        "application/x-ndjson",
        "{\"response\": \"a\", \"done\": false}\n{\"response\": \"\", \"done\": true}\n",
    ),
];
