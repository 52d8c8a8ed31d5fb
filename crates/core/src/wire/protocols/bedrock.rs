use std::time::Duration;

use serde_json::json;

use super::*;
use crate::usage::Measured::Reported;

#[test]
fn converse_tells_lifetimes_tier_and_time() {
    let usage = json!({"inputTokens": 10, "outputTokens": 5, "totalTokens": 345, "cacheReadInputTokens": 30, "cacheWriteInputTokens": 300,
        "cacheDetails": [{"ttl": "1h", "inputTokens": 200}, {"ttl": "5m", "inputTokens": 60}, {"inputTokens": 40, "ttl": "5m"}]});
    let used = Usage {
        total: Reported(345),
        cache_write_5m: Reported(100),
        cache_write_1h: Reported(200),
        ..Usage::tokens(340, 5).cache_read(30).cache_write(300)
    };
    let mut expected = answer("", "", &["end_turn"], used);
    expected.service_tier("flex");
    expected.response.processing_time = Some(Duration::from_millis(551));
    let whole = json!({"output": {"message": {"role": "assistant", "content": [{"text": "x"}]}}, "stopReason": "end_turn",
        "usage": usage, "metrics": {"latencyMs": 551}, "serviceTier": {"type": "flex"}});
    body("converse", &whole, &expected);
    let events = [
        json!({"role": "assistant"}),
        json!({"contentBlockIndex": 0, "delta": {"text": "x"}}),
        json!({"contentBlockIndex": 0, "delta": {"reasoningContent": {"text": "y"}}}),
        json!({"contentBlockIndex": 0}),
        json!({"stopReason": "end_turn"}),
        json!({"usage": usage, "metrics": {"latencyMs": 551}, "serviceTier": {"type": "flex"}}),
    ];
    stream("converse", &events, ".oo...", &expected);
}

/// The events that `InvokeModelWithResponseStream` packs, and whole bodies, of the makers of models.
#[test]
fn models_speak_the_language_of_their_makers() {
    let metrics = json!({"inputTokenCount": 7, "outputTokenCount": 9, "invocationLatency": 1_200, "firstByteLatency": 300});
    let metered = |model: &str, id: &str, reason: &str| {
        let mut seen = answer(id, model, &[reason], Usage::tokens(7, 9));
        seen.response.processing_time = Some(Duration::from_millis(1_200));
        seen
    };
    let deepseek = [
        json!({"choices": [{"text": "a", "stop_reason": null}]}),
        json!({"choices": [{"text": "b", "stop_reason": "stop"}], "amazon-bedrock-invocationMetrics": metrics}),
    ];
    stream("DeepSeek", &deepseek, "oo", &metered("", "", "stop"));
    let titan = [
        json!({"outputText": "a", "index": 0, "totalOutputTextTokenCount": null, "completionReason": null, "inputTextTokenCount": 7}),
        json!({"outputText": "b", "index": 0, "totalOutputTextTokenCount": 9, "completionReason": "LENGTH", "inputTextTokenCount": null,
            "amazon-bedrock-invocationMetrics": metrics}),
    ];
    stream("Titan, cut", &titan[..1], "o", &answer("", "", &["error"], Usage::input_tokens(7)));
    stream("Titan", &titan, "oo", &metered("", "", "LENGTH"));
    let nova = [
        json!({"messageStart": {"role": "assistant"}}),
        json!({"contentBlockDelta": {"delta": {"text": "a"}, "contentBlockIndex": 0}}),
        json!({"contentBlockStop": {"contentBlockIndex": 0}}),
        json!({"messageStop": {"stopReason": "max_tokens"}}),
        json!({"metadata": {"usage": {"inputTokens": 7, "outputTokens": 9, "cacheReadInputTokenCount": 0, "cacheWriteInputTokenCount": 0}},
            "amazon-bedrock-invocationMetrics": metrics}),
    ];
    let mut expected = metered("", "", "max_tokens");
    expected.usage = Usage::tokens(7, 9).cache_read(0).cache_write(0);
    stream("Nova", &nova, ".o...", &expected);
    let jamba = [
        json!({"id": "chat-1", "choices": [{"index": 0, "delta": {"role": "assistant"}, "finish_reason": null}]}),
        json!({"id": "chat-1", "choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": null}]}),
        json!({"id": "chat-1", "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 7, "completion_tokens": 9, "total_tokens": 16}, "amazon-bedrock-invocationMetrics": metrics}),
    ];
    let mut expected = metered("", "chat-1", "stop");
    expected.usage.total = Reported(16);
    stream("AI21 Jamba", &jamba, ".o.", &expected);
    let llama = [
        json!({"generation": "a", "prompt_token_count": 7, "generation_token_count": 1, "stop_reason": null}),
        json!({"generation": "", "prompt_token_count": null, "generation_token_count": 9, "stop_reason": "length",
            "amazon-bedrock-invocationMetrics": metrics}),
    ];
    stream("Llama", &llama, "o.", &metered("", "", "length"));
    let mistral = [
        json!({"outputs": [{"text": "a", "stop_reason": null}]}),
        json!({"outputs": [{"text": "", "stop_reason": "stop"}], "amazon-bedrock-invocationMetrics": metrics}),
    ];
    stream("Mistral", &mistral, "o.", &metered("", "", "stop"));
    let cohere = [
        json!({"is_finished": false, "event_type": "text-generation", "text": "a"}),
        json!({"is_finished": true, "event_type": "stream-end", "finish_reason": "COMPLETE",
            "response": {"response_id": "i/r", "generation_id": "g", "text": "a", "finish_reason": "COMPLETE"},
            "amazon-bedrock-invocationMetrics": metrics}),
    ];
    stream("Cohere", &cohere, "ox", &metered("", "g", "COMPLETE"));
    let claude = [
        json!({"type": "message_start", "message": {"id": "msg_1", "model": "claude", "usage": {"input_tokens": 2,
            "cache_creation_input_tokens": 5, "cache_read_input_tokens": 0, "output_tokens": 1}}}),
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "a"}}),
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}}),
        json!({"type": "message_stop", "amazon-bedrock-invocationMetrics": {"inputTokenCount": 2, "outputTokenCount": 9, "invocationLatency": 1_200}}),
    ];
    let mut expected = metered("claude", "msg_1", "end_turn");
    expected.usage = Usage::tokens(7, 9).cache_read(0).cache_write(5);
    stream("Claude", &claude, ".o.x", &expected);
}

