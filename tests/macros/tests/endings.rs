//! A call ends as one of the guard's does, whatever way the function ends.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::{FutureExt as _, Stream, StreamExt as _, stream};
use genai_otel::{
    Admission, Call, CallHandle, Chunk, ErrorClass, Gate, Instrumentation, Refusal, kind,
    llm_instrumented, tool_instrumented,
};
use genai_otel_macros_tests::{Answer, Failure, Told};
use genai_otel_testkit::TestTelemetry;

#[track_caller]
fn same(by_macro: impl FnOnce(&Instrumentation), by_guard: impl FnOnce(Call<kind::Llm>)) {
    let ours = Told::by(|telemetry| by_macro(telemetry.instrumentation()));
    let theirs = Told::by(|telemetry| {
        by_guard(telemetry.instrumentation().track_llm_call("openai", "m").start());
    });
    assert_eq!(ours, theirs);
    assert_eq!(ours.records.len(), 1);
}

#[test]
fn errors_are_recorded_and_passed_on() {
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai, tokens_from_response)]
    async fn chat(genai: &Instrumentation) -> Result<Answer, Failure> {
        Err(Failure::Broken)
    }
    same(
        |genai| assert_eq!(chat(genai).now_or_never().unwrap(), Err(Failure::Broken)),
        |call| drop(call.run(async { Err::<(), _>(Failure::Broken) }).now_or_never()),
    );
}

#[test]
fn errors_are_classified_by_the_attribute() {
    let class = |_: &Failure| Some(ErrorClass::timeout());
    #[llm_instrumented(
        provider = "openai",
        model = "m",
        instrumentation = genai,
        classify = |error: &Failure| error.eq(&Failure::Broken).then(ErrorClass::timeout),
    )]
    fn chat(genai: &Instrumentation) -> Result<(), Failure> {
        Err(Failure::Broken)
    }
    let ours = Told::by(|telemetry| drop(chat(telemetry.instrumentation())));
    let theirs = Told::by(|telemetry| {
        let call = telemetry.instrumentation().track_llm_call("openai", "m").classify(class);
        drop(call.start().run_sync(|| Err::<(), _>(Failure::Broken)));
    });
    assert_eq!(ours, theirs);
}

#[test]
fn panics_are_noted_and_go_on() {
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai)]
    async fn chat(genai: &Instrumentation) -> Result<(), Failure> {
        panic!("no")
    }
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai)]
    fn chat_sync(genai: &Instrumentation) -> Result<(), Failure> {
        panic!("no")
    }
    let panics = |call: Call<kind::Llm>| {
        let run = AssertUnwindSafe(|| call.run_sync(|| -> Result<(), Failure> { panic!("no") }));
        assert!(catch_unwind(run).is_err());
    };
    same(
        |genai| {
            let run = AssertUnwindSafe(|| chat(genai).now_or_never());
            assert!(catch_unwind(run).is_err());
        },
        panics,
    );
    same(|genai| assert!(catch_unwind(AssertUnwindSafe(|| chat_sync(genai))).is_err()), panics);
}

#[test]
fn a_dropped_future_is_cancelled() {
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai)]
    async fn chat(genai: &Instrumentation) -> Result<(), Failure> {
        pending().await
    }
    same(
        |genai| assert_eq!(chat(genai).now_or_never(), None),
        |call| assert_eq!(call.run(pending::<Result<(), Failure>>()).now_or_never(), None),
    );
}

#[test]
fn what_runs_inside_may_record_too() {
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai)]
    async fn chat(genai: &Instrumentation) -> Result<(), Failure> {
        CallHandle::current().set_token_usage(7, 8);
        Ok(())
    }
    same(
        |genai| chat(genai).now_or_never().unwrap().unwrap(),
        |call| {
            call.run(async { Ok::<_, Failure>(()) }).now_or_never().unwrap().unwrap();
            call.set_token_usage(7, 8);
        },
    );
}

