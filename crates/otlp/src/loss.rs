use std::fmt;

/// Why telemetry did not get to the collector, and never will by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Loss {
    /// It found the queue full: more ended than a thread could take away.
    QueueFull,
    /// It found the spool full, which keeps what it has.
    SpoolFull,
    /// The disk could not be written, and the memory that stands in for it was full.
    MemoryFull,
    /// The export failed for good, without a spool.
    Undelivered,
    /// The collector took the request and rejected this part of it.
    Rejected,
    /// The collector refused it alone; it is kept in a file of the spool's folder `set-aside`.
    SetAside,
    /// The collector refused it alone, and it could not be set aside: there was no room, or the disk said no.
    Refused,
    /// It was older than the spool keeps.
    Expired,
    /// Somebody removed it from the spool.
    Removed,
    /// It is damaged on the disk; the file is kept in the spool's folder `set-aside`.
    Damaged,
}

impl Loss {
    /// The name in metrics, such as `queue_full`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::QueueFull => "queue_full",
            Self::SpoolFull => "spool_full",
            Self::MemoryFull => "memory_full",
            Self::Undelivered => "undelivered",
            Self::Rejected => "rejected",
            Self::SetAside => "set_aside",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Removed => "removed",
            Self::Damaged => "damaged",
        }
    }

    /// Whether it was never tried to be sent.
    pub(crate) fn is_drop(self) -> bool {
        matches!(self, Self::QueueFull | Self::SpoolFull | Self::MemoryFull)
    }

    pub(crate) const ALL: [Self; 10] = [
        Self::QueueFull,
        Self::SpoolFull,
        Self::MemoryFull,
        Self::Undelivered,
        Self::Rejected,
        Self::SetAside,
        Self::Refused,
        Self::Expired,
        Self::Removed,
        Self::Damaged,
    ];
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