#[test]
fn a_router_of_prompts_says_which_model_it_chose() {
    let trace = json!({"promptRouter": {"invokedModelId": "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"}});
    let expected =
        answer("", "anthropic.claude-3-haiku-20240307-v1:0", &["end_turn"], Usage::tokens(3, 4));
    let usage = json!({"inputTokens": 3, "outputTokens": 4});
    body("whole", &json!({"stopReason": "end_turn", "usage": usage, "trace": trace}), &expected);
    let events = [json!({"stopReason": "end_turn"}), json!({"usage": usage, "trace": trace})];
    stream("events", &events, "..", &expected);
}

#[test]
fn models_of_bedrock_embed_rank_and_paint() {
    let titan =
        json!({"embedding": [0.1], "embeddingsByType": {"float": [0.1]}, "inputTextTokenCount": 6});
    assert_eq!(reader::read(&titan).usage, Usage::input_tokens(6));
    let painted = json!({"images": ["AAAA", "AAAA"], "error": null});
    assert_eq!(reader::read(&painted).usage, Usage::new().images(2));
    let stability = json!({"seeds": [1], "finish_reasons": [null], "images": ["AAAA"]});
    assert_eq!(reader::read(&stability).usage, Usage::new().images(1));
    let diffusion = json!({"result": "success", "artifacts": [{"seed": 1, "base64": "AAAA", "finishReason": "SUCCESS"}]});
    assert_eq!(reader::read(&diffusion).usage, Usage::new().images(1));
}

#[test]
fn requests_of_the_makers_of_models() {
    let limited = Request { max_tokens: Some(9), top_p: Some(0.5), ..Request::default() };
    for (name, asked) in [
        (
            "Titan",
            json!({"inputText": "x", "textGenerationConfig": {"maxTokenCount": 9, "topP": 0.5}}),
        ),
        ("Nova", json!({"messages": [], "inferenceConfig": {"maxTokens": 9, "topP": 0.5}})),
        ("Llama", json!({"prompt": "x", "max_gen_len": 9, "top_p": 0.5})),
        ("Cohere", json!({"message": "x", "max_tokens": 9, "p": 0.5})),
        ("Mistral", json!({"prompt": "x", "max_tokens": 9, "top_p": 0.5})),
        ("AI21 Jamba", json!({"messages": [], "max_tokens": 9, "top_p": 0.5})),
        ("AI21 Jurassic", json!({"prompt": "x", "maxTokens": 9, "topP": 0.5})),
        ("DeepSeek", json!({"prompt": "x", "max_tokens": 9, "top_p": 0.5})),
    ] {
        request(name, &asked, &limited);
    }
    let painted = json!({"taskType": "TEXT_IMAGE", "textToImageParams": {"text": "x"},
        "imageGenerationConfig": {"numberOfImages": 2, "quality": "premium", "width": 512, "height": 512, "seed": 4}});
    let expected = Request {
        choice_count: Some(2),
        seed: Some(4),
        image_quality: Some("premium".into()),
        ..Request::default()
    };
    request("Nova Canvas", &painted, &expected);
    let embedded = json!({"inputText": "x", "embeddingConfig": {"outputEmbeddingLength": 256}});
    let expected = Request { embedding_dimensions: Some(256), ..Request::default() };
    request("Titan Multimodal Embeddings", &embedded, &expected);
}

#[test]
fn errors_of_aws_are_named_in_many_ways() {
    for (error, name) in [
        (
            json!({"__type": "com.amazon.coral.service#ThrottlingException", "message": "no"}),
            "ThrottlingException",
        ),
        (json!({"__type": "ModelTimeoutException:http://internal/"}), "ModelTimeoutException"),
    ] {
        body(name, &error, &failure(name));
    }
    // The name of these stands in a header, of the message or of the response.
    for silent in [
        json!({"message": "no"}),
        json!({"Message": "no"}),
        json!({"originalStatusCode": 424, "message": "no"}),
    ] {
        body("silent", &silent, &Observation::new());
    }
}
