//! What calls cost, to the last digit.

use std::time::Duration;

use genai_otel_core::{Measured, ModelOperation, Usage};

use super::question::{Call, tokens};

fn measured(usage: Usage, set: impl FnOnce(&mut Usage)) -> Usage {
    let mut usage = usage;
    set(&mut usage);
    usage
}

fn reported(count: u64) -> Measured<u64> {
    Measured::Reported(count)
}

#[test]
fn calls_cost_what_they_cost_to_the_last_digit() {
    let sonnet = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    let written = |set: fn(&mut Usage)| measured(tokens(12307, 550), set);
    let heard = |seconds| {
        measured(Usage::default(), |usage| {
            usage.duration = Measured::Reported(Duration::from_secs(seconds));
        })
    };
    let cases = [
        (
            Call::new(
                "openai",
                "gpt-4o",
                measured(tokens(2006, 300), |u| u.cache_read = reported(1920)),
            ),
            "0.005615",
        ),
        (Call::new("openai", "gpt-4o", tokens(1000, 100)).tier("priority"), "0.00595"),
        (Call::new("openai", "gpt-4o", tokens(1000, 100)).tier("batch"), "0.00175"),
        (
            Call::new("openai", "gpt-4o", tokens(1000, 100)).tier("batch").at("2026-10-01T12:00"),
            "0.0035",
        ),
        (Call::new("openai", "o3", tokens(1000, 100)).at("2025-06-01T12:00"), "0.014"),
        (Call::new("openai", "o3", tokens(1000, 100)), "0.0028"),
        (
            Call::new("openai", "o3", measured(tokens(1000, 500), |u| u.reasoning = reported(400))),
            "0.006",
        ),
        (Call::new("openai", "gpt-4o-mini", tokens(3, 7)), "0.00000465"),
        (
            Call::new(
                "openai",
                "text-embedding-3-small",
                measured(Usage::default(), |u| u.input = reported(8)),
            )
            .operation(ModelOperation::Embeddings),
            "0.00000016",
        ),
        (
            Call::new(
                "anthropic",
                "claude-3-7-sonnet-20250219",
                written(|u| u.cache_write = reported(12304)),
            ),
            "0.054399",
        ),
        (
            Call::new(
                "anthropic",
                "claude-sonnet-4-5-20250929",
                written(|u| u.cache_write_1h = reported(12304)),
            ),
            "0.082083",
        ),
        (
            Call::new(
                "anthropic",
                "claude-sonnet-4-5",
                measured(tokens(1000, 100), |u| u.searches = reported(2)),
            ),
            "0.0245",
        ),
        (Call::new("google", "gemini-2.5-pro", tokens(200_000, 1000)), "0.26"),
        (Call::new("google", "gemini-2.5-pro", tokens(200_001, 1000)), "0.5150025"),
        (
            Call::new(
                "google",
                "gemini-2.5-pro",
                measured(tokens(262_960, 1744), |u| u.cache_read = reported(257_955)),
            ),
            "0.10316125",
        ),
        (Call::new("aws.bedrock", sonnet, tokens(1000, 100)), "0.00495"),
        (Call::new("aws.bedrock", &sonnet.replace("us.", "global."), tokens(1000, 100)), "0.0045"),
        (
            Call::new("deepseek", "deepseek-chat", tokens(1_000_000, 0)).at("2026-11-21T12:00"),
            "0.27",
        ),
        (
            Call::new("deepseek", "deepseek-chat", tokens(1_000_000, 0)).at("2026-11-21T20:00"),
            "0.135",
        ),
        (
            Call::new(
                "mistral",
                "mistral-ocr-latest",
                measured(Usage::default(), |u| u.pages = reported(3)),
            ),
            "0.012",
        ),
        (
            Call::new("openai", "whisper-1", heard(90)).operation(ModelOperation::SpeechToText),
            "0.009",
        ),
        (
            Call::new("groq", "whisper-large-v3", heard(3)).operation(ModelOperation::SpeechToText),
            "0.000308333333",
        ),
    ];
    let costs = cases.iter().map(|(call, _)| call.cost());
    let expected = cases.iter().map(|(_, expected)| Ok((*expected).to_owned()));
    assert_eq!(costs.collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}
