//! One side of a comparison of prices.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use genai_otel_pricing::file::{read_providers, read_text};
use genai_otel_pricing::{Date, Overlay, PriceBook, Provider};

use super::difference::{Extent, Models, Subjects};
use super::entries;
use crate::failure::Failure;
use crate::world::{OwnBook, World};

/// What was typed for a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The embedded price book.
    Embedded,
    /// What it held on a day.
    Day(Date),
    /// A file with prices.
    File(PathBuf),
    /// A directory of price files.
    Directory(PathBuf),
}

/// The prices of a side.
#[derive(Debug)]
pub(super) struct Prices {
    own: OwnBook,
    /// The day for which they count, where the side names one.
    pub(super) day: Option<Date>,
    /// Where only some providers are in it: which.
    pub(super) only: Option<BTreeSet<String>>,
}

impl Side {
    /// What `text` stands for.
    ///
    /// # Errors
    ///
    /// That it stands for nothing.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        if text == "embedded" {
            return Ok(Self::Embedded);
        }
        if let Ok(date) = text.parse() {
            return Ok(Self::Day(date));
        }
        let path = PathBuf::from(text);
        if path.is_dir() {
            Ok(Self::Directory(path))
        } else if path.exists() {
            Ok(Self::File(path))
        } else {
            Err(Failure::usage(format!(
                "`{text}` is neither `embedded`, a day such as `2026-06-01`, a file nor a directory"
            )))
        }
    }

    /// Whether it is made of files alone.
    pub(super) const fn is_files(&self) -> bool {
        matches!(self, Self::File(_) | Self::Directory(_))
    }

    /// Reads its prices. A file lies over the embedded price book unless it stands `alone`.
    pub(super) fn read(&self, world: &World, alone: bool) -> Result<Prices, Failure> {
        let whole = |own| Prices { own, day: None, only: None };
        let embedded = || whole(OwnBook::from(world.embedded()));
        match self {
            Self::Embedded => Ok(embedded()),
            Self::Day(date) => Ok(Prices { day: Some(*date), ..embedded() }),
            Self::File(path) if alone => {
                let overlay = Overlay::from_file(path)?;
                let ids = overlay.providers().iter().map(|provider| provider.id.clone());
                let only = ids.collect();
                Ok(Prices { only: Some(only), ..whole(OwnBook::alone(overlay)) })
            }
            Self::File(path) => Ok(whole(world.embedded_with(path)?)),
            Self::Directory(path) => Ok(whole(PriceBook::from_providers(directory(path)?).into())),
        }
    }
}

impl Prices {
    /// What its file says beside prices.
    pub(super) fn entries(&self, extent: Extent) -> Subjects {
        let day = match extent {
            Extent::History => None,
            Extent::Day(day) => Some(day),
        };
        entries::subjects(self.own.entries(), day)
    }

    /// The models, but for those of providers that are not in `only`, with the discounts that hold at `at`.
    pub(super) fn models(&self, only: &BTreeSet<&String>, at: SystemTime) -> Models<'_> {
        let mut models = BTreeMap::new();
        for provider in self.own.book.providers() {
            if !only.is_empty() && !only.iter().any(|id| **id == provider.id) {
                continue;
            }
            for model in self.own.book.models(provider.id) {
                // The newest layer comes first.
                let key = (provider.id.to_owned(), model.id.clone());
                let factors = || self.own.book.factors(provider.id, &model.id, at);
                models.entry(key).or_insert_with(|| (model, factors()));
            }
        }
        models
    }
}

/// The providers of all price files of a directory, by the names of the files.
fn directory(path: &Path) -> Result<Vec<Provider>, Failure> {
    let unreadable = |source| Failure::Unreadable { path: path.to_owned(), source };
    let entries = fs::read_dir(path).map_err(unreadable)?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(unreadable)?.path();
        let is_prices = file.extension().is_some_and(|end| end == "json" || end == "toml");
        if is_prices && file.is_file() {
            files.push(file);
        }
    }
    files.sort_unstable();
    let mut providers = Vec::new();
    for file in files {
        let (text, format) = read_text(&file)?;
        providers.extend(read_providers(&text, format, &file.display().to_string())?);
    }
    Ok(providers)
}
