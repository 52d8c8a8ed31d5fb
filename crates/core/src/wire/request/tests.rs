//! What is read from requests of every protocol.

use serde_json::{Value, json};

use super::*;
use crate::semconv::OutputType;

fn read(body: &Value) -> RequestBody {
    let mut reader = RequestReader::new();
    reader.feed(body.to_string().as_bytes());
    assert!(reader.is_whole());
    reader.finish()
}

fn texts<const N: usize>(texts: [&str; N]) -> Option<Arc<[Arc<str>]>> {
    Some(texts.map(Arc::from).into())
}

#[test]
fn openai_chat_completions() {
    let body = json!({
        "model": "gpt-4o", "messages": [{"role": "user", "content": "hello", "model": "no", "stop": ["no"]}],
        "temperature": 0, "top_p": 0.9, "max_tokens": 10, "max_completion_tokens": 20, "n": 2, "seed": -7,
        "stop": "END", "frequency_penalty": -0.5, "presence_penalty": 1, "stream": true,
        "stream_options": {"include_usage": true}, "reasoning_effort": "low", "service_tier": "flex",
        "response_format": {"type": "json_schema", "json_schema": {"schema": {"type": "text"}}},
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {"temperature": 3}}}]
    });
    let request = Request {
        model: Some("gpt-4o".into()),
        temperature: Some(0.0),
        top_p: Some(0.9),
        max_tokens: Some(20),
        choice_count: Some(2),
        seed: Some(-7),
        stop_sequences: texts(["END"]),
        frequency_penalty: Some(-0.5),
        presence_penalty: Some(1.0),
        stream: Some(true),
        reasoning_level: Some("low".into()),
        service_tier: Some("flex".into()),
        output_type: Some(OutputType::Json),
        ..Request::default()
    };
    assert_eq!(read(&body), RequestBody { request, ..RequestBody::default() });
}

#[test]
fn openai_responses() {
    let body = json!({
        "model": "gpt-5", "input": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}],
        "instructions": "be brief", "max_output_tokens": 50, "reasoning": {"effort": "high", "summary": "auto"},
        "text": {"format": {"type": "text"}, "verbosity": "low"}, "previous_response_id": "resp_1",
        "conversation": {"id": "conv_1"}, "prompt": {"id": "pmpt_1", "version": "3", "variables": {"id": "no"}}
    });
    let request = Request {
        model: Some("gpt-5".into()),
        max_tokens: Some(50),
        reasoning_level: Some("high".into()),
        output_type: Some(OutputType::Text),
        previous_response_id: Some("resp_1".into()),
        prompt_name: Some("pmpt_1".into()),
        prompt_version: Some("3".into()),
        ..Request::default()
    };
    let expected = RequestBody {
        request,
        conversation_id: Some("conv_1".into()),
        input_count: Some(2),
        ..RequestBody::default()
    };
    assert_eq!(read(&body), expected);
    let body = json!({"conversation": "conv_2", "input": "hello"});
    let expected = RequestBody {
        conversation_id: Some("conv_2".into()),
        input_count: Some(1),
        ..RequestBody::default()
    };
    assert_eq!(read(&body), expected);
}

#[test]
fn anthropic_messages() {
    let body = json!({
        "model": "claude-sonnet-4-5", "max_tokens": 1024, "messages": [], "system": "text", "top_k": 5,
        "stop_sequences": ["\n\nHuman:", "x"], "thinking": {"type": "enabled", "budget_tokens": 9},
        "output_config": {"effort": "medium", "format": {"type": "json_schema"}}, "service_tier": "auto"
    });
    let request = Request {
        model: Some("claude-sonnet-4-5".into()),
        max_tokens: Some(1_024),
        top_k: Some(5),
        stop_sequences: texts(["\n\nHuman:", "x"]),
        reasoning_level: Some("medium".into()),
        output_type: Some(OutputType::Json),
        service_tier: Some("auto".into()),
        ..Request::default()
    };
    assert_eq!(read(&body), RequestBody { request, ..RequestBody::default() });
}

