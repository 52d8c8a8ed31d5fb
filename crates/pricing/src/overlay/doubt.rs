//! What a file says that is right, and probably not what was meant.

use std::fmt;
use std::sync::Arc;

use super::Overlay;
use super::mentions::{Mention, Named};
use crate::book::PriceBook;
use crate::file::Place;

/// Something in a file of the user's that is allowed and probably a slip: it names what nobody has, so that it holds for
/// nothing. Written as `prices.toml:3:12: what is doubted`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    file: Arc<str>,
    place: Place,
    field: String,
    reason: DoubtReason,
}

/// Why something is doubted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DoubtReason {
    /// A provider that neither the price book nor the file has, and nobody knows.
    #[error("nobody knows a provider `{provider}`")]
    #[non_exhaustive]
    UnknownProvider {
        /// The provider, as it is written.
        provider: String,
    },
    /// A provider that only the file has, without anything by which calls could be known to be its own.
    #[error("nobody else knows a provider `{provider}`; if it is your own, give it a `name`")]
    #[non_exhaustive]
    UnintroducedProvider {
        /// The provider, as it is written.
        provider: String,
    },
    /// The id of a model that is not listed where it would have to be.
    #[error("{} of the id `{model}`", whose(.provider.as_deref()))]
    #[non_exhaustive]
    UnknownModel {
        /// The provider, as it is written; nothing for any.
        provider: Option<String>,
        /// The id, in lower case.
        model: String,
    },
    /// The key of a condition that no call tells.
    #[error("no call tells `{key}`; it holds only where the program sets it by this name")]
    #[non_exhaustive]
    UntoldCondition {
        /// The key.
        key: String,
    },
}

impl Doubt {
    /// The name of the file.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.place.line
    }

    /// The column in characters, from 1.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.place.column
    }

    /// The key, such as `adjust[0].provider`.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Why it is doubted.
    #[must_use]
    pub const fn reason(&self) -> &DoubtReason {
        &self.reason
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place: Place { line, column }, field, reason } = self;
        write!(f, "{file}:{line}:{column}: `{field}`: {reason}")
    }
}

/// What an overlay names and neither the book nor the overlay has, in the order of the file.
pub(super) fn doubts(overlay: &Overlay, book: &PriceBook) -> Vec<Doubt> {
    let laid = book.clone().with_overlay(overlay.clone());
    let mut mentions: Vec<&Mention> = overlay.mentions.iter().collect();
    mentions.sort_by_key(|mention| mention.at);
    let doubted = mentions.into_iter().filter_map(|mention| {
        let reason = reason(&mention.named, overlay, &laid)?;
        let place = Place::of(&overlay.content, mention.at);
        let field = mention.field.clone();
        Some(Doubt { file: Arc::clone(&overlay.file), place, field, reason })
    });
    doubted.collect()
}

fn reason(named: &Named, overlay: &Overlay, laid: &PriceBook) -> Option<DoubtReason> {
    match named {
        Named::Provider(provider) => (!laid.knows_provider(provider, None))
            .then(|| DoubtReason::UnknownProvider { provider: provider.clone() }),
        Named::BareProvider(provider) => (!laid.knows_provider(provider, Some(overlay)))
            .then(|| DoubtReason::UnintroducedProvider { provider: provider.clone() }),
        // One doubt is enough.
        Named::Model { provider: Some(provider), .. } if !laid.knows_provider(provider, None) => {
            None
        }
        Named::Model { provider, model } => {
            (!laid.bills_model(provider.as_deref(), model)).then(|| DoubtReason::UnknownModel {
                provider: provider.clone(),
                model: model.clone(),
            })
        }
        Named::Condition(key) => Some(DoubtReason::UntoldCondition { key: key.clone() }),
    }
}

fn whose(provider: Option<&str>) -> String {
    provider.map_or_else(
        || "nobody lists a model".to_owned(),
        |provider| format!("`{provider}` lists no model"),
    )
}
