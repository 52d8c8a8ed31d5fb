use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// A budget of bytes on the disk, shared by the journals that are given a clone of it.
///
/// ```
/// use genai_otel_journal::{Options, Space};
///
/// let space = Space::new(512 * 1024 * 1024);
/// let traces = Options::default().space(space.clone());
/// let logs = Options::default().space(space.clone());
/// assert_eq!((space.max(), space.used()), (512 * 1024 * 1024, 0));
/// # drop((traces, logs));
/// ```
#[derive(Clone, Debug)]
pub struct Space {
    max: u64,
    used: Arc<AtomicU64>,
}

impl Space {
    /// A budget of so many bytes.
    #[must_use]
    pub fn new(max: u64) -> Self {
        Self { max, used: Arc::new(AtomicU64::new(0)) }
    }

    /// Bytes that there are in all.
    #[must_use]
    pub fn max(&self) -> u64 {
        self.max
    }

    /// Bytes that segments take now. More than [`max`](Self::max) where lanes with more than that were adopted.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    /// Takes bytes if they are there, counting as there the `credit` that is about to be given back.
    #[must_use]
    pub(crate) fn reserve(&self, bytes: u64, credit: u64) -> bool {
        let max = self.max.saturating_add(credit);
        self.used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
                used.checked_add(bytes).filter(|used| *used <= max)
            })
            .is_ok()
    }

    /// Takes bytes that are there whether they fit or not: those of an adopted segment.
    pub(crate) fn take(&self, bytes: u64) {
        self.change(|used| used.saturating_add(bytes));
    }

    /// Gives bytes back.
    pub(crate) fn release(&self, bytes: u64) {
        self.change(|used| used.saturating_sub(bytes));
    }

    fn change(&self, next: impl Fn(u64) -> u64) {
        let _before =
            self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| Some(next(used)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_taken_while_they_are_there() {
        let space = Space::new(10);
        assert!(space.reserve(10, 0));
        assert!(!space.reserve(1, 0));
        assert!(space.reserve(4, 5), "five are about to come back");
        space.take(100);
        assert_eq!(space.used(), 114);
        space.release(u64::MAX);
        assert_eq!(space.used(), 0);
        assert!(!space.reserve(u64::MAX, u64::MAX) || space.used() == u64::MAX);
    }
}
