//! What an overlay says.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use genai_otel_core::Currency;

use crate::file::Format;
use crate::overlay::Overlay;
use crate::unit::Unit;

#[test]
fn toml_and_json_say_the_same() {
    let (toml, json) = (toml(), read(JSON, Format::Json));
    assert_eq!((toml.name(), json.name()), ("acme contract 2026", "acme contract 2026"));
    assert_eq!(toml.providers(), json.providers());
    assert_eq!(toml.exchange, json.exchange);
    assert_eq!(toml.free, json.free);
    assert_eq!(toml.adjustments, json.adjustments);
    let targets = |overlay: &Overlay| {
        let names = ["my-prod-chat", "shared"]
            .map(|name| overlay.deployment(Some("azure"), name).map(|(p, m)| format!("{p}/{m}")));
        names.map(Option::unwrap)
    };
    assert_eq!(targets(&toml), ["openai/gpt-4o", "openai/gpt-4o-mini"]);
    assert_eq!(targets(&json), targets(&toml));
}

#[test]
fn the_name_is_that_of_the_file_where_there_is_none() {
    for (file, name) in
        [("/etc/acme/own.toml", "own.toml"), ("own.toml", "own.toml"), ("", "overlay")]
    {
        let overlay = Overlay::from_text("schema = 1", Format::Toml, file).unwrap();
        assert_eq!(overlay.name(), name);
    }
}

#[test]
fn a_file_is_read_by_the_end_of_its_name() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("own.toml", TOML), ("own.json", JSON)] {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let overlay = Overlay::from_file(&path).unwrap();
        assert_eq!((overlay.name(), overlay.content()), ("acme contract 2026", text));
    }
    let error = Overlay::from_file(folder.path().join("own.yaml")).unwrap_err();
    assert!(error.to_string().ends_with("own.yaml: must be named `.toml` or `.json`"), "{error}");
}

#[test]
fn a_price_file_is_an_overlay() {
    let text = include_str!("../../file/example.json");
    let overlay = read(text, Format::Json);
    assert_eq!(overlay.version(), Some("2026-11-29".parse().unwrap()));
    assert_eq!(overlay.providers().len(), 2);
}

#[test]
fn own_models_come_from_the_overlay() {
    let overlay = toml();
    let [provider] = overlay.providers() else { panic!("{:?}", overlay.providers()) };
    assert_eq!(provider.id, "openai");
    let sources: Vec<_> =
        provider.models.iter().map(|model| (&*model.id, &*model.source)).collect();
    assert_eq!(sources, [("gpt-4o", "contract 17"), ("acme-tuned", "acme contract 2026")]);
}

#[test]
fn a_deployment_is_of_its_provider_or_of_all() {
    let overlay = toml();
    let target = |provider, name| overlay.deployment(provider, name);
    assert_eq!(target(Some("azure"), " My-Prod-Chat "), Some(("openai", "gpt-4o")));
    assert_eq!(target(Some("openai"), "my-prod-chat"), None);
    assert_eq!(target(None, "my-prod-chat"), None);
    // A gateway is asked for names with the provider before them.
    assert_eq!(target(Some("litellm"), "azure/my-prod-chat"), Some(("openai", "gpt-4o")));
    assert_eq!(target(None, "shared"), Some(("openai", "gpt-4o-mini")));
    assert_eq!(target(Some("groq"), "shared"), Some(("openai", "gpt-4o-mini")));
    let arn = "arn:aws:bedrock:eu-west-1:1:application-inference-profile/abc";
    let claude = Some(("aws", "anthropic.claude-sonnet-4-5"));
    assert_eq!(target(Some("aws"), arn), claude);
    assert_eq!(target(Some("openai"), arn), None);
    let anywhere = "arn:aws:bedrock:eu-west-1:1:provisioned-model/def";
    assert_eq!(target(Some("openai"), anywhere), claude);
    assert_eq!(target(Some("azure"), "unknown"), None);
}

#[test]
fn what_is_free_costs_zero_for_everything_that_can_be_counted() {
    let overlay = toml();
    let model = overlay.free_model(Some("ollama"), "anything").unwrap();
    assert_eq!(model.prices[0].rates.iter().len(), Unit::ALL.len());
    assert!(model.prices[0].rates.iter().all(|(_, rate)| rate.base.pico() == 0));
    assert_eq!(model.source, "acme contract 2026");
    let is_free = |provider, name| overlay.free_model(provider, name).is_some();
    assert!(!is_free(Some("openai"), "anything"));
    assert!(!is_free(None, "anything"));
    assert!(is_free(Some("vllm"), "Llama-4") && is_free(Some("vllm"), "qwen3-8b"));
    assert!(!is_free(Some("vllm"), "gpt-oss"));
    assert!(is_free(None, "local-model") && is_free(Some("openai"), "local-model"));
}

