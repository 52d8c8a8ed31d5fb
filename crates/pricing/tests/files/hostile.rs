//! Files that are made to hurt.

use genai_otel_pricing::file::{Format, read_providers};
use genai_otel_pricing::{Overlay, PriceFileProblem};

#[test]
fn values_deep_in_each_other_are_refused() {
    let deep = 20_000;
    let rules = "{\"not\":".repeat(deep) + "{}" + &"}".repeat(deep);
    for text in [
        "[".repeat(deep),
        "[".repeat(deep) + &"]".repeat(deep),
        format!(r#"{{"schema": 1, "providers": [{{"id": "x", "model_rule": {rules}}}]}}"#),
    ] {
        refuse(&text, Format::Json);
    }
    for text in [
        format!("a = {}", "[".repeat(deep)),
        format!("a = {}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("a = {}1{}", "{ b = ".repeat(deep), " }".repeat(deep)),
        format!("{}b = 1", "a.".repeat(deep)),
        format!("[{}b]\nx = 1", "a.".repeat(deep)),
        format!("[[{}b]]\nx = 1", "a.".repeat(deep)),
        format!("x = {{ {}b = 1 }}", "a.".repeat(deep)),
    ] {
        refuse(&text, Format::Toml);
    }
}

#[test]
fn files_of_more_than_64_mib_are_refused() {
    let text = " ".repeat((64 << 20) + 1);
    for format in [Format::Json, Format::Toml] {
        let error = read_providers(&text, format, "big").unwrap_err();
        assert_eq!(error.problem(), &PriceFileProblem::TooLarge);
        assert_eq!(error.to_string(), "big: is larger than 64 MiB");
        assert_eq!(Overlay::from_text(&text, format, "big").unwrap_err(), error);
    }
}

fn refuse(text: &str, format: Format) {
    assert!(read_providers(text, format, "deep").is_err());
    assert!(Overlay::from_text(text, format, "deep").is_err());
}
