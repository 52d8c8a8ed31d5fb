//! The user's files, named in the environment.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::PriceBook;
use crate::file::PriceFileError;
use crate::overlay::Overlay;

impl PriceBook {
    /// The embedded book with the files over it that `GENAI_OTEL_PRICES` names: paths separated as in `PATH`, the latest
    /// counts. Without it, where it is empty, and where it is `none`, the embedded book alone.
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
        Self::embedded().with_files(paths(pairs))
    }

    /// The same book with your files over it, the latest counts, as [`from_env`](Self::from_env) lays them.
    ///
    /// ```no_run
    /// use genai_otel_pricing::PriceBook;
    ///
    /// let book = PriceBook::embedded().with_files(["/etc/acme/prices.toml"])?;
    /// # Ok::<(), genai_otel_pricing::PriceFileError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A file that cannot be read or used, with the place; the name of a deployment that stands for a model which
    /// neither this book nor any of the files has.
    pub fn with_files<P: AsRef<Path>>(
        mut self,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<Self, PriceFileError> {
        for path in paths {
            self = self.with_overlay(Overlay::from_file(path)?);
        }
        for (_, overlay) in self.inner.layers.overlays() {
            self.check(overlay)?;
        }
        Ok(self)
    }
}

fn paths<N: AsRef<str>, V: AsRef<OsStr>>(pairs: impl IntoIterator<Item = (N, V)>) -> Vec<PathBuf> {
    // As for variables in general, of two the last counts.
    let own = pairs.into_iter().filter(|(name, _)| name.as_ref() == VARIABLE);
    let value: Option<OsString> = own.last().map(|(_, value)| value.as_ref().to_owned());
    let value = value.filter(|value| value != NONE);
    let paths = value.iter().flat_map(std::env::split_paths);
    paths.filter(|path| !path.as_os_str().is_empty()).collect()
}

const VARIABLE: &str = "GENAI_OTEL_PRICES";

/// The value that means no file.
const NONE: &str = "none";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::Lookup;
    use crate::sample;

    fn book() -> PriceBook {
        PriceBook::from_providers(sample::providers())
    }

    /// A file in a folder of its own.
    fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    #[test]
    fn without_files_the_book_is_the_embedded_one() {
        for pairs in [
            &[][..],
            &[("GENAI_OTEL_PRICES", "")],
            &[("GENAI_OTEL_PRICES", "none")],
            &[("PATH", "/nowhere.toml")],
        ] {
            let book = PriceBook::from_env(pairs.iter().copied()).unwrap();
            assert_eq!(book.version(), PriceBook::embedded().version());
        }
    }

    #[test]
    fn the_latest_of_the_files_counts() {
        let folder = tempfile::tempdir().unwrap();
        let deployed = |model: &str| {
            format!("schema = 1\n[deployments]\n\"azure/chat\" = \"openai/{model}\"\n")
        };
        let one = file(&folder, "one.toml", &deployed("gpt-4o"));
        let two = file(&folder, "two.toml", &deployed("gpt-4"));
        let found = |paths: &[&String]| {
            let value = std::env::join_paths(paths).unwrap();
            assert_eq!(super::paths([("GENAI_OTEL_PRICES", value)]).len(), 2);
            let book = book().with_files(paths).unwrap();
            let lookup = Lookup::new().provider("azure").request_model("chat");
            book.find(&lookup).unwrap().model_id.to_string()
        };
        assert_eq!(found(&[&one, &two]), "gpt-4");
        assert_eq!(found(&[&two, &one]), "gpt-4o");
    }

    #[test]
    fn files_that_cannot_be_used_are_refused_with_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing.toml").display().to_string();
        let lost = "schema = 1\n[deployments]\n\"azure/chat\" = \"openai/gpt-9\"\n";
        let broken = "schema = 1\nprizes = 1\n";
        for (path, line) in [
            (missing, None),
            (file(&folder, "lost.toml", lost), Some(3)),
            (file(&folder, "broken.toml", broken), Some(2)),
        ] {
            let error = book().with_files([path.as_str()]).unwrap_err();
            assert_eq!((error.file(), error.line()), (path.as_str(), line), "{error}");
        }
    }
}
