use std::sync::atomic::{AtomicBool, Ordering};

/// The right to the OpenTelemetry globals, of which there is one in a process. Dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Installed(());

impl Installed {
    /// Nothing if somebody else has it.
    pub(crate) fn claim() -> Option<Self> {
        let was_taken = IS_TAKEN.swap(true, Ordering::AcqRel);
        (!was_taken).then_some(Self(()))
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        IS_TAKEN.store(false, Ordering::Release);
    }
}

static IS_TAKEN: AtomicBool = AtomicBool::new(false);
