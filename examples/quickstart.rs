//! A travel guide, told as telemetry: `cargo run --example quickstart`.
//!
//! The guide is a small agent. It embeds the question, lets a model choose a tool, runs the tool, has the
//! answer written, and streams a headline. On the way one provider is overloaded for a moment and then has
//! had enough requests, so that there is a retry and a fallback to see. Every step below is one function:
//! the work of the application, and around it the few lines that tell OpenTelemetry about it.
//!
//! It runs offline. The providers are fakes that this program starts, and the spans and metrics go by real
//! OTLP (HTTP, protobuf) to a collector inside this program, which prints what it received. With
//! `OTEL_EXPORTER_OTLP_ENDPOINT` set they go there instead.
#![allow(clippy::print_stdout, reason = "the output is what the example is for")]

use std::error::Error;
use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use genai_otel::otlp::FlushError;
use genai_otel::{
    Attribution, CallHandle, Chunk, ErrorClass, Instrumentation, OtlpPipeline, Telemetry,
    ToolResult,
};
use genai_otel_examples::{
    Anthropic, ApiError, ChatChunk, ChatMessage, ChatRequest, MessagesRequest, OpenAi, Stage,
    ToolCall,
};
use genai_otel_testkit::{FakeCollector, MetricList, merge_metrics};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let pipeline = OtlpPipeline::from_env().service_name("quickstart");
    if ENDPOINTS.iter().any(|name| std::env::var_os(name).is_some_and(|url| !url.is_empty())) {
        println!("{}\n", pipeline.config()?);
        let (answer, telemetry) = run(pipeline).await?;
        println!("{answer}\n");
        finish(telemetry).await?;
        println!("Shipped. Look for the service `quickstart`: a trace `invoke_workflow plan_trip`");
        println!(
            "of 8 spans, one of them an error, and metrics such as `gen_ai.client.token.usage`."
        );
        return Ok(());
    }
    let collector = FakeCollector::start()?;
    let (answer, telemetry) = run(pipeline.endpoint(collector.url())).await?;
    println!("{answer}");
    finish(telemetry).await?;
    println!("\nThe collector received this trace:\n\n{}", collector.render_trace());
    let metrics = MetricList::new().hide_attributes(COMMON_LABELS);
    println!("\nand these metrics (without the labels {}):\n", COMMON_LABELS.join(", "));
    println!("{}", metrics.render(&merge_metrics(&collector.metrics())));
    Ok(())
}

/// The life of the application: set-up and work. Gives the answer, and the exporter for the end.
pub(crate) async fn run(pipeline: OtlpPipeline) -> Result<(String, Telemetry), Box<dyn Error>> {
    let telemetry = pipeline.build()?;
    let genai = Instrumentation::builder()
        .tracer_provider(telemetry.tracer_provider().clone())
        .meter_provider(telemetry.meter_provider().clone())
        .classify::<ApiError>() // the application's errors, in words that metrics can carry
        .build();
    let stage = Stage::start()?;
    let guide = Guide {
        genai,
        openai: OpenAi::new(&stage.openai_url()),
        anthropic: Anthropic::new(&stage.anthropic_url()),
    };
    let answer = guide.plan_trip("What shall I pack for Lisbon?").await?;
    Ok((answer, telemetry))
}

/// The end: what could not be delivered is an error that says where.
pub(crate) async fn finish(telemetry: Telemetry) -> Result<(), FlushError> {
    telemetry.shutdown_async(Duration::from_secs(5)).await // sends what is left
}

/// The application.
struct Guide {
    genai: Instrumentation,
    openai: OpenAi,
    anthropic: Anthropic,
}

impl Guide {
    /// All calls inside are made for this user and belong to this workflow and agent.
    async fn plan_trip(&self, question: &str) -> Result<String, ApiError> {
        let workflow = self.genai.track_workflow("plan_trip");
        let agent = self.genai.track_agent("guide").version("3");
        Attribution::new()
            .user_id("u-42")
            .session_id("s-7")
            .team("travel")
            .scope(workflow.scope(|_| agent.scope(|_| self.guide(question))))
            .await
    }

    /// The agent's steps.
    async fn guide(&self, question: &str) -> Result<String, ApiError> {
        let _vector = self.embed(question).await?; // a larger guide would search its notes with it
        let mut request = ChatRequest::new("gpt-4o", question);
        request.tools = vec![json!({"type": "function", "function": {"name": "get_weather"}})];
        let choice = self.choose_tool(&request).await?;
        for call in &choice {
            request.messages.push(ChatMessage::tool(call, &self.get_weather(call)?));
        }
        let answer = self.write_answer(&request).await?;
        let headline = self.stream_headline(&answer).await?;
        Ok(format!("{headline}\n{answer}"))
    }

