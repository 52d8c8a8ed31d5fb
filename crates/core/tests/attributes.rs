//! What a span carries, by kind of call: every fact once, under the conventions' name.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use genai_otel_core::kind::{Kind, Llm};
use genai_otel_core::wire::ResponseHeaders;
use genai_otel_core::{
    ApiType, Attribution, Call, CallBuilder, CallHandle, ErrorClass, McpFacts, Measured,
    ModelOperation, Money, OutputType, ToolResult, ToolType, Usage,
};
use genai_otel_testkit::{TestTelemetry, TraceTree};
use serde_json::json;

#[test]
fn a_call_of_an_openai_model_carries_all_that_was_said() {
    let telemetry = TestTelemetry::new();
    let call = everything(telemetry.instrumentation().track_llm_call("OpenAI", "gpt-4o")).start();
    answer_everything(&call);
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ chat gpt-4o · client · 1.50 s
     fraction                                  0.5
     gen_ai.agent.id                           asst_1
     gen_ai.agent.name                         guide
     gen_ai.conversation.id                    conv_1
     gen_ai.operation.name                     chat
     gen_ai.output.type                        json
     gen_ai.prompt.name                        greeting
     gen_ai.provider.name                      openai
     gen_ai.request.choice.count               2
     gen_ai.request.frequency_penalty          0.1
     gen_ai.request.max_tokens                 1000
     gen_ai.request.model                      gpt-4o
     gen_ai.request.presence_penalty           -0.1
     gen_ai.request.seed                       -7
     gen_ai.request.stop_sequences             [END, STOP]
     gen_ai.request.stream                     true
     gen_ai.request.temperature                0.2
     gen_ai.request.top_k                      40.0
     gen_ai.request.top_p                      0.9
     gen_ai.response.finish_reasons            [stop, length]
     gen_ai.response.id                        resp_1
     gen_ai.response.model                     answering-model
     gen_ai.usage.cache_creation.input_tokens  8
     gen_ai.usage.cache_read.input_tokens      64
     gen_ai.usage.cost                         0.0042
     gen_ai.usage.input_tokens                 120
     gen_ai.usage.output_tokens                30
     gen_ai.usage.reasoning.output_tokens      12
     gen_ai.workflow.name                      onboarding
     genai_otel.attempt                        2
     genai_otel.cache.hit                      true
     genai_otel.client_request.id              req-client
     genai_otel.cost.origin                    caller
     genai_otel.customer.id                    c-1
     genai_otel.output_tokens_per_second       20.0
     genai_otel.prompt.version                 '3'
     genai_otel.provider_request.id            req-provider
     genai_otel.rate_limit.remaining_requests  99
     genai_otel.rate_limit.remaining_tokens    4096
     genai_otel.request.previous_response.id   resp_0
     genai_otel.request.reasoning.level        high
     genai_otel.run.id                         run-1
     genai_otel.source.id                      doc-1
     genai_otel.step.name                      welcome
     genai_otel.team.id                        search
     genai_otel.tenant.id                      t-1
     http.response.status_code                 200
     late                                      b
     openai.api.type                           chat_completions
     openai.request.service_tier               flex
     openai.response.service_tier              default
     openai.response.system_fingerprint        fp_1
     organization.id                           acme
     plan                                      gold
     server.address                            api.example
     server.port                               8443
     session.id                                s-9
     text                                      a
     truth                                     true
     user.id                                   u-1
     whole                                     7"
    );
}

