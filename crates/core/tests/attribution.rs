//! On whose behalf: inherited, overridden, and out of the process only by an allow-list.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;
use std::thread;

use genai_otel_core::{Attribute, Attribution, CallRecord, Instrumentation, MetadataValue};
use genai_otel_testkit::{CollectedSpan, TestTelemetry};
use opentelemetry::baggage::{Baggage, BaggageExt};
use opentelemetry::context::FutureExt;
use opentelemetry::{Context, KeyValue};

#[test]
fn every_field_reaches_the_span_and_the_record() {
    let telemetry = TestTelemetry::new();
    everything().in_scope(|| chat(telemetry.instrumentation()));
    assert_eq!(
        who(&telemetry.only_span()),
        "\
gen_ai.agent.id asst_1
gen_ai.agent.name guide
gen_ai.conversation.id conv_1
gen_ai.workflow.name onboarding
genai_otel.customer.id c-1
genai_otel.run.id run-1
genai_otel.source.id doc-1
genai_otel.step.name welcome
genai_otel.team.id search
genai_otel.tenant.id t-1
organization.id acme
plan gold
session.id s-9
user.id u-1"
    );
    let record = telemetry.only_record();
    assert_eq!(fields(&record), who(&telemetry.only_span()));
}

#[test]
fn what_a_call_says_itself_wins_over_its_scope_and_the_inner_scope_over_the_outer() {
    let telemetry = TestTelemetry::new();
    let outer =
        Attribution::new().user_id("outer").session_id("outer").team("outer").key("plan", 1);
    let inner = Attribution::new().session_id("inner").team("inner").key("plan", 2);
    outer.in_scope(|| {
        inner.in_scope(|| {
            let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
            builder.team("own").start().finish();
        });
    });
    assert_eq!(
        who(&telemetry.only_span()),
        "\
genai_otel.team.id own
plan 2
session.id inner
user.id outer"
    );
}

#[test]
fn a_scope_ends_where_it_ends() {
    let telemetry = TestTelemetry::new();
    let attached = Attribution::new().user_id("u-1").attach();
    chat(telemetry.instrumentation());
    drop(attached);
    assert_eq!(who(&telemetry.only_span()), "user.id u-1");
    telemetry.clear();
    chat(telemetry.instrumentation());
    assert_eq!(who(&telemetry.only_span()), "");
    assert_eq!(telemetry.only_record().attribution, None);
}

#[test]
fn calls_inside_inherit_what_the_call_around_says() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_workflow("onboarding").user_id("u-1");
    let workflow = builder.session_id("s-9").start();
    workflow.run_sync_value(|| {
        let builder = telemetry.instrumentation().track_agent("guide").agent_id("asst_1");
        builder.tenant("t-1").start().run_sync_value(|| {
            let tool = telemetry.instrumentation().track_tool_call("search").start();
            tool.run_sync_value(|| chat(telemetry.instrumentation()));
        });
        chat(telemetry.instrumentation());
    });
    drop(workflow);
    let told: Vec<_> =
        telemetry.spans().iter().map(|span| format!("{}\n{}\n", span.name, who(span))).collect();
    assert_eq!(
        told.join("\n"),
        "\
chat gpt-4o
gen_ai.agent.id asst_1
gen_ai.agent.name guide
gen_ai.workflow.name onboarding
genai_otel.tenant.id t-1
session.id s-9
user.id u-1

execute_tool search
gen_ai.agent.id asst_1
gen_ai.agent.name guide
gen_ai.workflow.name onboarding
genai_otel.tenant.id t-1
session.id s-9
user.id u-1

invoke_agent guide
gen_ai.agent.id asst_1
gen_ai.agent.name guide
gen_ai.workflow.name onboarding
genai_otel.tenant.id t-1
session.id s-9
user.id u-1

chat gpt-4o
gen_ai.workflow.name onboarding
session.id s-9
user.id u-1

invoke_workflow onboarding
gen_ai.workflow.name onboarding
session.id s-9
user.id u-1
"
    );
}

#[test]
fn an_agent_inside_an_agent_has_its_own_name_and_id() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_agent("outer").agent_id("outer-id");
    builder.start().run_sync_value(|| {
        telemetry.instrumentation().track_agent("inner").start().run_sync_value(|| {
            chat(telemetry.instrumentation());
        });
    });
    let told: Vec<_> =
        telemetry.spans().iter().map(|span| format!("{}\n{}\n", span.name, who(span))).collect();
    assert_eq!(
        told.join("\n"),
        "\
chat gpt-4o
gen_ai.agent.name inner

invoke_agent inner
gen_ai.agent.name inner

invoke_agent outer
gen_ai.agent.id outer-id
gen_ai.agent.name outer
"
    );
}

