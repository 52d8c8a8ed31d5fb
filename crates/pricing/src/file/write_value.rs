//! The pieces of a written price file.

use crate::rule::Rule;

/// A text in quotes.
pub(super) fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Texts in one line.
pub(super) fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = texts.into_iter().map(|own| text(own.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

/// An object in one line.
pub(super) fn inline(pairs: &[(&str, String)]) -> String {
    format!("{{{}}}", joined(pairs))
}

/// An object with a line for each group of its keys, which stands `indent` deep.
pub(super) fn lines(indent: usize, groups: &[Vec<(&str, String)>]) -> String {
    let groups: Vec<String> = groups
        .iter()
        .map(|group| format!("{:width$}{}", "", joined(group), width = indent + 2))
        .collect();
    format!("{{\n{}\n{:indent$}}}", groups.join(",\n"), "")
}

/// A list with a line for each item, whose items stand `indent` deep.
pub(super) fn list(indent: usize, items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.map(|item| format!("{:indent$}{item}", "")).collect();
    if items.is_empty() {
        return "[]".to_owned();
    }
    format!("[\n{}\n{:width$}]", items.join(",\n"), "", width = indent.saturating_sub(2))
}

/// A rule in one line.
pub(super) fn rule(own: &Rule) -> String {
    let (key, value) = match own {
        Rule::Equals(name) => ("equals", text(name)),
        Rule::StartsWith(start) => ("starts_with", text(start)),
        Rule::EndsWith(end) => ("ends_with", text(end)),
        Rule::Contains(part) => ("contains", text(part)),
        Rule::Form(form) => ("form", text(form)),
        Rule::Or(rules) => ("or", rules_of(rules)),
        Rule::And(rules) => ("and", rules_of(rules)),
        Rule::Not(inner) => ("not", rule(inner)),
    };
    inline(&[(key, value)])
}

fn rules_of(rules: &[Rule]) -> String {
    format!("[{}]", rules.iter().map(rule).collect::<Vec<_>>().join(", "))
}

fn joined(pairs: &[(&str, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(key, value)| format!("{}: {value}", text(key))).collect();
    pairs.join(", ")
}