#[test]
fn a_call_of_another_provider_carries_no_attribute_of_openai() {
    let telemetry = TestTelemetry::new();
    let call = everything(telemetry.instrumentation().track_llm_call("claude", "opus")).start();
    answer_everything(&call);
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ chat opus · client · 1.50 s
     fraction                                  0.5
     gen_ai.agent.id                           asst_1
     gen_ai.agent.name                         guide
     gen_ai.conversation.id                    conv_1
     gen_ai.operation.name                     chat
     gen_ai.output.type                        json
     gen_ai.prompt.name                        greeting
     gen_ai.provider.name                      anthropic
     gen_ai.request.choice.count               2
     gen_ai.request.frequency_penalty          0.1
     gen_ai.request.max_tokens                 1000
     gen_ai.request.model                      opus
     gen_ai.request.presence_penalty           -0.1
     gen_ai.request.seed                       -7
     gen_ai.request.stop_sequences             [END, STOP]
     gen_ai.request.stream                     true
     gen_ai.request.temperature                0.2
     gen_ai.request.top_k                      40.0
     gen_ai.request.top_p                      0.9
     gen_ai.response.finish_reasons            [stop, length]
     gen_ai.response.id                        resp_1
     gen_ai.response.model                     answering-model
     gen_ai.usage.cache_creation.input_tokens  8
     gen_ai.usage.cache_read.input_tokens      64
     gen_ai.usage.cost                         0.0042
     gen_ai.usage.input_tokens                 120
     gen_ai.usage.output_tokens                30
     gen_ai.usage.reasoning.output_tokens      12
     gen_ai.workflow.name                      onboarding
     genai_otel.attempt                        2
     genai_otel.cache.hit                      true
     genai_otel.client_request.id              req-client
     genai_otel.cost.origin                    caller
     genai_otel.customer.id                    c-1
     genai_otel.output_tokens_per_second       20.0
     genai_otel.prompt.version                 '3'
     genai_otel.provider_request.id            req-provider
     genai_otel.rate_limit.remaining_requests  99
     genai_otel.rate_limit.remaining_tokens    4096
     genai_otel.request.previous_response.id   resp_0
     genai_otel.request.reasoning.level        high
     genai_otel.request.service_tier           flex
     genai_otel.response.service_tier          default
     genai_otel.run.id                         run-1
     genai_otel.source.id                      doc-1
     genai_otel.step.name                      welcome
     genai_otel.team.id                        search
     genai_otel.tenant.id                      t-1
     http.response.status_code                 200
     late                                      b
     organization.id                           acme
     plan                                      gold
     server.address                            api.example
     server.port                               8443
     session.id                                s-9
     text                                      a
     truth                                     true
     user.id                                   u-1
     whole                                     7"
    );
}

#[test]
fn values_that_are_the_rule_are_not_written() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
    let call = builder.choice_count(1).stream(false).service_tier("auto").start();
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ chat gpt-4o · client · 1.50 s
     gen_ai.operation.name  chat
     gen_ai.provider.name   openai
     gen_ai.request.model   gpt-4o"
    );
}

#[test]
fn blank_texts_say_nothing() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_llm_call("openai", " ");
    let call = builder.user_id("").reasoning_level("\t").agent(" ").prompt_name("").start();
    call.set_response_id("");
    call.set_response_model(" ");
    call.set_system_fingerprint("\n");
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ chat · client · 1.50 s
     gen_ai.operation.name  chat
     gen_ai.provider.name   openai"
    );
}

#[test]
fn an_operation_names_the_span() {
    let names: Vec<_> = ModelOperation::KNOWN
        .iter()
        .cloned()
        .chain([ModelOperation::from("guess")])
        .map(|operation| {
            let telemetry = TestTelemetry::new();
            let builder = telemetry.instrumentation().track_llm_call("openai", "gpt-4o");
            builder.operation(operation).start().finish();
            let span = telemetry.only_span();
            format!("{} · {}", span.name, span.kind)
        })
        .collect();
    assert_eq!(
        names.join("\n"),
        "\
chat gpt-4o · client
generate_content gpt-4o · client
text_completion gpt-4o · client
embeddings gpt-4o · client
retrieval gpt-4o · client
fetch_response gpt-4o · client
create_agent gpt-4o · client
invoke_agent · internal
execute_tool · internal
invoke_workflow · internal
plan gpt-4o · internal
search_memory gpt-4o · client
create_memory gpt-4o · client
update_memory gpt-4o · client
upsert_memory gpt-4o · client
delete_memory gpt-4o · client
create_memory_store gpt-4o · client
delete_memory_store gpt-4o · client
rerank gpt-4o · client
image_generation gpt-4o · client
speech_to_text gpt-4o · client
text_to_speech gpt-4o · client
translation gpt-4o · client
ocr gpt-4o · client
moderation gpt-4o · client
search gpt-4o · client
guess gpt-4o · client"
    );
}

