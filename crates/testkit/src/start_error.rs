use std::io;

use thiserror::Error;

/// A fake server could not be started.
#[derive(Debug, Error)]
#[error("cannot listen on a free port of 127.0.0.1")]
pub struct StartError {
    source: io::Error,
}

impl StartError {
    pub(crate) fn new(source: io::Error) -> Self {
        Self { source }
    }
}
