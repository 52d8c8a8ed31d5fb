//! A record that has everything.

mod cost;
mod energy;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use genai_otel_core::opentelemetry::trace::{SpanId, TraceId};
use genai_otel_core::{
    AgentFacts, ApiType, AttemptRecord, Attribution, CallRecord, FinishReason, Measured,
    ModelOperation, Outcome, OutputType, Provider, Request, Response, ToolCall, ToolFacts,
    UnknownEnergy, Unpriced, Usage,
};

use self::cost::cost;
pub(super) use self::energy::energy;

/// A record with a value in every field that a line has.
pub(super) fn record() -> CallRecord {
    let mut record = CallRecord::default();
    record.operation = ModelOperation::Chat;
    record.provider = Some(Provider::OpenAi);
    record.request = request();
    record.response = response();
    record.usage = usage();
    record.cost = Some(cost());
    record.unpriced = Some(Unpriced::NotInForce);
    record.energy = Some(Box::new(energy()));
    record.energy_unknown = Some(UnknownEnergy::UnknownModel);
    record.outcome = Outcome::Error;
    record.error_type = Some("rate_limit_exceeded".into());
    record.error_message = Some("slow \"down\"\n".into());
    record.started_at = Some(SystemTime::UNIX_EPOCH + Duration::new(1_796_000_000, 123_456_789));
    record.duration = Duration::from_nanos(1_234_567_890);
    record.time_to_first_chunk = Some(Duration::from_micros(250_500));
    record.chunk_count = Some(17);
    record.attempts = vec![first_attempt(), second_attempt()];
    record.attempt = Some(3);
    record.attribution = Some(Arc::new(attribution()));
    record.tool = Some(Box::new(tool()));
    record.agent = Some(Box::new(agent()));
    record.cache_hit = Some(false);
    record.refused_by = Some("budget".into());
    record.trace = Some((
        TraceId::from(0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c),
        SpanId::from(0xb7ad_6b71_6920_3331),
    ));
    record
}

fn request() -> Request {
    let mut request = Request::default();
    request.model = Some("gpt-4o".into());
    request.deployment = Some("prod-4o".into());
    request.temperature = Some(0.2);
    request.top_p = Some(0.9);
    request.top_k = Some(40);
    request.max_tokens = Some(1_000);
    request.stop_sequences = Some([Arc::from("\n\n"), Arc::from("END")].into());
    request.frequency_penalty = Some(0.5);
    request.presence_penalty = Some(-0.5);
    request.seed = Some(-42);
    request.choice_count = Some(2);
    request.output_type = Some(OutputType::Json);
    request.encoding_formats = Some([Arc::from("float")].into());
    request.embedding_dimensions = Some(256);
    request.text_count = Some(8);
    request.image_size = Some("1024x1024".into());
    request.image_quality = Some("hd".into());
    request.stream = Some(true);
    request.reasoning_level = Some("low".into());
    request.service_tier = Some("priority".into());
    request.conditions.set("processing", "priority");
    request.previous_response_id = Some("resp-0".into());
    request.prompt_name = Some("greeting".into());
    request.prompt_version = Some("7".into());
    request.client_request_id = Some("req-1".into());
    request.data_source_id = Some("docs".into());
    request.api = Some(ApiType::ChatCompletions);
    request.server_address = Some("api.openai.com".into());
    request.server_port = Some(443);
    request
}

fn response() -> Response {
    let mut response = Response::default();
    response.model = Some("gpt-4o-2024-08-06".into());
    response.id = Some("chatcmpl-1".into());
    response.finish_reasons = vec![FinishReason::new("stop"), FinishReason::new("length")];
    response.tool_calls = vec![ToolCall::new("search", Some("call-1"))];
    response.hosted_tool_calls = vec!["web_search".into()];
    response.conditions.set("processing", "priority");
    response.http_status = Some(200);
    response.processing_time = Some(Duration::from_micros(900_500));
    response
}

fn usage() -> Usage {
    let mut usage = Usage::tokens(1_200, 300).cache_read(1_000).cache_write(64).reasoning(120);
    usage.input_text = Measured::Estimated(1_100);
    usage.input_image = Measured::Estimated(100);
    usage.searches = Measured::Reported(2);
    usage.duration(Duration::from_millis(2_500))
}

fn first_attempt() -> AttemptRecord {
    let mut attempt = AttemptRecord::default();
    attempt.provider = Some(Provider::AzureOpenAi);
    attempt.model = Some("gpt-4o-mini".into());
    attempt.outcome = Outcome::Timeout;
    attempt.error_type = Some("timeout".into());
    attempt.unpriced = Some(Unpriced::NoUsage);
    attempt.energy_unknown = Some(UnknownEnergy::NoUsage);
    attempt.duration = Duration::from_millis(30);
    attempt
}

fn second_attempt() -> AttemptRecord {
    let mut attempt = AttemptRecord::default();
    attempt.response = response();
    attempt.usage = usage();
    attempt.cost = Some(cost());
    attempt.energy = Some(Box::new(energy()));
    attempt.started_after = Duration::from_millis(31);
    attempt.duration = Duration::from_nanos(1_203_567_890);
    attempt
}

fn attribution() -> Attribution {
    let who = Attribution::new().user_id("u-1").session_id("s-9").organization_id("acme");
    let who = who.team("search").tenant("t-1").customer("c-1").workflow("answering").step("draft");
    let who = who.run("run-1").conversation_id("conv-1").source_id("doc-1");
    who.key("plan", "gold").key("quota", 0.1).key("retry", true).key("weight", -3)
}

fn tool() -> ToolFacts {
    let mut tool = ToolFacts::default();
    tool.name = Some("search_database".into());
    tool.call_id = Some("call-1".into());
    tool.success = Some(true);
    tool.items_returned = Some(3);
    tool
}

fn agent() -> AgentFacts {
    let mut agent = AgentFacts::default();
    agent.name = Some("helper".into());
    agent.id = Some("a-1".into());
    agent.version = Some("2".into());
    agent
}
