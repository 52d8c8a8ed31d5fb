//! What stands around the name of a model.

use std::borrow::Cow;

use super::provider_name::lower_case;

/// A name in lower case, without what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ModelName<'a> {
    /// A name that may be listed, and what was left out of the text.
    Named(Cow<'a, str>, Option<&'static str>),
    /// An id that says nothing of the model: only the user knows.
    Opaque(Cow<'a, str>),
    /// No name.
    Nameless,
}

/// The name in a text.
pub(super) fn model_name(text: &str) -> ModelName<'_> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return ModelName::Nameless;
    }
    let lower = lower_case(text);
    let (part, step) = match resource(&lower) {
        Resource::Model(part, step) => (part.to_owned(), step),
        Resource::Name => {
            return match fine_tuned(&lower) {
                Some(base) => ModelName::Named(Cow::Owned(base), None),
                None => ModelName::Named(lower, None),
            };
        }
        Resource::Opaque => return ModelName::Opaque(lower),
    };
    if part.is_empty() {
        return ModelName::Nameless;
    }
    ModelName::Named(Cow::Owned(fine_tuned(&part).unwrap_or(part)), Some(step))
}

enum Resource<'a> {
    /// The part that is the model's name, and what was left out.
    Model(&'a str, &'static str),
    /// No resource but a name.
    Name,
    /// A resource that does not say its model.
    Opaque,
}

fn resource(name: &str) -> Resource<'_> {
    if let Some(arn) = name.strip_prefix("arn:") {
        // arn:aws:bedrock:<region>:<account>:<kind>/<id>
        let mut kind = arn.splitn(5, ':').nth(4).unwrap_or_default().split('/');
        return match (kind.next(), kind.next_back()) {
            (Some("inference-profile" | "foundation-model"), Some(model)) => {
                Resource::Model(model, "name taken from the ARN")
            }
            _ => Resource::Opaque,
        };
    }
    if let Some(model) = name.strip_prefix("models/") {
        return Resource::Model(model, "`models/` dropped");
    }
    if name.starts_with("projects/") || name.starts_with("publishers/") {
        return match name.split_once("/models/") {
            Some((_, model)) => Resource::Model(model, "resource path dropped"),
            None => Resource::Opaque,
        };
    }
    Resource::Name
}

/// `ft:<base>` of `ft:<base>:<organisation>:<name>:<id>`: who tuned it, and what they call it, is no part of the price,
/// and must match no rule.
fn fine_tuned(name: &str) -> Option<String> {
    let base = name.strip_prefix("ft:")?.split(':').next()?;
    Some(format!("ft:{base}"))
}

/// No name is longer, in bytes. An ARN has at most 2,048.
const LONGEST: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<(String, Option<&'static str>)> {
        match model_name(text) {
            ModelName::Named(name, step) => Some((name.into_owned(), step)),
            _ => None,
        }
    }

    #[test]
    fn what_stands_around_a_name_is_left_out() {
        let bedrock = "arn:aws:bedrock:us-east-1:123456789012:inference-profile";
        let profile = format!("{bedrock}/us.anthropic.claude-sonnet-4-5-20250929-v1:0");
        let google = "projects/p/locations/eu/publishers/google/models/gemini-2.5-pro";
        for (text, name, step) in [
            (" GPT-4o\n", "gpt-4o", None),
            ("models/gemini-2.5-pro", "gemini-2.5-pro", Some("`models/` dropped")),
            (google, "gemini-2.5-pro", Some("resource path dropped")),
            (
                "publishers/anthropic/models/claude-sonnet-4-5@20250929",
                "claude-sonnet-4-5@20250929",
                Some("resource path dropped"),
            ),
            (
                &profile,
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                Some("name taken from the ARN"),
            ),
            (
                "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0",
                "amazon.nova-pro-v1:0",
                Some("name taken from the ARN"),
            ),
            ("ft:gpt-4o-mini-2024-07-18:acme::x", "ft:gpt-4o-mini-2024-07-18", None),
            ("accounts/fireworks/models/x", "accounts/fireworks/models/x", None),
        ] {
            assert_eq!(named(text), Some((name.to_owned(), step)), "{text}");
        }
    }

    #[test]
    fn ids_that_say_nothing_are_no_names() {
        for text in [
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3",
            "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/a1b2c3",
            "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.nova-pro-v1:0/a1b2c3",
            "arn:",
            "arn:aws",
            "projects/p/locations/l/endpoints/7",
        ] {
            assert_eq!(model_name(text), ModelName::Opaque(Cow::Borrowed(text)), "{text}");
        }
        let huge = "x".repeat(2049);
        for text in ["", " \t", "models/", "publishers/x/models/", &huge] {
            assert_eq!(model_name(text), ModelName::Nameless, "{text}");
        }
    }
}
