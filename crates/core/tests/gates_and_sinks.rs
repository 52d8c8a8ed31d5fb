//! Gates may refuse, sinks see everything, and whatever either does stays there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/block_on.rs"]
mod block_on;
#[path = "support/events.rs"]
mod events;

use std::fmt;
use std::future::ready;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use genai_otel_core::{
    Admission, Attribute, Attribution, CallHandle, CallId, CallRecord, Chunk, ClassifyError,
    ErrorClass, Gate, Health, Instrumentation, Observation, Observe, Outcome, RecordSink, Refusal,
    Trouble, Usage,
};
use genai_otel_testkit::{FakeClock, RecordingSink, TestTelemetry};
use serde::{Serialize, Serializer};
use tracing::subscriber::with_default;
use tracing_subscriber::prelude::*;

use block_on::block_on;
use events::Events;

#[test]
fn a_refused_call_does_not_start() {
    let telemetry = TestTelemetry::builder().gate(Quota::closed("budget")).build();
    let refusal = telemetry
        .instrumentation()
        .track_llm_call("openai", "gpt-4o")
        .admit()
        .expect_err("the gate is closed");
    assert_eq!(
        refusal.to_string(),
        "call refused by budget: 5 USD of 5 USD are spent (try again in 60 s)"
    );
    assert_eq!(refusal.retry_after, Some(Duration::from_secs(60)));
    assert_eq!((telemetry.spans().len(), telemetry.live_spans()), (0, 0));
    assert_eq!(telemetry.records().len(), 0);
    assert_eq!(telemetry.render_metrics(), "(no metrics)");
}

#[test]
fn start_notes_a_refusal_and_goes_on() {
    let telemetry = TestTelemetry::builder().gate(Quota::closed("budget")).build();
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    let record = telemetry.only_record();
    assert_eq!(
        (record.outcome, record.refused_by.as_deref()),
        (Outcome::Completed, Some("budget"))
    );
    assert_eq!(telemetry.only_span().attributes["genai_otel.gate.refused"], "budget".into());
}

#[test]
fn a_scope_never_refuses() {
    let telemetry = TestTelemetry::builder().gate(Quota::closed("budget")).build();
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    assert_eq!(block_on(builder.scope(|_| ready(Ok::<_, fmt::Error>(7)))), Ok(7));
    assert_eq!(telemetry.only_record().refused_by.as_deref(), Some("budget"));
}

#[test]
fn a_gate_sees_what_is_known_and_the_record_carries_its_call() {
    let log = Log::default();
    let telemetry = TestTelemetry::builder().gate(Quota::open("budget", &log)).build();
    let _attached = Attribution::new().user_id("u-1").attach();
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    let call = builder.max_tokens(100).admit().expect("the gate is open");
    call.finish();
    let id = telemetry.only_record().id;
    assert_eq!(
        log.take(),
        [format!("budget admits call {id}: chat, openai, gpt-4o, 100 tokens, u-1")]
    );
}

#[test]
fn gates_are_asked_in_order_and_the_first_refusal_gives_back_what_was_admitted() {
    let log = Log::default();
    let telemetry = TestTelemetry::builder()
        .gate(Quota::open("first", &log))
        .gate(Quota::open("second", &log))
        .gate(Quota::closed("third"))
        .gate(Quota::open("fourth", &log))
        .build();
    let refusal = telemetry.instrumentation().track_tool_call("search").admit().unwrap_err();
    assert_eq!(&*refusal.gate, "third");
    let told: Vec<_> = log.take().iter().map(|line| without_number(line)).collect();
    assert_eq!(
        told,
        [
            "first admits call: execute_tool, -, -, - tokens, -",
            "second admits call: execute_tool, -, -, - tokens, -",
            "first takes back call",
            "second takes back call",
        ]
    );
}

#[test]
fn sinks_get_every_record_in_the_order_they_were_added() {
    let log = Log::default();
    let telemetry = TestTelemetry::builder()
        .sink(Noting("first", log.clone()))
        .sink(Noting("second", log.clone()))
        .build();
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    drop(telemetry.instrumentation().track_tool_call("search").start());
    assert_eq!(
        log.take(),
        [
            "first: chat completed",
            "second: chat completed",
            "first: execute_tool abandoned",
            "second: execute_tool abandoned",
        ]
    );
}

#[test]
fn a_sink_may_call_models_itself() {
    struct Summarises(Instrumentation);
    impl RecordSink for Summarises {
        fn record(&self, _record: &Arc<CallRecord>) {
            self.0.track_llm_call("openai", "gpt-4o-mini").start().finish();
        }
    }
    let inner = RecordingSink::new();
    let sink = Summarises(Instrumentation::builder().sink(inner.clone()).build());
    let outer = Instrumentation::builder().sink(sink).build();
    outer.track_llm_call("openai", "gpt-4o").start().finish();
    assert_eq!(inner.only().request.model.as_deref(), Some("gpt-4o-mini"));
}

