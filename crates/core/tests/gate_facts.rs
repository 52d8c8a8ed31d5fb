//! What a gate knows of a call, and what it is told when nobody else is.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::SystemTime;

use genai_otel_core::{
    Admission, CallId, CallRecord, Expectation, Gate, Instrumentation, Metadata, RecordSink,
    Refusal, Usage,
};
use genai_otel_testkit::{FakeClock, TestTelemetry};

#[test]
fn a_gate_sees_the_time_of_the_record_the_free_keys_and_what_is_expected() {
    let gate = Asked::default();
    let telemetry = TestTelemetry::builder().gate(gate.clone()).build();
    let instrumentation = telemetry.instrumentation();
    let call = instrumentation.track_llm_call("openai", "gpt-4o").add_metadata("plan", "gold");
    let money = "0.02".parse().unwrap();
    let expected = Expectation::from(Usage::estimated(1_200, 400)).cost(money);
    call.expects(expected.clone()).admit().unwrap().finish();
    instrumentation.track_embedding("openai", "e").admit().unwrap().finish();
    let asked = gate.0.lock().unwrap();
    let records = telemetry.records();
    let started: Vec<_> = records.iter().map(|record| record.started_at.unwrap()).collect();
    assert_eq!(asked.iter().map(|asked| asked.at).collect::<Vec<_>>(), started);
    assert_eq!(asked[0].metadata.get("plan"), Some(&"gold".into()));
    assert_eq!(asked[0].expected.as_ref(), Some(&expected));
    assert_eq!(asked[1].expected, None);
}

#[test]
fn a_refusal_has_its_cause_as_source_and_is_compared_by_what_it_says() {
    #[derive(Debug)]
    struct Empty(u32);
    impl fmt::Display for Empty {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{} left", self.0)
        }
    }
    impl Error for Empty {}

    let plain = Refusal::new("budget", "nothing is left");
    assert!(plain.source().is_none());
    let typed = plain.clone().because(Empty(0));
    let cause = typed.source().unwrap().downcast_ref::<Empty>().unwrap();
    assert_eq!((cause.0, typed.to_string()), (0, plain.to_string()));
    assert_eq!(typed, plain);
    assert_ne!(typed, Refusal::new("budget", "nothing"));
}

#[test]
fn what_is_reserved_for_a_call_without_a_sink_is_given_back_at_its_end() {
    let gate = Reserving::default();
    let builder = Instrumentation::builder().clock(FakeClock::new());
    let instrumentation = builder.gate(gate.clone()).build();
    let call = instrumentation.track_llm_call("openai", "gpt-4o").admit().unwrap();
    assert_eq!(gate.running(), 1);
    drop(call);
    assert_eq!(gate.running(), 0);
}

#[test]
fn what_is_reserved_for_a_call_that_reaches_no_sink_is_given_back() {
    let (gate, calling) = (Reserving::default(), Calling::default());
    let builder = TestTelemetry::builder().gate(gate.clone()).sink(gate.clone());
    let telemetry = builder.sink(calling.clone()).build();
    calling.0.set(telemetry.instrumentation().clone()).unwrap();
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").admit().unwrap().finish();
    assert_eq!((gate.running(), telemetry.records().len()), (0, 2));
}

/// A gate that keeps what it is asked.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<Question>>>);

struct Question {
    at: SystemTime,
    metadata: Metadata,
    expected: Option<Expectation>,
}

impl Gate for Asked {
    fn name(&self) -> &'static str {
        "asked"
    }

    fn admit(&self, admission: &Admission<'_>) -> Result<(), Refusal> {
        self.0.lock().unwrap().push(Question {
            at: admission.at,
            metadata: admission.metadata.clone(),
            expected: admission.expected.cloned(),
        });
        Ok(())
    }
}

/// Counts the calls that run, as gate and sink.
#[derive(Clone, Default)]
struct Reserving(Arc<Mutex<Vec<CallId>>>);

impl Reserving {
    fn running(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

impl Gate for Reserving {
    fn name(&self) -> &'static str {
        "reserving"
    }

    fn admit(&self, admission: &Admission<'_>) -> Result<(), Refusal> {
        self.0.lock().unwrap().push(admission.call);
        Ok(())
    }

    fn release(&self, call: CallId) {
        self.0.lock().unwrap().retain(|known| *known != call);
    }
}

impl RecordSink for Reserving {
    fn record(&self, record: &Arc<CallRecord>) {
        self.release(record.id);
    }
}

/// A sink that makes a call of its own for each.
#[derive(Clone, Default)]
struct Calling(Arc<OnceLock<Instrumentation>>);

impl RecordSink for Calling {
    fn record(&self, _record: &Arc<CallRecord>) {
        let instrumentation = self.0.get().unwrap();
        instrumentation.track_llm_call("openai", "judge").admit().unwrap().finish();
    }
}
