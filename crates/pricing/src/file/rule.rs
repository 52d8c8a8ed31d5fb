//! Rules: which names are meant.

use super::fault::Fault;
use super::fields::{each, entries, listed, short};
use super::node::{Key, Node, Value};
use super::problem::PriceFileProblem;
use super::scalar::lower;
use crate::rule::Rule;

/// A rule: a table of one key, or a text that names must equal. In lower case.
pub(crate) fn rule(node: Node<'_>) -> Result<Rule, Fault> {
    let at = node.at;
    match node.value {
        Value::Text(_) => lower(node).map(Rule::Equals),
        Value::Table(_) => {
            let mut rules = entries(node, clause)?;
            match (rules.pop(), rules.is_empty()) {
                (Some(rule), true) => Ok(rule),
                (None, _) => {
                    Err(malformed(at, "a rule without a key means nothing; write `equals`"))
                }
                (Some(_), false) => {
                    Err(malformed(at, "a rule has one key; put several rules into `or` or `and`"))
                }
            }
        }
        _ => Err(node.is_not("a rule such as `{ equals = \"gpt-4o\" }`")),
    }
}

/// A rule, or a list of rules of which any will do.
pub(crate) fn rules(node: Node<'_>) -> Result<Rule, Fault> {
    if matches!(node.value, Value::List(_)) { several(node).map(Rule::Or) } else { rule(node) }
}

fn clause<'t>(key: &Key<'t>, node: Node<'t>) -> Result<Rule, Fault> {
    let (at, key_at) = (node.at, key.at);
    match &*key.text {
        "equals" => lower(node).map(Rule::Equals),
        "starts_with" => lower(node).map(Rule::StartsWith),
        "ends_with" => lower(node).map(Rule::EndsWith),
        "contains" => lower(node).map(Rule::Contains),
        "form" => lower(node).and_then(|form| check_form(at, form)),
        "or" => several(node).map(Rule::Or),
        "and" => several(node).map(Rule::And),
        "not" => rule(node).map(|rule| Rule::Not(Box::new(rule))),
        _ => Err(Fault::new(key_at, PriceFileProblem::UnknownKey { known: listed(KEYS) })),
    }
}

fn several(node: Node<'_>) -> Result<Vec<Rule>, Fault> {
    let at = node.at;
    let rules = each(node, rule)?;
    if rules.is_empty() {
        return Err(Fault::new(at, PriceFileProblem::Empty { instead: "write at least one rule" }));
    }
    Ok(rules)
}

fn check_form(at: usize, form: String) -> Result<Rule, Fault> {
    let fixed = form.strip_suffix('*').unwrap_or(&form);
    let problem = if fixed.contains('*') {
        "has a `*` before its end; only the last character can be one"
    } else if fixed.is_empty() {
        "means all names; write what they begin with"
    } else if !form.contains(['#', '*']) {
        "has neither `#` nor a `*` at its end; write `equals`"
    } else {
        return Ok(Rule::Form(form));
    };
    Err(Fault::new(at, PriceFileProblem::Text { text: short(&form), problem }))
}

fn malformed(at: usize, problem: &'static str) -> Fault {
    Fault::new(at, PriceFileProblem::Rule { problem })
}

const KEYS: [&str; 8] =
    ["equals", "starts_with", "ends_with", "contains", "form", "or", "and", "not"];