#[test]
fn a_panicking_sink_is_counted_and_the_others_get_the_record() {
    struct Panics;
    impl RecordSink for Panics {
        fn record(&self, _record: &Arc<CallRecord>) {
            unwind();
        }
    }
    let last = RecordingSink::new();
    let telemetry = TestTelemetry::builder().sink(Panics).sink(last.clone()).build();
    for _ in 0..3 {
        telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    }
    assert_eq!((telemetry.spans().len(), telemetry.records().len(), last.count()), (3, 3, 3));
    assert_eq!(troubles(&telemetry), [(Trouble::SinkPanic, 3)]);
}

#[test]
fn a_panicking_gate_is_counted_and_admits() {
    struct Panics;
    impl Gate for Panics {
        fn name(&self) -> &str {
            "panics"
        }
        fn admit(&self, _admission: &Admission<'_>) -> Result<(), Refusal> {
            unwind();
            Ok(())
        }
        fn release(&self, _call: CallId) {
            unwind();
        }
    }
    let telemetry = TestTelemetry::builder().gate(Panics).build();
    telemetry.instrumentation().track_tool_call("search").admit().unwrap().finish();
    assert_eq!(telemetry.only_record().refused_by, None);
    assert_eq!(troubles(&telemetry), [(Trouble::GatePanic, 1)]);

    let telemetry = TestTelemetry::builder().gate(Panics).gate(Quota::closed("budget")).build();
    assert!(telemetry.instrumentation().track_tool_call("search").admit().is_err());
    // It panicked when it was asked, and again when it was to take back.
    assert_eq!(troubles(&telemetry), [(Trouble::GatePanic, 2)]);
}

#[test]
fn a_panicking_classifier_is_counted_and_the_type_names_the_error() {
    #[derive(Debug)]
    struct Explosive;
    impl fmt::Display for Explosive {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("explosive")
        }
    }
    impl ClassifyError for Explosive {
        fn classify(&self) -> Option<ErrorClass> {
            unwind();
            None
        }
    }
    let telemetry =
        TestTelemetry::builder().configure(|builder| builder.classify::<Explosive>()).build();
    telemetry.instrumentation().track_tool_call("search").start().fail(&Explosive);
    let class = telemetry.only_record().error_type.clone().unwrap();
    assert!(class.ends_with("Explosive"), "{class}");
    assert_eq!(troubles(&telemetry), [(Trouble::ReaderPanic, 1)]);
}

#[test]
fn a_calls_own_classifier_survives_its_panic_and_is_asked_again() {
    let telemetry = TestTelemetry::new();
    let classify = |error: &i32| {
        if *error < 0 {
            unwind();
        }
        Some(ErrorClass::new(&error.to_string()))
    };
    let call = telemetry.instrumentation().track_tool_call("search").classify(classify).start();
    call.record_error(&-1);
    call.fail(&7);
    assert_eq!(telemetry.only_record().error_type.as_deref(), Some("7"));
    assert_eq!(troubles(&telemetry), [(Trouble::ReaderPanic, 1)]);
}

#[test]
fn a_panicking_display_is_counted_and_the_error_still_recorded() {
    struct Unspeakable;
    impl fmt::Display for Unspeakable {
        fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
            unwind();
            Ok(())
        }
    }
    let telemetry = TestTelemetry::builder().error_messages(true).build();
    let call = telemetry.instrumentation().track_tool_call("search").start();
    assert!(call.run_sync(|| Err::<(), _>(Unspeakable)).is_err());
    drop(call);
    let record = telemetry.only_record();
    assert_eq!((record.outcome, record.error_message.as_deref()), (Outcome::Error, None));
    assert_eq!(troubles(&telemetry), [(Trouble::ReaderPanic, 1)]);
}

#[test]
fn a_display_is_not_even_called_where_texts_are_not_kept() {
    struct Unspeakable;
    impl fmt::Display for Unspeakable {
        fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
            unwind();
            Ok(())
        }
    }
    let telemetry = TestTelemetry::new();
    telemetry.instrumentation().track_tool_call("search").start().fail(&Unspeakable);
    assert!(telemetry.instrumentation().health().is_sound());
}

#[test]
fn a_response_that_panics_or_fails_when_it_is_read_changes_nothing() {
    struct Panics;
    impl Observe for Panics {
        fn observe(&self, into: &mut Observation) {
            into.model("half").usage(Usage::tokens(1, 1));
            unwind();
        }
    }
    impl Serialize for Panics {
        fn serialize<S: Serializer>(&self, _serializer: S) -> Result<S::Ok, S::Error> {
            unwind();
            unreachable!()
        }
    }
    struct Fails;
    impl Serialize for Fails {
        fn serialize<S: Serializer>(&self, _serializer: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("no"))
        }
    }
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.observe(&Panics);
    call.record_response(&Panics);
    call.record_response(&Fails);
    call.finish();
    let record = telemetry.only_record();
    assert_eq!((&record.usage, &record.response.model), (&Usage::new(), &None));
    assert_eq!(troubles(&telemetry), [(Trouble::ReaderPanic, 2)]);
}

