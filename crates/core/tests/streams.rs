//! A wrapped stream is the stream: items, order, errors, back-pressure and size hints, until it is dropped.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/block_on.rs"]
mod block_on;

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use futures_util::stream::{self, FusedStream, Stream, StreamExt};
use genai_otel_core::{CallHandle, Chunk, LlmCall, Outcome, Usage};
use genai_otel_testkit::TestTelemetry;
use proptest::prelude::*;

use block_on::block_on;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_wrapped_stream_answers_every_poll_as_the_bare_one(script in script(), polls in 0..24_usize) {
        let telemetry = TestTelemetry::new();
        let bare = observed(script.clone(), polls);
        prop_assert_eq!(&observed(call(&telemetry).stream(script.clone()), polls), &bare);
        let read = |item: &u32, _: &CallHandle| match item % 3 {
            0 => Chunk::Output,
            1 => Chunk::Silent,
            _ => Chunk::Last,
        };
        prop_assert_eq!(&observed(call(&telemetry).stream_with(script.clone(), read), polls), &bare);
        prop_assert_eq!(&observed(call(&telemetry).stream_values(script.clone()), polls), &bare);
        let read = |_: &Item, _: &CallHandle| Chunk::Silent;
        prop_assert_eq!(&observed(call(&telemetry).stream_values_with(script, read), polls), &bare);
        prop_assert_eq!(telemetry.records().len(), 4);
        prop_assert_eq!(telemetry.live_spans(), 0);
        prop_assert!(telemetry.instrumentation().health().is_sound());
    }

    #[test]
    fn a_stream_dropped_anywhere_ends_its_call_once_with_what_was_seen(script in script(), polls in 0..24_usize) {
        let telemetry = TestTelemetry::new();
        let seen = observed(call(&telemetry).stream(script), polls);
        let answers: Vec<_> = seen.iter().map(|(poll, _)| poll).collect();
        let failed = answers.iter().any(|poll| matches!(poll, Poll::Ready(Some(Err(_)))));
        let chunks = answers.iter().filter(|poll| matches!(poll, Poll::Ready(Some(Ok(_))))).count();
        let ended = answers.contains(&&Poll::Ready(None));
        let record = telemetry.only_record();
        let expected = match (failed, ended) {
            (true, _) => Outcome::Error,
            (false, true) => Outcome::Completed,
            (false, false) => Outcome::Abandoned,
        };
        prop_assert_eq!(record.outcome, expected);
        prop_assert_eq!(record.chunk_count, Some(chunks as u64));
        prop_assert_eq!(telemetry.only_span().attributes["genai_otel.chunk_count"].as_int(), Some(chunks as i64));
    }
}

#[test]
fn times_are_those_of_output_and_not_of_keep_alives() {
    let telemetry = TestTelemetry::new();
    let clock = telemetry.clock().clone();
    let items =
        stream::iter([(10, ""), (20, "a"), (30, "b"), (40, "")]).map(move |(millis, text)| {
            clock.advance(Duration::from_millis(millis));
            text
        });
    let read =
        |text: &&str, _: &CallHandle| if text.is_empty() { Chunk::Silent } else { Chunk::Output };
    block_on(call(&telemetry).stream_values_with(items, read).count());
    let record = telemetry.only_record();
    assert_eq!(record.time_to_first_chunk, Some(Duration::from_millis(30)));
    assert_eq!(record.chunk_count, Some(2));
    assert_eq!(record.duration, Duration::from_millis(100));
    assert_eq!(record.request.stream, Some(true));
}

#[test]
fn a_stream_of_keep_alives_has_no_first_chunk() {
    let telemetry = TestTelemetry::new();
    let read = |_: &u32, _: &CallHandle| Chunk::Silent;
    block_on(call(&telemetry).stream_values_with(stream::iter([1, 2]), read).count());
    let record = telemetry.only_record();
    assert_eq!((record.time_to_first_chunk, record.chunk_count), (None, Some(0)));
    let span = telemetry.only_span();
    assert_eq!(span.attributes.get("gen_ai.response.time_to_first_chunk"), None);
    assert!(telemetry.metrics().iter().all(|m| !m.name.contains("chunk")));
}

