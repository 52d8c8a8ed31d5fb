use std::time::Duration;

use crate::Space;

/// How a [`Journal`](crate::Journal) writes.
///
/// ```
/// use std::time::Duration;
///
/// use genai_otel_journal::{Options, Sync};
///
/// let options = Options::default()
///     .preamble(b"service.name=shop".to_vec())
///     .sync(Sync::Interval(Duration::from_secs(1)))
///     .max_bytes(64 * 1024 * 1024);
/// # drop(options);
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) preamble: Vec<u8>,
    pub(crate) segment_bytes: u64,
    pub(crate) sync: Sync,
    pub(crate) max_bytes: u64,
    pub(crate) space: Option<Space>,
    pub(crate) max_memory: u64,
    pub(crate) max_set_aside: u64,
    pub(crate) keeps: Keeps,
    pub(crate) adopts: bool,
}

impl Options {
    /// Bytes that stand before the records of every segment and come with every [`Batch`](crate::Batch) of them: what
    /// all records of this writer have in common. At most [`MAX_RECORD`](crate::MAX_RECORD) bytes; none by default.
    #[must_use]
    pub fn preamble(mut self, preamble: impl Into<Vec<u8>>) -> Self {
        self.preamble = preamble.into();
        self
    }

    /// Bytes after which a new segment is begun. A segment is deleted as a whole, so this is the step in which space
    /// comes back. 8 MiB by default, and never more than an eighth of the space.
    #[must_use]
    pub fn segment_bytes(mut self, bytes: u64) -> Self {
        self.segment_bytes = bytes;
        self
    }

    /// When written bytes are forced to the disk: [`Sync::Interval`] of one second by default.
    #[must_use]
    pub fn sync(mut self, sync: Sync) -> Self {
        self.sync = sync;
        self
    }

    /// Bytes that the segments of this journal may take, those of adopted lanes included: 512 MiB by default. Past it
    /// the newest is refused with [`AppendError::Full`](crate::AppendError::Full).
    #[must_use]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Takes the bytes from a budget shared with other journals, in place of [`max_bytes`](Self::max_bytes).
    #[must_use]
    pub fn space(mut self, space: Space) -> Self {
        self.space = Some(space);
        self
    }

    /// Bytes of records that are held in memory while the disk cannot be written: 16 MiB by default.
    #[must_use]
    pub fn max_memory(mut self, bytes: u64) -> Self {
        self.max_memory = bytes;
        self
    }

    /// Bytes that the folder `set-aside` may take: 64 MiB by default. What does not fit is dropped, which an
    /// [`Incident`](crate::Incident) tells.
    #[must_use]
    pub fn max_set_aside(mut self, bytes: u64) -> Self {
        self.max_set_aside = bytes;
        self
    }

    /// What an append means for those before it: [`Keeps::All`] by default.
    #[must_use]
    pub fn keeps(mut self, keeps: Keeps) -> Self {
        self.keeps = keeps;
        self
    }

    /// Whether [`Journal::open`](crate::Journal::open) adopts the lanes of dead writers, which reads them whole: yes by
    /// default. Otherwise [`Journal::adopt`](crate::Journal::adopt) does it when told, on another thread perhaps.
    #[must_use]
    pub fn adopt_at_open(mut self, adopts: bool) -> Self {
        self.adopts = adopts;
        self
    }

    /// The budget, and the size of a segment that leaves room for others in it.
    pub(crate) fn resolve(mut self) -> (Self, Space) {
        let space = self.space.clone().unwrap_or_else(|| Space::new(self.max_bytes));
        self.segment_bytes = self.segment_bytes.min(space.max() / 8).max(1);
        (self, space)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            preamble: Vec::new(),
            segment_bytes: 8 * MIB,
            sync: Sync::Interval(Duration::from_secs(1)),
            max_bytes: 512 * MIB,
            space: None,
            max_memory: 16 * MIB,
            max_set_aside: 64 * MIB,
            keeps: Keeps::All,
            adopts: true,
        }
    }
}

/// When bytes are forced to the disk. The [crate's page](crate#what-survives-what) says what each survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sync {
    /// Never: the operating system writes when it likes. An append survives the death of the process.
    Never,
    /// By [`Journal::sync_if_due`](crate::Journal::sync_if_due), when this long has passed since the last time. What is
    /// older survives the loss of power as well.
    Interval(Duration),
    /// Before an append returns, which then survives the loss of power, and takes as long as the disk does.
    Always,
}

/// What an append means for those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Keeps {
    /// Nothing: every record is kept until it is acknowledged.
    All,
    /// It supersedes all earlier appends of this writer, which are dropped once it is written, and on the disk unless
    /// [`Sync::Never`] says otherwise: for states, such as cumulative metrics.
    Last,
}

const MIB: u64 = 1024 * 1024;
