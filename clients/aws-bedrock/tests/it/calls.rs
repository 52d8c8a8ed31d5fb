//! Every way to ask a model becomes one call, and the client's own result stays what it is.

use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::types::ResponseStream;
use genai_otel::{CallRecord, ModelOperation, Outcome};
use genai_otel_testkit::TestTelemetry;
use genai_otel_with_aws_bedrock::{chunk, client_of};
use serde_json::json;

use crate::server::{
    MODEL, answer, blob, converse, converse_stream, events, interceptor, json_reply, question,
    read, server, stream_reply, watched,
};

#[tokio::test]
async fn converse_is_one_call_with_all_that_passes() {
    let telemetry = TestTelemetry::new();
    let reply = || json_reply(&answer()).header("x-amzn-requestid", "r-1");
    let servers = [server("converse", [reply()]), server("converse", [reply()])];
    let plain = converse(&Client::from_conf(client_of(&servers[0].url()).build())).await.unwrap();
    let config = watched(&servers[1].url(), telemetry.instrumentation());
    let seen = converse(&Client::from_conf(config.build())).await.unwrap();
    assert_eq!(format!("{seen:?}"), format!("{plain:?}"));

    let record = telemetry.only_record();
    assert_nova(&record);
    assert_eq!(record.request.max_tokens, Some(9));
    assert_eq!(record.request.temperature, Some(0.5));
    assert_eq!(record.request.server_address.as_deref(), Some("127.0.0.1"));
    assert_eq!((record.attempt, record.chunk_count), (Some(1), None));
    assert_eq!((telemetry.spans().len(), telemetry.live_spans()), (1, 0));
}

#[tokio::test]
async fn converse_stream_is_one_call_with_the_times_of_its_events() {
    let telemetry = TestTelemetry::new();
    let servers = [(); 2].map(|()| server("converse-stream", [stream_reply(&events())]));
    let plain = Client::from_conf(client_of(&servers[0].url()).build());
    let plain = read(converse_stream(&plain).await).await;
    let config = watched(&servers[1].url(), telemetry.instrumentation());
    let client = Client::from_conf(config.build());
    assert_eq!(read(converse_stream(&client).await).await, plain);

    let record = telemetry.only_record();
    assert_nova(&record);
    assert_eq!((record.request.stream, record.chunk_count), (Some(true), Some(2)));
    assert!(record.time_to_first_chunk.is_some());
}

#[tokio::test]
async fn invoke_model_is_one_call_by_the_model_s_own_json() {
    let telemetry = TestTelemetry::new();
    let replies = || [json_reply(&answer())];
    let servers = [server("invoke", replies()), server("invoke", replies())];
    let plain = invoke(&Client::from_conf(client_of(&servers[0].url()).build())).await;
    let config = watched(&servers[1].url(), telemetry.instrumentation());
    assert_eq!(invoke(&Client::from_conf(config.build())).await, plain);

    let record = telemetry.only_record();
    assert_nova(&record);
    assert_eq!(record.request.max_tokens, Some(9));
}

#[tokio::test]
async fn invoke_model_with_response_stream_is_one_call() {
    let telemetry = TestTelemetry::new();
    let delta = |text| json!({"contentBlockDelta": {"delta": {"text": text}}});
    let messages = [
        chunk(&json!({"messageStart": {"role": "assistant"}})),
        chunk(&delta("The ")),
        chunk(&delta("Nile.")),
        chunk(&json!({"messageStop": {"stopReason": "end_turn"}})),
        chunk(&json!({"metadata": {"usage": {"inputTokens": 11, "outputTokens": 4}}})),
    ];
    let server = server("invoke-with-response-stream", [stream_reply(&messages)]);
    let config = watched(&server.url(), telemetry.instrumentation());
    let client = Client::from_conf(config.build());
    let asked = json!({"messages": [], "inferenceConfig": {"maxTokens": 9}});
    let request = client.invoke_model_with_response_stream().model_id(MODEL).body(blob(&asked));
    let mut output = request.send().await.unwrap();
    let mut chunks = 0;
    while let Some(event) = output.body.recv().await.unwrap() {
        assert!(matches!(event, ResponseStream::Chunk(_)));
        chunks += 1;
    }
    assert_eq!(chunks, messages.len());

    let record = telemetry.only_record();
    assert_nova(&record);
    assert_eq!((record.request.stream, record.chunk_count), (Some(true), Some(2)));
}

#[tokio::test]
async fn a_single_call_can_be_watched_also_twice() {
    let telemetry = TestTelemetry::new();
    let server = server("converse", [json_reply(&answer()), json_reply(&answer())]);
    let unwatched = Client::from_conf(client_of(&server.url()).build());
    let config = watched(&server.url(), telemetry.instrumentation());
    for client in [unwatched, Client::from_conf(config.build())] {
        let request = client.converse().model_id(MODEL).messages(question());
        let own = interceptor(telemetry.instrumentation());
        request.customize().interceptor(own).send().await.unwrap();
        assert_nova(&telemetry.only_record());
        telemetry.clear();
    }
}

async fn invoke(client: &Client) -> String {
    let asked = json!({"messages": [], "inferenceConfig": {"maxTokens": 9}});
    format!("{:?}", client.invoke_model().model_id(MODEL).body(blob(&asked)).send().await.unwrap())
}

fn assert_nova(record: &CallRecord) {
    assert_eq!(record.outcome, Outcome::Completed);
    assert_eq!(record.operation, ModelOperation::Chat);
    assert_eq!(record.provider.as_ref().map(|provider| provider.as_str()), Some("aws.bedrock"));
    assert_eq!(record.request.model.as_deref(), Some(MODEL));
    assert_eq!(record.response.http_status, Some(200));
    let reasons = record.response.finish_reasons.iter();
    assert_eq!(reasons.map(|reason| reason.as_str()).collect::<Vec<_>>(), ["end_turn"]);
    assert_eq!((record.usage.input.value(), record.usage.output.value()), (Some(11), Some(4)));
}
