//! What functions return, and what they take.

use std::panic::{AssertUnwindSafe, catch_unwind};

use genai_otel::{Instrumentation, Outcome, Trouble, llm_instrumented, tool_instrumented};
use genai_otel_macros_tests::{Answer, Failure, Spoken};
use genai_otel_testkit::TestTelemetry;

use super::{FAILED, READ, Reply, ask, now, outcome};

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response)]
async fn optional(genai: &Instrumentation, model: &str) -> Option<Answer> {
    ask(model).ok()
}

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response)]
async fn plain(genai: &Instrumentation, model: &str) -> Answer {
    Answer::of(model)
}

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response, plain)]
async fn generic_value<T: serde::Serialize + Send>(
    genai: &Instrumentation,
    model: &str,
    value: T,
) -> T {
    assert!(!model.is_empty());
    value
}

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response)]
async fn generic<M, T, const N: usize>(
    genai: &Instrumentation,
    model: M,
    values: [T; N],
) -> Result<T, Failure>
where
    M: AsRef<str> + Send,
    T: serde::Serialize + Send,
{
    drop(model);
    values.into_iter().next().ok_or(Failure::Broken)
}

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response, result)]
async fn opaque_value(
    genai: &Instrumentation,
    model: impl AsRef<str> + Send,
) -> impl IntoIterator<Item = Answer> + std::fmt::Debug {
    ask(model.as_ref())
}

#[llm_instrumented(provider = "openai", instrumentation = genai, response = |_, call| call.set_token_usage(12, 4))]
fn opaque_in_result(
    genai: &Instrumentation,
    model: &str,
) -> Result<impl Iterator<Item = Answer>, Failure> {
    Ok(Some(ask(model)?).into_iter())
}

#[llm_instrumented(provider = "openai", instrumentation = genai)]
fn never(genai: &Instrumentation, model: &str) -> ! {
    panic!("{model}")
}

#[llm_instrumented(provider = "openai", instrumentation = genai)]
async fn unit(genai: &Instrumentation, model: &str) {
    assert!(!model.is_empty());
}

#[llm_instrumented(provider = "openai", instrumentation = genai, response = |_, call| call.set_token_usage(12, 4))]
fn borrowed<'a>(genai: &Instrumentation, model: &'a str, _: &str) -> Result<&'a str, Failure> {
    Ok(model)
}

/// Functions as macros by example make them: what they insert has invisible brackets around it.
macro_rules! functions {
    ($name:ident, $operation:expr, $model:ty, $output:ty, $body:block) => {
        #[llm_instrumented(provider = "openai", operation = $operation, instrumentation = genai, response = observe)]
        async fn $name(genai: &Instrumentation, model: $model) -> $output $body
    };
}

functions!(by_example, Chat, &str, Result<Spoken, Failure>, { Ok(Spoken(12, 4)) });

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response)]
unsafe fn dangerous(genai: &Instrumentation, model: &str) -> Reply {
    ask(model)
}

#[llm_instrumented(provider = "openai", model = model, instrumentation = genai, response = observe)]
async fn destructured(
    genai: &Instrumentation,
    (model, Spoken(input, output)): (&str, Spoken),
    _: u32,
    #[allow(unused_variables, reason = "attributes of arguments stay")] model_of: &str,
) -> Spoken {
    #![allow(clippy::needless_pass_by_value, reason = "attributes inside stay too")]
    assert_eq!(model, "m");
    Spoken(input, output)
}

#[tool_instrumented(instrumentation = genai, response = |found: &Vec<u32>, call| {
    call.set_result(genai_otel::ToolResult::success().items_returned(found.len() as u64));
})]
fn r#match(genai: &Instrumentation) -> Vec<u32> {
    vec![1, 2, 3]
}

both! {
    opaque_values: |genai, model| now(opaque_value(genai, model)).into_iter().next().ok_or(Failure::Broken);
    opaque_values_in_results: |genai, model| opaque_in_result(genai, model)?.next().ok_or(Failure::Broken);
}

