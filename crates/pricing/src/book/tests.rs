mod layered;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use genai_otel_core::{
    Measured, ModelOperation, PriceQuestion, Pricing, Provider as Called, Usage,
};

use super::*;
use crate::file::Format;
use crate::sample;

fn book() -> PriceBook {
    PriceBook::from_providers(sample::providers())
}

fn overlay(text: &str) -> Overlay {
    Overlay::from_text(text, Format::Toml, "acme.toml").unwrap()
}

/// What is found, as `provider/model; step; step`, or why nothing is.
fn found(book: &PriceBook, provider: &str, model: &str) -> String {
    match book.find(&Lookup::new().provider(provider).request_model(model)) {
        Ok(found) => {
            let name = format!("{}/{}", found.provider, found.model_id);
            let steps = found.steps.iter().map(ToString::to_string);
            std::iter::once(name).chain(steps).collect::<Vec<_>>().join("; ")
        }
        Err(unpriced) => unpriced.reason().to_owned(),
    }
}

fn noon() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_795_910_400 + 43_200)
}

fn usage(input: u64, output: u64) -> Usage {
    let mut usage = Usage::default();
    usage.input = Measured::Reported(input);
    usage.output = Measured::Reported(output);
    usage
}

#[test]
fn an_empty_book_knows_nobody() {
    let book = PriceBook::empty();
    assert_eq!(found(&book, "openai", "gpt-4o"), "unknown_provider");
    assert_eq!(book.providers(), []);
    assert_eq!(book.models("openai"), Vec::<&Model>::new());
    assert_eq!(&*book.version().version, "");
}

#[test]
fn providers_and_models_are_listed() {
    let book = book();
    let providers = book.providers();
    assert!(providers.is_sorted_by_key(|provider| provider.id));
    let azure = providers.iter().find(|provider| provider.id == "azure").unwrap();
    assert_eq!((azure.name, azure.models), ("AZURE", 2));
    assert_eq!(azure.fallback, ["openai", "anthropic"]);
    let models: Vec<_> = book.models("azure").iter().map(|model| model.id.as_str()).collect();
    assert_eq!(models, ["gpt-3.5-turbo", "phi-4"]);
}

