//! Labels of somebody who wants to break a page of metrics.

use genai_otel::opentelemetry::{KeyValue, global};
use serde_json::{Value, json};

/// Counts one of each, and tells under which value of the label `x` it is to be found.
pub(crate) fn measure() -> Value {
    let counter = global::meter("hostile")
        .u64_counter("hostile.calls")
        .with_description("\"Calls\" of\nsomebody \\ else.")
        .build();
    let megabyte = "é\"\n".repeat(250_000);
    // The last of what fits into 4,096 bytes, and a sign that there was more.
    let cut = "é\"\n".repeat(1_023) + "…";
    let invalid = String::from_utf8_lossy(b"a\xed\xa0\x80b\xffc");
    let values = [
        ("a\nb", "a\nb"),
        ("\"", "\""),
        ("\\", "\\"),
        ("\\n", "\\n"),
        ("{x=\"y\"} 1\nevil 2", "{x=\"y\"} 1\nevil 2"),
        ("# EOF\n", "# EOF\n"),
        ("a\0b", "a\u{fffd}b"),
        ("a\rc", "a\u{fffd}c"),
        ("\u{2028}é\u{1f980}", "\u{2028}é\u{1f980}"),
        (&*invalid, "a\u{fffd}\u{fffd}\u{fffd}b\u{fffd}c"),
        (&*megabyte, &*cut),
    ];
    for (value, _) in values {
        counter.add(1, &[KeyValue::new("x", value.to_owned())]);
    }
    for key in ["__name__", "le", "4xx", "a:b", "job", "größe", ""] {
        counter.add(1, &[KeyValue::new(key, "x")]);
    }
    for number in 0..10_000 {
        counter.add(1, &[KeyValue::new("number", number)]);
    }
    json!(values.map(|(_, shown)| shown))
}
