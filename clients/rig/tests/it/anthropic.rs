//! Anthropic's messages, by the same client.

use futures_util::StreamExt;
use genai_otel_client_bench::Recorded;
use genai_otel_testkit::{Reply, TokenCounts};
use rig_core::driver::Model;
use rig_core::http_client::DynHttpClient;
use rig_core::providers::anthropic::{AnthropicConfig, wire::Messages};

use crate::openai::asked;
use crate::same;

#[tokio::test]
async fn a_message_is_told_whole() {
    let reply = Reply::text("Light layers.").usage(TokenCounts::new(1_240, 6).cached(1_024));
    let (bench, text) = same(&[reply], async |http, url| {
        model(http, &url, "claude-sonnet-4-5").call(asked()).await.unwrap().text()
    })
    .await;
    assert_eq!(text, "Light layers.");
    assert_eq!(
        bench.told(),
        "\
trace · 1 span · 0 ns
└─ chat claude-sonnet-4-5 · client · 0 ns
     gen_ai.operation.name                         chat
     gen_ai.provider.name                          anthropic
     gen_ai.request.max_tokens                     64
     gen_ai.request.model                          claude-sonnet-4-5
     gen_ai.request.temperature                    0.5
     gen_ai.response.finish_reasons                [end_turn]
     gen_ai.response.id                            msg_000001
     gen_ai.response.model                         claude-sonnet-4-5-2026-01-01
     gen_ai.usage.cache_creation.input_tokens      0
     gen_ai.usage.cache_read.input_tokens          1024
     gen_ai.usage.input_tokens                     1240
     gen_ai.usage.output_tokens                    6
     genai_otel.provider_request.id                req_000001
     genai_otel.response.service_tier              standard
     genai_otel.usage.cache_write_1h.input_tokens  0
     genai_otel.usage.cache_write_5m.input_tokens  0
     http.response.status_code                     200
     server.address                                127.0.0.1"
    );
}

#[tokio::test]
async fn recorded_streams_are_told_as_expected() {
    for name in ["anthropic-messages-stream-3ab675b4", "anthropic-messages-stream-843b81c4"] {
        let Some(recorded) = Recorded::find(name) else { continue };
        let (bench, ()) = same(&[recorded.reply()], async |http, url| {
            let mut stream = model(http, &url, &recorded.model()).stream(asked()).unwrap();
            while let Some(item) = stream.next().await {
                item.unwrap();
            }
        })
        .await;
        assert_eq!(recorded.differences(&bench.record()), [""; 0], "{name}");
    }
}

fn model(http: DynHttpClient, url: &str, model: &str) -> Model<Messages> {
    AnthropicConfig::new("secret").with_base_url(url).connect(http).completion(model)
}
