//! Why a file is no exchange.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// A file could not be read as an exchange.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file or directory cannot be opened or read.
    #[error("{}: cannot be read", file.display())]
    File {
        /// Which one.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is no JSON.
    #[error("{}: is no JSON", file.display())]
    Json {
        /// Which one.
        file: PathBuf,
        /// Where it stops being JSON.
        source: serde_json::Error,
    },
    /// The file is saved in an encoding that JSON is not written in.
    #[error("{}: {found}: save it as UTF-8 without a byte order mark", file.display())]
    Encoding {
        /// Which one.
        file: PathBuf,
        /// What it is instead.
        found: &'static str,
    },
    /// The file is another value than an object.
    #[error("{}: is {found}, not an object with `request` and `response`", file.display())]
    Shape {
        /// Which one.
        file: PathBuf,
        /// What it is instead.
        found: &'static str,
    },
    /// A member is missing.
    #[error("{}: `{field}` is missing: it has to be {wanted}", file.display())]
    Missing {
        /// Which file.
        file: PathBuf,
        /// The member, with those around it: `request.url`.
        field: String,
        /// What it has to be.
        wanted: &'static str,
    },
    /// A member is not what it has to be.
    #[error("{}: `{field}` is {found}, not {wanted}", file.display())]
    Field {
        /// Which file.
        file: PathBuf,
        /// The member, with those around it: `request.url`.
        field: String,
        /// What it is instead.
        found: String,
        /// What it has to be.
        wanted: &'static str,
    },
    /// A directory has no exchange in it.
    #[error("{}: has no file that ends in .json", directory.display())]
    Empty {
        /// Which one.
        directory: PathBuf,
    },
}
