//! The user's files, named in the environment.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::PriceBook;
use crate::file::PriceFileError;
use crate::matching::Lookup;
use crate::overlay::Overlay;

impl PriceBook {
    /// The embedded book with the files over it that `GENAI_OTEL_PRICES` names: paths separated as in `PATH`, the latest
    /// counts. Without it, or where it is empty, the embedded book alone.
    ///
    /// ```no_run
    /// use genai_otel_pricing::PriceBook;
    ///
    /// let book = PriceBook::from_env(std::env::vars_os().map(|(name, value)| {
    ///     (name.to_string_lossy().into_owned(), value)
    /// }))?;
    /// # Ok::<(), genai_otel_pricing::PriceFileError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A file that cannot be read or used, with the place; the name of a deployment that stands for a model which
    /// neither the book nor any of the files has.
    pub fn from_env<N: AsRef<str>, V: AsRef<OsStr>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, PriceFileError> {
        Self::embedded().with_files(pairs)
    }

    fn with_files<N: AsRef<str>, V: AsRef<OsStr>>(
        mut self,
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, PriceFileError> {
        for path in paths(pairs) {
            self = self.with_overlay(Overlay::from_file(path)?);
        }
        for (_, overlay) in self.inner.layers.overlays() {
            overlay.check(|provider, model| {
                self.find(&Lookup::new().provider(provider).response_model(model)).is_ok()
            })?;
        }
        Ok(self)
    }
}

fn paths<N: AsRef<str>, V: AsRef<OsStr>>(
    pairs: impl IntoIterator<Item = (N, V)>,
) -> Vec<PathBuf> {
    // As for variables in general, of two the last counts.
    let own = pairs.into_iter().filter(|(name, _)| name.as_ref() == VARIABLE);
    let value: Option<OsString> = own.last().map(|(_, value)| value.as_ref().to_owned());
    let paths = value.iter().flat_map(std::env::split_paths);
    paths.filter(|path| !path.as_os_str().is_empty()).collect()
}

const VARIABLE: &str = "GENAI_OTEL_PRICES";
