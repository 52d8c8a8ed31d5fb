//! Every call ends exactly once, whatever way it ends, on any runtime or none.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/block_on.rs"]
mod block_on;

use std::future::{Future, pending, ready};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use futures_util::stream::{self, StreamExt};
use futures_util::{FutureExt, future};
use genai_otel_core::kind::Llm;
use genai_otel_core::{
    CallBuilder, CallHandle, Chunk, ErrorClass, Health, LlmCall, Outcome, ToolResult, Trouble,
};
use genai_otel_testkit::{CollectedMetric, PointValue, SpanStatus, TestTelemetry};
use serde_json::json;
use tokio::runtime;

use block_on::block_on;

#[test]
fn every_way_to_end_is_told_once_and_alike_without_a_runtime() {
    assert_eq!(told(&|work| block_on(work)), EXPECTED);
}

#[test]
fn every_way_to_end_is_told_once_and_alike_on_a_single_threaded_runtime() {
    let runtime = runtime::Builder::new_current_thread().enable_time().build().unwrap();
    assert_eq!(told(&|work| runtime.block_on(work)), EXPECTED);
}

#[test]
fn every_way_to_end_is_told_once_and_alike_on_a_multi_threaded_runtime() {
    let runtime = runtime::Builder::new_multi_thread().enable_time().build().unwrap();
    assert_eq!(told(&|work| runtime.block_on(runtime.spawn(work)).unwrap()), EXPECTED);
}

#[test]
fn a_call_that_is_cancelled_is_that_whatever_it_came_to() {
    for outcome in [Ok(()), Err(io::Error::other("late"))] {
        let telemetry = Arc::new(TestTelemetry::new());
        let call = call(&telemetry);
        drop(call.run_sync(|| outcome));
        call.cancel();
        assert_eq!(verdict(&telemetry), "cancelled · unset · -");
    }
}

#[test]
fn a_task_that_panics_ends_its_call_as_panicked() {
    let telemetry = Arc::new(TestTelemetry::new());
    let runtime = runtime::Builder::new_multi_thread().build().unwrap();
    let call = call(&telemetry);
    let task = runtime.spawn(async move { call.run(panicking()).await });
    assert!(runtime.block_on(task).unwrap_err().is_panic());
    assert_eq!(verdict(&telemetry), "panicked · error panic · panic");
}

#[test]
fn a_task_that_is_aborted_ends_its_call_as_cancelled() {
    let telemetry = Arc::new(TestTelemetry::new());
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    let call = call(&telemetry);
    runtime.block_on(async {
        let task = tokio::spawn(async move { call.run(pending::<Result<(), Refused>>()).await });
        tokio::task::yield_now().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    });
    assert_eq!(verdict(&telemetry), "cancelled · unset · -");
}

#[test]
fn a_runtime_that_is_dropped_ends_its_calls_as_cancelled() {
    let telemetry = Arc::new(TestTelemetry::new());
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    let call = call(&telemetry);
    runtime.block_on(async {
        tokio::spawn(async move { call.run(pending::<Result<(), Refused>>()).await });
        tokio::task::yield_now().await;
    });
    drop(runtime);
    assert_eq!(verdict(&telemetry), "cancelled · unset · -");
}

#[test]
fn a_timeout_around_a_call_looks_like_a_cancellation() {
    let telemetry = Arc::new(TestTelemetry::new());
    let runtime = runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let call = call(&telemetry);
        let running = call.run(pending::<Result<(), Refused>>());
        assert!(tokio::time::timeout(Duration::ZERO, running).await.is_err());
    });
    assert_eq!(verdict(&telemetry), "cancelled · unset · -");
}

#[test]
fn a_timeout_inside_a_call_is_one() {
    let telemetry = Arc::new(TestTelemetry::new());
    let runtime = runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let call = call(&telemetry);
        let elapsed = call.run(tokio::time::timeout(Duration::ZERO, pending::<()>())).await;
        assert!(elapsed.is_err());
    });
    assert_eq!(verdict(&telemetry), "timeout · error timeout · timeout");
}

