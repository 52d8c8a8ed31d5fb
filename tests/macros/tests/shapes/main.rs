//! Every shape of function works, and stays what it was.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::future::Future;

use futures_util::FutureExt as _;
use genai_otel::{Instrumentation, Outcome};
use genai_otel_macros_tests::{Answer, Failure};
use genai_otel_testkit::TestTelemetry;

/// Checks an answered and a failed call.
macro_rules! both {
    ($($name:ident: $call:expr;)*) => {$(
        #[test]
        fn $name() {
            let call: fn(&Instrumentation, &str) -> Reply = $call;
            let (value, outcome, input) = outcome(|genai| call(genai, "m"));
            assert_eq!((value.is_ok(), (outcome, input)), (true, READ));
            let (value, outcome, input) = self::outcome(|genai| call(genai, "none"));
            assert_eq!((value, (outcome, input)), (Err(Failure::Broken), FAILED));
        }
    )*};
}

mod futures;
mod methods;
mod streams;
mod values;

type Reply = Result<Answer, Failure>;

/// Runs it, and says what became of the one call that it made.
#[track_caller]
fn outcome<T>(program: impl FnOnce(&Instrumentation) -> T) -> (T, Outcome, Option<u64>) {
    let telemetry = TestTelemetry::new();
    let value = program(telemetry.instrumentation());
    let record = telemetry.only_record();
    (value, record.outcome, record.usage.input.value())
}

fn now<T>(future: impl Future<Output = T> + Send) -> T {
    future.now_or_never().unwrap()
}

fn ask(model: &str) -> Reply {
    if model == "none" { Err(Failure::Broken) } else { Ok(Answer::of(model)) }
}

const READ: (Outcome, Option<u64>) = (Outcome::Completed, Some(12));
const FAILED: (Outcome, Option<u64>) = (Outcome::Error, None);
