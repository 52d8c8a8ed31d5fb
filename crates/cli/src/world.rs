//! What a command may know of where it runs.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::SystemTime;

use genai_otel_core::Provider;
use genai_otel_pricing::{Model, Overlay, OverlayEntry, PriceBook, PriceFileError};

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
        let files = files.filter(|(_, value)| value != NONE).map(|(_, value)| {
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
        let named = self.files.iter().map(|file| (file, Failure::Variable as Refuse));
        let typed = typed.files.iter().map(|file| (file, Failure::Prices as Refuse));
        self.laid(named.chain(typed))
    }

    /// The embedded price book under one file.
    ///
    /// # Errors
    ///
    /// What is wrong with the file, and where.
    pub(crate) fn embedded_with(&self, file: &PathBuf) -> Result<OwnBook, Failure> {
        self.laid(std::iter::once((file, Failure::Prices as Refuse)))
    }

    fn laid<'p>(
        &self,
        files: impl Iterator<Item = (&'p PathBuf, Refuse)>,
    ) -> Result<OwnBook, Failure> {
        let read = |(file, refuse): (&PathBuf, Refuse)| {
            Ok((Overlay::from_file(file).map_err(refuse)?, refuse))
        };
        let overlays = files.map(read).collect::<Result<Vec<_>, Failure>>()?;
        let laid = overlays.iter().map(|(overlay, _)| overlay.clone());
        let book = laid.fold(self.embedded(), PriceBook::with_overlay);
        for (overlay, refuse) in &overlays {
            book.check(overlay).map_err(refuse)?;
        }
        // As they lie over the book, where each provider goes by its id.
        let id = |spelling: &str| {
            let listed = book.provider(spelling).map(|provider| provider.id.to_owned());
            listed.or_else(|| Some(Provider::from(spelling).as_str().to_owned()))
        };
        let named = overlays.into_iter().map(|(overlay, _)| overlay.with_provider_ids(id));
        let overlays = named.collect();
        Ok(OwnBook { book, overlays })
    }
}

/// How the error of a file is told.
type Refuse = fn(PriceFileError) -> Failure;

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
    /// A file by itself.
    pub(crate) fn alone(overlay: Overlay) -> Self {
        Self { book: PriceBook::empty().with_overlay(overlay.clone()), overlays: vec![overlay] }
    }

    /// The models of a provider by its id, sorted by theirs. Of those in several layers the newest counts.
    pub(crate) fn models(&self, provider_id: &str) -> Vec<&Model> {
        let mut models = self.book.models(provider_id);
        // The newest layer comes first.
        models.sort_by(|a, b| a.id.cmp(&b.id));
        models.dedup_by(|later, first| later.id == first.id);
        models
    }

    /// The files, the latest first.
    pub(crate) fn overlays(&self) -> impl DoubleEndedIterator<Item = &Overlay> {
        self.overlays.iter().rev()
    }

    /// What the files say beside prices, those of the latest file first.
    pub(crate) fn entries(&self) -> impl Iterator<Item = OverlayEntry<'_>> {
        self.overlays().flat_map(Overlay::entries)
    }
}

const PRICES: &str = "GENAI_OTEL_PRICES";

/// The value of the variable that means no file.
const NONE: &str = "none";
