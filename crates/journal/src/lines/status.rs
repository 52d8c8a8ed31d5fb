/// What was done with files of lines since they were opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinesStatus {
    /// Files that were closed by these [`Lines`](crate::Lines).
    pub closed: u64,
    /// Closed files that were compressed.
    pub compressed: u64,
    /// Closed files that were moved to the archive.
    pub archived: u64,
    /// Closed files that were deleted because of their age or the size of all.
    pub deleted: u64,
    /// Bytes of those that were deleted.
    pub deleted_bytes: u64,
}
