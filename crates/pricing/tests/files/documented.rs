//! What `docs/reference/price-file.md` says holds.

use genai_otel_pricing::file::{Format, read_file, read_providers};
use genai_otel_pricing::{Overlay, PriceBook, PriceFileProblem, Unit};

#[test]
fn every_example_can_be_laid_over_the_book() {
    let mut counts = (0, 0);
    for (section, format, text) in examples() {
        let name = format!("example under `{section}`");
        let overlay = Overlay::from_text(text, format, &name);
        let overlay = overlay.unwrap_or_else(|error| panic!("{error}\n{text}"));
        let book = PriceBook::embedded().with_overlay(overlay.clone());
        book.check(&overlay).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(overlay.doubts(&book), [], "{text}");
        if section == "A price file" {
            read_file(text, format, &name).unwrap_or_else(|error| panic!("{error}\n{text}"));
            counts.1 += 1;
        }
        counts.0 += 1;
    }
    assert_eq!(counts, (4, 2));
}

#[test]
fn the_message_of_the_page_is_the_one_that_people_read() {
    let text = "schema = 1\n[[providers]]\nid = \"openai\"\n[[providers.models]]\nid = \"gpt-4o\"\n\
                prices = [{ rates = { input_tokens = \"2,5\" } }]";
    let error = read_providers(text, Format::Toml, "prices.toml").unwrap_err().to_string();
    let (_, message) = error.split_once(": ").unwrap();
    assert!(PAGE.contains(message), "{message}");
}

#[test]
fn every_key_is_on_the_page() {
    for text in [
        "?",
        "sources = [{ ? }]",
        "free = [{ ? }]",
        "adjust = [{ ? }]",
        "providers = [{ ? }]",
        "providers = [{ id = 'a', hosts = { ? } }]",
        "providers = [{ id = 'a', models = [{ ? }] }]",
        "providers = [{ id = 'a', models = [{ id = 'a', prices = [{ ? }] }] }]",
        "providers = [{ id = 'a', models = [{ id = 'a', prices = [{ daily = { ? } }] }] }]",
        "providers = [{ id = 'a', models = [{ id = 'a', prices = [{ rates = { images = { ? } } }] }] }]",
        "providers = [{ id = 'a', models = [{ id = 'a', prices = [{ rates = { images = 1 } }], variants = [{ ? }] }] }]",
        "providers = [{ id = 'a', models = [{ id = 'a', prices = [{ rates = { images = 1 } }], multipliers = [{ ? }] }] }]",
    ] {
        let text = format!("schema = 1\n{}", text.replace('?', "zzz = 1"));
        let error = Overlay::from_text(&text, Format::Toml, "x").unwrap_err();
        let PriceFileProblem::UnknownKey { known, .. } = error.problem() else { panic!("{error}") };
        for key in known.split(", ") {
            assert!(PAGE.contains(key), "{key}");
        }
    }
}

#[test]
fn conditions_that_are_on_the_page_are_told_and_others_are_doubted() {
    let (_, rest) = PAGE.split_once("| key | told by |").unwrap();
    let (table, rest) = rest.split_once("\n\n").unwrap();
    let (others, _) = rest.split_once("### Rates").unwrap();
    let (_, others) = others.split_once("in the book: ").unwrap();
    let told = table.lines().skip(2).filter_map(|row| row.split('|').nth(1));
    let keys = told.chain([others]).flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let keys: Vec<&str> = keys.collect();
    assert_eq!(keys.len(), 12, "{keys:?}");
    let doubts = |key: &str| {
        let text = format!(
            "schema = 1\n[[providers]]\nid = 'openai'\n[[providers.models]]\nid = 'm'\n\
             prices = [{{ rates = {{ images = 1 }} }}]\nmultipliers = [{{ when = {{ {key} = 'x' }}, times = 2 }}]"
        );
        let overlay = Overlay::from_text(&text, Format::Toml, "x").unwrap();
        overlay.doubts(&PriceBook::embedded()).len()
    };
    for key in keys {
        assert_eq!((doubts(key), doubts(&format!("{key}s"))), (0, 1), "{key}");
    }
}

#[test]
fn every_unit_is_on_the_page_with_what_its_price_is_for() {
    let rows: String = Unit::ALL.iter().map(|unit| row(*unit)).collect();
    assert!(PAGE.contains(&rows), "{rows}");
}

fn row(unit: Unit) -> String {
    let name = unit.as_str();
    let per = match (unit.per(), name.ends_with("seconds")) {
        (3_600_000_000_000, true) => "an hour".to_owned(),
        (1_000_000_000, true) => "a second".to_owned(),
        (1, _) => "one".to_owned(),
        (1_000, _) => "1,000".to_owned(),
        (1_000_000, _) => "1,000,000".to_owned(),
        (1_000_000_000, _) => "1,000,000,000".to_owned(),
        (other, _) => panic!("{name} has a price for {other}"),
    };
    format!("| `{name}` | {per} |\n")
}

/// Each with the section that it stands in.
fn examples() -> impl Iterator<Item = (&'static str, Format, &'static str)> {
    PAGE.split("\n## ").flat_map(|section| {
        let (title, body) = section.split_once('\n').unwrap_or_default();
        let fences = body.split("\n```").skip(1).step_by(2);
        fences.filter_map(move |fence| {
            let (notation, text) = fence.split_once('\n')?;
            match notation {
                "toml" => Some((title, Format::Toml, text)),
                "json" => Some((title, Format::Json, text)),
                _ => None,
            }
        })
    })
}

const PAGE: &str = include_str!("../../../../docs/reference/price-file.md");
