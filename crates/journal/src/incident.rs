use std::{collections::BTreeSet, fmt, path::PathBuf};

/// Something that happened to the journal and that somebody should hear of, once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Incident {
    /// Where.
    pub path: PathBuf,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// The last record of a dead writer was never written whole, and is cut.
    TornTail {
        /// Bytes of the part that was there.
        bytes: u64,
    },
    /// Bytes in a segment are not what was written. They are skipped, and the segment is set aside once its good
    /// records are acknowledged.
    Damaged {
        /// How many.
        bytes: u64,
        /// Records in them that can be told apart; at least one more may be in there.
        records: u64,
    },
    /// A segment cannot be used at all.
    Unreadable {
        /// Why.
        reason: String,
    },
    /// A damaged or unreadable segment is now in the folder `set-aside`.
    SetAside {
        /// Where it is now.
        to: PathBuf,
    },
    /// What would have been set aside did not fit there, and is deleted.
    Dropped {
        /// Bytes of the file.
        bytes: u64,
    },
    /// Files of the journal were removed by somebody else.
    Removed {
        /// Unacknowledged records that were in them.
        records: u64,
    },
    /// The disk cannot be written; records are held in memory.
    Degraded {
        /// Why.
        reason: String,
    },
    /// The disk can be written again.
    Recovered {
        /// Records that waited in memory and are now on the disk.
        records: u64,
    },
    /// The last line of a file was never written whole, and is cut.
    TornLine {
        /// Bytes of the part that was there.
        bytes: u64,
    },
    /// The file of lines that is written was removed by somebody else; a new one is begun.
    FileRemoved {
        /// Bytes that were in it.
        bytes: u64,
    },
    /// The file of lines that is written was moved or replaced by somebody else; a new one is begun, and what was
    /// written is in the moved one.
    FileMoved,
    /// Somebody else changed the file of lines that is written. What is there stays, and is written behind.
    FileChanged {
        /// Bytes that were written.
        from: u64,
        /// Bytes that it has now.
        to: u64,
    },
    /// A closed file of lines was deleted because of its age or the size of all.
    Deleted {
        /// Bytes of the file.
        bytes: u64,
    },
    /// A closed file of lines was moved to the archive because of its age or the size of all.
    Archived {
        /// Where it is now.
        to: PathBuf,
    },
    /// Something could not be done and is tried again.
    Failed {
        /// What.
        task: &'static str,
        /// Why.
        reason: String,
    },
    /// More happened than is remembered.
    Omitted {
        /// Incidents that are not told.
        incidents: u64,
    },
}

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.what)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TornTail { bytes } => {
                write!(f, "the last record was never written whole; its {bytes} bytes are cut")
            }
            Self::Damaged { bytes, records } => {
                write!(f, "{bytes} bytes ({records} records or more) are damaged and skipped")
            }
            Self::Unreadable { reason } => write!(f, "cannot be read: {reason}"),
            Self::SetAside { to } => write!(f, "set aside as {}", to.display()),
            Self::Dropped { bytes } => {
                write!(
                    f,
                    "deleted, because its {bytes} bytes do not fit into the folder for such files"
                )
            }
            Self::Removed { records } => {
                write!(
                    f,
                    "removed by somebody, with {records} records that nobody has acknowledged"
                )
            }
            Self::Degraded { reason } => {
                write!(f, "cannot be written, records are held in memory: {reason}")
            }
            Self::Recovered { records } => {
                write!(f, "can be written again; {records} records went from memory to the disk")
            }
            Self::TornLine { bytes } => {
                write!(f, "the last line was never written whole; its {bytes} bytes are cut")
            }
            Self::FileRemoved { bytes } => {
                write!(f, "removed by somebody, with {bytes} bytes of lines; a new file is begun")
            }
            Self::FileMoved => f.write_str("moved or replaced by somebody; a new file is begun"),
            Self::FileChanged { from, to } => {
                write!(f, "changed by somebody, from {from} bytes to {to}; written behind that")
            }
            Self::Deleted { bytes } => {
                write!(f, "deleted, {bytes} bytes: too old, or more than closed files may take")
            }
            Self::Archived { to } => write!(f, "moved to the archive as {}", to.display()),
            Self::Failed { task, reason } => {
                write!(f, "cannot {task}, which is tried again: {reason}")
            }
            Self::Omitted { incidents } => write!(f, "{incidents} more incidents are not told"),
        }
    }
}

/// Incidents that nobody has asked for yet.
#[derive(Debug, Default)]
pub(crate) struct Incidents {
    told: Vec<Incident>,
    /// Paths of which is told once, although it happens again whenever somebody looks.
    once: BTreeSet<PathBuf>,
    omitted: u64,
}

impl Incidents {
    pub(crate) fn push(&mut self, path: impl Into<PathBuf>, what: What) {
        if self.told.len() < MOST {
            self.told.push(Incident { path: path.into(), what });
        } else {
            self.omitted += 1;
        }
    }

    /// Adds one of a kind that happens again and again at this path, the first time.
    pub(crate) fn push_once(&mut self, path: PathBuf, what: What) {
        if self.once.len() < MOST && self.once.insert(path.clone()) {
            self.push(path, what);
        }
    }

    /// Those so far; `path` is where the ones are that are not told.
    pub(crate) fn drain(&mut self, path: impl Into<PathBuf>) -> Vec<Incident> {
        let mut told = std::mem::take(&mut self.told);
        let incidents = std::mem::take(&mut self.omitted);
        if incidents > 0 {
            told.push(Incident { path: path.into(), what: What::Omitted { incidents } });
        }
        told
    }
}

/// Incidents that are remembered until somebody asks.
const MOST: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_again_and_again_is_told_once() {
        let mut incidents = Incidents::default();
        for _ in 0..3 {
            incidents.push_once("a".into(), What::TornTail { bytes: 1 });
        }
        assert_eq!(incidents.drain("spool").len(), 1);
        incidents.push_once("a".into(), What::TornTail { bytes: 1 });
        assert_eq!(incidents.drain("spool"), []);
    }

    #[test]
    fn what_is_not_remembered_is_counted() {
        let mut incidents = Incidents::default();
        for bytes in 0..MOST as u64 + 3 {
            incidents.push("a", What::TornTail { bytes });
        }
        let told = incidents.drain("spool");
        assert_eq!(told.len(), MOST + 1);
        assert_eq!(told[MOST].to_string(), "spool: 3 more incidents are not told");
        assert_eq!(incidents.drain("spool"), []);
    }
}
