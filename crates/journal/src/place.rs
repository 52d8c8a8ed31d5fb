/// Where appended records are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// In a segment file: they survive the death of the process, and under [`Sync::Always`](crate::Sync::Always) the
    /// loss of power.
    Disk,
    /// In memory, because the disk cannot be written. They go to the disk when it can be, and are lost with
    /// the process.
    Memory,
}
