//! What LiteLLM's names say beside the model.

use std::collections::BTreeMap;

use super::super::source::Entry;
use super::super::table;

/// A name of LiteLLM, taken apart.
#[derive(Debug)]
pub(super) struct Name {
    /// The model's name as written.
    pub(super) model: String,
    /// The same in lower case.
    pub(super) lower: String,
    /// What its prices are for: `high/1024-x-1024/gpt-image-1` is one of a size and a quality.
    pub(super) when: BTreeMap<String, String>,
    /// Whether it is for no model at all.
    pub(super) is_no_model: bool,
}

impl Name {
    /// Takes the name of an entry apart.
    pub(super) fn of(entry: &Entry, row: &table::Provider) -> Self {
        let whole = entry.name.as_str();
        let mut rest =
            row.prefixes.iter().find_map(|prefix| whole.strip_prefix(&**prefix)).unwrap_or(whole);
        let mut when = BTreeMap::new();
        let mut is_no_model =
            is_class(rest) || rest.contains("-commitment/") || rest.starts_with("*/");
        while let Some((first, more)) = rest.split_once('/') {
            let next = more.split('/').next().unwrap_or_default();
            if let Some(size) = size(first) {
                when.insert("size".to_owned(), size);
            } else if is_quality(first) && size(next).is_some() {
                when.insert("quality".to_owned(), first.to_owned());
            } else if first == "max-steps" {
                when.insert("quality".to_owned(), "premium".to_owned());
            } else if is_route(first, row) {
            } else if let Some(place) = residency(first, row) {
                when.insert("residency".to_owned(), place.to_owned());
            } else if row.id == "aws" && is_region(first) {
                when.insert("region".to_owned(), first.to_owned());
            } else if row.id == "aws" && first == "claude_platform" {
                // What Anthropic sells there under its own names.
                is_no_model = true;
            } else {
                break;
            }
            rest = more;
        }
        let lower = rest.to_lowercase();
        Self { model: rest.to_owned(), lower, when, is_no_model }
    }
}

/// LiteLLM's prices of models by the number of their parameters.
fn is_class(name: &str) -> bool {
    ["fireworks-ai-", "together-ai-"].iter().any(|start| name.starts_with(start))
}

/// `1024-x-1536` is `1024x1536`.
fn size(segment: &str) -> Option<String> {
    let (width, height) = segment.split_once("-x-")?;
    let is_length = |text: &str| text == "max" || text.bytes().all(|b| b.is_ascii_digit());
    (is_length(width) && is_length(height)).then(|| format!("{width}x{height}"))
}

fn is_quality(segment: &str) -> bool {
    matches!(segment, "low" | "medium" | "high" | "xhigh" | "max" | "standard" | "hd")
}

/// Segments that say how LiteLLM calls the model, and not which it is. Up to 50 steps is what is normal.
fn is_route(segment: &str, row: &table::Provider) -> bool {
    match &*row.id {
        "aws" => matches!(segment, "bedrock" | "invoke" | "50-steps"),
        "azure" => matches!(segment, "global" | "global-standard"),
        _ => false,
    }
}

fn residency<'a>(segment: &'a str, row: &table::Provider) -> Option<&'a str> {
    (row.id == "azure" && matches!(segment, "eu" | "us" | "apac" | "us-gov")).then_some(segment)
}

/// `us-gov-west-1`
fn is_region(segment: &str) -> bool {
    let parts: Vec<&str> = segment.split('-').collect();
    let number = parts
        .last()
        .is_some_and(|last| last.len() == 1 && last.bytes().all(|b| b.is_ascii_digit()));
    parts.len() >= 3 && parts[0].len() == 2 && number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_qualities_and_places_are_conditions_and_no_names() {
        for (provider, name, model, when) in [
            (
                "openai",
                "high/1024-x-1536/gpt-image-1",
                "gpt-image-1",
                "quality=high size=1024x1536",
            ),
            ("azure", "azure/hd/1024-x-1024/dall-e-3", "dall-e-3", "quality=hd size=1024x1024"),
            ("azure", "azure/eu/gpt-4o", "gpt-4o", "residency=eu"),
            ("azure", "azure/speech/azure-tts", "speech/azure-tts", ""),
            ("azure", "azure/global-standard/gpt-4o", "gpt-4o", ""),
            (
                "aws",
                "max-x-max/max-steps/stability.sdxl",
                "stability.sdxl",
                "quality=premium size=maxxmax",
            ),
            (
                "aws",
                "1024-x-1024/50-steps/bedrock/amazon.nova-canvas-v1:0",
                "amazon.nova-canvas-v1:0",
                "size=1024x1024",
            ),
            ("aws", "us-gov-west-1/meta.llama", "meta.llama", "region=us-gov-west-1"),
            ("fal", "fal_ai/standard", "standard", ""),
        ] {
            let prefixes = vec!["azure/".to_owned(), "fal_ai/".to_owned()];
            let row =
                table::Provider { id: provider.to_owned(), prefixes, ..table::Provider::default() };
            let entry = Entry { name: name.to_owned(), facts: BTreeMap::new() };
            let found = Name::of(&entry, &row);
            let conditions: Vec<String> =
                found.when.iter().map(|(key, value)| format!("{key}={value}")).collect();
            assert_eq!(
                (found.model.as_str(), conditions.join(" ").as_str()),
                (model, when),
                "{name}"
            );
            assert!(!found.is_no_model, "{name}");
        }
    }

    #[test]
    fn what_is_for_no_model_is_told_apart() {
        let row = table::Provider {
            id: "aws".to_owned(),
            prefixes: vec!["bedrock/".to_owned()],
            ..table::Provider::default()
        };
        for name in [
            "bedrock/claude_platform/claude-sonnet",
            "bedrock/us-east-1/1-month-commitment/anthropic.claude",
            "bedrock/*/1-month-commitment/cohere.command",
            "fireworks-ai-up-to-4b",
        ] {
            let entry = Entry { name: name.to_owned(), facts: BTreeMap::new() };
            assert!(Name::of(&entry, &row).is_no_model, "{name}");
        }
    }
}