#[test]
fn what_is_read_from_items_is_kept_also_when_the_stream_is_dropped() {
    let telemetry = TestTelemetry::new();
    let read = |tokens: &u64, call: &CallHandle| {
        call.set_token_usage(100, *tokens);
        call.set_response_model("gpt-4o-2024-08-06");
        Chunk::Output
    };
    let mut stream = call(&telemetry).stream_values_with(stream::iter([1, 2, 3]), read);
    assert_eq!(block_on(stream.next()), Some(1));
    assert_eq!(block_on(stream.next()), Some(2));
    drop(stream);
    let record = telemetry.only_record();
    assert_eq!((record.outcome, &record.usage), (Outcome::Abandoned, &Usage::tokens(100, 2)));
    assert_eq!(record.response.model.as_deref(), Some("gpt-4o-2024-08-06"));
}

#[test]
fn the_call_ends_when_the_stream_says_so_and_not_when_it_is_dropped() {
    let telemetry = TestTelemetry::new();
    let mut stream = call(&telemetry).stream_values(stream::iter([1]).fuse());
    assert_eq!(block_on(stream.next()), Some(1));
    telemetry.clock().advance(Duration::from_secs(1));
    assert_eq!(block_on(stream.next()), None);
    assert_eq!(telemetry.only_record().duration, Duration::from_secs(1));
    assert!(!stream.call().is_active());
    telemetry.clock().advance(Duration::from_secs(1));
    assert_eq!(block_on(stream.next()), None);
    drop(stream);
    assert_eq!(telemetry.records().len(), 1);
    assert!(telemetry.instrumentation().health().is_sound());
}

#[test]
fn a_fused_stream_stays_one() {
    let telemetry = TestTelemetry::new();
    let mut stream = call(&telemetry).stream_values(stream::iter([1]).fuse());
    assert!(!stream.is_terminated());
    while block_on(stream.next()).is_some() {}
    assert!(stream.is_terminated());
}

#[test]
fn a_stream_after_a_request_that_was_run_is_one_call() {
    let telemetry = TestTelemetry::new();
    let call = call(&telemetry);
    let items = block_on(call.run(async { Ok::<_, Refused>(stream::iter([Ok::<_, Refused>(1)])) }));
    assert_eq!(block_on(call.stream(items.unwrap()).count()), 1);
    assert_eq!(telemetry.only_record().outcome, Outcome::Completed);
}

#[test]
fn a_stream_that_is_dropped_after_its_request_was_run_is_abandoned() {
    let telemetry = TestTelemetry::new();
    let call = call(&telemetry);
    let items = block_on(call.run(async { Ok::<_, Refused>(stream::iter([Ok::<_, Refused>(1)])) }));
    drop(call.stream(items.unwrap()));
    assert_eq!(telemetry.only_record().outcome, Outcome::Abandoned);
}

type Item = Result<u32, Refused>;
/// What a poll answered, and the size hint after it.
type Observed = (Poll<Option<Item>>, (usize, Option<usize>));

/// Polls a stream until it ends, at most `polls` times.
fn observed(stream: impl Stream<Item = Item>, polls: usize) -> Vec<Observed> {
    struct Nobody;
    impl Wake for Nobody {
        fn wake(self: Arc<Self>) {}
    }
    let waker = Waker::from(Arc::new(Nobody));
    let mut task = Context::from_waker(&waker);
    let mut stream = Box::pin(stream);
    let mut seen = Vec::new();
    for _ in 0..polls {
        let poll = stream.as_mut().poll_next(&mut task);
        seen.push((poll, stream.size_hint()));
        if poll == Poll::Ready(None) {
            break;
        }
    }
    seen
}

/// A stream that answers by a script, and lies in its size hints as the script says.
#[derive(Clone, Debug)]
struct Script {
    polls: VecDeque<Poll<Item>>,
    hint: (usize, Option<usize>),
}

impl Stream for Script {
    type Item = Item;

    fn poll_next(mut self: Pin<&mut Self>, _task: &mut Context<'_>) -> Poll<Option<Item>> {
        match self.polls.pop_front() {
            Some(poll) => poll.map(Some),
            None => Poll::Ready(None),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.hint.0, self.hint.1.map(|upper| upper.saturating_add(self.polls.len())))
    }
}

fn script() -> impl Strategy<Value = Script> {
    let poll = prop_oneof![
        4 => any::<u32>().prop_map(|item| Poll::Ready(Ok(item))),
        1 => Just(Poll::Ready(Err(Refused))),
        2 => Just(Poll::Pending),
    ];
    let hint = (any::<usize>(), prop::option::of(any::<usize>()));
    (prop::collection::vec(poll, 0..20), hint)
        .prop_map(|(polls, hint)| Script { polls: polls.into(), hint })
}

fn call(telemetry: &TestTelemetry) -> LlmCall {
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start()
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Refused;

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("refused")
    }
}
