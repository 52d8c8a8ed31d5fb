//! Calls of macros and of guards nest in each other, each once.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use futures_util::FutureExt as _;
use genai_otel::{Instrumentation, llm_instrumented, tool_instrumented, workflow};
use genai_otel_macros_tests::{Answer, Failure};
use genai_otel_testkit::TestTelemetry;

#[workflow(instrumentation = genai, user_id = "u-1")]
async fn nightly(genai: &Instrumentation) -> Result<u64, Failure> {
    let agent = genai.track_agent("guide").start();
    agent.run(answer(genai, "m")).await
}

#[llm_instrumented(provider = "openai", instrumentation = genai, response = |_, call| call.set_token_usage(12, 4))]
async fn answer(genai: &Instrumentation, model: &str) -> Result<u64, Failure> {
    let call = genai.track_embedding("openai", "e").start();
    let found = call.run_sync(|| search(genai, model))?;
    call.record_response(&found);
    Ok(found.usage.prompt_tokens)
}

#[tool_instrumented(instrumentation = genai)]
fn search(genai: &Instrumentation, query: &str) -> Result<Answer, Failure> {
    Ok(Answer::of(query))
}

#[test]
fn a_macro_over_a_guard_over_a_macro_gives_one_call_each() {
    let telemetry = TestTelemetry::new();
    nightly(telemetry.instrumentation()).now_or_never().unwrap().unwrap();
    assert_eq!(
        telemetry.render_trace(),
        "\
trace · 5 spans · 0 ns
└─ invoke_workflow nightly · internal · 0 ns
   │ gen_ai.operation.name  invoke_workflow
   │ gen_ai.workflow.name   nightly
   │ user.id                u-1
   └─ invoke_agent guide · internal · 0 ns
      │ gen_ai.agent.name      guide
      │ gen_ai.operation.name  invoke_agent
      │ gen_ai.workflow.name   nightly
      │ user.id                u-1
      └─ chat m · client · 0 ns
         │ gen_ai.agent.name           guide
         │ gen_ai.operation.name       chat
         │ gen_ai.provider.name        openai
         │ gen_ai.request.model        m
         │ gen_ai.usage.input_tokens   12
         │ gen_ai.usage.output_tokens  4
         │ gen_ai.workflow.name        nightly
         │ user.id                     u-1
         └─ embeddings e · client · 0 ns
            │ gen_ai.agent.name           guide
            │ gen_ai.operation.name       embeddings
            │ gen_ai.provider.name        openai
            │ gen_ai.request.model        e
            │ gen_ai.response.model       m
            │ gen_ai.usage.input_tokens   12
            │ gen_ai.usage.output_tokens  4
            │ gen_ai.workflow.name        nightly
            │ user.id                     u-1
            └─ execute_tool search · internal · 0 ns
                 gen_ai.agent.name      guide
                 gen_ai.operation.name  execute_tool
                 gen_ai.tool.name       search
                 gen_ai.workflow.name   nightly
                 user.id                u-1"
    );
    assert_eq!(telemetry.records().len(), 5);
}
