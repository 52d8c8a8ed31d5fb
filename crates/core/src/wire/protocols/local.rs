//! Servers that one runs oneself.

use std::time::Duration;

use serde_json::json;

use super::*;

#[test]
fn llama_cpp_has_a_completion_of_its_own() {
    let last = json!({"index": 0, "content": "", "tokens": [], "stop": true, "stop_type": "limit", "model": "m", "tokens_predicted": 9,
        "tokens_evaluated": 40, "tokens_cached": 48, "truncated": false, "generation_settings": {"seed": 1, "stop": []}, "prompt": "x",
        "timings": {"cache_n": 30, "prompt_n": 10, "prompt_ms": 9.5, "predicted_n": 9}});
    let usage = Usage::tokens(40, 9).cache_read(30);
    let events = [
        json!({"index": 0, "content": "a", "tokens": [1], "stop": false, "id_slot": -1, "tokens_predicted": 1, "tokens_evaluated": 40}),
        json!({"index": 0, "content": "b", "stop": false, "stop_type": "none", "tokens_predicted": 2, "tokens_evaluated": 40}),
        last.clone(),
    ];
    stream("completion", &events, "oox", &answer("", "m", &["limit"], usage.clone()));
    stream("cut", &events[..2], "oo", &answer("", "", &["error"], Usage::tokens(40, 2)));
    body("completion", &last, &answer("", "m", &["limit"], usage));
    let asked = json!({"prompt": "x", "n_predict": -1, "stream": true, "cache_prompt": true, "seed": 4, "top_k": 40, "temperature": 0.8});
    let expected = Request {
        stream: Some(true),
        seed: Some(4),
        top_k: Some(40),
        temperature: Some(0.8),
        ..Request::default()
    };
    request("completion", &asked, &expected);
    let error =
        json!({"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}});
    body("error", &error, &failure("unavailable_error"));
}

#[test]
fn llama_cpp_counts_by_the_rules_of_openai_where_it_speaks_so() {
    let chat = json!({"choices": [{"index": 0, "finish_reason": "stop", "message": {"content": "x"}}],
        "usage": {"prompt_tokens": 40, "completion_tokens": 9}, "timings": {"cache_n": 30}});
    body("chat", &chat, &answer("", "", &["stop"], Usage::tokens(40, 9)));
}

#[test]
fn ollama_thinks_before_it_answers() {
    let mut expected = answer("", "m", &["stop"], Usage::tokens(11, 5));
    expected.response.processing_time = Some(Duration::from_millis(1_500));
    let chat = [
        json!({"model": "m", "message": {"role": "assistant", "content": "", "thinking": "hm"}, "done": false}),
        json!({"model": "m", "message": {"role": "assistant", "content": "x"}, "done": false}),
        json!({"model": "m", "message": {"role": "assistant", "content": ""}, "done": true, "done_reason": "stop",
            "total_duration": 1_500_000_000_u64, "prompt_eval_count": 11, "eval_count": 5}),
    ];
    stream("chat", &chat, "oox", &expected);
    let generate = [
        json!({"model": "m", "response": "", "thinking": "hm", "done": false}),
        json!({"model": "m", "response": "x", "done": false}),
        json!({"model": "m", "response": "", "done": true, "done_reason": "stop", "context": [1, 2],
            "total_duration": 1_500_000_000_u64, "prompt_eval_count": 11, "eval_count": 5}),
    ];
    stream("generate", &generate, "oox", &expected);
    stream("cut", &chat[..2], "oo", &answer("", "m", &["error"], Usage::default()));
    let mut failed = answer("", "m", &["error"], Usage::default());
    failed.is_error = true;
    stream("error", &[generate[1].clone(), json!({"error": "out of memory"})], "o.", &failed);
    let embed = json!({"model": "m", "embeddings": [], "total_duration": 1_500_000_000_u64, "prompt_eval_count": 8});
    let mut expected = answer("", "m", &[], Usage::input_tokens(8));
    expected.response.processing_time = Some(Duration::from_millis(1_500));
    let seen = reader::read(&embed);
    assert_eq!(
        (seen.usage, seen.response.processing_time),
        (expected.usage, expected.response.processing_time)
    );
}

#[test]
fn tgi_tells_details_at_the_end() {
    let events = [
        json!({"index": 1, "token": {"id": 1, "text": "a", "logprob": -1.0, "special": false}, "generated_text": null, "details": null}),
        json!({"index": 2, "token": {"id": 2, "text": "", "special": true}, "generated_text": "a",
            "details": {"finish_reason": "length", "generated_tokens": 2, "input_length": 12, "seed": null}}),
    ];
    stream("cut", &events[..1], "o", &answer("", "", &["error"], Usage::default()));
    let mut silent = events.clone();
    silent[1]["details"] = Value::Null;
    stream("no details", &silent, "o.", &answer("", "", &[], Usage::default()));
    let usage = Usage::tokens(12, 2);
    stream("generate_stream", &events, "o.", &answer("", "", &["length"], usage));
    let whole = json!({"generated_text": "a", "details": {"finish_reason": "stop_sequence", "generated_tokens": 2, "prefill": [{"id": 1}, {"id": 2}, {"id": 3}], "tokens": []}});
    let usage = Usage::tokens(3, 2);
    body("generate", &whole, &answer("", "", &["stop_sequence"], usage));
    let error = json!({"error": "Model is overloaded", "error_type": "overloaded"});
    body("error", &error, &failure("overloaded"));
    let asked = json!({"inputs": "x", "parameters": {"max_new_tokens": 9, "top_k": 3, "stop": ["\n"], "details": true}, "stream": true});
    let expected = Request {
        max_tokens: Some(9),
        top_k: Some(3),
        stop_sequences: Some(["\n".into()].into()),
        stream: Some(true),
        ..Request::default()
    };
    request("generate", &asked, &expected);
}