    /// One expression: the call starts, runs, records its result and ends.
    async fn embed(&self, text: &str) -> Result<Vec<f32>, ApiError> {
        let call = self.genai.track_embedding("openai", "text-embedding-3-small").text_count(1);
        call.scope(|call| async move {
            let answer = self.openai.embed("text-embedding-3-small", &[text]).await?;
            call.record_response(&answer); // finds model and usage in the typed response
            Ok(answer.data.into_iter().next().map(|first| first.embedding).unwrap_or_default())
        })
        .await
    }

    /// A guard, and in it one attempt after the other. Usage and cost of the call are their sums.
    async fn choose_tool(&self, request: &ChatRequest) -> Result<Vec<ToolCall>, ApiError> {
        let call = self.genai.track_llm_call("openai", &request.model).temperature(0.2).start();
        let mut retries = 2;
        loop {
            let attempt = call.attempt();
            match attempt.run(self.openai.chat(request)).await {
                Ok(response) => {
                    attempt.record_response(&response);
                    return Ok(response.tool_calls().to_vec());
                }
                Err(error) if error.is_transient() && retries > 0 => retries -= 1, // and wait
                Err(error) => return Err(error),
            }
        }
    }

    /// A tool says by itself how it did. Here it is a plain function.
    fn get_weather(&self, call: &ToolCall) -> Result<String, ApiError> {
        let tool = self.genai.track_tool_call(&call.function.name).tool_call_id(&call.id).start();
        let arguments: serde_json::Value =
            tool.run_sync(|| serde_json::from_str(&call.function.arguments))?;
        match arguments["city"].as_str() {
            Some("Lisbon") => {
                let found = json!({"celsius": 21, "rain": false}).to_string();
                let bytes = u64::try_from(found.len()).unwrap_or(u64::MAX);
                tool.set_result(ToolResult::success().items_returned(1).bytes_processed(bytes));
                Ok(found)
            }
            _ => {
                tool.set_result(ToolResult::failure(ErrorClass::from_static("unknown_city")));
                Ok("unknown city".to_owned())
            }
        }
    }

    /// A fallback: the first call ends with its error, the second one is a call of its own.
    async fn write_answer(&self, request: &ChatRequest) -> Result<String, ApiError> {
        let call = self.genai.track_llm_call("openai", &request.model).start();
        match call.run(self.openai.chat(request)).await {
            Ok(response) => {
                call.record_response(&response);
                return Ok(response.text().to_owned());
            }
            Err(error) if error.is_rate_limit() => drop(call),
            Err(error) => return Err(error),
        }
        let model = "claude-sonnet-4-5";
        let found = request.messages.last().and_then(|message| message.content.as_deref());
        let request = MessagesRequest::new(model, 300, found.unwrap_or_default());
        let call = self.genai.track_llm_call("anthropic", model).max_tokens(request.max_tokens);
        call.scope(|call| async move {
            let message = self.anthropic.messages(&request).await?;
            call.record_response(&message);
            Ok(message.text())
        })
        .await
    }

    /// The stream takes the call over, measures its chunks, and ends the call where it ends.
    async fn stream_headline(&self, answer: &str) -> Result<String, ApiError> {
        let request = ChatRequest::new("gpt-4o-mini", answer);
        let call = self.genai.track_llm_call("openai", &request.model).stream(true).start();
        let chunks = call.run(self.openai.chat_stream(&request)).await?;
        let mut chunks = pin!(call.stream_with(chunks, read_chunk));
        let mut headline = String::new();
        while let Some(chunk) = chunks.next().await {
            headline.push_str(chunk?.text());
        }
        Ok(headline)
    }
}

/// Looks at every chunk before the application gets it. What bears no text says model, end and usage.
fn read_chunk(chunk: &ChatChunk, call: &CallHandle) -> Chunk {
    if !chunk.text().is_empty() {
        return Chunk::Output;
    }
    call.record_response(chunk);
    Chunk::Silent
}

/// On nearly every point; hidden so that a line fits a screen.
const COMMON_LABELS: [&str; 3] =
    ["gen_ai.agent.name", "gen_ai.response.model", "genai_otel.team.id"];
const ENDPOINTS: [&str; 3] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
];
