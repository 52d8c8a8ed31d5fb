//! The calls, each with the span and the measurements that it must come to.

mod chat;
mod fallback;
mod others;
mod streams;

use genai_otel::{Attribution, Instrumentation};
use genai_otel_testkit::FakeClock;
use serde_json::{Value, json};

use crate::told::{Span, Told, all};

/// Tells the whole story; the clock moves only where a step says so.
pub(crate) async fn tell(clock: &FakeClock, told: &mut Told) {
    on_behalf().scope(workflow(clock, told)).await;
    others::transcription(clock, told);
    others::refused_tool(clock, told);
}

async fn workflow(clock: &FakeClock, told: &mut Told) {
    let call = Instrumentation::global().track_workflow("digest").start();
    call.run_value(async {
        clock.advance(MS * 10);
        agent(clock, told).await;
        clock.advance(MS * 115);
    })
    .await;
    call.finish();

    told.span(Span {
        key: "workflow",
        parent: None,
        name: "invoke_workflow digest",
        kind: "internal",
        error: None,
        from: 0,
        until: 1_250,
        attributes: all([
            &json!({ "gen_ai.operation.name": "invoke_workflow", "gen_ai.workflow.name": "digest" }),
            &whose(),
        ]),
    });
    let labels = json!({ "gen_ai.workflow.name": "digest", "genai_otel.team.id": "search" });
    told.measured("genai_otel.invoke_workflow.duration", &labels, 1.25);
    told.active("invoke_workflow", "", 0);
}

async fn agent(clock: &FakeClock, told: &mut Told) {
    let call = Instrumentation::global()
        .track_agent("researcher")
        .agent_id("asst-1")
        .description("finds sources")
        .version("1.2.0")
        .provider("azure-openai")
        .model("gpt-4o")
        .start();
    call.run_value(async {
        clock.advance(MS * 5);
        chat::everything(clock, told).await;
        clock.advance(MS);
        others::tool(clock, told);
        clock.advance(MS);
        fallback::to_another_provider(clock, told).await;
        fallback::without_success(clock, told).await;
        streams::complete(clock, told).await;
        streams::abandoned(clock, told).await;
        others::embeddings(clock, told);
        others::cached_answer(clock, told);
        others::retrieval(clock, told);
    })
    .await;
    clock.advance(MS * 16);
    call.finish();

    told.span(Span {
        key: "agent",
        parent: Some("workflow"),
        name: "invoke_agent researcher",
        kind: "internal",
        error: None,
        from: 10,
        until: 1_135,
        attributes: all([
            &json!({
                "gen_ai.operation.name": "invoke_agent",
                "gen_ai.provider.name": "azure.ai.openai",
                "gen_ai.request.model": "gpt-4o",
                "gen_ai.agent.name": "researcher",
                "gen_ai.agent.id": "asst-1",
                "gen_ai.agent.description": "finds sources",
                "gen_ai.agent.version": "1.2.0",
                "gen_ai.workflow.name": "digest",
            }),
            &whose(),
        ]),
    });
    let labels = json!({
        "gen_ai.agent.name": "researcher",
        "gen_ai.provider.name": "azure.ai.openai",
        "gen_ai.request.model": "gpt-4o",
        "genai_otel.team.id": "search",
    });
    told.measured("genai_otel.invoke_agent.duration", &labels, 1.125);
    told.active("invoke_agent", "azure.ai.openai", 0);
}

fn on_behalf() -> Attribution {
    Attribution::new()
        .user_id("u-1")
        .session_id("s-9")
        .organization_id("acme")
        .team("search")
        .tenant("t-1")
        .customer("c-1")
        .run("r-1")
        .step("draft")
        .conversation_id("conv-1")
        .key("plan", "gold")
}

/// What everything in the scope of [`on_behalf`] inherits.
fn whose() -> Value {
    json!({
        "user.id": "u-1",
        "session.id": "s-9",
        "organization.id": "acme",
        "genai_otel.team.id": "search",
        "genai_otel.tenant.id": "t-1",
        "genai_otel.customer.id": "c-1",
        "genai_otel.run.id": "r-1",
        "genai_otel.step.name": "draft",
        "gen_ai.conversation.id": "conv-1",
        "plan": "gold",
    })
}

/// What every call of the agent inherits.
fn inherited() -> Value {
    let agent = json!({
        "gen_ai.agent.name": "researcher",
        "gen_ai.agent.id": "asst-1",
        "gen_ai.workflow.name": "digest",
    });
    all([&agent, &whose()])
}

/// The labels of every metric of a call of the agent.
fn agents() -> Value {
    json!({ "gen_ai.agent.name": "researcher", "genai_otel.team.id": "search" })
}

const MS: std::time::Duration = std::time::Duration::from_millis(1);
