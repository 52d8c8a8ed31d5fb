//! Every shape of function works, and stays what it was.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;

use async_trait::async_trait;
use futures_util::{FutureExt as _, Stream, StreamExt as _, stream};
use genai_otel::{Instrumentation, Outcome, llm_instrumented, tool_instrumented};
use genai_otel_macros_tests::{Answer, Failure, Spoken};
use genai_otel_testkit::TestTelemetry;

type Reply = Result<Answer, Failure>;
type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
type Flow<'a, T> = Pin<Box<dyn Stream<Item = T> + Send + 'a>>;

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

struct Client {
    genai: Instrumentation,
    calls: u32,
}

impl Client {
    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response)]
    async fn shared(&self, model: &str) -> Reply {
        ask(model)
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response)]
    async fn exclusive(&mut self, mut model: String) -> Result<Answer, Failure> {
        self.calls += 1;
        model.push('!');
        ask(&model)
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, response = |_, call| call.set_token_usage(12, 4))]
    fn exclusive_borrowed(&mut self, model: &str) -> &mut u32 {
        assert!(!model.is_empty());
        self.calls += 1;
        &mut self.calls
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response)]
    fn later(&mut self, model: String) -> impl Future<Output = Reply> + Send + '_ {
        async move {
            self.calls += 1;
            ask(&model)
        }
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response)]
    fn owned(self: Box<Self>, model: String) -> Reply {
        drop(self);
        ask(&model)
    }
}

trait Chat {
    fn genai(&self) -> &Instrumentation;

    #[llm_instrumented(provider = "openai", instrumentation = self.genai(), tokens_from_response)]
    fn chat(&self, model: &str) -> Reply {
        ask(model)
    }

    fn chat_later(&self, model: &str) -> impl Future<Output = Reply> + Send;
}

impl Chat for Client {
    fn genai(&self) -> &Instrumentation {
        &self.genai
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response)]
    async fn chat_later(&self, model: &str) -> Reply {
        ask(model)
    }
}

#[async_trait]
trait ChatDyn: Send + Sync {
    fn genai(&self) -> &Instrumentation;

    #[llm_instrumented(provider = "openai", instrumentation = self.genai(), tokens_from_response)]
    async fn provided(&self, model: &str) -> Reply {
        let answer = ask(model)?;
        Ok(answer)
    }

    async fn required(&self, model: &str, prompt: String) -> Reply;
}

#[async_trait]
impl ChatDyn for Client {
    fn genai(&self) -> &Instrumentation {
        &self.genai
    }

    #[llm_instrumented(provider = "openai", instrumentation = self.genai, tokens_from_response, fields(prompt.bytes = prompt.len()))]
    async fn required(&self, model: &str, prompt: String) -> Reply {
        drop(prompt);
        ask(model)
    }
}

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

#[tool_instrumented(instrumentation = genai, response = |found: &Vec<u32>, call| {
    call.set_result(genai_otel::ToolResult::success().items_returned(found.len() as u64));
})]
fn r#match(genai: &Instrumentation) -> Vec<u32> {
    vec![1, 2, 3]
}

fn client(genai: &Instrumentation) -> Client {
    Client { genai: genai.clone(), calls: 0 }
}

/// The first item of a stream that is read to its end, or its first error.
fn first<S: Stream<Item = Reply> + Send>(stream: Result<S, Failure>) -> Reply {
    now(stream?.collect::<Vec<_>>()).remove(0)
}

const READ: (Outcome, Option<u64>) = (Outcome::Completed, Some(12));
const FAILED: (Outcome, Option<u64>) = (Outcome::Error, None);

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

both! {
    async_functions: |genai, model| now(asynchronous(genai, model));
    functions: synchronous;
    functions_that_return_an_opaque_future: |genai, model| now(opaque_future(genai, model));
    functions_that_return_a_boxed_future: |genai, model| now(boxed_future(genai, model));
    functions_that_return_one_boxed_future_or_another: |genai, model| now(boxed_future_of_several(genai, model));
    functions_that_return_a_future_under_another_name: |genai, model| now(future_of_another_name(genai, model));
    opaque_values: |genai, model| now(opaque_value(genai, model)).into_iter().next().ok_or(Failure::Broken);
    opaque_values_in_results: |genai, model| opaque_in_result(genai, model)?.next().ok_or(Failure::Broken);
    methods: |genai, model| now(client(genai).shared(model));
    methods_that_return_a_future: |genai, model| now(client(genai).later(model.to_owned()));
    methods_that_take_their_object: |genai, model| Box::new(client(genai)).owned(model.to_owned());
    methods_of_traits_with_a_body: |genai, model| client(genai).chat(model);
    async_methods_of_traits: |genai, model| now(client(genai).chat_later(model));
    provided_methods_of_async_trait: |genai, model| now(client(genai).provided(model));
    required_methods_of_async_trait: |genai, model| now(client(genai).required(model, "p".to_owned()));
    streams: |genai, model| first(Ok(opaque_stream(genai, model)));
    boxed_streams: |genai, model| first(Ok(boxed_stream(genai, model)));
    streams_in_results: |genai, model| first(now(stream_in_result(genai, model)));
    opaque_streams_in_results: |genai, model| first(now(opaque_stream_in_result(genai, model)).map(|stream| stream.map(Ok)));
    streams_in_boxed_futures: |genai, model| first(now(stream_in_boxed_future(genai, model)));
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
    let calls = outcome(|genai| *client(genai).exclusive_borrowed("m"));
    assert_eq!(calls, (1, READ.0, READ.1));
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
fn functions_may_call_themselves() {
    let telemetry = TestTelemetry::new();
    assert_eq!(now(again(telemetry.instrumentation(), "m", 2)), Ok(Answer::of("m")));
    assert_eq!(telemetry.records().len(), 3);
}

#[test]
fn arguments_may_be_changed_and_given_away() {
    let telemetry = TestTelemetry::new();
    let answer = now(client(telemetry.instrumentation()).exclusive("m".to_owned()));
    assert_eq!(answer, Ok(Answer::of("m!")));
    assert_eq!(telemetry.only_record().request.model.as_deref(), Some("m"));
}

#[test]
fn a_tool_says_how_it_did() {
    let telemetry = TestTelemetry::new();
    assert_eq!(r#match(telemetry.instrumentation()), [1, 2, 3]);
    let record = telemetry.only_record();
    let tool = record.tool.as_deref().unwrap();
    assert_eq!((tool.name.as_deref(), tool.items_returned), (Some("match"), Some(3)));
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

#[test]
fn a_stream_that_is_dropped_early_is_abandoned() {
    let stream =
        |genai: &Instrumentation| now(opaque_stream(genai, "m").next().map(Option::unwrap));
    assert_eq!(outcome(stream), (Ok(Answer::of("m")), Outcome::Abandoned, Some(12)));
}