#[test]
fn a_call_that_was_not_started_leaves_nothing() {
    let telemetry = TestTelemetry::new();
    drop(telemetry.instrumentation().track_llm_call("openai", "gpt-4o"));
    let scope = telemetry
        .instrumentation()
        .track_llm_call("openai", "gpt-4o")
        .scope(|_| ready(Ok::<_, Refused>(())));
    drop(scope);
    assert_eq!((telemetry.spans().len(), telemetry.records().len()), (0, 0));
    assert_eq!(telemetry.render_metrics(), "(no metrics)");
}

#[test]
fn handles_neither_end_a_call_nor_keep_it_from_ending() {
    let telemetry = Arc::new(TestTelemetry::new());
    let call = call(&telemetry);
    let (handle, context) = (call.handle().clone(), call.context());
    drop(call.handle().clone());
    assert_eq!(telemetry.live_spans(), 1);
    assert!(handle.is_active());
    call.finish();
    assert!(!handle.is_active());
    assert_eq!(verdict(&telemetry), "completed · unset · -");

    handle.set_token_usage(1, 1);
    handle.record_error(&Refused);
    handle.add_metadata("late", true);
    drop((handle, context));
    assert_eq!(verdict(&telemetry), "completed · unset · -");
    assert_eq!(troubles(&telemetry.instrumentation().health()), [(Trouble::LateUpdate, 3)]);
}

#[test]
fn a_context_that_outlives_its_call_gives_calls_inside_the_same_parent() {
    let telemetry = TestTelemetry::new();
    let outer = telemetry.instrumentation().track_agent("guide").start();
    let context = outer.context();
    outer.finish();
    let attached = context.attach();
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    drop(attached);
    let agent = telemetry.span_named("invoke_agent guide");
    assert_eq!(telemetry.span_named("chat gpt-4o").parent_span_id, Some(agent.span_id));
}

#[test]
fn calls_may_end_in_any_order() {
    let telemetry = TestTelemetry::new();
    let outer = telemetry.instrumentation().track_agent("guide").start();
    let inner =
        outer.run_sync_value(|| telemetry.instrumentation().track_llm_call("openai", "m").start());
    outer.finish();
    telemetry.clock().advance(Duration::from_secs(1));
    inner.finish();
    assert_eq!(
        telemetry.render_trace(),
        "\
trace · 2 spans · 1.00 s
└─ invoke_agent guide · internal · 0 ns
   │ gen_ai.agent.name      guide
   │ gen_ai.operation.name  invoke_agent
   └─ chat m · client · 1.00 s
        gen_ai.agent.name      guide
        gen_ai.operation.name  chat
        gen_ai.provider.name   openai
        gen_ai.request.model   m"
    );
    assert!(telemetry.instrumentation().health().is_sound());
}

#[test]
fn setting_the_time_of_day_changes_no_duration() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "m").start();
    telemetry.clock().advance(Duration::from_millis(30));
    telemetry.clock().set(std::time::SystemTime::UNIX_EPOCH);
    call.finish();
    let expected = Duration::from_millis(30);
    assert_eq!(telemetry.only_span().duration(), expected);
    assert_eq!(telemetry.only_record().duration, expected);
}

#[test]
fn a_call_started_while_the_thread_unwinds_may_complete() {
    struct Reports(Arc<TestTelemetry>);
    impl Drop for Reports {
        fn drop(&mut self) {
            let call = call(&self.0);
            call.record_success();
        }
    }
    let telemetry = Arc::new(TestTelemetry::new());
    let reports = Reports(Arc::clone(&telemetry));
    let unwound = catch_unwind(AssertUnwindSafe(move || {
        let _reports = reports;
        unwind()
    }));
    assert!(unwound.is_err());
    assert_eq!(verdict(&telemetry), "completed · unset · -");
}

