//! Small ledgers, written as text.

use std::fs;

use tempfile::TempDir;

/// A line of the ledger: these members behind their checksum.
pub(crate) fn line(members: &str) -> String {
    let rest = format!("{members}}}");
    format!("{{\"checksum\":\"{:08x}\",{rest}\n", crc32fast::hash(rest.as_bytes()))
}

/// A ledger of these lines in a directory of its own, which goes with the folder.
pub(crate) fn ledger_of(lines: &[String]) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("calls.jsonl"), lines.concat()).unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    (folder, path)
}

/// Eight calls of three days, by three users: of two currencies, failed, unpriced, estimated, with odd names.
pub(crate) fn golden() -> (TempDir, String) {
    ledger_of(&golden_lines())
}

/// The lines of the golden ledger.
pub(crate) fn golden_lines() -> Vec<String> {
    CALLS
        .iter()
        .enumerate()
        .map(|(at, members)| {
            let seq = at + 1;
            let head =
                format!("\"v\":1,\"id\":\"{WRITER}-{seq}\",\"writer\":\"{WRITER}\",\"seq\":{seq}");
            line(&format!("{head},{members}"))
        })
        .collect()
}

const WRITER: &str = "00c0ffee00c0ffee";

const CALLS: [&str; 8] = [
    r#""timestamp":"2026-11-25T08:00:00.000000000Z","status":"success","service":"shop","provider":"openai","operation":"chat","model":"gpt-4o","response_model":"gpt-4o-2024-08-06","user_id":"u-1","session_id":"s-1","input_tokens":2006,"output_tokens":300,"total_tokens":2306,"cache_read_tokens":1920,"latency_ms":812.5,"time_to_first_chunk_ms":200,"tokens_per_second":369.230769,"cost":0.005615,"currency":"USD","cost_origin":"computed","cost_input":0.002615,"cost_output":0.003,"cost_basis":{"provider":"openai","model":"gpt-4o","book":{"version":"2026-11-29","hash":"f7fe9a224daa"},"components":[{"unit":"input_tokens","side":"input","count":86,"per":1000000,"rate":2.5,"amount":0.000215},{"unit":"output_tokens","side":"output","count":300,"per":1000000,"rate":10,"amount":0.003},{"unit":"cache_read_tokens","side":"input","count":1920,"per":1000000,"rate":1.25,"amount":0.0024}]},"metadata":{"release":"beta"}"#,
    r#""timestamp":"2026-11-25T09:30:00.000000000Z","status":"error","service":"shop","provider":"openai","operation":"chat","model":"gpt-4o","user_id":"u-1","session_id":"s-1","latency_ms":30000,"error_type":"rate_limit_exceeded""#,
    r#""timestamp":"2026-11-25T10:00:00.000000000Z","status":"success","service":"shop","provider":"anthropic","operation":"chat","model":"claude-sonnet-4-5","user_id":"u-2","session_id":"s-2","input_tokens":1000,"output_tokens":500,"total_tokens":1500,"reasoning_tokens":120,"latency_ms":2500,"time_to_first_chunk_ms":600,"cost":0.0105,"currency":"USD","cost_origin":"computed""#,
    r#""timestamp":"2026-11-26T11:00:00.000000000Z","status":"success","service":"shop","provider":"mistral","operation":"chat","model":"mistral-large","user_id":"u-2","session_id":"s-3","input_tokens":400,"output_tokens":100,"total_tokens":500,"latency_ms":900,"cost":0.0014,"currency":"EUR","cost_origin":"provider""#,
    r#""timestamp":"2026-11-26T23:30:00.000000000Z","status":"success","service":"shop","provider":"acme","operation":"chat","model":"rocket-9","user_id":"模型の人🚀","session_id":"s-4","input_tokens":50,"output_tokens":10,"total_tokens":60,"latency_ms":100,"unpriced":"unknown_model""#,
    r#""timestamp":"2026-11-28T12:00:00.000000000Z","status":"success","service":"shop","provider":"openai","operation":"embeddings","model":"text-embedding-3-small","user_id":"u-1","session_id":"s-5","input_tokens":5000,"total_tokens":5000,"latency_ms":40.25,"cost":0.0001,"currency":"USD","source_id":"handbook.pdf","estimated":["input_tokens"],"cost_origin":"computed","cost_estimated":true"#,
    r#""timestamp":"2026-11-28T12:00:01.000000000Z","status":"timeout","service":"shop","provider":"openai","operation":"chat","model":"gpt-4o","user_id":"evil\u001b[31m|<b>","session_id":"s-6","latency_ms":60000,"agent":"planner","workflow":"refund","error_type":"timeout""#,
    r#""timestamp":"2026-11-28T12:30:00.000000000Z","status":"success","service":"shop","provider":"openai","operation":"chat","model":"gpt-4o","user_id":"u-1","session_id":"s-5","latency_ms":3,"cost":0,"currency":"USD","cache_hit":true,"cost_origin":"cache""#,
];
