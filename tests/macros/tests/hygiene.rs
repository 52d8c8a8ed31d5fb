//! What an attribute expands to needs nothing from where it stands, and shadows nothing there.
#![no_implicit_prelude]
#![allow(
    dead_code,
    non_camel_case_types,
    unused_macros,
    reason = "names that are there only to be in the way"
)]

use ::futures_util::FutureExt as _;
use ::std::iter::Iterator as _;
use ::std::string::ToString as _;

use ::genai_otel::{llm_instrumented, tool_instrumented, workflow};

struct Result;
struct Option;
struct String;
struct Vec;
struct Box;
struct Pin;
struct Some;
struct None;
struct Ok;
struct Err;
struct Future;
struct Instrumentation;
struct ModelOperation;
struct bool;
struct f64;
struct u64;
mod core {}
mod std {}
mod genai_otel {}
macro_rules! compile_error {
    () => {};
}

type Genai = ::genai_otel::Instrumentation;
type Reply =
    ::std::result::Result<::genai_otel_macros_tests::Answer, ::genai_otel_macros_tests::Failure>;

#[llm_instrumented(
    provider = "openai",
    operation = TextCompletion,
    instrumentation = genai,
    tokens_from_response,
    gate,
    user_id = builder,
    stop_sequences = [call],
    fields(app.shape = shape, app.work = work),
)]
async fn chat(
    genai: &Genai,
    model: &::std::primitive::str,
    temperature: ::std::primitive::f64,
    builder: &::std::primitive::str,
    call: &::std::primitive::str,
    shape: &::std::primitive::str,
    work: ::std::primitive::u64,
) -> Reply {
    ::std::assert_eq!((temperature, builder, call, shape, work), (0.5, "b", "c", "s", 1));
    ::std::result::Result::Ok(::genai_otel_macros_tests::Answer::of(model))
}

#[tool_instrumented(instrumentation = genai)]
fn tool(genai: &Genai) -> ::std::option::Option<::std::primitive::u32> {
    ::std::option::Option::Some(1)
}

#[workflow(instrumentation = genai)]
fn later<'a>(
    genai: &Genai,
) -> ::std::pin::Pin<::std::boxed::Box<dyn ::std::future::Future<Output = Reply> + 'a>> {
    ::std::boxed::Box::pin(async move {
        ::std::result::Result::Err(::genai_otel_macros_tests::Failure::Broken)
    })
}

#[llm_instrumented(provider = "openai", model = "m", instrumentation = genai, stream, tokens_from_response)]
fn streamed<'a>(
    genai: &Genai,
) -> ::std::pin::Pin<::std::boxed::Box<dyn ::futures_util::Stream<Item = Reply> + 'a>> {
    ::std::boxed::Box::pin(::futures_util::stream::empty())
}

#[test]
fn expansions_need_no_prelude_and_mind_no_shadows() {
    let telemetry = ::genai_otel_testkit::TestTelemetry::new();
    let genai = telemetry.instrumentation();
    let answer = chat(genai, "m", 0.5, "b", "c", "s", 1).now_or_never();
    ::std::assert!(::std::matches!(
        answer,
        ::std::option::Option::Some(::std::result::Result::Ok(_))
    ));
    tool(genai);
    ::std::mem::drop(later(genai).now_or_never());
    ::std::mem::drop(streamed(genai));
    let names = telemetry.records();
    let names = names.iter().map(|record| record.operation.to_string());
    ::std::assert_eq!(
        names.collect::<::std::vec::Vec<_>>(),
        ["text_completion", "execute_tool", "invoke_workflow", "chat"]
    );
}
