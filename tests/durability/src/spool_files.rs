use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What is below a spool that nobody uses.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct SpoolFiles {
    /// Segments that somebody would still send.
    pub(crate) waiting: Vec<PathBuf>,
    /// Files that were set aside.
    pub(crate) set_aside: Vec<PathBuf>,
}

impl SpoolFiles {
    pub(crate) fn of(spool: &Path) -> io::Result<Self> {
        let mut files = Self::default();
        files.visit(spool)?;
        Ok(files)
    }

    fn visit(&mut self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self.visit(&path)?;
            } else if folder.ends_with("set-aside") {
                self.set_aside.push(path);
            } else if path.extension().is_some_and(|it| it == "seg") {
                self.waiting.push(path);
            }
        }
        Ok(())
    }
}