#[test]
fn a_handle_is_cheap_and_may_go_to_other_threads() {
    fn takes(_: impl Clone + Send + Sync + fmt::Debug + 'static) {}
    takes(PriceBook::embedded());
    let text = format!("{:?}", book());
    assert!(text.starts_with("PriceBook { version: \"2026-11-29\", hash: \""), "{text}");
}

#[test]
fn the_version_is_the_day_of_the_data_and_the_hash_of_all_that_decides() {
    let plain = book();
    assert_eq!(&*plain.version().version, "2026-11-29");
    assert_eq!(plain.version().hash.len(), 12);
    assert_eq!(plain.version(), book().version());
    let mut changed = sample::providers();
    changed[0].models[0].id = "gpt-4o!".to_owned();
    let (one, other) = ("schema = 1", "schema = 1 # another");
    let hashes = [
        plain.version().hash.clone(),
        PriceBook::from_providers(changed).version().hash.clone(),
        plain.clone().with_overlay(overlay(one)).version().hash.clone(),
        plain.clone().with_overlay(overlay(other)).version().hash.clone(),
        plain
            .clone()
            .with_overlay(overlay(one))
            .with_overlay(overlay(other))
            .version()
            .hash
            .clone(),
        plain.with_overlay(overlay(other)).with_overlay(overlay(one)).version().hash.clone(),
    ];
    let different: std::collections::HashSet<_> = hashes.iter().collect();
    assert_eq!(different.len(), hashes.len(), "{hashes:?}");
}

#[test]
fn deployments_are_what_the_user_says() {
    let arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3";
    let book = book().with_overlay(overlay(&format!(
        r#"
        schema = 1
        [deployments]
        "azure/my-prod-chat" = "openai/gpt-4o"
        "azure.ai.openai/mini" = "azure/gpt-35-turbo"
        "{arn}" = "aws/amazon.nova-pro-v1:0"
        "lost" = "openai/gpt-9"
        "gpt-4o" = "openai/gpt-4o-2024-05-13"
        "#
    )));
    assert_eq!(
        found(&book, "azure.ai.openai", "My-Prod-Chat"),
        "openai/gpt-4o; `My-Prod-Chat` is `openai/gpt-4o` by `acme.toml`"
    );
    assert_eq!(
        found(&book, "azure", "mini"),
        "azure/gpt-3.5-turbo; `mini` is `azure/gpt-35-turbo` by `acme.toml`"
    );
    assert_eq!(found(&book, "openai", "my-prod-chat"), "unknown_model");
    assert!(found(&book, "aws.bedrock", arn).starts_with("aws/amazon.nova-pro-v1:0; `arn:"));
    // What the user maps to nothing is nothing.
    assert_eq!(found(&book, "openai", "lost"), "unknown_model");
    // The user's word of the request comes before the model that answered.
    let lookup = Lookup::new().provider("azure").request_model("my-prod-chat");
    let answered = book.find(&lookup.response_model("gpt-35-turbo")).unwrap();
    assert_eq!(&*answered.model_id, "gpt-4o");
    assert!(found(&book, "openai", "gpt-4o").starts_with("openai/gpt-4o-2024-05-13; "));
}

#[test]
fn what_the_user_declares_free_costs_nothing() {
    let book = book().with_overlay(overlay(
        r#"
        schema = 1
        [[free]]
        provider = "ollama"
        [[free]]
        provider = "vllm"
        models = [{ starts_with = "llama" }]
        [[free]]
        models = ["phi-4-local"]
        "#,
    ));
    assert_eq!(found(&book, "ollama", "Llama3.1:8b"), "ollama/llama3.1:8b; free by `acme.toml`");
    // Of a provider that the book does not have.
    assert_eq!(found(&book, "hosted_vllm", "llama-3"), "vllm/llama-3; free by `acme.toml`");
    assert_eq!(found(&book, "vllm", "qwen"), "unknown_provider");
    // Its name before the model says who it is, where nobody else is said to be.
    let prefixed = "vllm/llama-3; prefix `hosted_vllm/` read as the provider; free by `acme.toml`";
    assert_eq!(found(&book, "", "hosted_vllm/llama-3"), prefixed);
    assert_eq!(found(&book, "", "vllm/qwen"), "unknown_provider");
    assert_eq!(found(&book, "my-server", "vllm/llama-3"), "unknown_provider");
    assert_eq!(
        found(&book, "my-server", "phi-4-local"),
        "my-server/phi-4-local; free by `acme.toml`"
    );
    assert_eq!(found(&book, "litellm", "ollama/llama3"), "ollama/llama3; free by `acme.toml`");
    let usage = usage(1000, 100);
    let called = Called::from("ollama");
    let mut question = PriceQuestion::new(&ModelOperation::Chat, &usage, noon());
    question.provider = Some(&called);
    question.request_model = Some("llama3.1:8b");
    let cost = book.price(&question).unwrap();
    assert_eq!(cost.amount.to_string(), "0 USD");
    assert_eq!(&*cost.basis.unwrap().model, "llama3.1:8b");
}

#[test]
fn own_models_come_first_and_the_latest_file_counts() {
    let file = |price: &str| {
        overlay(&format!(
            r#"
            schema = 1
            [[providers]]
            id = "openai"
            [[providers.models]]
            id = "gpt-4o"
            [[providers.models.prices]]
            rates = {{ input_tokens = "{price}", output_tokens = "0" }}
            [[providers]]
            id = "acme-gateway"
            fallback = ["openai"]
            [[providers.models]]
            id = "house-model"
            [[providers.models.prices]]
            rates = {{ input_tokens = "{price}" }}
            "#
        ))
    };
    let price = |book: &PriceBook, provider: &str, model: &str| {
        let (usage, called) = (usage(1_000_000, 0), Called::from(provider));
        let mut question = PriceQuestion::new(&ModelOperation::Chat, &usage, noon());
        (question.provider, question.request_model) = (Some(&called), Some(model));
        book.price(&question).map(|cost| cost.amount.to_string())
    };
    let one = book().with_overlay(file("3"));
    let two = one.clone().with_overlay(file("5"));
    assert_eq!(price(&book(), "openai", "gpt-4o").unwrap(), "1 USD");
    assert_eq!(price(&one, "openai", "gpt-4o").unwrap(), "3 USD");
    assert_eq!(price(&two, "openai", "gpt-4o").unwrap(), "5 USD");
    // What the file does not list is as it was.
    assert_eq!(price(&two, "openai", "gpt-4o-2024-05-13").unwrap(), "1 USD");
    // Own providers, and what they fall back to.
    assert_eq!(price(&two, "acme-gateway", "house-model").unwrap(), "5 USD");
    assert_eq!(price(&two, "Acme-Gateway", "gpt-4").unwrap(), "1 USD");
    assert!(two.providers().iter().any(|provider| provider.id == "acme-gateway"));
    assert_eq!(two.models("openai").len(), 5 + 2);
}

#[test]
fn discounts_are_those_agreed_with_whoever_sends_the_bill() {
    let book = book().with_overlay(overlay(
        r#"
        schema = 1
        [[adjust]]
        provider = "azure"
        times = "0.9"
        name = "azure contract"
        "#,
    ));
    let basis = |provider: &str| {
        let (usage, called) = (usage(1_000_000, 0), Called::from(provider));
        let mut question = PriceQuestion::new(&ModelOperation::Chat, &usage, noon());
        (question.provider, question.response_model) = (Some(&called), Some("gpt-4o"));
        let cost = book.price(&question).unwrap();
        (cost.amount.to_string(), cost.basis.unwrap())
    };
    let (amount, basis_of_azure) = basis("azure.ai.openai");
    assert_eq!(amount, "0.9 USD");
    assert_eq!(&*basis_of_azure.provider, "openai");
    assert_eq!(&*basis_of_azure.factors[0].times, "0.9");
    assert_eq!(basis("openai").0, "1 USD");
}

#[test]
fn a_tier_decides_only_where_prices_of_the_model_depend_on_it() {
    let text = include_str!("tests/tiers.json");
    let providers = crate::file::read_providers(text, Format::Json, "tiers.json").unwrap();
    let book = PriceBook::from_providers(providers);
    let called = Called::from("acme");
    let price = |tier: Option<&str>, conditions: &[(Arc<str>, Arc<str>)]| {
        let usage = usage(1_000_000, 0);
        let mut question = PriceQuestion::new(&ModelOperation::Chat, &usage, noon());
        (question.provider, question.request_model) = (Some(&called), Some("m"));
        (question.service_tier, question.conditions) = (tier, conditions);
        let cost = book.price(&question).unwrap();
        let basis = cost.basis.unwrap();
        let conditions = basis.conditions.iter().map(|(key, value)| format!(" {key}={value}"));
        cost.amount.to_string() + &conditions.collect::<String>()
    };
    let batch = [(Arc::from("processing"), Arc::from("batch"))];
    for standard in [None, Some("standard"), Some("default"), Some("auto"), Some("on_demand")] {
        assert_eq!(price(standard, &[]), "4 USD", "{standard:?}");
        assert_eq!(price(standard, &batch), "2 USD processing=batch");
    }
    assert_eq!(price(Some(" Priority"), &[]), "8 USD service_tier=priority");
    assert_eq!(price(Some("batch"), &[]), "2 USD processing=batch");
    // What the question says of the tier itself comes before what is said of conditions.
    let priority = [(Arc::from("service_tier"), Arc::from("priority"))];
    assert_eq!(price(None, &priority), "8 USD service_tier=priority");
    assert_eq!(price(Some("default"), &priority), "4 USD");
}

#[test]
fn a_cost_says_where_its_price_was_found() {
    let book = book();
    let (usage, called) = (usage(2, 3), Called::AzureOpenAi);
    let mut question = PriceQuestion::new(&ModelOperation::Chat, &usage, noon());
    (question.provider, question.response_model) = (Some(&called), Some("gpt-4o-20241120"));
    let basis = book.price(&question).unwrap().basis.unwrap();
    assert_eq!((&*basis.provider, &*basis.model), ("openai", "gpt-4o"));
    assert_eq!(
        basis.steps,
        ["not listed at `azure`: price of `openai`", "date written as in `gpt-4o-2024-11-20`"]
    );
    assert_eq!(&basis.book, book.version());
}

#[test]
fn a_provider_is_known_by_every_spelling_that_calls_use() {
    let mut acme = Provider::new("azure");
    acme.aliases.push("blue".to_owned());
    let book = PriceBook::from_providers(vec![acme]);
    for name in ["azure", " Azure ", "blue", "az.ai.openai", "azure.ai.inference"] {
        assert_eq!(book.provider(name).map(|provider| provider.id), Some("azure"), "{name}");
    }
    assert_eq!(book.provider("azur"), None);
    assert_eq!(book.provider(""), None);
}