#[test]
fn an_embedding_carries_its_own_parameters() {
    let telemetry = TestTelemetry::new();
    let call = telemetry
        .instrumentation()
        .track_embedding("openai", "text-embedding-3-small")
        .embedding_dimensions(256)
        .text_count(3)
        .encoding_formats(["float", "base64"])
        .start();
    call.set_usage(&Usage::input_tokens(9));
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ embeddings text-embedding-3-small · client · 1.50 s
     gen_ai.embeddings.dimension.count  256
     gen_ai.operation.name              embeddings
     gen_ai.provider.name               openai
     gen_ai.request.encoding_formats    [float, base64]
     gen_ai.request.model               text-embedding-3-small
     gen_ai.usage.input_tokens          9
     genai_otel.request.text_count      3"
    );
}

#[test]
fn a_tool_execution_carries_the_tool_and_its_result() {
    let telemetry = TestTelemetry::new();
    let call = telemetry
        .instrumentation()
        .track_tool_call("search_database")
        .tool_call_id("call_1")
        .description("Looks things up")
        .tool_type(ToolType::Datastore)
        .agent("guide")
        .user_id("u-1")
        .start();
    call.set_result(ToolResult::success().items_returned(3).bytes_processed(1_024));
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ execute_tool search_database · internal · 1.50 s
     gen_ai.agent.name                guide
     gen_ai.operation.name            execute_tool
     gen_ai.tool.call.id              call_1
     gen_ai.tool.description          Looks things up
     gen_ai.tool.name                 search_database
     gen_ai.tool.type                 datastore
     genai_otel.tool.bytes_processed  1024
     genai_otel.tool.items_returned   3
     genai_otel.tool.success          true
     user.id                          u-1"
    );
}

#[test]
fn a_tool_called_over_mcp_is_named_by_the_method_and_has_the_kind_of_its_side() {
    let telemetry = TestTelemetry::new();
    for facts in [
        McpFacts::client().protocol_version("2025-11-25"),
        McpFacts::server().session_id("s-1").request_id("7"),
    ] {
        telemetry.instrumentation().track_tool_call("sum").mcp(facts).start().finish();
        // The traces are shown in the order of their times.
        telemetry.clock().advance(Duration::from_secs(1));
    }
    telemetry.instrumentation().track_tool_call("").mcp(McpFacts::client()).start().finish();
    assert_eq!(
        telemetry.render_trace(),
        "\
trace · 1 span · 0 ns
└─ tools/call sum · client · 0 ns
     gen_ai.operation.name  execute_tool
     gen_ai.tool.name       sum
     mcp.method.name        tools/call
     mcp.protocol.version   2025-11-25

trace · 1 span · 0 ns
└─ tools/call sum · server · 0 ns
     gen_ai.operation.name  execute_tool
     gen_ai.tool.name       sum
     jsonrpc.request.id     '7'
     mcp.method.name        tools/call
     mcp.session.id         s-1

trace · 1 span · 0 ns
└─ tools/call · client · 0 ns
     gen_ai.operation.name  execute_tool
     mcp.method.name        tools/call"
    );
}

