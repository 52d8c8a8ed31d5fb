//! An annotated function tells what the same function tells that is written with the guard.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use futures_util::FutureExt as _;
use genai_otel::{
    ApiType, Attribution, ErrorClass, Instrumentation, ModelOperation, OutputType, ToolResult,
    ToolType, llm_instrumented, tool_instrumented, workflow,
};
use genai_otel_macros_tests::{Answer, Failure, Spoken, Told};

type Reply = Result<Answer, Failure>;

#[track_caller]
fn same(by_macro: impl FnOnce(&Instrumentation), by_guard: impl FnOnce(&Instrumentation)) {
    let ours = Told::by(|telemetry| by_macro(telemetry.instrumentation()));
    let theirs = Told::by(|telemetry| by_guard(telemetry.instrumentation()));
    assert_eq!(ours, theirs);
    assert!(!ours.records.is_empty());
}

#[test]
fn of_a_chat_with_all_that_can_be_said() {
    #[llm_instrumented(
        provider = provider,
        model = "gpt-4o",
        operation = "generate_content",
        instrumentation = genai,
        tokens_from_response,
        user_id = user,
        session_id = session.as_str(),
        organization_id = "acme",
        team = Some("search"),
        tenant = None::<&str>,
        source_id = "doc-1",
        conversation_id = "c-1",
        agent = String::from("guide"),
        attribution = Attribution::new().key("plan.name", "gold"),
        temperature = 1.5,
        top_p = Some(0.5_f32),
        top_k = 40,
        max_tokens = 1_000_usize,
        frequency_penalty = 0.25,
        presence_penalty = 1,
        seed = -7,
        choice_count = 2_u8,
        server_port = 443,
        server_address = "api.example",
        reasoning_level = "high",
        service_tier = "flex",
        previous_response_id = "r-0",
        prompt_name = "greeting",
        prompt_version = "2",
        client_request_id = "q-1",
        stop_sequences = stops,
        output_type = "json",
        api = ApiType::from("responses"),
        attempt = 3,
        deadline = Duration::from_secs(9),
        fields(
            app.kind = "batch",
            "app.size" = stops.len(),
            app.share = 0.5,
            app.dry = false,
            app.owner = Some(user),
            app.none = None::<i64>,
            plan,
        ),
    )]
    fn chat(
        genai: &Instrumentation,
        provider: String,
        user: &str,
        session: String,
        stops: &[String],
        plan: u8,
    ) -> Reply {
        drop((provider, session));
        assert_eq!((user, stops.len(), plan), ("u-1", 2, 7));
        Ok(Answer::of("gpt-4o-2024"))
    }

    let stops = ["END".to_owned(), "STOP".to_owned()];
    same(
        |genai| {
            chat(genai, "Azure-OpenAI".to_owned(), "u-1", "s-1".to_owned(), &stops, 7).unwrap();
        },
        |genai| {
            let call = genai
                .track_llm_call("Azure-OpenAI", "gpt-4o")
                .operation(ModelOperation::GenerateContent)
                .user_id("u-1")
                .session_id("s-1")
                .organization_id("acme")
                .team("search")
                .source_id("doc-1")
                .conversation_id("c-1")
                .agent("guide")
                .attribution(Attribution::new().key("plan.name", "gold"))
                .temperature(1.5)
                .top_p(0.5)
                .top_k(40)
                .max_tokens(1_000)
                .frequency_penalty(0.25)
                .presence_penalty(1.0)
                .seed(-7)
                .choice_count(2)
                .server_port(443)
                .server_address("api.example")
                .reasoning_level("high")
                .service_tier("flex")
                .previous_response_id("r-0")
                .prompt_name("greeting")
                .prompt_version("2")
                .client_request_id("q-1")
                .stop_sequences(["END", "STOP"])
                .output_type("json")
                .api(ApiType::from("responses"))
                .attempt(3)
                .deadline(Duration::from_secs(9))
                .add_metadata("app.kind", "batch")
                .add_metadata("app.size", 2)
                .add_metadata("app.share", 0.5)
                .add_metadata("app.dry", false)
                .add_metadata("app.owner", "u-1")
                .add_metadata("plan", 7)
                .start();
            let answer = call.run_sync(|| Ok::<_, Failure>(Answer::of("gpt-4o-2024"))).unwrap();
            call.record_response(&answer);
            call.finish();
        },
    );
}

