//! Functions, and functions that return a future.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use futures_util::FutureExt as _;
use genai_otel::{Instrumentation, llm_instrumented};
use genai_otel_macros_tests::{Answer, Failure};
use genai_otel_testkit::TestTelemetry;

use super::{FAILED, READ, Reply, ask, now, outcome};

type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response)]
async fn asynchronous(genai: &Instrumentation, model: &str) -> Reply {
    let answer = async { ask(model) }.await?;
    if answer.model == "early" {
        return Ok(answer);
    }
    Ok(answer)
}

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response)]
fn synchronous(genai: &Instrumentation, model: &str) -> Reply {
    let answer = ask(model)?;
    if answer.model == "early" {
        return Ok(answer);
    }
    Ok(answer)
}

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response)]
fn opaque_future(genai: &Instrumentation, model: &str) -> impl Future<Output = Reply> + Send {
    if model == "early" {
        panic!("not asked for");
    }
    let model = model.to_owned();
    async move { ask(&model) }
}

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response)]
fn boxed_future<'a>(
    genai: &Instrumentation,
    model: &'a str,
) -> Pin<Box<dyn Future<Output = Reply> + Send + 'a>> {
    Box::pin(async move {
        let answer = ask(model)?;
        Ok(answer)
    })
}

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response)]
fn boxed_future_of_several<'a>(
    genai: &Instrumentation,
    model: &'a str,
) -> Pin<Box<dyn Future<Output = Reply> + Send + 'a>> {
    if model == "early" {
        return Box::pin(std::future::ready(Err(Failure::Broken)));
    }
    Box::pin(async move { ask(model) })
}

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response, future)]
fn future_of_another_name<'a>(genai: &Instrumentation, model: &'a str) -> Later<'a, Reply> {
    Box::pin(async move { ask(model) })
}

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response)]
fn again<'a>(
    genai: &'a Instrumentation,
    model: &'a str,
    depth: u32,
) -> Pin<Box<dyn Future<Output = Reply> + Send + 'a>> {
    Box::pin(
        async move { if depth == 0 { ask(model) } else { again(genai, model, depth - 1).await } },
    )
}

#[llm_instrumented(provider = "openai", instrumentation = genai, tokens_from_response)]
async fn of_one_thread(genai: &Instrumentation, model: Rc<str>) -> Reply {
    async {}.await;
    ask(&model)
}

both! {
    async_functions: |genai, model| now(asynchronous(genai, model));
    functions: synchronous;
    functions_that_return_an_opaque_future: |genai, model| now(opaque_future(genai, model));
    functions_that_return_a_boxed_future: |genai, model| now(boxed_future(genai, model));
    functions_that_return_one_boxed_future_or_another: |genai, model| now(boxed_future_of_several(genai, model));
    functions_that_return_a_future_under_another_name: |genai, model| now(future_of_another_name(genai, model));
}

#[test]
fn futures_need_not_be_send() {
    let answer = outcome(|genai| of_one_thread(genai, Rc::from("m")).now_or_never().unwrap());
    assert_eq!(answer, (Ok(Answer::of("m")), READ.0, READ.1));
}

#[test]
fn functions_may_call_themselves() {
    let telemetry = TestTelemetry::new();
    assert_eq!(now(again(telemetry.instrumentation(), "m", 2)), Ok(Answer::of("m")));
    assert_eq!(telemetry.records().len(), 3);
}

#[test]
fn a_returned_future_is_a_call_from_its_first_poll_on() {
    let telemetry = TestTelemetry::new();
    let futures = (
        opaque_future(telemetry.instrumentation(), "m"),
        boxed_future(telemetry.instrumentation(), "m"),
        asynchronous(telemetry.instrumentation(), "m"),
    );
    assert_eq!(telemetry.live_spans(), 0);
    drop(futures);
    assert!(telemetry.records().is_empty());
}
