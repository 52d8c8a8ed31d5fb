//! How a span processor knows a span of ours when it starts, where it sees neither scope nor name.

use std::cell::Cell;

use crate::semconv::OperationClass;

/// Starts the span of a call of ours; processors run inside.
pub(crate) fn starting<T>(class: OperationClass, start: impl FnOnce() -> T) -> T {
    let _ended = Ended(set(Some(class)));
    start()
}

/// The class of the call of ours whose span this thread is starting.
pub(super) fn own() -> Option<OperationClass> {
    STARTING.try_with(Cell::get).ok().flatten()
}

/// Puts back what was there, also when a sampler panics.
struct Ended(Option<OperationClass>);

impl Drop for Ended {
    fn drop(&mut self) {
        set(self.0);
    }
}

fn set(class: Option<OperationClass>) -> Option<OperationClass> {
    STARTING.try_with(|starting| starting.replace(class)).ok().flatten()
}

thread_local! {
    static STARTING: Cell<Option<OperationClass>> = const { Cell::new(None) };
}
