//! Who is whose parent: across tasks and threads, and with spans of `tracing` above and below.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Error;
use std::sync::Arc;
use std::thread;

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use genai_otel_core::{
    Attribute, Attribution, CallHandle, Instrumentation, ModelOperation, Trouble, Usage,
    set_llm_attributes, set_token_usage, set_usage,
};
use genai_otel_testkit::{CollectedSpan, PointValue, TestTelemetry, TraceTree};
use opentelemetry::Context;
use opentelemetry::context::FutureExt;
use opentelemetry::trace::{TraceContextExt, Tracer};
use tokio::runtime;
use tokio::task::yield_now;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::with_default;
use tracing::{Instrument, Subscriber, info_span};
use tracing_subscriber::prelude::*;

#[test]
fn a_thousand_interleaved_tasks_keep_their_own_parents_and_attribution() {
    let telemetry = Arc::new(TestTelemetry::new());
    let runtime = runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
    runtime.block_on(async {
        let tasks = (0..TASKS).map(|number| {
            let telemetry = Arc::clone(&telemetry);
            tokio::spawn(async move { answer(telemetry.instrumentation(), number).await })
        });
        for done in join_all(tasks).await {
            done.unwrap();
        }
    });
    check(&telemetry);
}

#[test]
fn a_thousand_futures_interleaved_on_one_thread_keep_their_own_parents_and_attribution() {
    let telemetry = TestTelemetry::new();
    let runtime = runtime::Builder::new_current_thread().build().unwrap();
    let all = join_all((0..TASKS).map(|number| answer(telemetry.instrumentation(), number)));
    runtime.block_on(all);
    check(&telemetry);
}

#[test]
fn a_task_spawned_with_the_current_context_stays_inside_and_another_does_not() {
    let telemetry = Arc::new(TestTelemetry::new());
    let runtime = runtime::Builder::new_multi_thread().build().unwrap();
    runtime.block_on(async {
        let agent = telemetry.instrumentation().track_agent("guide").user_id("u-1").start();
        let work = agent.run_value(async {
            let chat = |model: &'static str| {
                let telemetry = Arc::clone(&telemetry);
                async move {
                    yield_now().await;
                    telemetry.instrumentation().track_llm_call("openai", model).start().finish();
                }
            };
            tokio::spawn(chat("inside").with_current_context()).await.unwrap();
            tokio::spawn(chat("outside")).await.unwrap();
        });
        work.await;
        agent.finish();
    });
    let agent = telemetry.span_named("invoke_agent guide");
    let (inside, outside) =
        (telemetry.span_named("chat inside"), telemetry.span_named("chat outside"));
    assert_eq!(inside.parent_span_id, Some(agent.span_id));
    assert_eq!(inside.attributes["user.id"], "u-1".into());
    assert_eq!(outside.parent_span_id, None);
    assert_eq!(outside.attributes.get("user.id"), None);
}

#[test]
fn a_thread_that_attaches_the_context_stays_inside() {
    let telemetry = Arc::new(TestTelemetry::new());
    let agent = telemetry.instrumentation().track_agent("guide").start();
    let context = agent.context();
    let worker = thread::spawn({
        let telemetry = Arc::clone(&telemetry);
        move || {
            let _attached = context.attach();
            telemetry.instrumentation().track_tool_call("search").start().finish();
            CallHandle::current().id()
        }
    });
    assert_eq!(worker.join().unwrap(), agent.id());
    agent.finish();
    let agent = telemetry.span_named("invoke_agent guide");
    assert_eq!(telemetry.span_named("execute_tool search").parent_span_id, Some(agent.span_id));
}

