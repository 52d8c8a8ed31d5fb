//! What a command may know of where it runs.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use genai_otel_pricing::{Factor, Lookup, Overlay, PriceBook};

use crate::args_low::BookArgs;
use crate::failure::Failure;

/// What a command may know of where it runs: the price book, the environment and the time.
#[derive(Debug)]
pub struct World {
    book: PriceBook,
    files: Vec<PathBuf>,
    now: SystemTime,
}

impl World {
    /// A world with `book` as the embedded price book, these variables of the environment, and the time `now`.
    pub fn new(
        book: PriceBook,
        variables: impl IntoIterator<Item = (String, OsString)>,
        now: SystemTime,
    ) -> Self {
        let files = variables.into_iter().filter(|(name, _)| name == PRICES).last();
        let files = files.map(|(_, value)| {
            env::split_paths(&value).filter(|path| !path.as_os_str().is_empty()).collect()
        });
        Self { book, files: files.unwrap_or_default(), now }
    }

    /// When the command runs.
    pub(crate) fn now(&self) -> SystemTime {
        self.now
    }

    /// The embedded price book, without anybody's own prices.
    pub(crate) fn embedded(&self) -> PriceBook {
        self.book.clone()
    }

    /// The embedded price book under the files of the environment and those of the command line.
    ///
    /// # Errors
    ///
    /// What is wrong with a file, and where.
    pub(crate) fn book(&self, typed: &BookArgs) -> Result<OwnBook, Failure> {
        self.embedded_with(self.files.iter().chain(&typed.files))
    }

    /// The embedded price book under files.
    ///
    /// # Errors
    ///
    /// What is wrong with a file, and where.
    pub(crate) fn embedded_with<'p>(
        &self,
        files: impl Iterator<Item = &'p PathBuf>,
    ) -> Result<OwnBook, Failure> {
        let overlays = files.map(Overlay::from_file).collect::<Result<Vec<_>, _>>()?;
        let laid = overlays.iter().cloned().fold(self.embedded(), PriceBook::with_overlay);
        for overlay in &overlays {
            overlay.check(|provider, model| {
                laid.find(&Lookup::new().provider(provider).response_model(model)).is_ok()
            })?;
        }
        Ok(OwnBook { book: laid, overlays })
    }
}

/// A price book and the files that lie over it.
#[derive(Debug)]
pub(crate) struct OwnBook {
    /// The book, with the files.
    pub(crate) book: PriceBook,
    overlays: Vec<Overlay>,
}

impl From<PriceBook> for OwnBook {
    fn from(book: PriceBook) -> Self {
        Self { book, overlays: Vec::new() }
    }
}

impl OwnBook {
    /// The discounts and margins of a model at a time: those of the latest file that has any.
    pub(crate) fn factors(
        &self,
        provider: &str,
        model: &str,
        at: SystemTime,
    ) -> Vec<(Arc<str>, Factor)> {
        let found = self.overlays.iter().rev().map(|overlay| overlay.factors(provider, model, at));
        found.into_iter().find(|factors| !factors.is_empty()).unwrap_or_default()
    }
}

const PRICES: &str = "GENAI_OTEL_PRICES";
