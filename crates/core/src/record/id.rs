//! What names a call.

use std::fmt;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};

/// The name of a call, unique within the process. Gates and sinks see the same one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(Option<NonZeroU64>);

impl CallId {
    /// The next free id.
    pub(crate) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NonZeroU64::new(NEXT.fetch_add(1, Ordering::Relaxed)))
    }

    /// The number behind it: counted up from 1 in each process.
    #[must_use]
    pub fn as_u64(self) -> u64 {
        self.0.map_or(0, NonZeroU64::get)
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_u64().fmt(f)
    }
}
