//! Keys and signatures are told nowhere, and the request that is signed is not changed.

use aws_sdk_bedrockruntime::Client;
use aws_smithy_http_client::Builder;
use genai_otel::http::{GenAiInterceptor, Tap};
use genai_otel_testkit::{Reply, TestTelemetry};
use genai_otel_with_aws_bedrock::{ACCESS_KEY, SECRET_KEY, SESSION_TOKEN, client_of};

use crate::server::{answer, converse, json_reply, server};

#[tokio::test]
async fn keys_and_signatures_appear_nowhere() {
    let telemetry = TestTelemetry::builder().error_messages(true).build();
    let refusal =
        format!(r#"{{"message": "The token {SESSION_TOKEN} of {ACCESS_KEY} has expired"}}"#);
    let refusal = Reply::raw(403, "application/json", refusal)
        .header("x-amzn-errortype", "ExpiredTokenException");
    let server = server("converse", [json_reply(&answer()), refusal]);
    let tap = Tap::builder()
        .instrumentation(telemetry.instrumentation().clone())
        .propagate_to(["127.0.0.1"])
        .build();
    let interceptor = GenAiInterceptor::with_tap(tap);
    let mut shown = format!("{interceptor:?}");
    let client = Client::from_conf(client_of(&server.url()).interceptor(interceptor).build());
    converse(&client).await.unwrap();
    converse(&client).await.unwrap_err();
    assert_eq!(telemetry.records().len(), 2);
    let signed = server.requests()[0].headers.value("authorization").unwrap().to_owned();
    let (_, signature) = signed.split_once("Signature=").unwrap();

    shown += &format!("{:?}{:?}{:?}", telemetry.spans(), telemetry.metrics(), telemetry.records());
    shown += &telemetry.render_trace();
    assert!(shown.contains("nova-lite"), "what may be told is told");
    for secret in [ACCESS_KEY, SECRET_KEY, SESSION_TOKEN, "AWS4-HMAC", signature, "longest", "Nile"]
    {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[tokio::test]
async fn trace_context_goes_where_the_tap_was_told_and_is_not_signed() {
    for (hosts, wanted) in [(vec![], false), (vec!["127.0.0.1"], true)] {
        let telemetry = TestTelemetry::new();
        let tap = Tap::builder()
            .instrumentation(telemetry.instrumentation().clone())
            .propagate_to(hosts)
            .build();
        let server = server("converse", [json_reply(&answer())]);
        let config = client_of(&server.url()).interceptor(GenAiInterceptor::with_tap(tap));
        let config = config.http_client(Builder::new().build_http());
        converse(&Client::from_conf(config.build())).await.unwrap();
        let (trace, span) = telemetry.only_record().trace.unwrap();
        let headers = &server.requests()[0].headers;
        let sent = headers.value("traceparent");
        assert_eq!(sent, wanted.then(|| format!("00-{trace}-{span}-01")).as_deref());
        assert!(!headers.value("authorization").unwrap().contains("traceparent"));
    }
}