#[test]
fn a_call_may_move_to_another_thread_and_end_there() {
    let telemetry = Arc::new(TestTelemetry::new());
    let call = telemetry.instrumentation().track_agent("guide").start();
    let worker = thread::spawn({
        let telemetry = Arc::clone(&telemetry);
        move || {
            call.run_sync_value(|| {
                telemetry.instrumentation().track_llm_call("openai", "m").start().finish();
            });
            call.finish();
        }
    });
    worker.join().unwrap();
    assert_eq!(
        tree(&telemetry),
        "\
trace · 2 spans
└─ invoke_agent guide · internal
   └─ chat m · client"
    );
}

#[test]
fn nothing_stays_current_after_work_in_a_call() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "m").start();
    assert_eq!(CallHandle::current().id(), None);
    call.run_sync_value(|| assert_eq!(CallHandle::current().id(), call.id()));
    assert_eq!(CallHandle::current().id(), None);
    assert!(!Context::current().has_active_span());
    runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let mut work = Box::pin(call.run_value(async {
            yield_now().await;
            CallHandle::current().id()
        }));
        assert!(futures_util::poll!(&mut work).is_pending());
        assert_eq!(CallHandle::current().id(), None);
        assert_eq!(work.await, call.id());
    });
    assert_eq!(CallHandle::current().id(), None);
}

#[test]
fn a_future_dropped_inside_a_call_leaves_nothing_current() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "m").start();
    runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let mut work = Box::pin(call.run_value(std::future::pending::<()>()));
        assert!(futures_util::poll!(&mut work).is_pending());
    });
    assert_eq!(CallHandle::current().id(), None);
}

#[test]
fn what_a_stream_does_to_make_its_items_happens_inside_its_call() {
    let telemetry = Arc::new(TestTelemetry::new());
    let call = telemetry.instrumentation().track_llm_call("openai", "m").start();
    let inner = Arc::clone(&telemetry);
    let items = stream::iter(0..2).then(move |_| {
        let tool = inner.instrumentation().track_tool_call("search").start();
        async move { tool.finish() }
    });
    runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let mut stream = Box::pin(call.stream_values(items));
        while stream.next().await.is_some() {
            assert_eq!(CallHandle::current().id(), None);
        }
    });
    assert_eq!(
        tree(&telemetry),
        "\
trace · 3 spans
└─ chat m · client
   ├─ execute_tool search · internal
   └─ execute_tool search · internal"
    );
}

#[test]
fn attempts_are_no_spans_and_what_runs_in_them_is_inside_the_call() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "m").start();
    for _ in 0..2 {
        let attempt = call.attempt();
        attempt.run_sync_value(|| {
            assert_eq!(CallHandle::current().id(), call.id());
            telemetry.instrumentation().track_tool_call("search").start().finish();
        });
    }
    call.finish();
    assert_eq!(
        tree(&telemetry),
        "\
trace · 3 spans
└─ chat m · client
   ├─ execute_tool search · internal
   └─ execute_tool search · internal"
    );
}

#[test]
fn spans_of_tracing_and_calls_nest_in_each_other() {
    let telemetry = in_real_time();
    with_default(subscriber(&telemetry), || {
        info_span!("handler").in_scope(|| {
            let agent = telemetry.instrumentation().track_agent("guide").start();
            agent.run_sync_value(|| {
                info_span!("think").in_scope(|| {
                    let call = telemetry.instrumentation().track_llm_call("openai", "m").start();
                    call.run_sync_value(|| info_span!("send").in_scope(|| ()));
                    call.finish();
                });
                telemetry.instrumentation().track_tool_call("search").start().finish();
            });
            agent.finish();
        });
    });
    assert_eq!(
        tree(&telemetry),
        "\
trace · 6 spans
└─ handler · internal
   └─ invoke_agent guide · internal
      ├─ think · internal
      │  └─ chat m · client
      │     └─ send · internal
      └─ execute_tool search · internal"
    );
}