#[test]
fn a_tool_around_a_call_over_mcp_learns_the_facts_of_the_protocol() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_tool_call("sum").start();
    call.run_sync_value(|| {
        assert!(CallHandle::current_tool("other").is_none());
        let around = CallHandle::current_tool("sum").unwrap();
        around.record_mcp(McpFacts::client().protocol_version("2025-11-25"));
        around.record_mcp(McpFacts::client().protocol_version("later").error_code(-32_603));
        assert!(CallHandle::current_tool("sum").is_none(), "it is known to be one");
    });
    call.finish();
    assert_eq!(
        telemetry.render_trace(),
        "\
trace · 1 span · 0 ns
└─ execute_tool sum · internal · 0 ns
     gen_ai.operation.name     execute_tool
     gen_ai.tool.name          sum
     mcp.method.name           tools/call
     mcp.protocol.version      2025-11-25
     rpc.response.status_code  '-32603'"
    );
}

#[test]
fn a_tool_that_failed_says_so() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_tool_call("search_database").start();
    call.set_result(ToolResult::failure(ErrorClass::from_static("not_found")).items_returned(0));
    telemetry.clock().advance(Duration::from_millis(5));
    drop(call);
    assert_eq!(
        telemetry.render_trace(),
        "\
trace · 1 span · 5.00 ms
└─ execute_tool search_database · internal · 5.00 ms · ✗ error: not_found
     error.type                      not_found
     gen_ai.operation.name           execute_tool
     gen_ai.tool.name                search_database
     genai_otel.outcome              error
     genai_otel.tool.items_returned  0
     genai_otel.tool.success         false"
    );
}

#[test]
fn the_creation_of_an_agent_is_a_clients() {
    let telemetry = TestTelemetry::new();
    let call = telemetry
        .instrumentation()
        .track_agent_creation("openai", "guide")
        .agent_id("asst_1")
        .description("Shows people around")
        .version("2")
        .model("gpt-4o")
        .start();
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ create_agent guide · client · 1.50 s
     gen_ai.agent.description  Shows people around
     gen_ai.agent.id           asst_1
     gen_ai.agent.name         guide
     gen_ai.agent.version      '2'
     gen_ai.operation.name     create_agent
     gen_ai.provider.name      openai
     gen_ai.request.model      gpt-4o"
    );
}

#[test]
fn the_run_of_an_agent_carries_the_agent() {
    let telemetry = TestTelemetry::new();
    let call = telemetry
        .instrumentation()
        .track_agent("guide")
        .agent_id("asst_1")
        .description("Shows people around")
        .version("2")
        .provider("openai")
        .model("gpt-4o")
        .conversation_id("conv_1")
        .start();
    call.set_token_usage(120, 30);
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ invoke_agent guide · internal · 1.50 s
     gen_ai.agent.description             Shows people around
     gen_ai.agent.id                      asst_1
     gen_ai.agent.name                    guide
     gen_ai.agent.version                 '2'
     gen_ai.conversation.id               conv_1
     gen_ai.operation.name                invoke_agent
     gen_ai.provider.name                 openai
     gen_ai.request.model                 gpt-4o
     gen_ai.usage.input_tokens            120
     gen_ai.usage.output_tokens           30
     genai_otel.output_tokens_per_second  20.0"
    );
}

#[test]
fn an_agent_that_runs_elsewhere_is_called_as_a_client() {
    let telemetry = TestTelemetry::new();
    let call = telemetry
        .instrumentation()
        .track_agent("guide")
        .remote()
        .server_address("agents.example")
        .server_port(443)
        .start();
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ invoke_agent guide · client · 1.50 s
     gen_ai.agent.name      guide
     gen_ai.operation.name  invoke_agent
     server.address         agents.example
     server.port            443"
    );
}

#[test]
fn a_workflow_carries_its_name() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_workflow("onboarding").session_id("s-9").start();
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ invoke_workflow onboarding · internal · 1.50 s
     gen_ai.operation.name  invoke_workflow
     gen_ai.workflow.name   onboarding
     session.id             s-9"
    );
}