#[test]
fn of_numbers_that_are_arguments() {
    #[llm_instrumented(provider = "anthropic", instrumentation = genai, skip(seed), top_p = 0.5)]
    #[allow(clippy::too_many_arguments, reason = "a client may have many")]
    fn chat(
        genai: &Instrumentation,
        model: Option<&str>,
        temperature: f32,
        max_tokens: Option<u32>,
        top_k: &i64,
        top_p: &str,
        seed: &str,
        embedding_dimensions: &str,
    ) -> Result<(), Failure> {
        assert_eq!((model, temperature, max_tokens), (Some("m"), 0.5, Some(100)));
        assert_eq!((top_k, top_p, seed, embedding_dimensions), (&40, "p", "s", "d"));
        Ok(())
    }
    same(
        |genai| chat(genai, Some("m"), 0.5, Some(100), &40, "p", "s", "d").unwrap(),
        |genai| {
            let call = genai.track_llm_call("anthropic", "m").temperature(0.5).max_tokens(100);
            let call = call.top_k(40).top_p(0.5).start();
            call.run_sync(|| Ok::<_, Failure>(())).unwrap();
        },
    );
}

/// Compares a kind of call, made by a function `make` that takes the instrumentation.
macro_rules! kinds {
    ($($name:ident: #[$attribute:ident($($key:tt)*)] ($($argument:ident: $value:expr),*) == $guard:expr;)*) => {$(
        #[test]
        fn $name() {
            #[$attribute(instrumentation = genai, $($key)*)]
            async fn make(genai: &Instrumentation, $($argument: &str),*) -> Result<(), Failure> {
                $(assert_eq!($argument, $value);)*
                Ok(())
            }
            same(
                |genai| make(genai, $($value),*).now_or_never().unwrap().unwrap(),
                |genai| {
                    let make: fn(&Instrumentation) -> _ = $guard;
                    let call = make(genai).start();
                    call.run(async { Ok::<_, Failure>(()) }).now_or_never().unwrap().unwrap();
                },
            );
        }
    )*};
}

