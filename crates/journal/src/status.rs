use std::time::SystemTime;

/// What is in a journal, as this process sees it: its own lane and those that it adopted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// Unacknowledged records on the disk and in memory.
    pub records: u64,
    /// Bytes of segment files, acknowledged records in them included.
    pub bytes: u64,
    /// Unacknowledged records in memory, which are in `records` as well.
    pub memory_records: u64,
    /// Bytes of their payloads.
    pub memory_bytes: u64,
    /// When the oldest unacknowledged record was appended, or a little earlier.
    pub oldest: Option<SystemTime>,
    /// Lanes that belong to this process, adopted ones included.
    pub lanes: usize,
    /// Why records are held in memory, while they are.
    pub degraded: Option<String>,
    /// Bytes in the folder `set-aside`, as it was looked at last.
    pub set_aside_bytes: u64,
}