#[test]
fn an_option_without_a_value_is_a_success_without_a_response() {
    let some = outcome(|genai| now(optional(genai, "m")));
    assert_eq!(some, (Some(Answer::of("m")), READ.0, READ.1));
    let none = outcome(|genai| now(optional(genai, "none")));
    assert_eq!(none, (None, Outcome::Completed, None));
}

#[test]
fn plain_values_are_successes() {
    assert_eq!(outcome(|genai| now(plain(genai, "m"))), (Answer::of("m"), READ.0, READ.1));
    let generic = outcome(|genai| now(generic_value(genai, "m", Answer::of("m"))));
    assert_eq!(generic, (Answer::of("m"), READ.0, READ.1));
    assert_eq!(outcome(|genai| now(unit(genai, "m"))), ((), Outcome::Completed, None));
}

#[test]
fn a_result_behind_a_type_parameter_of_the_impl_block_is_counted() {
    struct Kept<T>(T);

    impl<T: Clone> Kept<T> {
        #[llm_instrumented(provider = "openai", instrumentation = genai)]
        fn seen(&self, genai: &Instrumentation, model: &str) -> T {
            assert!(!model.is_empty());
            self.0.clone()
        }

        #[llm_instrumented(provider = "openai", instrumentation = genai, plain)]
        fn said(&self, genai: &Instrumentation, model: &str) -> T {
            assert!(!model.is_empty());
            self.0.clone()
        }
    }

    let telemetry = TestTelemetry::new();
    let genai = telemetry.instrumentation();
    Kept(3).seen(genai, "m");
    assert_eq!(Kept(ask("none")).said(genai, "m"), Err(Failure::Broken));
    assert!(genai.health().is_sound());
    assert_eq!(Kept(ask("none")).seen(genai, "m"), Err(Failure::Broken));
    let troubles: Vec<_> = genai.health().troubles().collect();
    assert_eq!(troubles, [(Trouble::HiddenResult, 1)]);
    assert!(telemetry.records().iter().all(|record| record.outcome == Outcome::Completed));
}

#[test]
fn functions_that_never_return_may_panic() {
    let run =
        |genai: &Instrumentation| catch_unwind(AssertUnwindSafe(|| never(genai, "m"))).is_err();
    assert_eq!(outcome(run), (true, Outcome::Panicked, None));
}

#[test]
fn generic_functions_are_read_and_classified() {
    let found = outcome(|genai| now(generic(genai, "m", [Answer::of("m")])));
    assert_eq!(found, (Ok(Answer::of("m")), READ.0, READ.1));
    let missing = outcome(|genai| now(generic(genai, "m".to_owned(), [(); 0])));
    assert_eq!(missing, (Err(Failure::Broken), FAILED.0, FAILED.1));
}

#[test]
fn borrowed_values_keep_their_lifetimes() {
    let model = "m".to_owned();
    let value = outcome(|genai| borrowed(genai, &model, "other"));
    assert_eq!(value, (Ok("m"), READ.0, READ.1));
}

#[test]
fn functions_of_macros_by_example_work() {
    let spoken = outcome(|genai| now(by_example(genai, "m")));
    assert_eq!(spoken, (Ok(Spoken(12, 4)), READ.0, READ.1));
}

#[test]
fn destructured_arguments_work() {
    let spoken = outcome(|genai| now(destructured(genai, ("m", Spoken(12, 4)), 0, "")));
    assert_eq!(spoken, (Spoken(12, 4), READ.0, READ.1));
}

#[test]
#[allow(unsafe_code, reason = "that is what it is about")]
fn unsafe_functions_work() {
    // SAFETY: it does nothing that could go wrong.
    let answer = outcome(|genai| unsafe { dangerous(genai, "m") });
    assert_eq!(answer, (Ok(Answer::of("m")), READ.0, READ.1));
}

#[test]
fn a_tool_says_how_it_did() {
    let telemetry = TestTelemetry::new();
    assert_eq!(r#match(telemetry.instrumentation()), [1, 2, 3]);
    let record = telemetry.only_record();
    let tool = record.tool.as_deref().unwrap();
    assert_eq!((tool.name.as_deref(), tool.items_returned), (Some("match"), Some(3)));
}
