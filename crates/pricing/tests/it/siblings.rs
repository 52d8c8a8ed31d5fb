//! What upstream's wide rules must not price, and what they must.

use genai_otel_core::Unpriced;
use genai_otel_pricing::file::Format;
use genai_otel_pricing::{Lookup, Overlay, PriceBook};

/// The id of the model that a name of a provider means.
fn found(book: &PriceBook, provider: &str, model: &str) -> Result<String, Unpriced> {
    let found = book.find(&Lookup::new().provider(provider).response_model(model))?;
    Ok(found.model_id.to_string())
}

#[test]
fn new_siblings_of_a_family_are_unknown_and_not_the_same_price() {
    let book = PriceBook::embedded();
    for (provider, models) in [
        (
            "anthropic",
            &[
                "claude-opus-4-10",
                "claude-opus-4-12",
                "claude-opus-4-11-20270101",
                "claude-opus-4-50",
                "claude-opus-4.10",
                "claude-haiku-4-55",
                "claude-sonnet-4-5-foo",
                "claude-sonnet-4-5-fast",
                "claude-sonnet-4-5-v2",
                "claude-sonnet-4-5:latest",
                "claude-3-haiku-mini",
            ][..],
        ),
        (
            "gcp.gemini",
            &[
                "gemini-3.8-flash-cyber",
                "gemini-3.8-flash-lite",
                "gemini-2.5-pro-foo",
                "gemini-2.5-pro-ultra",
                "gemini-2.5-pro-deep-think",
                "gemini-2.5-pro-computer-use",
                "gemini-2.5-pro-preview-image",
                "my-gemini-1.5-flash-clone",
                "my-gemini-1.5-flash",
                "gemini-1.5-flash-8b",
                "gemini-3.5-flash-8b",
                "gemini-2.0-flash-001-live",
            ],
        ),
        ("gcp.vertex_ai", &["claude-opus-4-10@20270101", "my/claude-sonnet-4-5"]),
        (
            "deepseek",
            &[
                "deepseek-r1-zero",
                "deepseek-r1:7b",
                "deepseek-r1:8b",
                "deepseek-r1:latest",
                "deepseek-r1-distill-llama-70b",
                "deepseek-chat-mini",
                "deepseek-v4-flash-vision-exp",
            ],
        ),
        (
            "aws.bedrock",
            &[
                "my.us.amazon.nova-2-lite-ultra",
                "us.amazon.nova-2-lite-ultra",
                "my.us.amazon.nova-2-lite",
                "xx-us.moonshotai.kimi-k3.1-mini",
                "us.moonshotai.kimi-k3.1-mini",
                "amazon.nova-pro-v2:0",
                "us.anthropic.claude-opus-4-70-v1:0",
            ],
        ),
        ("openai", &["computer-use-mini", "my-moderation-bot", "gpt-4o-audio-preview-mini"]),
        ("mistral_ai", &["magistral-medium-instruct", "mixtral-8x7b-zero"]),
        ("moonshot_ai", &["kimi-k2.55", "kimi-k2.5-mini"]),
    ] {
        for model in models {
            let answer = found(&book, provider, model);
            assert_eq!(answer, Err(Unpriced::UnknownModel), "{model} of {provider}");
        }
    }
}

#[test]
fn snapshots_and_channels_of_a_model_have_its_price() {
    let book = PriceBook::embedded();
    for (provider, models) in [
        (
            "anthropic",
            &[
                ("claude-opus-4-1-20250805", "claude-opus-4-1"),
                ("claude-opus-4-1-latest", "claude-opus-4-1"),
                ("claude-sonnet-4-20250514", "claude-sonnet-4-0"),
                ("claude-sonnet-4@20250514", "claude-sonnet-4-0"),
                ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
                ("claude-sonnet-4-5-20250929[1m]", "claude-sonnet-4-5"),
                ("claude-haiku-4-5-20251001", "claude-haiku-4-5"),
                ("claude-3-haiku-20240307", "claude-3-haiku"),
                ("claude-3-5-sonnet-latest", "claude-3-5-sonnet"),
            ][..],
        ),
        (
            "gcp.gemini",
            &[
                ("gemini-2.5-pro-preview-05-06", "gemini-2.5-pro"),
                ("gemini-2.5-pro-exp-03-25", "gemini-2.5-pro"),
                ("gemini-2.5-flash-lite-preview-09-2025", "gemini-2.5-flash-lite"),
                ("gemini-2.0-flash-001", "gemini-2.0-flash"),
                ("models/gemini-2.0-flash-lite-001", "gemini-2.0-flash-lite"),
                ("gemini-1.5-pro-002", "gemini-1.5-pro"),
                ("gemini-3.8-flash-preview", "gemini-3.8-flash"),
            ],
        ),
        (
            "gcp.vertex_ai",
            &[
                ("claude-opus-4-6@default", "claude-opus-4-6"),
                ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5"),
                ("publishers/anthropic/models/claude-sonnet-4-5", "claude-sonnet-4-5"),
            ],
        ),
        (
            "deepseek",
            &[("deepseek-r1-0528", "deepseek-reasoner"), ("deepseek-chat", "deepseek-chat")],
        ),
        (
            "aws.bedrock",
            &[
                ("us.amazon.nova-2-lite-v1:0", "regional.amazon.nova-2-lite-v1:0"),
                ("amazon.nova-pro-v1:0:300k", "amazon.nova-pro-v1:0"),
                (
                    "us.anthropic.claude-3-5-sonnet-20241022-v2:0",
                    "regional.anthropic.claude-3-5-sonnet-20241022-v2:0",
                ),
                (
                    "bedrock/us-east-1/anthropic.claude-3-haiku-20240307-v1:0",
                    "regional.anthropic.claude-3-haiku-20240307-v1:0",
                ),
                ("us.moonshotai.kimi-k3.1", "regional.moonshotai.kimi-k3.1"),
            ],
        ),
        (
            "openai",
            &[
                ("gpt-4o-audio-preview-2025-06-03", "gpt-4o-audio-preview"),
                ("gpt-5-nano-2025-08-07", "gpt-5-nano"),
                ("omni-moderation-latest", "moderation"),
                ("ft:gpt-3.5-turbo-0125:acme::x", "ft:gpt-3.5-turbo-"),
                ("ft:gpt-4o-2024-08-06:acme::x", "ft:gpt-4o"),
            ],
        ),
        (
            "mistral_ai",
            &[
                ("magistral-medium-2509", "magistral-medium"),
                ("magistral-small-latest", "magistral-small"),
            ],
        ),
    ] {
        for (model, id) in models {
            let answer = found(&book, provider, model);
            assert_eq!(answer.as_deref(), Ok(*id), "{model} of {provider}");
        }
    }
}

#[test]
fn rules_of_the_users_own_are_as_wide_as_they_are_written() {
    let own = r#"
        schema = 1
        [[providers]]
        id = "anthropic"
        [[providers.models]]
        id = "all-of-opus-4"
        rule = { starts_with = "claude-opus-4-1" }
        prices = [{ rates = { input_tokens = "1", output_tokens = "2" } }]
    "#;
    let own = Overlay::from_text(own, Format::Toml, "own.toml").unwrap();
    let book = PriceBook::embedded().with_overlay(own);
    for name in ["claude-opus-4-10", "claude-opus-4-1-whatever"] {
        assert_eq!(found(&book, "anthropic", name).as_deref(), Ok("all-of-opus-4"), "{name}");
    }
    assert_eq!(found(&book, "anthropic", "claude-opus-4-50"), Err(Unpriced::UnknownModel));
}
