//! Ledgers made by hand.

use std::fs;
use std::path::PathBuf;

/// A directory with a ledger. It goes with this.
pub(crate) struct Golden {
    folder: tempfile::TempDir,
}

impl Golden {
    /// A directory without files.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With a file of these lines, each with an end.
    pub(crate) fn file<L: AsRef<str>>(
        self,
        name: &str,
        lines: impl IntoIterator<Item = L>,
    ) -> Self {
        let text: String = lines.into_iter().map(|line| format!("{}\n", line.as_ref())).collect();
        self.bytes(name, text.as_bytes())
    }

    /// With a file of these bytes.
    pub(crate) fn bytes(self, name: &str, bytes: &[u8]) -> Self {
        fs::write(self.path(name), bytes).unwrap();
        self
    }

    /// Where a file is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The directory.
    pub(crate) fn dir(&self) -> String {
        self.folder.path().to_str().unwrap().to_owned()
    }

    /// A text with the directory's name taken out of it.
    pub(crate) fn told(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.dir()), "").replace(&self.dir(), "DIR")
    }
}

/// A line of a writer: `fields` are those behind `seq`.
pub(crate) fn line(writer: u64, seq: u64, fields: &str) -> String {
    let writer = format!("{writer:016x}");
    signed(&format!(r#""v":1,"id":"{writer}-{seq}","writer":"{writer}","seq":{seq},{fields}}}"#))
}

/// What stands behind the checksum, with one that holds.
pub(crate) fn signed(rest: &str) -> String {
    format!(r#"{{"checksum":"{:08x}",{rest}"#, crc32fast::hash(rest.as_bytes()))
}
