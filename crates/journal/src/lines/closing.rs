use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    held::Held,
    name::{Closed, Names},
};
use crate::file_system::FileSystem;

impl Held {
    /// Gives a file that a dead process left the name of a closed one, which nothing has.
    pub(super) fn close(
        &mut self,
        file_system: &dyn FileSystem,
        (directory, names): (&Path, &Names),
        writer: u64,
    ) -> io::Result<PathBuf> {
        self.sync()?;
        let closed = Closed { last: self.last, writer, number: FIRST };
        let to = names.free(file_system, directory, closed, &[]);
        file_system.rename(&self.path, &to)?;
        Ok(to)
    }
}

/// Far from the numbers of the files that the same writer closes meanwhile.
const FIRST: u64 = 1_000_000_000;