#[test]
fn another_agents_name_does_not_keep_the_id_of_the_one_around() {
    let telemetry = TestTelemetry::new();
    Attribution::new().agent("outer").agent_id("outer-id").in_scope(|| {
        let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
        builder.agent("inner").start().finish();
        Attribution::new().agent("inner").in_scope(|| chat(telemetry.instrumentation()));
        Attribution::new().agent("outer").in_scope(|| chat(telemetry.instrumentation()));
    });
    let told: Vec<_> = telemetry.spans().iter().map(who).collect();
    assert_eq!(
        told,
        [
            "gen_ai.agent.name inner",
            "gen_ai.agent.name inner",
            "gen_ai.agent.id outer-id\ngen_ai.agent.name outer",
        ]
    );
}

#[test]
fn what_is_learned_in_flight_fills_gaps_and_is_not_inherited() {
    let telemetry = TestTelemetry::new();
    let agent = telemetry.instrumentation().track_agent("guide").user_id("u-1").start();
    agent.update_attribution(Attribution::new().user_id("u-2").run("r-1"));
    agent.run_sync_value(|| chat(telemetry.instrumentation()));
    agent.finish();
    assert_eq!(
        who(&telemetry.span_named("invoke_agent guide")),
        "gen_ai.agent.name guide\ngenai_otel.run.id r-1\nuser.id u-1"
    );
    assert_eq!(who(&telemetry.span_named("chat gpt-4o")), "gen_ai.agent.name guide\nuser.id u-1");
}

#[test]
fn attribution_crosses_await_spawn_and_threads() {
    let telemetry = Arc::new(TestTelemetry::new());
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let work = {
        let telemetry = Arc::clone(&telemetry);
        async move {
            tokio::task::yield_now().await;
            chat(telemetry.instrumentation());
            let spawned = Arc::clone(&telemetry);
            let task = async move { chat(spawned.instrumentation()) };
            tokio::spawn(task.with_current_context()).await.unwrap();
            let context = Context::current();
            let sent = Arc::clone(&telemetry);
            let thread = thread::spawn(move || {
                let _attached = context.attach();
                chat(sent.instrumentation());
            });
            thread.join().unwrap();
        }
    };
    let scoped = Attribution::new().user_id("u-1").key("plan", "gold").scope(work);
    runtime.block_on(runtime.spawn(scoped)).unwrap();
    let told: Vec<_> = telemetry.spans().iter().map(who).collect();
    assert_eq!(told, ["plan gold\nuser.id u-1"; 3]);
}

#[test]
fn nothing_leaves_as_baggage_unless_it_is_named() {
    assert_eq!(outgoing(&everything().into_context()), "");
    let named = everything().propagate(["user.id", "plan", "gen_ai.agent.name", "unknown.key"]);
    assert_eq!(outgoing(&named.into_context()), "gen_ai.agent.name guide\nplan gold\nuser.id u-1");
}

#[test]
fn baggage_that_is_there_stays_there() {
    let mut baggage = Baggage::new();
    baggage.insert_with_metadata("shop.cart", "c-1", "ttl=3");
    let _attached = Context::new().with_baggage(baggage).attach();
    let context = Attribution::new().user_id("u-1").propagate(["user.id"]).into_context();
    assert_eq!(outgoing(&context), "shop.cart c-1\nuser.id u-1");
    let (_, metadata) = context.baggage().get_with_metadata("shop.cart").unwrap();
    assert_eq!(metadata.as_str(), "ttl=3");
}

#[test]
fn what_is_allowed_to_leave_leaves_with_the_inner_scopes_value() {
    let _outer = Attribution::new().user_id("outer").propagate(["user.id", "session.id"]).attach();
    let inner = Attribution::new().user_id("inner").session_id("s-9").into_context();
    assert_eq!(outgoing(&inner), "session.id s-9\nuser.id inner");
}

#[test]
fn what_leaves_from_inside_a_call_is_what_the_call_says() {
    let telemetry = TestTelemetry::new();
    let _outer =
        Attribution::new().user_id("outer").propagate(["user.id", "gen_ai.agent.name"]).attach();
    let agent = telemetry.instrumentation().track_agent("guide").user_id("inner").start();
    let inside = agent.run_sync_value(|| outgoing(&Context::current()));
    assert_eq!(inside, "gen_ai.agent.name guide\nuser.id inner");
    assert_eq!(outgoing(&Context::current()), "user.id outer");
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    assert_eq!(call.run_sync_value(|| outgoing(&Context::current())), "user.id outer");
}

#[test]
fn baggage_comes_in_only_by_name_and_never_over_what_is_known() {
    let baggage = || {
        Context::new().with_baggage([
            KeyValue::new("user.id", "from-outside"),
            KeyValue::new("session.id", "from-outside"),
            KeyValue::new("plan", "from-outside"),
            KeyValue::new("gen_ai.agent.name", "from-outside"),
        ])
    };
    let closed = TestTelemetry::new();
    let open = TestTelemetry::builder().baggage_keys(["user.id", "session.id", "plan"]).build();
    let attached = baggage().attach();
    for telemetry in [&closed, &open] {
        let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
        builder.session_id("s-9").start().finish();
    }
    drop(attached);
    assert_eq!(who(&closed.only_span()), "session.id s-9");
    assert_eq!(who(&open.only_span()), "plan from-outside\nsession.id s-9\nuser.id from-outside");
}