#[test]
fn spans_of_tracing_and_calls_nest_in_each_other_across_await() {
    let telemetry = Arc::new(in_real_time());
    let runtime = runtime::Builder::new_multi_thread().worker_threads(4).build().unwrap();
    let work = {
        let telemetry = Arc::clone(&telemetry);
        async move {
            yield_now().await;
            let agent = telemetry.instrumentation().track_agent("guide").start();
            let thinking = async {
                yield_now().await;
                let call = telemetry.instrumentation().track_llm_call("openai", "m").start();
                call.run_value(async { yield_now().instrument(info_span!("send")).await }).await;
                call.finish();
                yield_now().await;
            };
            agent.run_value(async { thinking.instrument(info_span!("think")).await }).await;
            agent.finish();
        }
    };
    let subscriber = subscriber(&telemetry);
    let task = async { work.instrument(info_span!("handler")).await }.with_subscriber(subscriber);
    runtime.block_on(runtime.spawn(task)).unwrap();
    assert_eq!(
        tree(&telemetry),
        "\
trace · 5 spans
└─ handler · internal
   └─ invoke_agent guide · internal
      └─ think · internal
         └─ chat m · client
            └─ send · internal"
    );
}

#[test]
fn a_call_made_after_a_span_of_tracing_was_left_is_not_inside_it() {
    let telemetry = in_real_time();
    with_default(subscriber(&telemetry), || {
        let agent = telemetry.instrumentation().track_agent("guide").start();
        agent.run_sync_value(|| {
            info_span!("think").in_scope(|| ());
            telemetry.instrumentation().track_llm_call("openai", "m").start().finish();
        });
        agent.finish();
    });
    assert_eq!(
        tree(&telemetry),
        "\
trace · 3 spans
└─ invoke_agent guide · internal
   ├─ think · internal
   └─ chat m · client"
    );
}

#[test]
fn helpers_write_on_an_own_span() {
    let telemetry = TestTelemetry::new();
    let context = Context::new().with_span(telemetry.tracer("shop").start("ask"));
    let attached = context.clone().attach();
    set_llm_attributes("azure-openai", "gpt-4o", ModelOperation::Chat);
    set_token_usage(12, 3);
    drop(attached);
    context.span().end();
    assert_eq!(
        shown(&telemetry),
        "\
trace · 1 span
└─ ask · internal
     gen_ai.operation.name       chat
     gen_ai.provider.name        azure.ai.openai
     gen_ai.request.model        gpt-4o
     gen_ai.usage.input_tokens   12
     gen_ai.usage.output_tokens  3"
    );
    assert_eq!(telemetry.records().len(), 0);
}

#[test]
fn helpers_write_on_a_span_of_tracing() {
    let telemetry = TestTelemetry::new();
    with_default(subscriber(&telemetry), || {
        info_span!("ask").in_scope(|| {
            set_llm_attributes("openai", "gpt-4o", ModelOperation::TextCompletion);
            set_usage(&Usage::tokens(12, 3).cache_read(8));
        });
    });
    assert_eq!(
        shown(&telemetry),
        "\
trace · 1 span
└─ ask · internal
     gen_ai.operation.name                 text_completion
     gen_ai.provider.name                  openai
     gen_ai.request.model                  gpt-4o
     gen_ai.usage.cache_read.input_tokens  8
     gen_ai.usage.input_tokens             12
     gen_ai.usage.output_tokens            3"
    );
}

#[test]
fn helpers_complete_the_call_around() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "").start();
    call.run_sync_value(|| {
        set_llm_attributes("anthropic", "gpt-4o", ModelOperation::Embeddings);
        // A span of the client's own inside the call does not take what is the call's.
        let own = Context::current_with_span(telemetry.tracer("client").start("POST"));
        let _attached = own.attach();
        set_token_usage(12, 3);
    });
    call.finish();
    assert_eq!(
        shown(&telemetry),
        "\
trace · 2 spans
└─ chat gpt-4o · client
   │ gen_ai.operation.name       chat
   │ gen_ai.provider.name        openai
   │ gen_ai.request.model        gpt-4o
   │ gen_ai.usage.input_tokens   12
   │ gen_ai.usage.output_tokens  3
   └─ POST · internal"
    );
    assert_eq!(telemetry.only_record().usage, Usage::tokens(12, 3));
}