#[test]
fn every_outcome_has_its_own_word() {
    let words = [
        Outcome::Completed,
        Outcome::Error,
        Outcome::Timeout,
        Outcome::Cancelled,
        Outcome::Abandoned,
        Outcome::Panicked,
    ]
    .map(Outcome::as_str);
    assert_eq!(words, ["completed", "error", "timeout", "cancelled", "abandoned", "panicked"]);
}

type Telemetry = Arc<TestTelemetry>;
type Work = Pin<Box<dyn Future<Output = ()> + Send>>;
type Way = fn(Telemetry) -> Work;

/// Every way to end, and how it is told: outcome, status of the span, `error.type`.
const EXPECTED: &str = "\
finish: completed · unset · -
finish after an error: completed · unset · -
finish after a panic that was caught: completed · unset · -
fail: error · error endings::Refused · endings::Refused
fail after a success: error · error endings::Refused · endings::Refused
fail as a class: error · error quota_exceeded · quota_exceeded
fail as a timeout: timeout · error timeout · timeout
never run: abandoned · unset · -
run, but never polled: abandoned · unset · -
Ok, then dropped: completed · unset · -
Err, then dropped: error · error endings::Refused · endings::Refused
Err, then Ok: completed · unset · -
Ok, then Err: error · error endings::Refused · endings::Refused
Ok, with an error recorded inside: error · error refused · refused
a value, then dropped: completed · unset · -
synchronous Ok: completed · unset · -
synchronous Err: error · error endings::Refused · endings::Refused
a boxed error: error · error _OTHER · _OTHER
an error of the operating system: error · error ConnectionReset · ConnectionReset
a timeout of the operating system: timeout · error timeout · timeout
an error classified by the call: error · error refused_by_call · refused_by_call
a refusal with a status: error · error 429 · 429
a refusal that was followed by an answer: completed · unset · -
a refusal that was followed by an answer, then by an error: error · error endings::Refused · endings::Refused
an answer that was followed by a refusal: error · error 503 · 503
the stream of a refusal read to its end: error · error 429 · 429
a refusal with the provider's code: error · error rate_limit_exceeded · rate_limit_exceeded
success recorded by hand: completed · unset · -
a response read: completed · unset · -
running future dropped: cancelled · unset · -
running future dropped before the deadline: cancelled · unset · -
running future dropped at the deadline: timeout · error timeout · timeout
running future dropped after an earlier Err: cancelled · unset · -
panic in a function: panicked · error panic · panic
panic in a future: panicked · error panic · panic
panic in a future, caught inside the guard's life: panicked · error panic · panic
panic after a success: panicked · error panic · panic
scope with Ok: completed · unset · -
scope with Err: error · error endings::Refused · endings::Refused
scope dropped: cancelled · unset · -
scope with a panic in its closure: panicked · error panic · panic
stream read to its end: completed · unset · -
stream without items read to its end: completed · unset · -
stream never polled: abandoned · unset · -
stream dropped in the middle: abandoned · unset · -
stream dropped before it says that it is over: abandoned · unset · -
stream dropped after its terminal mark: completed · unset · -
stream with an error, then dropped: error · error endings::Refused · endings::Refused
stream with an error, then read to its end: error · error endings::Refused · endings::Refused
stream that panics: panicked · error panic · panic
stream of plain values read to its end: completed · unset · -
stream dropped with a failure recorded by hand: error · error refused · refused
attempt finished: completed · unset · -
attempts failed, then one succeeded: completed · unset · -
all attempts failed: error · error endings::Refused · endings::Refused
attempt dropped while it runs: cancelled · unset · -
attempts failed, in work that returned Ok: completed · unset · -
attempt succeeded, in work that returned Err: error · error endings::Refused · endings::Refused
attempt succeeded, in work that was dropped: cancelled · unset · -
tool that succeeded: completed · unset · -
tool that failed: error · error not_found · not_found
";