#[test]
fn baggage_cannot_take_a_reserved_name_nor_break_an_export() {
    let telemetry = TestTelemetry::builder()
        .baggage_keys(["gen_ai.request.model", "error.type", "note", "user.id"])
        .build();
    let _attached = Context::new()
        .with_baggage([
            KeyValue::new("gen_ai.request.model", "cheaper"),
            KeyValue::new("error.type", "none"),
            KeyValue::new("note", format!("a\0b{}", "x".repeat(5_000))),
            KeyValue::new("user.id", " "),
        ])
        .attach();
    chat(telemetry.instrumentation());
    let span = telemetry.only_span();
    assert_eq!(who(&span), format!("note a\u{fffd}b{}", "x".repeat(1_019)));
    assert_eq!(span.duplicate_keys, [""; 0]);
}

#[test]
fn where_no_baggage_came_in_nobody_is_attributed() {
    let telemetry = TestTelemetry::builder().baggage_keys(["user.id"]).build();
    chat(telemetry.instrumentation());
    assert_eq!(telemetry.only_record().attribution, None);
}

#[test]
fn free_keys_keep_their_types_and_a_calls_own_metadata_wins() {
    let telemetry = TestTelemetry::new();
    let scope = Attribution::new()
        .key("text", "a")
        .key("whole", 7)
        .key("fraction", 0.5)
        .key("truth", true)
        .key("gen_ai.reserved", 1)
        .key("user.name", "x")
        .key(" ", 1)
        .key("nan", f64::NAN);
    scope.in_scope(|| {
        let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
        builder.add_metadata("text", "own").start().finish();
    });
    let span = telemetry.only_span();
    assert_eq!(who(&span), "fraction 0.5\ntext own\ntruth true\nwhole 7");
    assert_eq!(span.duplicate_keys, [""; 0]);
    let record = telemetry.only_record();
    let keys = record.attribution.as_ref().unwrap().keys();
    assert_eq!(keys.get("text"), Some(&MetadataValue::from("a")));
    assert_eq!(record.metadata.get("text"), Some(&MetadataValue::from("own")));
}

fn everything() -> Attribution {
    Attribution::new()
        .user_id("u-1")
        .session_id("s-9")
        .organization_id("acme")
        .team("search")
        .tenant("t-1")
        .customer("c-1")
        .agent("guide")
        .agent_id("asst_1")
        .workflow("onboarding")
        .step("welcome")
        .run("run-1")
        .conversation_id("conv_1")
        .source_id("doc-1")
        .key("plan", "gold")
}

fn chat(instrumentation: &Instrumentation) {
    instrumentation.track_llm_call("openai", "gpt-4o").start().finish();
}

/// What a span says beside the operation, the provider and the model, one attribute a line.
fn who(span: &CollectedSpan) -> String {
    let what = [
        "gen_ai.operation.name",
        "gen_ai.provider.name",
        "gen_ai.request.model",
        "gen_ai.tool.name",
    ];
    let who = span.attributes.iter().filter(|(key, _)| !what.contains(&key.as_str()));
    who.map(|(key, value)| format!("{key} {value}")).collect::<Vec<_>>().join("\n")
}

/// What a record says of whom, as [`who`] does.
fn fields(record: &CallRecord) -> String {
    let attribution = record.attribution.as_ref().unwrap();
    let names = [
        (Attribute::UserId, "user.id"),
        (Attribute::SessionId, "session.id"),
        (Attribute::OrganizationId, "organization.id"),
        (Attribute::TeamId, "genai_otel.team.id"),
        (Attribute::TenantId, "genai_otel.tenant.id"),
        (Attribute::CustomerId, "genai_otel.customer.id"),
        (Attribute::AgentName, "gen_ai.agent.name"),
        (Attribute::AgentId, "gen_ai.agent.id"),
        (Attribute::WorkflowName, "gen_ai.workflow.name"),
        (Attribute::StepName, "genai_otel.step.name"),
        (Attribute::RunId, "genai_otel.run.id"),
        (Attribute::ConversationId, "gen_ai.conversation.id"),
        (Attribute::SourceId, "genai_otel.source.id"),
    ];
    let mut lines: Vec<_> = names
        .into_iter()
        .filter_map(|(attribute, name)| Some(format!("{name} {}", attribution.get(attribute)?)))
        .collect();
    for (key, value) in attribution.keys().iter() {
        let MetadataValue::Text(value) = value else { panic!("{value:?}") };
        lines.push(format!("{key} {value}"));
    }
    lines.sort();
    lines.join("\n")
}

/// The baggage of a context, one entry a line.
fn outgoing(context: &Context) -> String {
    let mut lines: Vec<_> =
        context.baggage().iter().map(|(key, (value, _))| format!("{key} {value}")).collect();
    lines.sort();
    lines.join("\n")
}