#[test]
fn helpers_complete_the_attempt_around() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    for _ in 0..2 {
        let attempt = call.attempt();
        attempt.run_sync_value(|| set_token_usage(12, 3));
    }
    call.finish();
    assert_eq!(telemetry.only_record().usage, Usage::tokens(24, 6));
}

#[test]
fn helpers_name_the_provider_of_a_call_that_has_none() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_retrieval("handbook").start();
    call.run_sync_value(|| {
        set_llm_attributes("cohere", "embed-v4", ModelOperation::Retrieval);
    });
    call.finish();
    assert_eq!(
        shown(&telemetry),
        "\
trace · 1 span
└─ retrieval handbook · client
     gen_ai.data_source.id  handbook
     gen_ai.operation.name  retrieval
     gen_ai.provider.name   cohere
     gen_ai.request.model   embed-v4"
    );
    let active = telemetry.metrics().into_iter().find(|m| m.name == "genai_otel.active_calls");
    let levels = active.unwrap().points.into_iter().map(|point| point.value);
    assert_eq!(levels.collect::<Vec<_>>(), [PointValue::Int(0)]);
}

#[test]
fn an_agent_does_not_take_what_is_said_of_an_own_span_inside() {
    let telemetry = TestTelemetry::new();
    let agent = telemetry.instrumentation().track_agent("guide").start();
    agent.run_sync_value(|| {
        let own = Context::current_with_span(telemetry.tracer("client").start("ask"));
        let attached = own.clone().attach();
        set_llm_attributes("openai", "gpt-4o", ModelOperation::Chat);
        set_token_usage(12, 3);
        drop(attached);
        own.span().end();
        // Directly inside, it is the agent's own.
        set_token_usage(100, 20);
    });
    agent.finish();
    assert_eq!(
        shown(&telemetry),
        "\
trace · 2 spans
└─ invoke_agent guide · internal
   │ gen_ai.agent.name           guide
   │ gen_ai.operation.name       invoke_agent
   │ gen_ai.usage.input_tokens   100
   │ gen_ai.usage.output_tokens  20
   └─ ask · internal
        gen_ai.operation.name       chat
        gen_ai.provider.name        openai
        gen_ai.request.model        gpt-4o
        gen_ai.usage.input_tokens   12
        gen_ai.usage.output_tokens  3"
    );
}

#[test]
fn helpers_outside_of_everything_do_nothing() {
    let telemetry = TestTelemetry::new();
    set_llm_attributes("openai", "gpt-4o", ModelOperation::Chat);
    set_token_usage(12, 3);
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let context = call.context();
    call.finish();
    let attached = context.attach();
    set_token_usage(12, 3);
    drop(attached);
    assert_eq!(telemetry.only_record().usage, Usage::new());
    assert!(telemetry.instrumentation().health().is_sound());
}

const TASKS: usize = 1_000;
const NO_ATTRIBUTES: [&str; 0] = [];

/// One of many: an agent that asks a model, which is interrupted, runs a tool that asks another model, and streams.
async fn answer(instrumentation: &Instrumentation, number: usize) {
    let work = async {
        yield_now().await;
        let agent = instrumentation.track_agent(format!("guide-{number}")).start();
        let steps = async {
            yield_now().await;
            let call = instrumentation.track_llm_call("openai", format!("first-{number}")).start();
            call.run_value(async {
                yield_now().await;
                set_token_usage(number as u64, 1);
            })
            .await;
            call.finish();
            yield_now().await;
            let tool = instrumentation.track_tool_call("search").start();
            tool.run(async {
                yield_now().await;
                let call = instrumentation.track_llm_call("openai", format!("second-{number}"));
                call.scope(|_| async {
                    yield_now().await;
                    Ok::<_, Error>(())
                })
                .await
            })
            .await
            .unwrap();
            drop(tool);
            let call = instrumentation.track_llm_call("openai", format!("third-{number}")).start();
            let items = stream::iter(0..3).then(|item| async move {
                yield_now().await;
                item
            });
            assert_eq!(call.stream_values(items).count().await, 3);
        };
        agent.run_value(steps).await;
        yield_now().await;
        agent.finish();
    };
    Attribution::new().user_id(&format!("u-{number}")).scope(work).await;
}