/// Each way to end, by the name under which it is expected.
const WAYS: [(&str, Way); 61] = [
    ("finish", |t| sync(t, |call| call.finish())),
    ("finish after an error", |t| {
        sync(t, |call| {
            call.record_error(&Refused);
            call.finish();
        })
    }),
    ("finish after a panic that was caught", |t| {
        sync(t, |call| {
            assert!(catch_unwind(AssertUnwindSafe(|| call.run_sync_value(unwind))).is_err());
            call.finish();
        })
    }),
    ("fail", |t| sync(t, |call| call.fail(&Refused))),
    ("fail after a success", |t| {
        sync(t, |call| {
            call.record_success();
            call.fail(&Refused);
        })
    }),
    ("fail as a class", |t| sync(t, |call| call.fail_as(ErrorClass::new("quota_exceeded")))),
    ("fail as a timeout", |t| sync(t, |call| call.fail_as(ErrorClass::timeout()))),
    ("never run", |t| sync(t, drop)),
    ("run, but never polled", |t| sync(t, |call| drop(call.run(ready(Ok::<_, Refused>(())))))),
    ("Ok, then dropped", |t| {
        Box::pin(async move { call(&t).run(ready(Ok::<_, Refused>(()))).await.unwrap() })
    }),
    ("Err, then dropped", |t| {
        Box::pin(async move { call(&t).run(ready(Err::<(), _>(Refused))).await.unwrap_err().see() })
    }),
    ("Err, then Ok", |t| {
        Box::pin(async move {
            let call = call(&t);
            call.run(ready(Err::<(), _>(Refused))).await.unwrap_err().see();
            call.run(ready(Ok::<_, Refused>(()))).await.unwrap();
        })
    }),
    ("Ok, then Err", |t| {
        Box::pin(async move {
            let call = call(&t);
            call.run(ready(Ok::<_, Refused>(()))).await.unwrap();
            call.run(ready(Err::<(), _>(Refused))).await.unwrap_err().see();
        })
    }),
    ("Ok, with an error recorded inside", |t| {
        Box::pin(async move {
            let refused = async {
                CallHandle::current().record_error_class(ErrorClass::from_static("refused"));
                Ok::<_, Refused>(())
            };
            call(&t).run(refused).await.unwrap();
        })
    }),
    ("a value, then dropped", |t| Box::pin(async move { call(&t).run_value(ready(())).await })),
    ("synchronous Ok", |t| sync(t, |call| call.run_sync(|| Ok::<_, Refused>(())).unwrap())),
    ("synchronous Err", |t| {
        sync(t, |call| call.run_sync(|| Err::<(), _>(Refused)).unwrap_err().see())
    }),
    ("a boxed error", |t| {
        sync(t, |call| call.fail(&Box::<dyn std::error::Error + Send + Sync>::from("who knows")))
    }),
    ("an error of the operating system", |t| {
        sync(t, |call| call.fail(&io::Error::from(io::ErrorKind::ConnectionReset)))
    }),
    ("a timeout of the operating system", |t| {
        sync(t, |call| call.fail(&io::Error::from(io::ErrorKind::TimedOut)))
    }),
    ("an error classified by the call", |t| {
        Box::pin(async move {
            let classify = |_: &Refused| Some(ErrorClass::from_static("refused_by_call"));
            builder(&t).classify(classify).start().fail(&Refused);
        })
    }),
    ("a refusal with a status", |t| {
        sync(t, |call| {
            call.set_http_status(429);
            call.fail(&Refused);
        })
    }),
    ("a refusal that was followed by an answer", |t| {
        Box::pin(async move {
            let statuses = async {
                CallHandle::current().set_http_status(429);
                CallHandle::current().set_http_status(200);
                Ok::<_, Refused>(())
            };
            call(&t).run(statuses).await.unwrap();
        })
    }),
    ("a refusal that was followed by an answer, then by an error", |t| {
        Box::pin(async move {
            let statuses = async {
                CallHandle::current().set_http_status(429);
                CallHandle::current().set_http_status(200);
                Err::<(), _>(Refused)
            };
            call(&t).run(statuses).await.unwrap_err().see();
        })
    }),
    ("an answer that was followed by a refusal", |t| {
        sync(t, |call| {
            call.record_success();
            call.set_http_status(200);
            call.set_http_status(503);
        })
    }),
    ("the stream of a refusal read to its end", |t| {
        Box::pin(async move {
            let call = call(&t);
            let refused = async {
                CallHandle::current().set_http_status(429);
                Ok::<_, Refused>(items(1))
            };
            let body = call.run(refused).await.unwrap();
            assert_eq!(call.stream(body).count().await, 1);
        })
    }),
    ("a refusal with the provider's code", |t| {
        sync(t, |call| {
            call.set_http_status(429);
            call.record_response(&json!({"error": {"code": "rate_limit_exceeded"}}));
        })
    }),
    ("success recorded by hand", |t| sync(t, |call| call.record_success())),
    ("a response read", |t| sync(t, |call| call.record_response(&json!({"id": "r-1"})))),
    ("running future dropped", |t| {
        Box::pin(async move { poll_once(call(&t).run(pending::<Result<(), Refused>>())).await })
    }),
    ("running future dropped before the deadline", |t| {
        Box::pin(async move {
            let call = builder(&t).deadline(Duration::from_secs(2)).start();
            t.clock().advance(Duration::from_secs(1));
            poll_once(call.run(pending::<Result<(), Refused>>())).await;
        })
    }),
    ("running future dropped at the deadline", |t| {
        Box::pin(async move {
            let call = builder(&t).deadline(Duration::from_secs(2)).start();
            t.clock().advance(Duration::from_secs(2));
            poll_once(call.run(pending::<Result<(), Refused>>())).await;
        })
    }),
    ("running future dropped after an earlier Err", |t| {
        Box::pin(async move {
            let call = call(&t);
            call.run(ready(Err::<(), _>(Refused))).await.unwrap_err().see();
            poll_once(call.run(pending::<Result<(), Refused>>())).await;
        })
    }),
    ("panic in a function", |t| sync(t, |call| call.run_sync_value(unwind))),
    ("panic in a future", |t| {
        Box::pin(async move {
            let work = async { call(&t).run(panicking()).await };
            assert!(AssertUnwindSafe(work).catch_unwind().await.is_err());
        })
    }),
    ("panic in a future, caught inside the guard's life", |t| {
        Box::pin(async move {
            let call = call(&t);
            assert!(AssertUnwindSafe(call.run(panicking())).catch_unwind().await.is_err());
        })
    }),
    ("panic after a success", |t| {
        sync(t, |call| {
            call.record_success();
            let _call = call;
            unwind();
        })
    }),
    ("scope with Ok", |t| {
        Box::pin(async move {
            builder(&t).scope(|_| ready(Ok::<_, Refused>(()))).await.unwrap();
        })
    }),
    ("scope with Err", |t| {
        Box::pin(async move {
            builder(&t).scope(|_| ready(Err::<(), _>(Refused))).await.unwrap_err().see();
        })
    }),
    ("scope dropped", |t| {
        Box::pin(async move {
            poll_once(builder(&t).scope(|_| pending::<Result<(), Refused>>())).await;
        })
    }),
    ("scope with a panic in its closure", |t| {
        Box::pin(async move {
            let scope = builder(&t).scope(|_| {
                unwind();
                ready(Ok::<_, Refused>(()))
            });
            assert!(AssertUnwindSafe(scope).catch_unwind().await.is_err());
        })
    }),
    ("stream read to its end", |t| {
        Box::pin(async move { assert_eq!(call(&t).stream(items(3)).count().await, 3) })
    }),
    ("stream without items read to its end", |t| {
        Box::pin(async move { assert_eq!(call(&t).stream(items(0)).count().await, 0) })
    }),
    ("stream never polled", |t| sync(t, |call| drop(call.stream(items(3))))),
    ("stream dropped in the middle", |t| {
        Box::pin(async move {
            let mut stream = call(&t).stream(items(3));
            assert_eq!(stream.next().await, Some(Ok(0)));
        })
    }),
    ("stream dropped before it says that it is over", |t| {
        Box::pin(async move { assert_eq!(call(&t).stream(items(3)).take(3).count().await, 3) })
    }),
    ("stream dropped after its terminal mark", |t| {
        Box::pin(async move {
            let read =
                |item: &u32, _: &CallHandle| if *item == 1 { Chunk::Last } else { Chunk::Output };
            assert_eq!(call(&t).stream_with(items(3), read).take(2).count().await, 2);
        })
    }),
    ("stream with an error, then dropped", |t| {
        Box::pin(async move {
            assert_eq!(call(&t).stream(items(1).chain(failure())).take(2).count().await, 2);
        })
    }),
    ("stream with an error, then read to its end", |t| {
        Box::pin(async move {
            assert_eq!(call(&t).stream(items(1).chain(failure())).count().await, 2);
        })
    }),
    ("stream that panics", |t| {
        Box::pin(async move {
            let bomb = stream::poll_fn(|_| {
                unwind();
                std::task::Poll::Ready(None::<Result<u32, Refused>>)
            });
            let read = call(&t).stream(bomb).count();
            assert!(AssertUnwindSafe(read).catch_unwind().await.is_err());
        })
    }),
    ("stream of plain values read to its end", |t| {
        Box::pin(async move {
            assert_eq!(call(&t).stream_values(stream::iter(0..3)).count().await, 3);
        })
    }),
    ("stream dropped with a failure recorded by hand", |t| {
        Box::pin(async move {
            let mut stream = call(&t).stream(items(3));
            assert_eq!(stream.next().await, Some(Ok(0)));
            stream.call().record_error_class(ErrorClass::from_static("refused"));
        })
    }),
    ("attempt finished", |t| sync(t, |call| call.attempt().finish())),
    ("attempts failed, then one succeeded", |t| {
        Box::pin(async move {
            let call = call(&t);
            call.attempt().run(ready(Err::<(), _>(Refused))).await.unwrap_err().see();
            call.attempt().run(ready(Ok::<_, Refused>(()))).await.unwrap();
        })
    }),
    ("all attempts failed", |t| {
        Box::pin(async move {
            let call = call(&t);
            for _ in 0..2 {
                call.attempt().run(ready(Err::<(), _>(Refused))).await.unwrap_err().see();
            }
        })
    }),
    ("attempt dropped while it runs", |t| {
        Box::pin(async move {
            let call = call(&t);
            poll_once(call.attempt().run(pending::<Result<(), Refused>>())).await;
        })
    }),
    ("attempts failed, in work that returned Ok", |t| {
        Box::pin(async move {
            let call = call(&t);
            let work = async {
                call.attempt().run(ready(Err::<(), _>(Refused))).await.unwrap_err().see();
                call.attempt().run(ready(Err::<(), _>(Refused))).await.unwrap_err().see();
                Ok::<_, Refused>("a stock answer")
            };
            call.run(work).await.unwrap();
        })
    }),
    ("attempt succeeded, in work that returned Err", |t| {
        Box::pin(async move {
            let call = call(&t);
            let work = async {
                call.attempt().run(ready(Ok::<_, Refused>(()))).await.unwrap();
                Err::<(), _>(Refused)
            };
            call.run(work).await.unwrap_err().see();
        })
    }),
    ("attempt succeeded, in work that was dropped", |t| {
        Box::pin(async move {
            let call = call(&t);
            let work = async {
                call.attempt().run(ready(Ok::<_, Refused>(()))).await.unwrap();
                pending::<Result<(), Refused>>().await
            };
            poll_once(call.run(work)).await;
        })
    }),
    ("tool that succeeded", |t| {
        Box::pin(async move {
            t.instrumentation().track_tool_call("search").start().set_result(ToolResult::success());
        })
    }),
    ("tool that failed", |t| {
        Box::pin(async move {
            let failure = ToolResult::failure(ErrorClass::from_static("not_found"));
            t.instrumentation().track_tool_call("search").start().set_result(failure);
        })
    }),
];