#[test]
fn a_retrieval_carries_its_data_source() {
    let telemetry = TestTelemetry::new();
    let call = telemetry
        .instrumentation()
        .track_retrieval("handbook")
        .provider("pinecone")
        .model("ranker-1")
        .top_k(5)
        .start();
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ retrieval handbook · client · 1.50 s
     gen_ai.data_source.id  handbook
     gen_ai.operation.name  retrieval
     gen_ai.provider.name   pinecone
     gen_ai.request.model   ranker-1
     gen_ai.request.top_k   5.0"
    );
}

#[test]
fn a_search_carries_its_index() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_search("perplexity", "web").start();
    call.set_usage(&Usage::new().searches(2));
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ search web · client · 1.50 s
     gen_ai.data_source.id      web
     gen_ai.operation.name      search
     gen_ai.provider.name       perplexity
     genai_otel.usage.searches  2"
    );
}

#[test]
fn calls_that_are_not_counted_in_tokens_carry_their_units() {
    let telemetry = TestTelemetry::new();
    let instrumentation = telemetry.instrumentation();
    let tick = || telemetry.clock().advance(Duration::from_secs(1));
    fn end<K: Kind>(call: CallBuilder<K>, usage: Usage) {
        let call = call.start();
        call.set_usage(&usage);
        call.finish();
    }
    end(instrumentation.track_rerank("cohere", "rerank-v3.5"), Usage::new().searches(1));
    tick();
    end(instrumentation.track_image_generation("openai", "gpt-image-1"), Usage::new().images(2));
    tick();
    let seconds = Usage::new().duration(Duration::from_millis(61_500));
    end(instrumentation.track_speech_to_text("openai", "whisper-1"), seconds);
    tick();
    end(instrumentation.track_text_to_speech("openai", "tts-1"), Usage::new().characters(280));
    tick();
    end(instrumentation.track_translation("deepl", "next-gen"), Usage::new().characters(12));
    tick();
    end(instrumentation.track_ocr("mistral", "mistral-ocr"), Usage::new().pages(7));
    tick();
    end(instrumentation.track_moderation("openai", "omni-moderation"), Usage::new());
    assert_eq!(
        telemetry.render_trace(),
        "\
trace · 1 span · 0 ns
└─ rerank rerank-v3.5 · client · 0 ns
     gen_ai.operation.name      rerank
     gen_ai.provider.name       cohere
     gen_ai.request.model       rerank-v3.5
     genai_otel.usage.searches  1

trace · 1 span · 0 ns
└─ image_generation gpt-image-1 · client · 0 ns
     gen_ai.operation.name    image_generation
     gen_ai.provider.name     openai
     gen_ai.request.model     gpt-image-1
     genai_otel.usage.images  2

trace · 1 span · 0 ns
└─ speech_to_text whisper-1 · client · 0 ns
     gen_ai.operation.name     speech_to_text
     gen_ai.provider.name      openai
     gen_ai.request.model      whisper-1
     genai_otel.usage.seconds  61.5

trace · 1 span · 0 ns
└─ text_to_speech tts-1 · client · 0 ns
     gen_ai.operation.name        text_to_speech
     gen_ai.provider.name         openai
     gen_ai.request.model         tts-1
     genai_otel.usage.characters  280

trace · 1 span · 0 ns
└─ translation next-gen · client · 0 ns
     gen_ai.operation.name        translation
     gen_ai.provider.name         deepl
     gen_ai.request.model         next-gen
     genai_otel.usage.characters  12

trace · 1 span · 0 ns
└─ ocr mistral-ocr · client · 0 ns
     gen_ai.operation.name   ocr
     gen_ai.provider.name    mistral_ai
     gen_ai.request.model    mistral-ocr
     genai_otel.usage.pages  7

trace · 1 span · 0 ns
└─ moderation omni-moderation · client · 0 ns
     gen_ai.operation.name  moderation
     gen_ai.provider.name   openai
     gen_ai.request.model   omni-moderation"
    );
}

