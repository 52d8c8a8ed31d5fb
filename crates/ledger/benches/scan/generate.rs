//! A ledger to be asked: the same for the same number of calls.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes a ledger of so many calls in about so many sessions, one after the other over thirty days: of about 500 bytes each, as our lines are.
pub(crate) fn ledger(file: &Path, calls: u64, sessions: u64) -> io::Result<()> {
    let begun = file.with_extension("begun");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&begun)?);
    let mut random = Random(7);
    for seq in 1..=calls {
        let body = body(&mut random, seq, calls, sessions);
        writeln!(out, "{{\"checksum\":\"{:08x}\",{body}", crc32fast::hash(body.as_bytes()))?;
    }
    out.into_inner()?.sync_all()?;
    fs::rename(begun, file)
}

fn body(random: &mut Random, seq: u64, calls: u64, sessions: u64) -> String {
    let (provider, model) = MODELS[random.below(MODELS.len() as u64) as usize];
    let (user, session) = (random.below(900), random.below(sessions));
    let (input, output) = (20 + random.below(9_000), 1 + random.below(2_000));
    // Long ones are rare.
    let range = 26 + random.below(9);
    let latency = 80_000_000 + random.below(1 << range);
    let (status, error) = match random.below(40) {
        0 => ("error", "\"error_type\":\"rate_limit\","),
        _ => ("success", ""),
    };
    let first_chunk = match random.below(2) {
        0 => format!("\"time_to_first_chunk_ms\":{},", millis(latency / 5)),
        _ => String::new(),
    };
    let cost = (input * 2_500_000 + output * 10_000_000).to_string();
    let cost = format!("0.{cost:0>12}");
    format!(
        "\"v\":1,\"id\":\"{WRITER}-{seq}\",\"writer\":\"{WRITER}\",\"seq\":{seq},\"timestamp\":\"{}\",\
         \"status\":\"{status}\",\"service\":\"shop\",\"provider\":\"{provider}\",\"api_type\":\"generative\",\
         \"operation\":\"chat\",\"model\":\"{model}\",\"user_id\":\"user-{user}\",\"session_id\":\"session-{session}\",\
         \"input_tokens\":{input},\"output_tokens\":{output},\"total_tokens\":{},\"latency_ms\":{},\
         {first_chunk}\"tokens_per_second\":{},\"cost\":{},\"currency\":\"USD\",\"attempts\":1,{error}\
         \"trace_id\":\"{:016x}{:016x}\",\"span_id\":\"{:016x}\",\"temperature\":0.2,\"cost_origin\":\"caller\"}}",
        timestamp(seq, calls, random.below(1_000_000_000)),
        input + output,
        millis(latency),
        output * 1_000_000_000 / latency,
        cost.trim_end_matches('0'),
        random.next(),
        random.next(),
        random.next(),
    )
}

fn timestamp(seq: u64, calls: u64, nanos: u64) -> String {
    let second = (seq - 1) * 86_400 * 30 / calls;
    let (day, second) = (1 + second / 86_400, second % 86_400);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("2026-11-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}Z")
}

fn millis(nanos: u64) -> String {
    let written = format!("{}.{:06}", nanos / 1_000_000, nanos % 1_000_000);
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A small generator of numbers that are random enough (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

const WRITER: &str = "0123456789abcdef";
const MODELS: &[(&str, &str)] = &[
    ("openai", "gpt-4o"),
    ("openai", "gpt-4o-mini"),
    ("anthropic", "claude-sonnet-4-5"),
    ("anthropic", "claude-haiku-4-5"),
    ("google", "gemini-2.5-pro"),
    ("mistral", "mistral-large-latest"),
    ("openai", "text-embedding-3-small"),
    ("cohere", "command-a-03-2025"),
];