/// How each way to end is told, one a line.
fn told(run: &dyn Fn(Work)) -> String {
    let line = |(name, way): (&str, Way)| {
        let telemetry = Arc::new(TestTelemetry::new());
        run(way(Arc::clone(&telemetry)));
        format!("{name}: {}\n", verdict(&telemetry))
    };
    WAYS.into_iter().map(line).collect()
}

/// Outcome, status and kind of error, the same at every exit and told once.
#[track_caller]
fn verdict(telemetry: &TestTelemetry) -> String {
    let (span, record) = (telemetry.only_span(), telemetry.only_record());
    assert_eq!(telemetry.live_spans(), 0);
    let text = |key: &str| span.attributes.get(key).and_then(|value| value.as_str());
    assert_eq!(text("genai_otel.outcome").unwrap_or("completed"), record.outcome.as_str());
    assert_eq!(text("error.type"), record.error_type.as_deref());
    assert_eq!(record.error_message, None);

    let metrics = telemetry.metrics();
    assert_eq!(
        durations(&metrics),
        [(1, record.error_type.as_deref().map(ToOwned::to_owned))],
        "{}",
        telemetry.render_metrics()
    );
    let active = metrics.iter().find(|metric| metric.name == "genai_otel.active_calls").unwrap();
    let levels: Vec<_> = active.points.iter().map(|point| point.value.clone()).collect();
    assert_eq!(levels, [PointValue::Int(0)]);

    let status = match &span.status {
        SpanStatus::Unset => "unset".to_owned(),
        SpanStatus::Error(description) => format!("error {description}"),
        other => format!("{other:?}"),
    };
    format!("{} · {status} · {}", record.outcome, record.error_type.as_deref().unwrap_or("-"))
}

