//! Small providers for tests.

use genai_otel_core::Currency;

use crate::model::{DatedPrices, Mode, Model, Provider, Rates};
use crate::price::Price;
use crate::rule::Rule;
use crate::unit::Unit;

/// A provider without hosts and rules.
pub(crate) fn provider(id: &str, models: Vec<Model>) -> Provider {
    Provider {
        id: id.to_owned(),
        name: id.to_uppercase(),
        semconv: Vec::new(),
        aliases: Vec::new(),
        hosts: None,
        model_rule: None,
        fallback: Vec::new(),
        models,
    }
}

/// A model of one name.
pub(crate) fn model(id: &str) -> Model {
    ruled(id, Rule::Equals(id.to_owned()))
}

/// A model whose names a rule says: 1 for a million input tokens, 2 for a million output tokens.
pub(crate) fn ruled(id: &str, rule: Rule) -> Model {
    let price = |text: &str| text.parse::<Price>().unwrap().into();
    let rates = [(Unit::InputTokens, price("1")), (Unit::OutputTokens, price("2"))];
    Model {
        id: id.to_owned(),
        name: None,
        rule,
        modes: vec![Mode::Chat],
        context_window: None,
        source: "test".to_owned(),
        checked: "2026-11-29".parse().ok(),
        comment: None,
        deprecated: false,
        currency: Currency::USD,
        prices: vec![DatedPrices { from: None, daily: None, rates: Rates::new(rates) }],
        variants: Vec::new(),
        multipliers: Vec::new(),
        minimums: Vec::new(),
    }
}

/// A rule that lists names and says more with others.
pub(crate) fn names_and(names: &[&str], wide: &[Rule]) -> Rule {
    let names = names.iter().map(|name| Rule::Equals((*name).to_owned()));
    Rule::Or(names.chain(wide.iter().cloned()).collect())
}

/// A rule about the beginning.
pub(crate) fn starts(with: &str) -> Rule {
    Rule::StartsWith(with.to_owned())
}

/// A rule about any part.
pub(crate) fn contains(part: &str) -> Rule {
    Rule::Contains(part.to_owned())
}

/// A few providers as they are, with few models.
pub(crate) fn providers() -> Vec<Provider> {
    let ends = |with: &str| Rule::EndsWith(with.to_owned());
    let mut openai = provider(
        "openai",
        vec![
            ruled("gpt-4o", names_and(&["gpt-4o", "gpt-4o-2024-11-20"], &[])),
            model("gpt-4o-2024-05-13"),
            ruled("ft:gpt-4o-mini", starts("ft:gpt-4o-mini-2024-")),
            ruled("gpt-4", names_and(&["gpt-4", "gpt-4-0613"], &[starts("ft:gpt-4-0")])),
            ruled("moderation", contains("moderation")),
        ],
    );
    openai.hosts = Some(Rule::Equals("api.openai.com".to_owned()));
    openai.model_rule = Some(starts("gpt-"));
    let mut azure = provider(
        "azure",
        vec![
            ruled("gpt-3.5-turbo", names_and(&["gpt-35-turbo", "gpt-3.5-turbo"], &[])),
            ruled("phi-4", starts("phi-4")),
        ],
    );
    azure.semconv = vec!["azure.ai.openai".to_owned(), "azure.ai.inference".to_owned()];
    azure.hosts = Some(ends(".openai.azure.com"));
    azure.fallback = vec!["openai".to_owned(), "anthropic".to_owned()];
    let sonnet = "anthropic.claude-sonnet-4-5-20250929";
    let aws = provider(
        "aws",
        vec![
            ruled("global-sonnet", contains(&format!("global.{sonnet}"))),
            ruled(
                "regional-sonnet",
                names_and(&["us.anthropic.claude-sonnet-4-5-20250929-v1:0"], &[]),
            ),
            model("amazon.nova-pro-v1:0"),
        ],
    );
    let mut google = provider("google", vec![ruled("gemini-2.5-pro", starts("gemini-2.5-pro"))]);
    google.fallback = vec!["anthropic".to_owned()];
    google.model_rule = Some(contains("gemini"));
    let anthropic = vec![ruled(
        "claude-sonnet-4-5",
        names_and(&["claude-sonnet-4-5", "claude-sonnet-4-5-20250929"], &[]),
    )];
    let openrouter = vec![
        ruled("openai/gpt-4o", names_and(&["openai/gpt-4o"], &[starts("openai/gpt-4o")])),
        model("phi-4:free"),
    ];
    vec![
        openai,
        azure,
        aws,
        google,
        provider("anthropic", anthropic),
        provider("groq", vec![model("openai/gpt-oss-120b")]),
        provider("openrouter", openrouter),
        provider("x-ai", vec![model("grok-4")]),
        provider("mistral", vec![model("mistral-ocr-latest")]),
        provider("moonshotai", vec![model("kimi-k2")]),
        provider("together", vec![model("meta-llama/llama-3.3-70b-instruct-turbo")]),
        provider("ollama", vec![]),
    ]
}
