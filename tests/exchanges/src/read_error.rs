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
    /// A member is missing or not what it has to be.
    #[error("{}: `{field}` is not {wanted}", file.display())]
    Field {
        /// Which file.
        file: PathBuf,
        /// The member, with those around it: `request.url`.
        field: String,
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