#[test]
fn factors_hold_for_their_models_from_their_first_day_until_before_their_last() {
    let overlay = toml();
    let factors = |provider: &str, model: &str, day: &str| -> Vec<String> {
        let factors = overlay.factors(provider, model, noon(day)).into_iter();
        factors.map(|(name, times)| format!("{name} {times}")).collect()
    };
    assert_eq!(factors("openai", "gpt-4o", "2025-12-31"), ["acme contract 2026 1.02"]);
    let all = ["volume discount 0.85", "launch 0.5", "acme contract 2026 1.02"];
    assert_eq!(factors("openai", "gpt-4o", "2026-01-01"), all);
    assert_eq!(factors("openai", "GPT-4o-mini", "2026-06-30"), all);
    let after = ["volume discount 0.85", "acme contract 2026 1.02"];
    assert_eq!(factors("openai", "gpt-4o", "2026-07-01"), after);
    assert_eq!(factors("openai", "o3", "2026-03-01"), after);
    assert_eq!(factors("groq", "gpt-4o", "2026-03-01"), ["acme contract 2026 1.02"]);
}

#[test]
fn exchange_is_in_dollars_for_one_unit() {
    let overlay = toml();
    let dollars = |code: &str| {
        overlay.exchange(Currency::new(code).unwrap()).map(|factor| factor.to_string())
    };
    assert_eq!(dollars("EUR").as_deref(), Some("1.08"));
    assert_eq!(dollars("JPY").as_deref(), Some("0.0067"));
    assert_eq!((dollars("GBP"), dollars("USD")), (None, None));
}

#[test]
fn providers_may_be_spelled_as_people_spell_them() {
    let text = r#"
        schema = 1
        deployments = { "Azure-OpenAI/x" = "OAI/GPT-4o" }
        free = [{ provider = "Azure-OpenAI" }]
        adjust = [{ provider = "OAI", times = "0.5" }]
        providers = [
            { id = "OAI", models = [{ id = "a", prices = [{ rates = { images = 1 } }] }] },
            { id = "openai", models = [{ id = "b", prices = [{ rates = { images = 1 } }] }] },
            { id = "own", fallback = ["oai", "other"] },
        ]"#;
    let overlay = read(text, Format::Toml).with_provider_ids(|spelling| match spelling {
        "azure-openai" => Some("azure".to_owned()),
        "oai" => Some("openai".to_owned()),
        _ => None,
    });
    assert_eq!(overlay.deployment(Some("azure"), "x"), Some(("openai", "gpt-4o")));
    assert!(overlay.free_model(Some("azure"), "any").is_some());
    assert_eq!(overlay.factors("openai", "any", noon("2026-01-01")).len(), 1);
    let providers: Vec<_> = overlay
        .providers()
        .iter()
        .map(|provider| {
            let models = provider.models.iter().map(|model| &*model.id).collect::<Vec<_>>();
            (&*provider.id, models, provider.fallback.clone())
        })
        .collect();
    assert_eq!(
        providers,
        [
            ("openai", vec!["a", "b"], vec![]),
            ("own", vec![], vec!["openai".to_owned(), "other".to_owned()]),
        ]
    );
}

fn toml() -> Overlay {
    read(TOML, Format::Toml)
}

#[track_caller]
fn read(text: &str, format: Format) -> Overlay {
    Overlay::from_text(text, format, "folder/own").unwrap_or_else(|error| panic!("{error}"))
}

fn noon(day: &str) -> SystemTime {
    let day: crate::date::Date = day.parse().unwrap();
    day.midnight().unwrap_or(UNIX_EPOCH) + Duration::from_secs(43_200)
}

const TOML: &str = include_str!("own.toml");
const JSON: &str = include_str!("own.json");

#[test]
fn entries_are_told_as_they_are_written() {
    use crate::overlay::OverlayEntry;

    let text = r#"
        schema = 1
        name = "ours"
        exchange = { EUR = "1.1" }
        deployments = { "azure/Chat" = "openai/gpt-4o" }
        free = [{ provider = "vllm" }]
        adjust = [{ times = "0.85", until = "2027-01-01" }]
    "#;
    let own = read(text, Format::Toml);
    assert_eq!(
        own.entries(),
        [
            OverlayEntry::Exchange {
                currency: Currency::new("EUR").unwrap(),
                dollars: "1.1".parse().unwrap()
            },
            OverlayEntry::Deployment { name: "azure/chat", provider: "openai", model: "gpt-4o" },
            OverlayEntry::Free { provider: Some("vllm"), models: None },
            OverlayEntry::Adjust {
                name: "ours",
                provider: None,
                models: None,
                times: "0.85".parse().unwrap(),
                from: None,
                until: "2027-01-01".parse().ok(),
            },
        ]
    );
}
