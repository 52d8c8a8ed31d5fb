//! Which names are meant.

mod surroundings;
mod tail;

use serde::{Deserialize, Serialize};

/// Which names are meant. Names are compared in lower case; there is no nearness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// This name.
    Equals(String),
    /// Names with this beginning.
    StartsWith(String),
    /// Names with this end.
    EndsWith(String),
    /// Names with this somewhere in them.
    Contains(String),
    /// Names of this form: `#` is any digit, a `*` at the end is anything or nothing, all else is itself.
    Form(String),
    /// Names that any of these means.
    Or(Vec<Self>),
    /// Names that all of these mean.
    And(Vec<Self>),
    /// Names that this does not mean.
    Not(Box<Self>),
}

impl Rule {
    /// Whether the rule means `name`, which must be in lower case.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        match self {
            Self::Equals(whole) => name == whole,
            Self::StartsWith(start) => name.starts_with(&**start),
            Self::EndsWith(end) => name.ends_with(&**end),
            Self::Contains(part) => name.contains(&**part),
            Self::Form(form) => has_form(name, form),
            Self::Or(rules) => rules.iter().any(|rule| rule.matches(name)),
            Self::And(rules) => rules.iter().all(|rule| rule.matches(name)),
            Self::Not(rule) => !rule.matches(name),
        }
    }

    /// The names that it means one by one.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let rules = match self {
            Self::Or(rules) => rules.as_slice(),
            _ => std::slice::from_ref(self),
        };
        rules.iter().filter_map(|rule| match rule {
            Self::Equals(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

fn has_form(name: &str, form: &str) -> bool {
    let (form, open) = form.strip_suffix('*').map_or((form, false), |form| (form, true));
    let fits =
        |(byte, wanted): (u8, u8)| byte == wanted || (wanted == b'#' && byte.is_ascii_digit());
    let long_enough = if open { name.len() >= form.len() } else { name.len() == form.len() };
    long_enough && name.bytes().zip(form.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_counts_its_digits() {
        let dated = Rule::Form("claude-opus-5-########".to_owned());
        assert!(dated.matches("claude-opus-5-20260801"));
        assert!(!dated.matches("claude-opus-5-2026080"));
        assert!(!dated.matches("claude-opus-5-202608011"));
        assert!(!dated.matches("claude-opus-5-2026080x"));
        assert!(Rule::Form("gemini-4-argon-#*".to_owned()).matches("gemini-4-argon-1-preview"));
        assert!(!Rule::Form("gemini-4-argon-#*".to_owned()).matches("gemini-4-argon-"));
    }

    #[test]
    fn not_is_how_exceptions_are_said() {
        let rule = Rule::And(vec![
            Rule::StartsWith("gemini-2.5-pro".to_owned()),
            Rule::Not(Box::new(Rule::EndsWith("-tts".to_owned()))),
        ]);
        assert!(rule.matches("gemini-2.5-pro-preview"));
        assert!(!rule.matches("gemini-2.5-pro-preview-tts"));
    }
}