#[test]
fn streams_end_their_calls() {
    fn items() -> impl Stream<Item = Result<Answer, Failure>> + Send {
        stream::iter([Ok(Answer::of("m")), Err(Failure::Broken), Ok(Answer::of("n"))])
    }
    fn read(item: &Answer, call: &CallHandle) -> Chunk {
        call.record_response(item);
        if item.model == "n" { Chunk::Last } else { Chunk::Output }
    }
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai, stream)]
    fn unread(genai: &Instrumentation) -> impl Stream<Item = Result<Answer, Failure>> + use<> {
        items()
    }
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai, stream = read)]
    async fn read_by_function(
        genai: &Instrumentation,
    ) -> Result<impl Stream<Item = Result<Answer, Failure>> + use<>, Failure> {
        Ok(items())
    }
    #[llm_instrumented(
        provider = "openai",
        model = "m",
        instrumentation = genai,
        stream = |item, call| { call.set_token_usage(*item, 1); Chunk::Silent },
    )]
    fn values(genai: &Instrumentation) -> impl Stream<Item = u64> + use<> {
        stream::iter([1, 2])
    }
    for take in [0, 1, 2, 3, 4] {
        same_stream(
            |genai| read_items(unread(genai).take(take)),
            |genai| {
                let call = genai.track_llm_call("openai", "m").stream(true).start();
                read_items(call.stream(items()).take(take));
            },
        );
        same_stream(
            |genai| {
                let stream = read_by_function(genai).now_or_never().unwrap().unwrap();
                read_items(stream.take(take));
            },
            |genai| {
                let call = genai.track_llm_call("openai", "m").stream(true).start();
                read_items(call.stream_with(items(), read).take(take));
            },
        );
    }
    same_stream(
        |genai| read_items(values(genai)),
        |genai| {
            let call = genai.track_llm_call("openai", "m").stream(true).start();
            let read = |item: &u64, call: &CallHandle| {
                call.set_token_usage(*item, 1);
                Chunk::Silent
            };
            read_items(call.stream_values_with(stream::iter([1, 2]), read));
        },
    );
}

fn read_items(stream: impl Stream) {
    stream.count().now_or_never().unwrap();
}

#[track_caller]
fn same_stream(ours: impl FnOnce(&Instrumentation), theirs: impl FnOnce(&Instrumentation)) {
    let ours = Told::by(|telemetry| ours(telemetry.instrumentation()));
    let theirs = Told::by(|telemetry| theirs(telemetry.instrumentation()));
    assert_eq!(ours, theirs);
    assert_eq!(ours.records.len(), 1);
}

#[test]
fn a_gate_is_asked_where_the_attribute_says_so() {
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai, gate)]
    async fn chat(genai: &Instrumentation, ran: &mut bool) -> Result<(), Failure> {
        *ran = true;
        Ok(())
    }
    #[tool_instrumented(instrumentation = genai, gate = |refusal| refusal.to_string())]
    fn tool(genai: &Instrumentation) -> Result<(), String> {
        Err("ran".to_owned())
    }
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai, gate, stream)]
    fn streamed(genai: &Instrumentation) -> Result<impl Stream<Item = u32> + use<>, Failure> {
        Ok(stream::iter([1]))
    }
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai)]
    fn not_asked(genai: &Instrumentation) -> Result<(), Failure> {
        Ok(())
    }

    let telemetry = TestTelemetry::builder().gate(Closed).build();
    let genai = telemetry.instrumentation();
    let refused = Failure::Refused("closed".to_owned());
    let mut ran = false;
    assert_eq!(chat(genai, &mut ran).now_or_never().unwrap(), Err(refused.clone()));
    assert!(!ran);
    assert_eq!(tool(genai), Err("call refused by door: closed".to_owned()));
    assert_eq!(streamed(genai).err(), Some(refused));
    assert!(telemetry.records().is_empty());
    assert_eq!(not_asked(genai), Ok(()));
    assert_eq!(telemetry.only_record().refused_by.as_deref(), Some("door"));
}

struct Closed;

impl Gate for Closed {
    fn name(&self) -> &str {
        "door"
    }

    fn admit(&self, _: &Admission<'_>) -> Result<(), Refusal> {
        Err(Refusal::new("door", "closed"))
    }
}

#[test]
fn a_reader_that_panics_takes_nothing_away() {
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai, response = |_, _| panic!("no"))]
    fn chat(genai: &Instrumentation) -> Result<u32, Failure> {
        Ok(1)
    }
    let telemetry = TestTelemetry::new();
    assert_eq!(chat(telemetry.instrumentation()), Ok(1));
    assert!(!telemetry.instrumentation().health().is_sound());
    assert_eq!(telemetry.records().len(), 1);
}

#[test]
fn where_nobody_listens_the_body_runs_and_nothing_is_read() {
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai, response = |_, _| *read = true)]
    fn chat(genai: &Instrumentation, read: &mut bool) -> Result<u32, Failure> {
        Ok(1)
    }
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai, stream, gate)]
    async fn streamed(genai: &Instrumentation) -> Result<impl Stream<Item = u32> + use<>, Failure> {
        Ok(stream::iter([1, 2]))
    }
    // Nobody has installed a provider in this process.
    let genai = Instrumentation::builder().build();
    let mut read = false;
    assert_eq!(chat(&genai, &mut read), Ok(1));
    assert!(!read);
    let items = streamed(&genai).now_or_never().unwrap().unwrap();
    assert_eq!(items.collect::<Vec<_>>().now_or_never().unwrap(), [1, 2]);
}
