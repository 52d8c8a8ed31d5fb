//! Functions that return a stream.

use std::future::Future;
use std::pin::Pin;

use futures_util::{FutureExt as _, Stream, StreamExt as _, stream};
use genai_otel::{Instrumentation, Outcome, llm_instrumented};
use genai_otel_macros_tests::{Answer, Failure};

use super::{FAILED, READ, Reply, ask, now, outcome};

type Flow<'a, T> = Pin<Box<dyn Stream<Item = T> + Send + 'a>>;

#[llm_instrumented(provider = "openai", instrumentation = genai, stream, tokens_from_response)]
fn opaque_stream(genai: &Instrumentation, model: &str) -> impl Stream<Item = Reply> + Send + use<> {
    stream::iter([ask(model), ask(model)])
}

#[llm_instrumented(provider = "openai", instrumentation = genai, stream, tokens_from_response)]
fn boxed_stream<'a>(
    genai: &Instrumentation,
    model: &'a str,
) -> Pin<Box<dyn Stream<Item = Reply> + Send + 'a>> {
    Box::pin(stream::iter([model, model]).map(ask))
}

#[llm_instrumented(provider = "openai", instrumentation = genai, stream, tokens_from_response)]
async fn stream_in_result<'a>(
    genai: &Instrumentation,
    model: &'a str,
) -> Result<Flow<'a, Reply>, Failure> {
    let first = ask(model)?;
    Ok(Box::pin(stream::iter([Ok(first)])))
}

#[llm_instrumented(provider = "openai", instrumentation = genai, stream, tokens_from_response)]
async fn opaque_stream_in_result(
    genai: &Instrumentation,
    model: &str,
) -> Result<impl Stream<Item = Answer> + Send + use<>, Failure> {
    let first = ask(model)?;
    Ok(stream::iter([first]))
}

#[llm_instrumented(provider = "openai", instrumentation = genai, stream, tokens_from_response)]
fn stream_in_boxed_future<'a>(
    genai: &Instrumentation,
    model: &'a str,
) -> Pin<Box<dyn Future<Output = Result<Flow<'a, Reply>, Failure>> + Send + 'a>> {
    Box::pin(async move {
        let first = ask(model)?;
        Ok(Box::pin(stream::iter([Ok(first)])) as Flow<'a, Reply>)
    })
}

/// The first item of a stream that is read to its end, or its first error.
fn first<S: Stream<Item = Reply> + Send>(stream: Result<S, Failure>) -> Reply {
    now(stream?.collect::<Vec<_>>()).remove(0)
}

both! {
    streams: |genai, model| first(Ok(opaque_stream(genai, model)));
    boxed_streams: |genai, model| first(Ok(boxed_stream(genai, model)));
    streams_in_results: |genai, model| first(now(stream_in_result(genai, model)));
    opaque_streams_in_results: |genai, model| first(now(opaque_stream_in_result(genai, model)).map(|stream| stream.map(Ok)));
    streams_in_boxed_futures: |genai, model| first(now(stream_in_boxed_future(genai, model)));
}

#[test]
fn a_stream_that_is_dropped_early_is_abandoned() {
    let stream =
        |genai: &Instrumentation| now(opaque_stream(genai, "m").next().map(Option::unwrap));
    assert_eq!(outcome(stream), (Ok(Answer::of("m")), Outcome::Abandoned, Some(12)));
}
