//! What a file names that the book should know: providers, models, conditions. And where.

use crate::file::{Node, Value, short};

/// A name, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) at: usize,
    /// The key, such as `adjust[0].provider`.
    pub(super) field: String,
    pub(super) named: Named,
}

/// What is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A provider, in whatever spelling.
    Provider(String),
    /// A provider that the file lists models of and says nothing else about.
    BareProvider(String),
    /// A model, in lower case, of a provider or of any.
    Model { provider: Option<String>, model: String },
    /// The key of a condition that nobody but the caller tells.
    Condition(String),
}

/// All that the tree of an overlay names, in the order of the kinds. What is malformed is left to the reader to refuse.
pub(super) fn mentions(root: &Node<'_>) -> Vec<Mention> {
    let mut mentions = Mentions::default();
    for (index, adjust) in items(root, "adjust").iter().enumerate() {
        let provider = text(adjust, "provider");
        mentions.provider(adjust, &format!("adjust[{index}]"));
        if let Some(rule) = adjust.field("model") {
            mentions.models(rule, &format!("adjust[{index}].model"), provider);
        }
    }
    for (index, free) in items(root, "free").iter().enumerate() {
        mentions.provider(free, &format!("free[{index}]"));
    }
    for (index, provider) in items(root, "providers").iter().enumerate() {
        mentions.own_provider(provider, &format!("providers[{index}]"));
    }
    mentions.0
}

#[derive(Default)]
struct Mentions(Vec<Mention>);

impl Mentions {
    fn add(&mut self, node: &Node<'_>, field: String, named: Named) {
        self.0.push(Mention { at: node.at, field, named });
    }

    /// The provider of an entry of `adjust` or `free`.
    fn provider(&mut self, entry: &Node<'_>, field: &str) {
        if let Some(node) = entry.field("provider")
            && let Some(provider) = node.as_text()
        {
            self.add(node, format!("{field}.provider"), Named::Provider(provider.to_owned()));
        }
    }

    /// The models that a rule names one by one.
    fn models(&mut self, rule: &Node<'_>, field: &str, provider: Option<&str>) {
        for rule in rule.items() {
            self.models(rule, field, provider);
        }
        for several in rule.field("or").iter().flat_map(|rules| rules.items()) {
            self.models(several, field, provider);
        }
        let name = rule.field("equals").unwrap_or(rule);
        if let Some(model) = name.as_text() {
            let (provider, model) = (provider.map(str::to_owned), model.trim().to_lowercase());
            self.add(name, field.to_owned(), Named::Model { provider, model });
        }
    }

    fn own_provider(&mut self, provider: &Node<'_>, field: &str) {
        let is_introduced = INTRODUCTIONS.iter().any(|key| provider.field(key).is_some());
        if let Some(node) = provider.field("id")
            && let Some(id) = node.as_text()
            && !is_introduced
        {
            self.add(node, format!("{field}.id"), Named::BareProvider(id.to_owned()));
        }
        for (index, node) in items(provider, "fallback").iter().enumerate() {
            if let Some(id) = node.as_text() {
                let field = format!("{field}.fallback[{index}]");
                self.add(node, field, Named::Provider(id.to_owned()));
            }
        }
        for (index, model) in items(provider, "models").iter().enumerate() {
            for kind in ["variants", "multipliers"] {
                for (number, terms) in items(model, kind).iter().enumerate() {
                    let field = || format!("{field}.models[{index}].{kind}[{number}].when");
                    self.conditions(terms.field("when"), field);
                }
            }
        }
    }

    fn conditions(&mut self, when: Option<&Node<'_>>, field: impl Fn() -> String) {
        let Some(Value::Table(conditions)) = when.map(|when| &when.value) else { return };
        for (key, _) in conditions {
            let name = key.text.trim().to_lowercase();
            if !TOLD.contains(&&*name) {
                let name = short(&name);
                let field = format!("{}.{name}", field());
                self.0.push(Mention { at: key.at, field, named: Named::Condition(name) });
            }
        }
    }
}

fn items<'n, 't>(node: &'n Node<'t>, key: &str) -> &'n [Node<'t>] {
    node.field(key).map(Node::items).unwrap_or_default()
}

fn text<'n>(node: &'n Node<'_>, key: &str) -> Option<&'n str> {
    node.field(key).and_then(Node::as_text)
}

/// What only a provider of one's own needs to say.
const INTRODUCTIONS: [&str; 5] = ["name", "semconv", "aliases", "hosts", "model_rule"];

/// The keys of conditions that are told of calls, or that the embedded book has.
const TOLD: [&str; 12] = [
    "service_tier",
    "processing",
    "speed",
    "latency",
    "search_type",
    "search_context_size",
    "residency",
    "region",
    "size",
    "quality",
    "resolution",
    "route",
];
