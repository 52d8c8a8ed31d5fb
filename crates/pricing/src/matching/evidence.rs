//! What a call says of its model, as names at providers to look for.

use std::borrow::Cow;

use super::gateway::is_gateway;
use super::lookup::Lookup;
use super::model_name::{ModelName, model_name};
use super::provider_name::{Called, called, listed, lower_case};
use super::publisher::is_publisher_of_weights;
use crate::embedded::Head;
use crate::layers::Layers;

/// A name to look for at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The provider, by its id.
    pub(super) provider: String,
    /// The name, in lower case.
    pub(super) name: String,
    /// Whether only names that are listed count, as free text could match any rule.
    pub(super) listed_only: bool,
    /// What was done so far.
    pub(super) steps: Vec<Cow<'static, str>>,
}

/// What there is to look for, the best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Evidence<'a> {
    pub(super) called: Called,
    pub(super) names: Vec<Name<'a>>,
}

/// A name that a call says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// As it was written.
    pub(super) text: &'a str,
    /// How it can be read, the best first.
    pub(super) candidates: Vec<Candidate>,
}

/// What a call says of its model.
pub(super) fn evidence<'a>(layers: &Layers, lookup: &Lookup<'a>) -> Evidence<'a> {
    let mut steps = Vec::new();
    let mut called = called(layers.all(), lookup.provider);
    if !matches!(called, Called::Listed(_) | Called::Gateway(_))
        && let Some(id) = lookup.server_address.and_then(|host| by_host(layers, host))
    {
        steps.push(Cow::Owned(format!("provider `{id}` known by the server's name")));
        called = Called::Listed(id);
    }
    let (answered, asked) = models(lookup);
    let mut names = Vec::new();
    let reader = Reader { layers, called: &called, steps: &steps };
    if let Some(text) = answered {
        names.push(Name { text, candidates: reader.read(text, None) });
    }
    if let Some(text) = asked {
        let step = answered.map(|answered| {
            let answered: String = answered.trim().chars().take(64).collect();
            Cow::Owned(format!("`{answered}`, which answered, is not listed: priced as requested"))
        });
        names.push(Name { text, candidates: reader.read(text, Some(Request { step })) });
    }
    Evidence { called, names }
}

/// The models that answered and were asked for. What was asked of a free entry was not paid for, although answers may
/// leave that out.
fn models<'a>(lookup: &Lookup<'a>) -> (Option<&'a str>, Option<&'a str>) {
    let named = |name: &&str| !name.trim().is_empty();
    let (answered, asked) =
        (lookup.response_model.filter(named), lookup.request_model.filter(named));
    match (answered, asked) {
        (Some(answered), Some(asked)) if asked.strip_suffix(FREE) == Some(answered) => {
            (Some(asked), None)
        }
        (Some(answered), Some(asked)) if asked == answered => (Some(answered), None),
        both => both,
    }
}

/// The name is that of the request.
struct Request {
    /// Why it counts although a model answered.
    step: Option<Cow<'static, str>>,
}

struct Reader<'a> {
    layers: &'a Layers,
    called: &'a Called,
    steps: &'a [Cow<'static, str>],
}

impl Reader<'_> {
    fn read(&self, text: &str, request: Option<Request>) -> Vec<Candidate> {
        let ModelName::Named(name, step) = model_name(text) else { return Vec::new() };
        let (from_request, not_listed) = request.map_or((false, None), |asked| (true, asked.step));
        let steps = self.steps.iter().cloned().chain(not_listed);
        let base = Candidate {
            provider: String::new(),
            name: name.into_owned(),
            listed_only: false,
            steps: steps.chain(step.map(Cow::Borrowed)).collect(),
        };
        match self.called {
            Called::Listed(id) => self.at(id, base, from_request),
            Called::Gateway(_) => self.by_prefix(&base).into_iter().collect(),
            Called::Nobody => {
                let prefixed = self.by_prefix(&base).map(|mut prefixed| {
                    // Whoever runs these weights says their name so; a rule of the publisher's says nothing of that.
                    prefixed.listed_only = is_publisher_of_weights(&base.name);
                    prefixed
                });
                prefixed.or_else(|| self.by_model(base)).into_iter().collect()
            }
            // Somebody else than those with prices, whatever its models are called.
            Called::Unlisted(_) | Called::Stranger(_) => Vec::new(),
        }
    }

    /// At a provider of the book: the name as it is; without the provider's own name before it; and, where it passes
    /// calls on, at the one whose name stands before it.
    fn at(&self, id: &str, base: Candidate, from_request: bool) -> Vec<Candidate> {
        let prefixed = self.by_prefix(&base).filter(|other| other.provider == id || is_gateway(id));
        let mut own = Candidate { provider: id.to_owned(), ..base };
        if id == AZURE && from_request {
            own.listed_only = true;
            own.steps.push(Cow::Borrowed("the name of the deployment taken for that of its model"));
        }
        match prefixed {
            Some(mut prefixed) if prefixed.provider == id => {
                prefixed.listed_only = own.listed_only;
                own.listed_only = true;
                vec![own, prefixed]
            }
            other => std::iter::once(own).chain(other).collect(),
        }
    }

    /// `gpt-4o` at `openai` of `openai/gpt-4o`.
    fn by_prefix(&self, base: &Candidate) -> Option<Candidate> {
        let (prefix, rest) = base.name.split_once('/')?;
        let provider = listed(self.layers.all(), prefix)?;
        let ModelName::Named(name, step) = model_name(rest) else { return None };
        let mut steps = base.steps.clone();
        steps.push(Cow::Owned(format!("prefix `{prefix}/` read as the provider")));
        steps.extend(step.map(Cow::Borrowed));
        Some(Candidate { provider, name: name.into_owned(), listed_only: false, steps })
    }

    /// At the first provider that says the model is its own.
    fn by_model(&self, base: Candidate) -> Option<Candidate> {
        let provider = first_provider(self.layers, |head| {
            head.model_rule.as_ref().is_some_and(|rule| rule.matches(&base.name))
        })?;
        let mut steps = base.steps;
        steps.push(Cow::Owned(format!("provider `{provider}` known by the model's name")));
        Some(Candidate { provider, steps, ..base })
    }
}

/// The provider whose server this is.
fn by_host(layers: &Layers, host: &str) -> Option<String> {
    let host = host.trim().trim_end_matches('.');
    let host = host.split_once(':').map_or(host, |(name, _port)| name);
    if host.is_empty() || host.len() > LONGEST_HOST {
        return None;
    }
    let host = lower_case(host);
    first_provider(layers, |head| head.hosts.as_ref().is_some_and(|rule| rule.matches(&host)))
}

fn first_provider(layers: &Layers, means: impl Fn(&Head) -> bool) -> Option<String> {
    layers
        .all()
        .find_map(|shelf| {
            let providers = (0..shelf.provider_count()).filter_map(|number| shelf.provider(number));
            providers.map(|provider| &provider.head).find(|head| means(head))
        })
        .map(|head| head.id.clone())
}

/// What is free at OpenRouter is named with this.
pub(super) const FREE: &str = ":free";

/// Whose deployments have names of the user's choice.
const AZURE: &str = "azure";

/// Bytes of the longest host name.
const LONGEST_HOST: usize = 253;
