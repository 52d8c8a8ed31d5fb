//! Flushing and ending within a bound, wherever it happens.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake},
    thread::{self, Thread},
    time::Duration,
};

use genai_otel_otlp::{Batch, Companion, FlushError, OtlpPipeline, Telemetry};
use genai_otel_testkit::{FakeCollector, Fault, Reaction};

use crate::{
    AMPLE, accepted, closed_port, end_both, end_span, pipeline, say, timed,
    waiting::{give_up, held},
};

/// A bound to be kept, and the time by which it was kept for certain, though the machine be busy: less than one waits for
/// an answer.
const BOUND: Duration = Duration::from_millis(200);
const KEPT: Duration = Duration::from_secs(100);

fn black_hole(shutdown_timeout: Duration) -> (FakeCollector, Telemetry) {
    let silence = Reaction::fault(Fault::Silence);
    let collector = FakeCollector::builder().otherwise(silence).start().unwrap();
    let telemetry = pipeline(&collector).shutdown_timeout(shutdown_timeout).build().unwrap();
    end_both(&telemetry);
    (collector, telemetry)
}

/// A runtime of one page: parks the thread until it is woken.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Unpark(thread::current())).into();
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

#[test]
fn black_hole_holds_nobody_longer_than_the_bound() {
    let (_collector, telemetry) = black_hole(AMPLE);
    let silent = Err(FlushError::TimedOut {
        after: BOUND,
        signals: "traces, metrics".to_owned(),
        last_attempt: None,
    });
    for _ in 0..3 {
        let (result, elapsed) = timed(|| telemetry.flush(BOUND));
        assert_eq!(result, silent);
        assert!((BOUND..KEPT).contains(&elapsed), "{elapsed:?}");
    }
    let (result, elapsed) = timed(|| block_on(telemetry.flush_async(BOUND)));
    assert_eq!(result, silent);
    assert!((BOUND..KEPT).contains(&elapsed), "{elapsed:?}");
    let (result, elapsed) = timed(|| telemetry.shutdown(BOUND));
    assert_eq!(result, silent);
    assert!((BOUND..KEPT).contains(&elapsed), "{elapsed:?}");
    let (result, elapsed) = timed(|| block_on(telemetry.shutdown_async(BOUND)));
    assert_eq!(result, silent);
    assert!((BOUND..KEPT).contains(&elapsed), "{elapsed:?}");
    let ((), elapsed) = timed(|| drop(telemetry));
    assert!(elapsed < KEPT, "the drop waited again: {elapsed:?}");
}

#[test]
fn drop_gives_a_black_hole_one_bounded_attempt() {
    let (collector, telemetry) = black_hole(BOUND);
    let ((), elapsed) = timed(|| drop(telemetry));
    assert!((BOUND..KEPT).contains(&elapsed), "{elapsed:?}");
    assert_eq!(collector.wait_for_requests(2, AMPLE).map(|requests| requests.len()), Ok(2));
}

#[test]
fn drop_within_the_bound_delivers() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).shutdown_timeout(AMPLE).build().unwrap();
    end_both(&telemetry);
    drop(telemetry);
    assert_eq!(accepted(&collector), ["calls", "chat"]);
}

#[test]
fn answer_later_than_the_sdk_waits_is_still_success() {
    let slow = Reaction::accept().delay(Duration::from_millis(5_500));
    let collector = FakeCollector::builder().otherwise(slow).start().unwrap();
    let flushed = pipeline(&collector).shutdown_timeout(Duration::ZERO).build().unwrap();
    let ended = pipeline(&collector).build().unwrap();
    for telemetry in [&flushed, &ended] {
        end_both(telemetry);
        say(telemetry, "said");
    }
    let results = thread::scope(|scope| {
        let flush = scope.spawn(|| flushed.flush(AMPLE));
        let shutdown = scope.spawn(|| ended.shutdown(AMPLE));
        [flush.join().unwrap(), shutdown.join().unwrap()]
    });
    assert_eq!(results, [Ok(()), Ok(())]);
    assert_eq!(accepted(&collector), ["calls", "calls", "chat", "chat", "said", "said"]);
}

