//! What is allowed and probably a slip.

use crate::book::PriceBook;
use crate::file::Format;
use crate::overlay::{DoubtReason, Overlay};
use crate::sample;

fn doubts(text: &str) -> Vec<String> {
    let overlay = Overlay::from_text(text, Format::Toml, "own.toml").unwrap();
    let book = PriceBook::from_providers(sample::providers());
    let doubts: Vec<String> = overlay.doubts(&book).iter().map(ToString::to_string).collect();
    // The same where the file lies over the book already.
    let laid = overlay.doubts(&book.with_overlay(overlay.clone()));
    assert_eq!(laid.iter().map(ToString::to_string).collect::<Vec<_>>(), doubts);
    doubts
}

#[test]
fn names_that_nobody_has_are_doubted_with_their_place() {
    let text = r#"schema = 1
[[adjust]]
provider = "opanai"
model = "gpt-4o"
times = "0.9"

[[adjust]]
provider = "openai"
model = ["gpt-4o", { equals = "GPT-4oo" }, { or = ["gpt-4o-2024-11-20", { starts_with = "zzz" }] }]
times = "0.9"

[[adjust]]
model = "nothing"
times = "0.9"

[[adjust]]
provider = "anthropic"
model = "gpt-4o"
times = "0.9"

[[free]]
provider = "olama"

[[providers]]
id = "opnai"
models = [{ id = "gpt-4o", prices = [{ rates = { images = 1 } }] }]

[[providers]]
id = "acme"
name = "Acme"
fallback = ["opena"]

[[providers.models]]
id = "m"
prices = [{ rates = { images = 1 } }]
variants = [{ when = { Procesing = "batch", size = "1k" }, rates = { images = 2 } }]
multipliers = [{ when = { residence = "eu" }, times = "1.1" }]
"#;
    assert_eq!(
        doubts(text),
        [
            "own.toml:3:12: `adjust[0].provider`: nobody knows a provider `opanai`",
            "own.toml:9:31: `adjust[1].model`: `openai` lists no model of the id `gpt-4oo`",
            "own.toml:9:52: `adjust[1].model`: `openai` lists no model of the id `gpt-4o-2024-11-20`",
            "own.toml:13:9: `adjust[2].model`: nobody lists a model of the id `nothing`",
            "own.toml:18:9: `adjust[3].model`: `anthropic` lists no model of the id `gpt-4o`",
            "own.toml:22:12: `free[0].provider`: nobody knows a provider `olama`",
            "own.toml:25:6: `providers[0].id`: nobody else knows a provider `opnai`; if it is your own, give it a `name`",
            "own.toml:31:13: `providers[1].fallback[0]`: nobody knows a provider `opena`",
            "own.toml:36:24: `providers[1].models[0].variants[0].when.procesing`: no call tells `procesing`; it holds only where the program sets it by this name",
            "own.toml:37:27: `providers[1].models[0].multipliers[0].when.residence`: no call tells `residence`; it holds only where the program sets it by this name",
        ]
    );
}

#[test]
fn what_the_book_or_the_file_or_the_table_of_providers_has_is_not_doubted() {
    let text = r#"
        schema = 1
        deployments = { "groq/chat" = "openai/gpt-4o" }
        adjust = [
            { provider = "azure.ai.openai", model = "gpt-4o", times = "0.9" },
            { provider = "groq", model = "gpt-4o", times = "0.9" },
            { provider = "acme", model = "tuned", times = "0.9" },
            { provider = "litellm", times = "1.1" },
            { model = { starts_with = "anything" }, times = "0.9" },
            { model = "tuned", times = "0.9" },
        ]
        free = [
            { provider = "ollama" }, { provider = "vllm" }, { provider = "hosted_vllm" },
            { provider = "llamacpp" }, { provider = "llama.cpp" }, { provider = "lmstudio" },
            { provider = "acme", models = ["x"] }, { models = ["y"] },
        ]
        [[providers]]
        id = "acme"
        hosts = { ends_with = ".acme.example" }
        fallback = ["openai"]
        models = [{ id = "tuned", prices = [{ rates = { images = 1 } }] }]
        [[providers]]
        id = "OpenAI"
        models = [{ id = "gpt-4o", prices = [{ rates = { images = 1 } }], variants = [{ when = { processing = "batch", route = "a", region = "b" }, rates = { images = 2 } }] }]
    "#;
    assert_eq!(doubts(text), Vec::<String>::new());
}

#[test]
fn a_doubt_says_its_place_and_reason_apart() {
    let text = "schema = 1\nfree = [{ provider = 'olama' }]";
    let overlay = Overlay::from_text(text, Format::Toml, "own.toml").unwrap();
    let doubts = overlay.doubts(&PriceBook::embedded());
    let [doubt] = doubts.as_slice() else { panic!("{doubts:?}") };
    assert_eq!((doubt.file(), doubt.line(), doubt.column()), ("own.toml", 2, 22));
    assert_eq!(doubt.field(), "free[0].provider");
    let provider = "olama".to_owned();
    assert_eq!(doubt.reason(), &DoubtReason::UnknownProvider { provider });
}