#[test]
fn any_other_operation_carries_what_is_said_of_it() {
    let telemetry = TestTelemetry::new();
    let plan = telemetry.instrumentation().track_operation(ModelOperation::Plan).start();
    plan.finish();
    telemetry.clock().advance(Duration::from_secs(1));
    let memory = telemetry.instrumentation().track_operation(ModelOperation::SearchMemory);
    memory.provider("mem0").start().finish();
    telemetry.clock().advance(Duration::from_secs(1));
    telemetry.instrumentation().track_operation("daydream").model("gpt-4o").start().finish();
    assert_eq!(
        telemetry.render_trace(),
        "\
trace · 1 span · 0 ns
└─ plan · internal · 0 ns
     gen_ai.operation.name  plan

trace · 1 span · 0 ns
└─ search_memory · client · 0 ns
     gen_ai.operation.name  search_memory
     gen_ai.provider.name   mem0

trace · 1 span · 0 ns
└─ daydream gpt-4o · client · 0 ns
     gen_ai.operation.name  daydream
     gen_ai.request.model   gpt-4o"
    );
}

#[test]
fn usage_is_written_part_by_part_and_zero_is_a_number() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    let mut usage = Usage::tokens(1_000, 200).cache_read(100).cache_write(60).reasoning(0);
    let parts = [
        (&mut usage.total, 1_200),
        (&mut usage.cache_write_5m, 50),
        (&mut usage.cache_write_1h, 10),
        (&mut usage.input_text, 1),
        (&mut usage.input_audio, 2),
        (&mut usage.input_image, 3),
        (&mut usage.output_text, 4),
        (&mut usage.output_audio, 5),
        (&mut usage.output_image, 6),
        (&mut usage.cache_read_text, 7),
        (&mut usage.cache_read_audio, 8),
        (&mut usage.cache_read_image, 9),
        (&mut usage.pages, 10),
        (&mut usage.characters, 11),
        (&mut usage.images, 12),
        (&mut usage.pixels, 13),
        (&mut usage.searches, 0),
        (&mut usage.input_video, 14),
        (&mut usage.input_tool, 15),
        (&mut usage.output_video, 21),
        (&mut usage.citations, 16),
        (&mut usage.cache_read_video, 17),
        (&mut usage.annotated_pages, 18),
        (&mut usage.storage_searches, 19),
        (&mut usage.code_executions, 20),
    ];
    for (part, count) in parts {
        *part = Measured::Reported(count);
    }
    usage.duration = Measured::Reported(Duration::ZERO);
    call.set_usage(&usage);
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ chat gpt-4o · client · 1.50 s
     gen_ai.operation.name                           chat
     gen_ai.provider.name                            openai
     gen_ai.request.model                            gpt-4o
     gen_ai.usage.cache_creation.input_tokens        60
     gen_ai.usage.cache_read.input_tokens            100
     gen_ai.usage.input_tokens                       1000
     gen_ai.usage.output_tokens                      200
     gen_ai.usage.reasoning.output_tokens            0
     genai_otel.output_tokens_per_second             133.33333333333334
     genai_otel.usage.annotated_pages                18
     genai_otel.usage.audio.cache_read.input_tokens  8
     genai_otel.usage.audio.input_tokens             2
     genai_otel.usage.audio.output_tokens            5
     genai_otel.usage.cache_write_1h.input_tokens    10
     genai_otel.usage.cache_write_5m.input_tokens    50
     genai_otel.usage.characters                     11
     genai_otel.usage.citation.output_tokens         16
     genai_otel.usage.code_executions                20
     genai_otel.usage.image.cache_read.input_tokens  9
     genai_otel.usage.image.input_tokens             3
     genai_otel.usage.image.output_tokens            6
     genai_otel.usage.images                         12
     genai_otel.usage.pages                          10
     genai_otel.usage.pixels                         13
     genai_otel.usage.searches                       0
     genai_otel.usage.seconds                        0.0
     genai_otel.usage.storage_searches               19
     genai_otel.usage.text.cache_read.input_tokens   7
     genai_otel.usage.text.input_tokens              1
     genai_otel.usage.text.output_tokens             4
     genai_otel.usage.tool.input_tokens              15
     genai_otel.usage.total_tokens                   1200
     genai_otel.usage.video.cache_read.input_tokens  17
     genai_otel.usage.video.input_tokens             14
     genai_otel.usage.video.output_tokens            21"
    );
}

