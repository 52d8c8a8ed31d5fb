use std::{io, path::PathBuf};

/// Why a journal could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Something that is no directory has its name.
    #[error("`{}` is not a directory; name another one, or move what is there", path.display())]
    NotADirectory {
        /// What is no directory.
        path: PathBuf,
    },

    /// The directory is not there and cannot be made.
    #[error(
        "cannot make the directory `{}`; make it beforehand, or name one below which this user may write",
        path.display()
    )]
    NotCreatable {
        /// The directory.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },

    /// The directory is there, and nothing can be written in it.
    #[error("cannot write in the directory `{}`; give this user the right to, or name another one", path.display())]
    NotWritable {
        /// The directory.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },

    /// The file system knows no locks, by which lanes of the living are told from those of the dead.
    #[error("cannot lock a file in the directory `{}`; name one on a local file system", path.display())]
    NotLockable {
        /// The directory.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },

    /// The archive is the directory itself, where nothing can be moved to.
    #[error("`{}` cannot be its own archive; name another directory, which may be in it", path.display())]
    OwnArchive {
        /// The directory.
        path: PathBuf,
    },

    /// The name of a file of lines cannot be used.
    #[error(
        "`{name}` cannot name a file of lines; give a plain file name that ends in `.jsonl`, such as `calls.jsonl`"
    )]
    Name {
        /// The name.
        name: String,
    },

    /// So many files of lines are held by living processes that there is no name left.
    #[error(
        "all {files} names of files of lines in `{}` are taken; name another directory, or end processes that write there",
        path.display()
    )]
    Crowded {
        /// The directory.
        path: PathBuf,
        /// How many names there are.
        files: usize,
    },

    /// The preamble is longer than [`MAX_RECORD`](crate::MAX_RECORD).
    #[error(
        "a preamble of {bytes} bytes is longer than the {} that a journal takes",
        crate::MAX_RECORD
    )]
    PreambleTooLong {
        /// Its length.
        bytes: usize,
    },
}

/// Why records were not taken. None of them is in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AppendError {
    /// The space is used up; what was appended before stays.
    #[error("the journal is full: {used} of {max} bytes are used, and {bytes} more do not fit")]
    Full {
        /// Bytes that the records would take.
        bytes: u64,
        /// Bytes that are taken.
        used: u64,
        /// Bytes that there are.
        max: u64,
    },

    /// The disk cannot be written, and so many records are held in memory that these do not fit.
    #[error(
        "the disk cannot be written, and {bytes} bytes more do not fit into the {max} bytes of memory for that time"
    )]
    MemoryFull {
        /// Bytes that the records would take.
        bytes: u64,
        /// Bytes that there are.
        max: u64,
    },

    /// The process was forked after the journal was opened, and the parent writes in the same lane.
    #[error(
        "the journal belongs to the process that this one was forked from; open one after the fork"
    )]
    Forked,
}

/// Why records could not be set aside. They are still in the journal, unacknowledged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetAsideError {
    /// The folder has its most bytes.
    #[error("`{}` holds as much as it may, {max} bytes; look at what is there and remove it", path.display())]
    Full {
        /// The folder.
        path: PathBuf,
        /// Bytes that it may hold.
        max: u64,
    },

    /// The folder cannot be written.
    #[error("cannot write in `{}`", path.display())]
    Io {
        /// The folder or the file in it.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
}