/// Checks that every one of the tasks left its own trace and records.
fn check(telemetry: &TestTelemetry) {
    let mut traces = BTreeMap::<String, Vec<CollectedSpan>>::new();
    for span in telemetry.spans() {
        traces.entry(span.trace_id.clone()).or_default().push(span);
    }
    let tree =
        TraceTree::new().without_durations().only_attributes(["gen_ai.agent.name", "user.id"]);
    let trees: BTreeSet<_> = traces.values().map(|spans| tree.render(spans)).collect();
    let expected: BTreeSet<_> = (0..TASKS).map(expected).collect();
    assert_eq!(trees.len(), TASKS);
    let wrong: Vec<_> = trees.symmetric_difference(&expected).take(4).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let records = telemetry.records();
    assert_eq!(records.len(), 5 * TASKS);
    for record in records {
        let user = record.attribution.as_ref().and_then(|a| a.get(Attribute::UserId)).unwrap();
        if let Some(model) = record.request.model.as_deref() {
            let (order, number) = model.split_once('-').unwrap();
            assert_eq!(user, format!("u-{number}"));
            let tokens = Usage::tokens(number.parse().unwrap(), 1);
            assert_eq!(record.usage, if order == "first" { tokens } else { Usage::new() });
        }
    }
    assert!(telemetry.instrumentation().health().troubles().all(|(trouble, _)| {
        // A thousand models are more than metrics carry.
        trouble == Trouble::CardinalityOverflow
    }));
}

fn expected(number: usize) -> String {
    format!(
        "\
trace · 5 spans
└─ invoke_agent guide-{number} · internal
   │ gen_ai.agent.name  guide-{number}
   │ user.id            u-{number}
   ├─ chat first-{number} · client
   │    gen_ai.agent.name  guide-{number}
   │    user.id            u-{number}
   ├─ chat third-{number} · client
   │    gen_ai.agent.name  guide-{number}
   │    user.id            u-{number}
   └─ execute_tool search · internal
      │ gen_ai.agent.name  guide-{number}
      │ user.id            u-{number}
      └─ chat second-{number} · client
           gen_ai.agent.name  guide-{number}
           user.id            u-{number}"
    )
}

/// Spans of `tracing` know no other time, and siblings are printed in the order of their start.
fn in_real_time() -> TestTelemetry {
    TestTelemetry::builder().system_clock().build()
}

fn subscriber(telemetry: &TestTelemetry) -> impl Subscriber + Send + Sync + use<> {
    let layer = tracing_opentelemetry::layer().with_tracer(telemetry.tracer("tracing"));
    tracing_subscriber::registry().with(layer)
}

/// Names and places alone.
fn tree(telemetry: &TestTelemetry) -> String {
    assert_eq!(telemetry.live_spans(), 0);
    TraceTree::new().without_durations().only_attributes(NO_ATTRIBUTES).render(&telemetry.spans())
}

/// With the attributes of models and usage.
fn shown(telemetry: &TestTelemetry) -> String {
    let spans = telemetry.spans();
    let keys = spans.iter().flat_map(|span| span.attributes.keys().cloned());
    let ours: BTreeSet<_> = keys.filter(|key| key.starts_with("gen")).collect();
    TraceTree::new().without_durations().only_attributes(ours).render(&spans)
}