#[test]
fn what_is_learned_late_is_written_once_and_what_was_said_first_stands() {
    let telemetry = TestTelemetry::new();
    let builder = telemetry.instrumentation().track_operation(ModelOperation::Chat);
    let call = builder.temperature(0.5).user_id("u-1").start();
    for _ in 0..2 {
        call.update_request(|request| {
            request.model = Some("gpt-4o".into());
            request.temperature = Some(1.0);
            request.top_p = Some(0.5);
            request.stop_sequences = Some(["END".into()].into());
        });
        call.update_attribution(
            Attribution::new().user_id("u-2").session_id("s-2").key("plan", "gold"),
        );
        call.set_token_usage(1, 1);
        call.set_token_usage(3, 4);
        call.set_response_model("first");
        call.set_response_model("last");
        call.add_metadata("experiment", "a");
        call.add_metadata("experiment", "b");
        call.add_metadata("plan", "silver");
    }
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ chat gpt-4o · client · 1.50 s
     experiment                           b
     gen_ai.operation.name                chat
     gen_ai.request.model                 gpt-4o
     gen_ai.request.stop_sequences        [END]
     gen_ai.request.temperature           0.5
     gen_ai.request.top_p                 0.5
     gen_ai.response.model                last
     gen_ai.usage.input_tokens            3
     gen_ai.usage.output_tokens           4
     genai_otel.output_tokens_per_second  2.6666666666666665
     plan                                 silver
     session.id                           s-2
     user.id                              u-1"
    );
}

#[test]
fn a_response_fills_what_it_says() {
    let telemetry = TestTelemetry::new();
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.record_response(&json!({
        "id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-4o-2024-08-06",
        "service_tier": "default", "system_fingerprint": "fp_1",
        "choices": [
            {"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "search", "arguments": "{\"q\":\"secret\"}"}},
                {"id": "call_2", "type": "function", "function": {"name": "fetch", "arguments": "{}"}},
            ]}},
            {"index": 1, "finish_reason": "stop", "message": {"role": "assistant", "content": "secret"}},
        ],
        "usage": {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30},
    }));
    assert_eq!(
        ended(&telemetry, call),
        "\
trace · 1 span · 1.50 s
└─ chat gpt-4o · client · 1.50 s
     gen_ai.operation.name                chat
     gen_ai.provider.name                 openai
     gen_ai.request.model                 gpt-4o
     gen_ai.response.finish_reasons       [tool_calls, stop]
     gen_ai.response.id                   chatcmpl-1
     gen_ai.response.model                gpt-4o-2024-08-06
     gen_ai.usage.input_tokens            20
     gen_ai.usage.output_tokens           10
     genai_otel.output_tokens_per_second  6.666666666666667
     genai_otel.response.tool_names       [search, fetch]
     genai_otel.usage.total_tokens        30
     openai.api.type                      chat_completions
     openai.response.service_tier         default
     openai.response.system_fingerprint   fp_1"
    );
}

#[test]
fn a_call_that_failed_names_the_kind_of_error_and_not_its_text() {
    assert_eq!(
        failed(&TestTelemetry::new()),
        "\
trace · 1 span · 0 ns
└─ chat gpt-4o · client · 0 ns · ✗ error: 401
     error.type                 '401'
     gen_ai.operation.name      chat
     gen_ai.provider.name       openai
     gen_ai.request.model       gpt-4o
     genai_otel.outcome         error
     http.response.status_code  401"
    );
}

