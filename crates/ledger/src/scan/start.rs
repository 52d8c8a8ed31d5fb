//! How a file is read.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use super::input::{Packing, Stretch};
use crate::ledger::Source;

/// A plain file is read in pieces; anything else from its beginning to its end.
pub(super) enum Start {
    Plain(Arc<File>, u64),
    Stream(Box<dyn Read + Send>),
}

impl Start {
    pub(super) fn new(source: Source) -> io::Result<Self> {
        let file = match source {
            Source::Stream(source) => return Ok(Self::Stream(source)),
            Source::File(file) => file,
        };
        let metadata = file.metadata()?;
        // What the system makes up as it is read says that it has no length.
        if !metadata.is_file() || metadata.len() == 0 {
            return Ok(Self::Stream(Box::new(file)));
        }
        let file = Arc::new(file);
        let mut first = Vec::new();
        let stretch = |end| Stretch { file: Arc::clone(&file), at: 0, end };
        stretch(metadata.len().min(4)).read_to_end(&mut first)?;
        Ok(match Packing::of(&first) {
            Packing::Plain => Self::Plain(file, metadata.len()),
            _ => Self::Stream(Box::new(stretch(metadata.len()))),
        })
    }
}