#[test]
fn shutdown_is_idempotent_and_nothing_follows_it() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).build().unwrap();
    end_both(&telemetry);
    say(&telemetry, "said");
    let results = thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| telemetry.shutdown(AMPLE))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(results, [Ok(()), Ok(()), Ok(()), Ok(())]);
    assert_eq!(block_on(telemetry.shutdown_async(Duration::ZERO)), Ok(()));
    assert_eq!(telemetry.flush(AMPLE), Err(FlushError::AlreadyShutDown));
    assert_eq!(block_on(telemetry.flush_async(AMPLE)), Err(FlushError::AlreadyShutDown));
    let counts = telemetry.export_counts();
    end_both(&telemetry);
    say(&telemetry, "too late");
    assert_eq!(telemetry.export_counts(), counts);
    drop(telemetry);
    assert_eq!(accepted(&collector), ["calls", "chat", "said"]);
}

#[test]
fn later_shutdown_with_more_patience_learns_how_the_first_one_ended() {
    let (collector, answer) = held(Reaction::accept());
    let telemetry = pipeline(&collector).build().unwrap();
    end_both(&telemetry);
    let after = Duration::from_millis(50);
    let signals = "traces, metrics".to_owned();
    assert_eq!(
        telemetry.shutdown(after),
        Err(FlushError::TimedOut { after, signals, last_attempt: None })
    );
    drop(answer);
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["calls", "chat"]);
}

#[test]
fn provider_shut_down_by_somebody_else_is_no_failure() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).build().unwrap();
    end_both(&telemetry);
    telemetry.tracer_provider().shutdown().unwrap();
    telemetry.meter_provider().shutdown().unwrap();
    say(&telemetry, "said");
    telemetry.logger_provider().shutdown().unwrap();
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
    assert_eq!(accepted(&collector), ["calls", "chat", "said"]);
}

#[test]
fn flushes_of_many_threads_all_end() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).build().unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    end_span(&telemetry, "chat");
                    assert_eq!(telemetry.flush(AMPLE), Ok(()));
                }
            });
        }
    });
    assert_eq!(collector.spans().len(), 160);
}

#[test]
fn async_forms_need_no_runtime() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).build().unwrap();
    end_span(&telemetry, "first");
    assert_eq!(block_on(telemetry.flush_async(AMPLE)), Ok(()));
    end_span(&telemetry, "second");
    assert_eq!(block_on(telemetry.shutdown_async(AMPLE)), Ok(()));
    assert_eq!(accepted(&collector), ["first", "second"]);
}

#[test]
fn flush_begins_with_the_call_and_survives_its_future() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).without_metrics().build().unwrap();
    end_span(&telemetry, "chat");
    drop(telemetry.flush_async(AMPLE));
    assert!(collector.wait_for_spans(1, AMPLE).is_ok());
}

#[test]
fn current_thread_runtime_goes_on_while_a_flush_waits() {
    let (collector, answer) = held(Reaction::accept());
    let telemetry = pipeline(&collector).build().unwrap();
    end_both(&telemetry);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let result = runtime.block_on(async {
        let flush = tokio::spawn(telemetry.flush_async(AMPLE));
        // The flush has its turns, and ends only when this has had its own.
        for _ in 0..10 {
            tokio::task::yield_now().await;
            assert!(!flush.is_finished());
        }
        drop(answer);
        flush.await.unwrap()
    });
    assert_eq!(result, Ok(()));
    runtime.block_on(async { drop(telemetry) });
}

#[test]
fn drop_in_a_current_thread_runtime_delivers() {
    let collector = FakeCollector::start().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let telemetry = pipeline(&collector).shutdown_timeout(AMPLE).build().unwrap();
        end_both(&telemetry);
        drop(telemetry);
    });
    assert_eq!(accepted(&collector), ["calls", "chat"]);
}

#[test]
fn drop_in_the_only_worker_of_a_runtime_delivers() {
    let collector = FakeCollector::start().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let telemetry = pipeline(&collector).shutdown_timeout(AMPLE).build().unwrap();
    let task = runtime.spawn(async move {
        end_both(&telemetry);
        drop(telemetry);
    });
    runtime.block_on(task).unwrap();
    assert_eq!(accepted(&collector), ["calls", "chat"]);
}

