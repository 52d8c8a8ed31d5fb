//! A record names the function that was annotated.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use genai_otel::{Instrumentation, tool_instrumented};
use genai_otel_testkit::TestTelemetry;

mod shop {
    use super::{Instrumentation, tool_instrumented};

    pub(super) struct Shelf;

    impl Shelf {
        #[tool_instrumented(instrumentation = genai)]
        pub(super) fn r#match(&self, genai: &Instrumentation) -> u32 {
            let _ = genai;
            7
        }
    }
}

#[test]
fn by_its_path() {
    let telemetry = TestTelemetry::new();
    assert_eq!(shop::Shelf.r#match(telemetry.instrumentation()), 7);
    let record = telemetry.only_record();
    assert_eq!(record.source_function.as_deref(), Some("source::shop::match"));
}

#[test]
fn as_the_guard_is_told() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_tool_call("search");
    call.source_function("shop::\nsearch".to_owned()).start().finish();
    let record = telemetry.only_record();
    assert_eq!(record.source_function.as_deref(), Some("shop::\u{fffd}search"));
}
