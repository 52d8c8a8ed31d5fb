//! An attribute finds genai-otel where `crate` says it is.

use std::cell::RefCell;

use futures_util::FutureExt as _;
use genai_otel_macros_tests::{Answer, Failure};
use genai_otel_testkit::TestTelemetry;

use self::vendored::telemetry::{Instrumentation, llm_instrumented};

/// A re-export that is not quite the same: its global is another one in each thread.
mod vendored {
    pub(crate) mod telemetry {
        pub(crate) use genai_otel::*;

        pub(crate) mod __private {
            pub(crate) use genai_otel::__private::*;

            pub(crate) fn global() -> genai_otel::Instrumentation {
                crate::GLOBAL.with_borrow(|global| global.clone().unwrap_or_else(global_of_all))
            }

            fn global_of_all() -> genai_otel::Instrumentation {
                genai_otel::__private::global()
            }
        }
    }
}

thread_local! {
    static GLOBAL: RefCell<Option<Instrumentation>> = const { RefCell::new(None) };
}

#[llm_instrumented(
    crate = crate::vendored::telemetry,
    provider = "openai",
    tokens_from_response,
    fields(app.kind = "test"),
)]
async fn chat(model: &str, max_tokens: u32) -> Result<Answer, Failure> {
    assert_eq!(max_tokens, 5);
    Ok(Answer::of(model))
}

#[test]
fn a_reexport_is_used_instead_of_the_crate() {
    let telemetry = TestTelemetry::new();
    GLOBAL.set(Some(telemetry.instrumentation().clone()));
    assert_eq!(chat("m", 5).now_or_never(), Some(Ok(Answer::of("m"))));
    assert_eq!(telemetry.only_record().usage.input.value(), Some(12));
}