#[test]
fn a_panicking_reader_of_chunks_is_counted_and_the_items_arrive() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let read = |_: &u32, _: &CallHandle| {
        unwind();
        Chunk::Silent
    };
    let items = block_on(call.stream_values_with(stream::iter([1, 2]), read).collect::<Vec<_>>());
    assert_eq!(items, [1, 2]);
    let record = telemetry.only_record();
    assert_eq!((record.outcome, record.chunk_count), (Outcome::Completed, Some(2)));
    assert_eq!(troubles(&telemetry), [(Trouble::ReaderPanic, 2)]);
}

#[test]
fn a_panic_whose_payload_panics_when_it_is_dropped_stays_inside_too() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            if !std::thread::panicking() {
                unwind();
            }
        }
    }
    struct Panics;
    impl RecordSink for Panics {
        fn record(&self, _record: &Arc<CallRecord>) {
            resume_unwind(Box::new(Bomb));
        }
    }
    impl Observe for Panics {
        fn observe(&self, _into: &mut Observation) {
            resume_unwind(Box::new(Bomb));
        }
    }
    let telemetry = TestTelemetry::builder().sink(Panics).build();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.observe(&Panics);
    call.finish();
    assert_eq!(troubles(&telemetry), [(Trouble::SinkPanic, 1), (Trouble::ReaderPanic, 1)]);
}

#[test]
fn a_gate_or_a_sink_alone_is_listened_to() {
    let sink = RecordingSink::new();
    let clock = FakeClock::new();
    let builder = Instrumentation::builder().sink(sink.clone()).clock(clock);
    builder.build().track_tool_call("search").start().finish();
    assert_eq!(sink.count(), 1);
    let gated = Instrumentation::builder().gate(Quota::closed("budget")).build();
    assert!(gated.track_tool_call("search").admit().is_err());
}

#[test]
fn a_kind_of_trouble_is_logged_once_a_minute() {
    let events = Events::with_target("genai_otel");
    let telemetry = TestTelemetry::new();
    with_default(tracing_subscriber::registry().with(events.clone()), || {
        for _ in 0..3 {
            let call = telemetry.instrumentation().track_tool_call("search").start();
            call.add_metadata("gen_ai.reserved", 1);
            call.add_metadata("", 1);
            call.finish();
            telemetry.clock().advance(Duration::from_secs(31));
        }
    });
    let told: Vec<_> = events
        .take()
        .into_iter()
        .map(|event| format!("{} {} {}", event["level"], event["kind"], event["total"]))
        .collect();
    assert_eq!(told, ["WARN refused_metadata 1", "WARN refused_metadata 5"]);
}

/// A gate with a fixed answer, which notes what it is asked.
struct Quota {
    name: &'static str,
    is_open: bool,
    log: Log,
}

impl Quota {
    fn open(name: &'static str, log: &Log) -> Self {
        Self { name, is_open: true, log: log.clone() }
    }

    fn closed(name: &'static str) -> Self {
        Self { name, is_open: false, log: Log::default() }
    }
}

impl Gate for Quota {
    fn name(&self) -> &str {
        self.name
    }

    fn admit(&self, admission: &Admission<'_>) -> Result<(), Refusal> {
        if !self.is_open {
            let refusal = Refusal::new(self.name, "5 USD of 5 USD are spent");
            return Err(refusal.retry_after(Duration::from_secs(60)));
        }
        let request = admission.request;
        self.log.note(format!(
            "{} admits call {}: {}, {}, {}, {} tokens, {}",
            self.name,
            admission.call,
            admission.operation,
            admission.provider.map_or("-", |provider| provider.as_str()),
            request.model.as_deref().unwrap_or("-"),
            request.max_tokens.map_or("-".to_owned(), |tokens| tokens.to_string()),
            admission.attribution.get(Attribute::UserId).unwrap_or("-"),
        ));
        Ok(())
    }

    fn release(&self, call: CallId) {
        self.log.note(format!("{} takes back call {call}", self.name));
    }
}

/// A sink that notes what it gets.
struct Noting(&'static str, Log);

impl RecordSink for Noting {
    fn record(&self, record: &Arc<CallRecord>) {
        self.1.note(format!("{}: {} {}", self.0, record.operation, record.outcome));
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn without_number(line: &str) -> String {
    line.chars()
        .filter(|c| !c.is_ascii_digit())
        .collect::<String>()
        .replace("call :", "call:")
        .trim_end()
        .to_owned()
}

fn troubles(telemetry: &TestTelemetry) -> Vec<(Trouble, u64)> {
    let health: Health = telemetry.instrumentation().health();
    health.troubles().collect()
}

/// A panic without its message on the terminal.
fn unwind() {
    resume_unwind(Box::new("boom"));
}
