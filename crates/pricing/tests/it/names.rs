//! The table of names: what each costs for a million tokens in and out.

use genai_otel_core::Unpriced;

use super::question::{Call, tokens};

/// The price of a million input tokens, from a thousand that stay below every tier, and of a million output tokens.
fn prices(provider: &str, model: &str) -> Result<(String, String), Unpriced> {
    let million = |text: String| {
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let pico: u64 = format!("{whole}{fraction:0<12}").parse().unwrap();
        let price: genai_otel_pricing::Price = format!("{}e-9", pico).parse().unwrap();
        price.to_string()
    };
    let input = Call::new(provider, model, tokens(1000, 0)).cost()?;
    let output = Call::new(provider, model, tokens(0, 1000)).cost();
    // An embedding has no price of output.
    let output = output.unwrap_or_else(|_| "0".to_owned());
    Ok((million(input), million(output)))
}

#[test]
fn names_find_their_price_or_nothing() {
    let priced = [
        ("openai", "gpt-4o", "2.5", "10"),
        ("openai", "GPT-4o", "2.5", "10"),
        ("openai", "gpt-4o-2024-11-20", "2.5", "10"),
        ("openai", "gpt-4o-20241120", "2.5", "10"),
        ("openai", "openai/gpt-4o", "2.5", "10"),
        ("openai", "gpt-4o-2024-05-13", "5", "15"),
        ("openai", "ft:gpt-4o-mini-2024-07-18:acme::x", "0.3", "1.2"),
        ("azure.ai.openai", "gpt-35-turbo", "0.5", "1.5"),
        ("aws.bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "3.3", "16.5"),
        (
            "aws.bedrock",
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "3.3",
            "16.5",
        ),
        ("aws.bedrock", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "3", "15"),
        ("gcp.vertex_ai", "claude-sonnet-4-5@20250929", "3", "15"),
        ("gcp.gemini", "gemini-2.5-pro", "1.25", "10"),
        ("gcp.gemini", "models/gemini-2.5-pro", "1.25", "10"),
        ("openai", "text-embedding-3-small", "0.02", "0"),
    ];
    for (provider, model, input, output) in priced {
        let expected = (input.to_owned(), output.to_owned());
        assert_eq!(prices(provider, model), Ok(expected), "{model} of {provider}");
    }
    for (provider, model) in [
        ("azure.ai.openai", "my-prod-chat"),
        ("openai", "gpt-5-some-new-variant"),
        ("ollama", "llama3.1:8b"),
    ] {
        assert_eq!(prices(provider, model), Err(Unpriced::UnknownModel), "{model} of {provider}");
    }
}