#[test]
fn gemini_generate_content() {
    let body = json!({
        "model": "models/gemini-2.5-pro", "contents": [{"parts": [{"text": "hello"}]}],
        "generationConfig": {
            "temperature": 0.2, "topP": 0.95, "topK": 2.0, "maxOutputTokens": 5, "candidateCount": 3,
            "stopSequences": ["\n"], "presencePenalty": -1.5, "frequencyPenalty": 1.0, "seed": 12345,
            "responseMimeType": "application/json", "responseModalities": ["TEXT"],
            "thinkingConfig": {"thinkingLevel": "HIGH", "thinkingBudget": 1}
        }
    });
    let request = Request {
        model: Some("gemini-2.5-pro".into()),
        temperature: Some(0.2),
        top_p: Some(0.95),
        top_k: Some(2),
        max_tokens: Some(5),
        choice_count: Some(3),
        stop_sequences: texts(["\n"]),
        presence_penalty: Some(-1.5),
        frequency_penalty: Some(1.0),
        seed: Some(12_345),
        reasoning_level: Some("HIGH".into()),
        output_type: Some(OutputType::Json),
        ..Request::default()
    };
    assert_eq!(read(&body), RequestBody { request, ..RequestBody::default() });
}

#[test]
fn bedrock_converse() {
    let body = json!({
        "messages": [{"role": "user", "content": [{"text": "hello"}]}],
        "inferenceConfig": {"maxTokens": 10, "temperature": 0.8, "topP": 1, "stopSequences": ["|"]},
        "additionalModelRequestFields": {"inferenceConfig": {"topK": 10}, "thinking": {"type": "enabled"}},
        "outputConfig": {"textFormat": {"type": "json_schema"}}, "serviceTier": {"type": "priority"}
    });
    let request = Request {
        max_tokens: Some(10),
        temperature: Some(0.8),
        top_p: Some(1.0),
        top_k: Some(10),
        stop_sequences: texts(["|"]),
        output_type: Some(OutputType::Json),
        service_tier: Some("priority".into()),
        ..Request::default()
    };
    assert_eq!(read(&body), RequestBody { request, ..RequestBody::default() });
}

#[test]
fn requests_say_what_their_price_depends_on() {
    let conditions = |body: Value| {
        let request = read(&body).request;
        let all = request.conditions.as_slice().iter();
        all.map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>()
    };
    let claude =
        json!({"model": "claude-opus-4-6", "speed": "fast", "inference_geo": "us", "messages": []});
    assert_eq!(conditions(claude), ["residency=us", "speed=fast"]);
    assert_eq!(conditions(json!({"inference_geo": "global"})), Vec::<String>::new());
    let sonar = json!({"model": "sonar-pro", "web_search_options": {"search_type": "pro", "search_context_size": "High",
        "user_location": {"country": "US"}}});
    assert_eq!(conditions(sonar), ["search_context_size=high", "search_type=pro"]);
    let converse = json!({"messages": [], "performanceConfig": {"latency": "optimized"}});
    assert_eq!(conditions(converse), ["latency=optimized"]);
    let speech = json!({"model": "tts-1", "input": "x", "speed": 1.5});
    assert_eq!(conditions(speech), Vec::<String>::new());
}

/// Limits, sampling and the rest stand in many places under many names.
#[test]
fn parameters_of_other_protocols() {
    let limits = [
        ("Titan", json!({"inputText": "x", "textGenerationConfig": {"maxTokenCount": 7}})),
        ("Llama on Bedrock", json!({"prompt": "x", "max_gen_len": 7})),
        ("Nova", json!({"messages": [], "inferenceConfig": {"max_new_tokens": 7}})),
        ("Claude 2", json!({"prompt": "x", "max_tokens_to_sample": 7})),
        ("AI21 J2", json!({"prompt": "x", "maxTokens": 7})),
        ("Ollama", json!({"model": "m", "options": {"num_predict": 7}})),
        ("llama.cpp", json!({"prompt": "x", "n_predict": 7})),
        ("TGI", json!({"inputs": "x", "parameters": {"max_new_tokens": 7}})),
        ("Vertex AI", json!({"instances": [], "parameters": {"maxOutputTokens": 7}})),
        ("Replicate", json!({"version": "v", "input": {"prompt": "x", "max_tokens": 7}})),
    ];
    for (protocol, body) in limits {
        let expected = Request { max_tokens: Some(7), ..Request::default() };
        assert_eq!(read(&body).request, with_model_of(&body, expected), "{protocol}");
    }
    let cohere =
        json!({"message": "x", "model": "command", "p": 0.5, "k": 3, "num_generations": 2});
    let expected =
        Request { top_p: Some(0.5), top_k: Some(3), choice_count: Some(2), ..Request::default() };
    assert_eq!(read(&cohere).request, with_model_of(&cohere, expected));
    let mistral = json!({"agent_id": "ag_1", "random_seed": 5, "messages": []});
    let expected = RequestBody {
        request: Request { seed: Some(5), ..Request::default() },
        agent_id: Some("ag_1".into()),
        ..RequestBody::default()
    };
    assert_eq!(read(&mistral), expected);
    let watsonx = json!({"model_id": "flan", "parameters": {"random_seed": 5}});
    let expected = Request { model: Some("flan".into()), seed: Some(5), ..Request::default() };
    assert_eq!(read(&watsonx).request, expected);
    let room = json!({"options": {"num_predict": -1}});
    assert_eq!(read(&room), RequestBody::default());
}

