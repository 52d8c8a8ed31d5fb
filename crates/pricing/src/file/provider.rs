//! Providers.

use std::collections::HashSet;

use super::fault::Fault;
use super::fields::{Fields, each, short};
use super::model::model;
use super::node::Node;
use super::problem::PriceFileProblem;
use super::rule::rule;
use super::scalar::{ID, id, lower, name};
use crate::model::{Model, Provider};

/// Providers, each once. Models that name no source have `source`.
pub(crate) fn providers(node: Node<'_>, source: &str) -> Result<Vec<Provider>, Fault> {
    let mut seen = Seen::default();
    each(node, |node| {
        let mut fields = Fields::of(node, KEYS)?;
        let id = fields.required("id", ID, |node| {
            let at = node.at;
            let id = id(node)?;
            seen.add(at, &id).map(|()| id)
        })?;
        rest(fields, id.clone(), source).map_err(|fault| fault.of_provider(&id))
    })
}

fn rest(mut fields: Fields<'_>, id: String, source: &str) -> Result<Provider, Fault> {
    let spellings = |node| each(node, lower);
    Ok(Provider {
        name: fields.optional("name", name)?.unwrap_or_else(|| id.clone()),
        semconv: fields.optional("semconv", spellings)?.unwrap_or_default(),
        aliases: fields.optional("aliases", spellings)?.unwrap_or_default(),
        hosts: fields.optional("hosts", rule)?,
        model_rule: fields.optional("model_rule", rule)?,
        fallback: fields.optional("fallback", |node| fallback(node, &id))?.unwrap_or_default(),
        models: fields.optional("models", |node| models(node, source))?.unwrap_or_default(),
        id,
    })
}

fn fallback(node: Node<'_>, own: &str) -> Result<Vec<String>, Fault> {
    each(node, |node| {
        let at = node.at;
        let other = id(node)?;
        if other == own {
            let problem = "is the provider itself";
            return Err(Fault::new(at, PriceFileProblem::Text { text: short(&other), problem }));
        }
        Ok(other)
    })
}

fn models(node: Node<'_>, source: &str) -> Result<Vec<Model>, Fault> {
    let mut seen = Seen::default();
    each(node, |node| model(node, source, |at, id| seen.add(at, &id.to_lowercase())))
}

/// The ids so far.
#[derive(Default)]
struct Seen(HashSet<String>);

impl Seen {
    fn add(&mut self, at: usize, id: &str) -> Result<(), Fault> {
        if self.0.insert(id.to_owned()) {
            return Ok(());
        }
        Err(Fault::new(at, PriceFileProblem::Twice { name: short(id) }))
    }
}

const KEYS: &[&str] =
    &["id", "name", "semconv", "aliases", "hosts", "model_rule", "fallback", "models"];
