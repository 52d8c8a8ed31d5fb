//! Names that say nothing by themselves, and the models that they mean.

use super::OverlayEntry;
use crate::file::{
    Fault, Key, Node, PriceFileError, PriceFileProblem, entries, is_id, name, short,
};

/// A name and the model whose prices hold for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deployment {
    /// The provider of the name, if the key may be read as `provider/name`.
    provider: Option<String>,
    /// The name at that provider.
    name: String,
    /// The key, which is also a name at every provider.
    key: String,
    target: Target,
    /// Where that stands in the file.
    at: usize,
}

/// What the name of a deployment means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deployed<'o> {
    /// The provider of the name, if the key may be read as `provider/name`.
    pub(crate) at: Option<&'o str>,
    /// The provider whose prices hold.
    pub(crate) provider: &'o str,
    /// The model whose prices hold.
    pub(crate) model: &'o str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    provider: String,
    model: String,
}

impl Deployment {
    /// What it means.
    pub(super) fn deployed(&self) -> Deployed<'_> {
        let Target { provider, model } = &self.target;
        Deployed { at: self.provider.as_deref(), provider, model }
    }

    /// The providers that it names.
    pub(super) fn spellings(&mut self) -> impl Iterator<Item = &mut String> {
        self.provider.iter_mut().chain(std::iter::once(&mut self.target.provider))
    }

    /// What it says.
    pub(super) fn entry(&self) -> OverlayEntry<'_> {
        let Target { provider, model } = &self.target;
        OverlayEntry::Deployment { name: &self.key, provider, model }
    }
}

impl Target {
    fn is_known(&self, known: impl Fn(&str, &str) -> bool) -> bool {
        known(&self.provider, &self.model)
    }
}

/// Names of deployments from a table of names: `provider/name` or `name`, and `provider/model`.
pub(super) fn read(node: Node<'_>) -> Result<Vec<Deployment>, Fault> {
    let mut seen = std::collections::HashSet::new();
    entries(node, |key, node| {
        let at = node.at;
        let deployment = deployment(key, at, target(node)?)?;
        if !seen.insert(deployment.key.clone()) {
            let name = short(&deployment.key);
            return Err(Fault::new(key.at, PriceFileProblem::Twice { name }));
        }
        Ok(deployment)
    })
}

/// What a name means: at the provider, else everywhere.
pub(super) fn find<'o>(
    deployments: &'o [Deployment],
    provider: Option<&str>,
    name: &str,
) -> Option<Deployed<'o>> {
    let name = name.trim().to_lowercase();
    let own = provider.and_then(|provider| {
        let mut deployments = deployments.iter();
        deployments.find(|own| own.provider.as_deref() == Some(provider) && own.name == name)
    });
    let found = own.or_else(|| deployments.iter().find(|own| own.key == name))?;
    Some(found.deployed())
}

/// Refuses what points to nothing that is `known`.
pub(super) fn check(
    deployments: &[Deployment],
    known: impl Fn(&str, &str) -> bool,
    (file, text): (&str, &str),
) -> Result<(), PriceFileError> {
    let unknown = deployments.iter().filter(|own| !own.target.is_known(&known));
    let Some(first) = unknown.min_by_key(|own| own.at) else { return Ok(()) };
    let Target { provider, model } = first.target.clone();
    let problem = PriceFileProblem::UnknownModel { provider, model };
    let fault = Fault::new(first.at, problem).within(&short(&first.key)).within("deployments");
    Err(fault.in_file(file, text))
}

fn deployment(key: &Key<'_>, at: usize, target: Target) -> Result<Deployment, Fault> {
    let whole = key.text.trim().to_lowercase();
    if whole.is_empty() {
        let problem = "is empty; write `provider/name`";
        return Err(Fault::new(key.at, PriceFileProblem::Text { text: whole, problem }));
    }
    // An ARN has slashes too, but what is before the first is no provider.
    let (provider, name) = match whole.split_once('/') {
        Some((provider, name)) if is_id(provider) && !name.is_empty() => (Some(provider), name),
        _ => (None, &*whole),
    };
    let (provider, name) = (provider.map(str::to_owned), name.to_owned());
    Ok(Deployment { provider, name, key: whole, target, at })
}

fn target(node: Node<'_>) -> Result<Target, Fault> {
    let at = node.at;
    let text = name(node)?.to_lowercase();
    let (provider, model) = text.split_once('/').unwrap_or_default();
    if !is_id(provider) || model.is_empty() {
        let problem = "is no `provider/model` such as `openai/gpt-4o`";
        return Err(Fault::new(at, PriceFileProblem::Text { text: short(&text), problem }));
    }
    Ok(Target { provider: provider.to_owned(), model: model.to_owned() })
}