#[test]
fn the_text_of_an_error_is_the_spans_status_where_it_is_asked_for() {
    let telemetry = TestTelemetry::builder().error_messages(true).build();
    assert_eq!(
        failed(&telemetry),
        "\
trace · 1 span · 0 ns
└─ chat gpt-4o · client · 0 ns · ✗ error: key sk-1 is�wrong
     error.type                 '401'
     gen_ai.operation.name      chat
     gen_ai.provider.name       openai
     gen_ai.request.model       gpt-4o
     genai_otel.outcome         error
     http.response.status_code  401"
    );
    assert_eq!(telemetry.only_record().error_message.as_deref(), Some("key sk-1 is\u{fffd}wrong"));
}

#[test]
fn the_scope_names_the_library_and_the_conventions() {
    let telemetry = TestTelemetry::new();
    telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start().finish();
    let scope = telemetry.only_span().scope;
    assert_eq!(
        (
            scope.name.as_str(),
            scope.version.as_str(),
            scope.schema_url.as_str(),
            scope.attributes.len()
        ),
        ("genai-otel", env!("CARGO_PKG_VERSION"), "https://opentelemetry.io/schemas/1.41.0", 0)
    );
    assert!(telemetry.metrics().iter().all(|metric| metric.scope == scope));
}

fn everything(builder: CallBuilder<Llm>) -> CallBuilder<Llm> {
    builder
        .operation(ModelOperation::Chat)
        .temperature(0.2)
        .top_p(0.9)
        .top_k(40)
        .max_tokens(1_000)
        .frequency_penalty(0.1)
        .presence_penalty(-0.1)
        .seed(-7)
        .choice_count(2)
        .stream(true)
        .server_address("api.example")
        .server_port(8_443)
        .reasoning_level("high")
        .service_tier("flex")
        .previous_response_id("resp_0")
        .prompt_name("greeting")
        .prompt_version("3")
        .client_request_id("req-client")
        .stop_sequences(["END", "STOP"])
        .output_type(OutputType::Json)
        .api(ApiType::ChatCompletions)
        .agent("guide")
        .user_id("u-1")
        .session_id("s-9")
        .organization_id("acme")
        .team("search")
        .tenant("t-1")
        .source_id("doc-1")
        .conversation_id("conv_1")
        .attribution(
            Attribution::new()
                .user_id("u-2")
                .customer("c-1")
                .agent_id("asst_1")
                .workflow("onboarding")
                .step("welcome")
                .run("run-1")
                .key("plan", "gold"),
        )
        .add_metadata("text", "a")
        .add_metadata("whole", 7)
        .add_metadata("fraction", 0.5)
        .add_metadata("truth", true)
        .attempt(2)
        .cache_hit(false)
}

fn answer_everything(call: &CallHandle) {
    call.set_response_model("answering-model");
    call.set_response_id("resp_1");
    call.set_finish_reasons(["stop", "length"]);
    call.set_system_fingerprint("fp_1");
    call.set_response_service_tier("default");
    call.set_provider_request_id("req-provider");
    call.set_http_status(200);
    call.record_response_headers(&ResponseHeaders::read([
        ("x-ratelimit-remaining-requests", "99".as_bytes()),
        ("x-ratelimit-remaining-tokens", b"4096"),
    ]));
    call.set_usage(&Usage::tokens(120, 30).cache_read(64).cache_write(8).reasoning(12));
    call.set_cost("0.0042".parse::<Money>().unwrap());
    call.add_metadata("late", "b");
    call.set_cache_hit(true);
}

fn failed(telemetry: &TestTelemetry) -> String {
    let call = telemetry.instrumentation().track_llm_call("openai", "gpt-4o").start();
    call.set_http_status(401);
    call.fail(&"key sk-1 is\nwrong");
    telemetry.render_trace()
}

/// The span of a call that took a second and a half and completed.
fn ended<K: Kind>(telemetry: &TestTelemetry, call: Call<K>) -> String {
    telemetry.clock().advance(Duration::from_millis(1_500));
    call.finish();
    let health = telemetry.instrumentation().health();
    assert!(health.is_sound(), "{health:?}");
    TraceTree::new().render(&telemetry.spans())
}
