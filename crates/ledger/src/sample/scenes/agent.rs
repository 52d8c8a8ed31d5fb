//! Somebody gives an agent something to do.

use genai_otel_core::{ErrorClass, ToolResult};

use super::super::incident::Trouble;
use super::super::models::{AGENT, Model};
use super::super::people::Visit;
use super::super::stage::Stage;
use super::super::talk::Talk;

/// A run of an agent: a model that asks for tools until it is done.
pub(super) fn play(stage: &mut Stage) {
    let visit = stage.visit();
    let Some(model) = stage.random.pick(AGENT) else { return };
    let Some((name, id, tools)) = stage.random.pick(AGENTS) else { return };
    let is_runaway = stage.trouble() == Some(Trouble::Runaway);
    let steps = if is_runaway { 11 } else { 1 + stage.random.below(5) };
    let builder = stage.instrumentation.track_agent(name).agent_id(id);
    let agent = builder.attribution(visit.attribution.clone()).start();
    let done = agent.run_sync_value(|| run(stage, &visit, (model, tools), steps));
    if done {
        agent.finish();
    } else {
        agent.fail_as(ErrorClass::from_static("model_failed"));
    }
}

fn run(
    stage: &mut Stage,
    visit: &Visit,
    (model, tools): (&'static Model, &[(u64, &'static str)]),
    steps: u64,
) -> bool {
    let (mut known, mut input) = (0, 3_200 + stage.random.count(900.0, 0.8));
    for step in 1..=steps {
        let is_last = step == steps;
        let talk = Talk::new(model, input, if is_last { 420.0 } else { 110.0 });
        if !(Talk { known, calls_tool: !is_last, ..talk }).hold(stage, visit) {
            return false;
        }
        if !is_last {
            use_tool(stage, tools);
        }
        // What is sent again is known, what the tool has found is new.
        known = input / 128 * 128;
        input += 260 + stage.random.count(if steps > 10 { 15_000.0 } else { 900.0 }, 0.9);
    }
    true
}

fn use_tool(stage: &mut Stage, tools: &[(u64, &'static str)]) {
    let Some(name) = stage.random.pick(tools) else { return };
    let tool = stage.instrumentation.track_tool_call(name).start();
    stage.pass(if name == "run_tests" { 9_000.0 } else { 130.0 });
    let result = if stage.random.chance(0.03) {
        ToolResult::failure(ErrorClass::from_static("not_found"))
    } else {
        let items = stage.random.below(20);
        ToolResult::success().items_returned(items).bytes_processed(items * 512)
    };
    tool.set_result(result);
}

type Agent = (&'static str, &'static str, &'static [(u64, &'static str)]);

const AGENTS: &[(u64, Agent)] = &[
    (5, ("triage", "agent-triage", &[(3, "search_tickets"), (1, "update_ticket")])),
    (3, ("coder", "agent-coder", &[(4, "read_file"), (2, "edit_file"), (1, "run_tests")])),
    (2, ("analyst", "agent-analyst", &[(3, "query_warehouse"), (1, "draw_chart")])),
];
