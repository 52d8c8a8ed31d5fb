//! Lines that nobody wrote in good faith.

use genai_otel_ledger::Line;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::fuzzed;

/// What lines are made of.
const PIECES: [&str; 36] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u00e9",
    "\\ud800",
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "7.5e-05",
    "1e400",
    "18446744073709551616",
    "\"timestamp\":\"2026-01-01T00:00:00Z\"",
    "\"v\":1",
    "\"model\":",
    "\"cost\":",
    "\"currency\":\"EUR\"",
    "\"latency_ms\":",
    "\"output_tokens\":",
    "\"total_tokens\":",
    "\"estimated\":[\"total_tokens\"]",
    "\"metadata\":{",
    "\"cost_basis\":{",
    "\"attempt_list\":[{",
    "\"gap\":{\"refused\":",
    "\"tokens_per_second\":",
    "\"checksum\":\"",
    " ",
    "\r\n",
    "é",
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        fuzzed::line(&bytes);
    }

    #[test]
    fn anything_like_json_is_read_or_refused(pieces in vec(select(&PIECES[..]), 0..40)) {
        fuzzed::line(pieces.concat().as_bytes());
    }

    #[test]
    fn any_values_are_read_or_refused(members in vec((select(KEYS), select(VALUES)), 0..12)) {
        let members = members.iter().map(|(key, value)| format!(",\"{key}\":{value}"));
        let members = members.collect::<String>();
        fuzzed::line(format!("{{\"timestamp\":\"2026-01-01T00:00:00Z\"{members}}}").as_bytes());
    }

    #[test]
    fn good_lines_that_were_damaged_are_read_or_refused(
        which in 0..5_usize,
        changes in vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        let mut line = include_str!("../data/v1.jsonl").lines().nth(which).unwrap().as_bytes().to_vec();
        // Without checksum and version: as a line of somebody else's.
        line.drain(1..29);
        for (place, byte) in changes {
            let place = place.index(line.len());
            line[place] = byte;
        }
        fuzzed::line(&line);
    }
}

const KEYS: &[&str] = &[
    "model",
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "estimated",
    "latency_ms",
    "tokens_per_second",
    "cost",
    "cost_estimate",
    "currency",
    "cost_input",
    "cost_origin",
    "cost_estimated",
    "media_ms",
    "energy_low_j",
    "energy_high_j",
    "energy_method",
    "energy_incomplete",
    "energy_unknown",
    "carbon_low_g",
    "carbon_g_per_kwh",
    "energy",
    "metadata",
    "additional_params",
    "temperature",
    "seed",
    "finish_reasons",
    "other",
    "v",
    "status",
    "attempts",
    "response",
];

const VALUES: &[&str] = &[
    "null",
    "0",
    "7",
    "-7",
    "12.0",
    "1e3",
    "7.5e-05",
    "0.1",
    "0.30000000000000004",
    "123456789.123456789123456",
    "5e-324",
    "true",
    "\"a\"",
    "\"EUR\"",
    "\"computed\"",
    "\"error\"",
    "[]",
    "[\"input_tokens\",\"total_tokens\",\"x\"]",
    "{}",
    "{\"b\":[1,2.5e-7],\"a\":null}",
    "18446744073709551615",
    "100000000000000000000",
];

#[test]
fn depth_is_refused_and_no_panic() {
    let deep = |depth| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    for (depth, is_read) in [(100, true), (1_000, false), (1_000_000, false)] {
        let line = format!("{{\"timestamp\":\"2026-01-01T00:00:00Z\",\"x\":{}}}", deep(depth));
        assert_eq!(Line::read(line.as_bytes()).is_ok(), is_read, "{depth}");
    }
}
