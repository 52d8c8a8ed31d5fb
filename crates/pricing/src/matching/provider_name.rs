//! From what a provider is called to its id in the book: by table.

use std::borrow::Cow;

use genai_otel_core::Provider;

use super::gateway::is_gateway;
use crate::embedded::Shelf;
use crate::layers::Layers;

/// The id in the book for a spelling of a provider; for one that the book does not know, its name on telemetry.
pub(crate) fn provider_id(layers: &Layers, spelling: &str) -> String {
    listed(layers.all(), spelling).unwrap_or_else(|| Provider::from(spelling).as_str().to_owned())
}

/// What is known of who was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Called {
    /// A provider of the book, by its id.
    Listed(String),
    /// Somebody who passes calls on and has no prices of its own, by the name on telemetry.
    Gateway(String),
    /// Somebody whom we know, and the book does not, by the name on telemetry.
    Unlisted(String),
    /// Somebody of whom nobody knows, under some name.
    Stranger(String),
    /// Nobody says.
    Nobody,
}

/// Who is called `name`.
pub(super) fn called<'s>(
    shelves: impl Iterator<Item = &'s Shelf> + Clone,
    name: Option<&str>,
) -> Called {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty() && *name != "_OTHER")
    else {
        return Called::Nobody;
    };
    if let Some(id) = listed(shelves, name) {
        return Called::Listed(id);
    }
    let provider = Provider::from(name);
    let name = provider.as_str().to_owned();
    match provider.known() {
        Some(known) if is_gateway(known) => Called::Gateway(name),
        Some(_) => Called::Unlisted(name),
        None => Called::Stranger(name),
    }
}

impl Called {
    /// The id in the book, or else the name on telemetry.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Listed(id) | Self::Gateway(id) | Self::Unlisted(id) | Self::Stranger(id) => {
                Some(id)
            }
            Self::Nobody => None,
        }
    }
}

/// The id of the provider that the book knows by this name.
pub(super) fn listed<'s>(
    shelves: impl Iterator<Item = &'s Shelf> + Clone,
    name: &str,
) -> Option<String> {
    if name.len() > LONGEST {
        return None;
    }
    let lower = lower_case(name);
    let spelled = |spelling: &str| {
        let mut shelves = shelves.clone();
        shelves.find_map(|shelf| {
            let provider = shelf.provider(shelf.provider_named(spelling)?)?;
            Some(provider.head.id.clone())
        })
    };
    spelled(&lower).or_else(|| {
        let known = Provider::from(name);
        spelled(id_of(&known)).or_else(|| spelled(known.as_str()))
    })
}

/// The book's id of a provider whose name on telemetry is another; that name for all others.
fn id_of(provider: &Provider) -> &str {
    match provider {
        Provider::AzureOpenAi | Provider::AzureInference => "azure",
        Provider::Bedrock => "aws",
        Provider::VertexAi | Provider::Gemini | Provider::GcpGenAi => "google",
        Provider::GithubCopilot => "github-copilot",
        Provider::MetaLlama => "meta",
        Provider::Mistral => "mistral",
        Provider::Moonshot => "moonshotai",
        Provider::Voyage => "voyageai",
        Provider::XAi => "x-ai",
        Provider::Zhipu => "zhipuai",
        other => other.as_str(),
    }
}

/// The text in lower case; borrowed where it is.
pub(super) fn lower_case(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// Nobody is called more than this, in bytes.
const LONGEST: usize = 128;
