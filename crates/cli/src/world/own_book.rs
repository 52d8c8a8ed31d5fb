//! A price book and the files that lie over it.

use std::path::PathBuf;

use genai_otel_core::Provider;
use genai_otel_pricing::{Model, Overlay, OverlayEntry, PriceBook, PriceFileError};

use crate::failure::Failure;

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
    /// A price book under files, of which the last one wins.
    ///
    /// # Errors
    ///
    /// What is wrong with a file, and where.
    pub(super) fn laid<'p>(
        embedded: PriceBook,
        files: impl Iterator<Item = (&'p PathBuf, Refuse)>,
    ) -> Result<Self, Failure> {
        let read = |(file, refuse): (&PathBuf, Refuse)| {
            Ok((Overlay::from_file(file).map_err(refuse)?, refuse))
        };
        let overlays = files.map(read).collect::<Result<Vec<_>, Failure>>()?;
        let laid = overlays.iter().map(|(overlay, _)| overlay.clone());
        let book = laid.fold(embedded, PriceBook::with_overlay);
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
        Ok(Self { book, overlays })
    }

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

/// How the error of a file is told.
pub(super) type Refuse = fn(PriceFileError) -> Failure;