fn with_model_of(body: &Value, request: Request) -> Request {
    Request { model: body["model"].as_str().map(Arc::from), ..request }
}

#[test]
fn inputs_of_embeddings_are_counted() {
    for (count, body) in [
        (1, json!({"input": "text"})),
        (3, json!({"input": ["a", "b", "c"]})),
        (1, json!({"input": [101, 102, 103]})),
        (2, json!({"input": [[101, 102], [103]]})),
        (2, json!({"texts": ["a", "b"]})),
        (2, json!({"inputs": [{"content": []}, {"content": []}]})),
        (2, json!({"requests": [{"content": {"parts": []}}, {"content": {"parts": []}}]})),
        (2, json!({"instances": [{"content": "a"}, {"content": "b"}]})),
        (1, json!({"content": {"parts": [{"text": "a"}]}})),
        (1, json!({"inputText": "a"})),
    ] {
        let expected = RequestBody { input_count: Some(count), ..RequestBody::default() };
        assert_eq!(read(&body), expected, "{body}");
    }
}

#[test]
fn parameters_of_embeddings() {
    let openai =
        json!({"model": "m", "input": "x", "encoding_format": "base64", "dimensions": 256});
    let cohere = json!({"model": "m", "texts": ["x"], "embedding_types": ["float", "int8"], "output_dimension": 256});
    let gemini = json!({"requests": [{"model": "models/m", "outputDimensionality": 256}]});
    for (body, encoding_formats) in
        [(openai, texts(["base64"])), (cohere, texts(["float", "int8"])), (gemini, None)]
    {
        let expected = Request {
            model: Some("m".into()),
            encoding_formats,
            embedding_dimensions: Some(256),
            ..Request::default()
        };
        assert_eq!(read(&body).request, expected, "{body}");
    }
}

#[test]
fn kinds_of_output() {
    for (kind, body) in [
        (Some(OutputType::Json), json!({"format": "json"})),
        (Some(OutputType::Json), json!({"format": {"type": "object", "properties": {}}})),
        (None, json!({"format": ""})),
        (Some(OutputType::Json), json!({"response_format": {"type": "json_object"}})),
        (None, json!({"response_format": "b64_json"})),
        (Some(OutputType::Speech), json!({"modalities": ["text", "audio"]})),
        (
            Some(OutputType::Image),
            json!({"generationConfig": {"responseModalities": ["IMAGE", "TEXT"]}}),
        ),
        (Some(OutputType::Text), json!({"generationConfig": {"responseModalities": ["TEXT"]}})),
        (Some(OutputType::Text), json!({"generationConfig": {"responseMimeType": "text/plain"}})),
        (Some(OutputType::Json), json!({"output_format": {"type": "json_schema"}})),
    ] {
        assert_eq!(read(&body).request.output_type, kind, "{body}");
    }
}

#[test]
fn values_that_cannot_be_are_counted_and_left_out() {
    let body = json!({
        "temperature": "warm", "top_p": [0.1], "top_k": -1, "max_tokens": 1.5, "seed": 0.5, "n": {}, "stop": [1, "", null],
        "stream": "yes", "model": 7, "dimensions": null
    });
    assert_eq!(read(&body), RequestBody { invalid: 6, ..RequestBody::default() });
    let mut reader = RequestReader::new();
    reader.feed(br#"{"temperature": NaN, "top_p": Infinity, "frequency_penalty": 1e999}"#);
    assert_eq!(reader.finish(), RequestBody { invalid: 3, ..RequestBody::default() });
}

#[test]
fn lists_and_texts_have_limits() {
    let long = "x".repeat(5_000);
    let body = json!({"stop": vec![&long; 100], "model": long});
    let request = read(&body).request;
    let (stops, model) = (request.stop_sequences.unwrap(), request.model.unwrap());
    assert_eq!(stops.len(), crate::request::MAX_LIST);
    let texts = stops.iter().chain([&model]);
    assert!(texts.clone().all(|text| text.len() == crate::text::MAX_HEAD_BYTES));
}

#[test]
fn half_a_request_says_half() {
    let mut reader = RequestReader::new();
    reader.feed(br#"{"model":"m","stream":true,"max_tokens":10"#);
    assert!(!reader.is_whole());
    let request = Request { model: Some("m".into()), stream: Some(true), ..Request::default() };
    assert_eq!(reader.finish(), RequestBody { request, ..RequestBody::default() });
}