#[test]
fn drop_during_a_panic_delivers() {
    let collector = FakeCollector::start().unwrap();
    let telemetry = pipeline(&collector).shutdown_timeout(AMPLE).build().unwrap();
    let panicked = thread::spawn(move || {
        end_both(&telemetry);
        std::panic::resume_unwind(Box::new("on purpose"));
    });
    assert!(panicked.join().is_err());
    assert_eq!(accepted(&collector), ["calls", "chat"]);
}

#[test]
fn flush_tells_of_an_export_that_began_before_it() {
    let (collector, answer) = held(Reaction::status(400));
    let telemetry = pipeline(&collector).without_metrics().build().unwrap();
    end_span(&telemetry, "chat");
    assert!(matches!(telemetry.flush(BOUND), Err(FlushError::TimedOut { .. })));
    // While that export is under way.
    let flushes = [telemetry.flush_async(AMPLE), telemetry.flush_async(AMPLE)];
    drop(answer);
    for flush in flushes {
        let told = block_on(flush);
        assert!(matches!(told, Err(FlushError::NotDelivered { .. })), "{told:?}");
    }
    assert_eq!(telemetry.export_counts().spans_lost, 1);
    // Told once is enough.
    assert_eq!(telemetry.shutdown(AMPLE), Ok(()));
}

#[test]
fn shutdown_tells_of_what_was_lost_in_the_background() {
    let collector = FakeCollector::builder().otherwise(Reaction::status(400)).start().unwrap();
    let often = Batch::default().schedule_delay(Duration::from_millis(10));
    let pipeline = pipeline(&collector).without_metrics().batch(often);
    let telemetry = pipeline.build().unwrap();
    end_span(&telemetry, "chat");
    while telemetry.export_counts().spans_lost == 0 {
        thread::yield_now();
    }
    let told = telemetry.shutdown(AMPLE).unwrap_err().to_string();
    assert!(told.contains("HTTP status 400"), "{told}");
}

#[test]
fn bound_that_passes_between_two_attempts_tells_what_the_last_one_met() {
    let (_closed, url) = closed_port();
    let pipeline = OtlpPipeline::from_pairs([]).endpoint(url).timeout(AMPLE).without_metrics();
    let telemetry = pipeline.build().unwrap();
    end_span(&telemetry, "chat");
    let told = give_up(&telemetry).to_string();
    let expected = "traces not delivered within 0ns; the last attempt said: ";
    assert!(told.starts_with(expected) && told.contains("refused"), "{told}");
}

/// A companion that says what it was asked for, and fails as it is told.
#[derive(Debug, Default)]
struct Ledger {
    asked: Mutex<Vec<&'static str>>,
    fails: AtomicBool,
}

impl Ledger {
    fn ask(&self, what: &'static str) -> Result<(), String> {
        self.asked.lock().unwrap().push(what);
        if self.fails.load(Ordering::Relaxed) {
            return Err("2 calls are not written".to_owned());
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Held(Arc<Ledger>);

impl Companion for Held {
    fn name(&self) -> &'static str {
        "ledger"
    }
    fn flush(&self, _timeout: Duration) -> Result<(), String> {
        self.0.ask("flush")
    }
    fn shutdown(&self, _timeout: Duration) -> Result<(), String> {
        self.0.ask("shutdown")
    }
}

#[test]
fn a_companion_is_flushed_and_shut_down_with_the_exporter() {
    let telemetry = OtlpPipeline::from_pairs([]).without_otlp().build().unwrap();
    let ledger = Arc::new(Ledger::default());
    telemetry.accompany(Held(Arc::clone(&ledger)));
    assert_eq!(telemetry.flush(AMPLE), Ok(()));
    ledger.fails.store(true, Ordering::Relaxed);
    let reason = "ledger: 2 calls are not written".to_owned();
    assert_eq!(telemetry.flush(AMPLE), Err(FlushError::NotDelivered { reason: reason.clone() }));
    assert_eq!(telemetry.shutdown(AMPLE), Err(FlushError::NotDelivered { reason }));
    drop(telemetry);
    let asked = ledger.asked.lock().unwrap();
    assert_eq!(*asked, ["flush", "flush", "shutdown"], "the drop does not ask again");
}