/// Every point of a duration: how many calls, and which `error.type`.
fn durations(metrics: &[CollectedMetric]) -> Vec<(u64, Option<String>)> {
    let points = metrics
        .iter()
        .filter(|metric| metric.name.ends_with(".duration"))
        .flat_map(|metric| &metric.points);
    points
        .map(|point| {
            let PointValue::Histogram(histogram) = &point.value else { panic!("{point:?}") };
            let error_type = point.attributes.get("error.type").and_then(|value| value.as_str());
            (histogram.count, error_type.map(ToOwned::to_owned))
        })
        .collect()
}

fn troubles(health: &Health) -> Vec<(Trouble, u64)> {
    health.troubles().collect()
}

fn builder(telemetry: &TestTelemetry) -> CallBuilder<Llm> {
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o")
}

fn call(telemetry: &TestTelemetry) -> LlmCall {
    builder(telemetry).start()
}

/// A way to end that needs no future. A panic in it is caught outside.
fn sync(telemetry: Telemetry, end: impl FnOnce(LlmCall) + Send + 'static) -> Work {
    Box::pin(async move {
        // Whether it panics is told by the outcome.
        drop(catch_unwind(AssertUnwindSafe(|| end(call(&telemetry)))));
    })
}

fn items(count: u32) -> stream::Iter<std::vec::IntoIter<Result<u32, Refused>>> {
    stream::iter((0..count).map(Ok).collect::<Vec<_>>())
}

fn failure() -> stream::Iter<std::array::IntoIter<Result<u32, Refused>, 1>> {
    stream::iter([Err(Refused)])
}

async fn poll_once(future: impl Future) {
    let future = std::pin::pin!(future);
    drop(future::select(future, ready(())).await);
}

async fn panicking() -> Result<(), Refused> {
    unwind();
    Ok(())
}

/// A panic without its message on the terminal.
fn unwind() {
    resume_unwind(Box::new("boom"));
}

#[derive(Debug, PartialEq)]
struct Refused;

impl Refused {
    /// Takes note of an error that is expected.
    fn see(self) {
        assert_eq!(self, Self);
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("secret")
    }
}