kinds! {
    of_embeddings: #[llm_instrumented(
        provider = "openai", operation = Embeddings, embedding_dimensions = 256, text_count = 3,
        encoding_formats = ["float", "base64"]
    )] (model: "e") == |genai| {
        let call = genai.track_embedding("openai", "e").embedding_dimensions(256).text_count(3);
        call.encoding_formats(["float", "base64"])
    };
    of_text_completion: #[llm_instrumented(provider = "openai", operation = TextCompletion)]
        (model: "m") == |genai| {
            genai.track_llm_call("openai", "m").operation(ModelOperation::TextCompletion)
        };
    of_rerank: #[llm_instrumented(provider = "cohere", operation = ModelOperation::Rerank)]
        (model: "m") == |genai| genai.track_rerank("cohere", "m");
    of_images: #[llm_instrumented(provider = "openai", operation = ImageGeneration, output_type = OutputType::from("image"))]
        (model: "m") == |genai| genai.track_image_generation("openai", "m").output_type("image");
    of_speech_to_text: #[llm_instrumented(provider = "openai", operation = "speech_to_text")]
        (model: "m") == |genai| genai.track_speech_to_text("openai", "m");
    of_text_to_speech: #[llm_instrumented(provider = "openai", operation = TextToSpeech)]
        (model: "m") == |genai| genai.track_text_to_speech("openai", "m");
    of_translation: #[llm_instrumented(provider = "openai", operation = Translation)]
        (model: "m") == |genai| genai.track_translation("openai", "m");
    of_ocr: #[llm_instrumented(provider = "mistral", operation = Ocr)]
        (model: "m") == |genai| genai.track_ocr("mistral", "m");
    of_moderation: #[llm_instrumented(provider = "openai", operation = Moderation, skip(model))]
        (model: "m") == |genai| genai.track_moderation("openai", "");
    of_retrieval: #[llm_instrumented(operation = Retrieval, data_source = source, top_k = 5)]
        (source: "docs") == |genai| genai.track_retrieval("docs").top_k(5);
    of_retrieval_by_a_model: #[llm_instrumented(operation = Retrieval, data_source = "docs", provider = "openai")]
        (model: "m") == |genai| genai.track_retrieval("docs").provider("openai").model("m");
    of_search: #[llm_instrumented(provider = "tavily", operation = Search, index = "web")]
        () == |genai| genai.track_search("tavily", "web");
    of_an_agent_s_creation: #[llm_instrumented(
        provider = "openai", operation = CreateAgent, name = "guide", agent_id = "a-1", version = "2", description = "guides"
    )] (model: "m") == |genai| {
        let call = genai.track_agent_creation("openai", "guide").model("m").agent_id("a-1");
        call.version("2").description("guides")
    };
    of_an_agent: #[llm_instrumented(operation = InvokeAgent)] () == |genai| genai.track_agent("make");
    of_a_remote_agent: #[llm_instrumented(operation = InvokeAgent, name = "guide", provider = "openai", remote)]
        () == |genai| genai.track_agent("guide").provider("openai").remote();
    of_planning: #[llm_instrumented(operation = Plan)]
        () == |genai| genai.track_operation(ModelOperation::Plan);
    of_memory: #[llm_instrumented(operation = SearchMemory, provider = "mem0")]
        () == |genai| genai.track_operation(ModelOperation::SearchMemory).provider("mem0");
    of_an_operation_of_its_own: #[llm_instrumented(operation = "summarise", provider = "openai")]
        (model: "m") == |genai| genai.track_operation("summarise").provider("openai").model("m");
    of_a_tool: #[tool_instrumented(tool_call_id = id, description = "searches", tool_type = ToolType::from("datastore"), agent = "guide")]
        (id: "call_1") == |genai| {
            let call = genai.track_tool_call("make").tool_call_id("call_1").description("searches");
            call.tool_type("datastore").agent("guide")
        };
    of_a_named_tool: #[tool_instrumented(name = "search", user_id = user)]
        (user: "u-1") == |genai| genai.track_tool_call("search").user_id("u-1");
    of_a_workflow: #[workflow(fields(app.night = true))]
        () == |genai| genai.track_workflow("make").add_metadata("app.night", true);
    of_a_named_workflow: #[workflow(name = format!("nightly-{day}"), session_id = "s-1")]
        (day: "monday") == |genai| genai.track_workflow("nightly-monday").session_id("s-1");
}

#[test]
fn of_a_response_that_tells_by_itself() {
    #[llm_instrumented(provider = "openai", model = "m", instrumentation = genai, response = observe)]
    fn chat(genai: &Instrumentation) -> Result<Spoken, Failure> {
        Ok(Spoken(3, 5))
    }
    same(
        |genai| drop(chat(genai)),
        |genai| {
            let call = genai.track_llm_call("openai", "m").start();
            let spoken = call.run_sync(|| Ok::<_, Failure>(Spoken(3, 5))).unwrap();
            call.observe(&spoken);
            call.finish();
        },
    );
}

#[test]
fn of_a_response_that_a_closure_reads() {
    #[tool_instrumented(instrumentation = genai, response = |found, call| {
        call.set_result(if found.is_empty() {
            ToolResult::failure(ErrorClass::from_static("nothing_found"))
        } else {
            ToolResult::success().items_returned(found.len() as u64)
        });
    })]
    fn search(genai: &Instrumentation, found: &[u32]) -> Vec<u32> {
        found.to_vec()
    }
    same(
        |genai| drop(search(genai, &[1, 2])),
        |genai| {
            let call = genai.track_tool_call("search").start();
            call.run_sync_value(|| ());
            call.set_result(ToolResult::success().items_returned(2));
            call.finish();
        },
    );
    same(
        |genai| drop(search(genai, &[])),
        |genai| {
            let call = genai.track_tool_call("search").start();
            call.run_sync_value(|| ());
            call.set_result(ToolResult::failure(ErrorClass::from_static("nothing_found")));
        },
    );
}
