//! Looking at the items of a stream.

use std::fmt::Display;

use crate::call::CallHandle;
use crate::caught::caught;
use crate::health::Trouble;

/// What an item of a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Chunk {
    /// It bears output: a chunk in the sense of the conventions.
    Output,
    /// It bears none: a keep-alive, an empty first event, usage alone.
    Silent,
    /// It is the protocol's terminal mark. A stream dropped after it is complete.
    Last,
}

/// Says what the items of a stream are, and records what there is in them.
///
/// Implemented for closures:
///
/// ```
/// use genai_otel_core::{CallHandle, Chunk};
///
/// struct Event { text: String, tokens: Option<(u64, u64)> }
///
/// let read = |event: &Event, call: &CallHandle| match event.tokens {
///     Some((input, output)) => {
///         call.set_token_usage(input, output);
///         Chunk::Last
///     }
///     None if event.text.is_empty() => Chunk::Silent,
///     None => Chunk::Output,
/// };
/// # let _: &dyn Fn(&Event, &CallHandle) -> Chunk = &read;
/// ```
pub trait ReadChunk<T> {
    /// Looks at an item before it is handed on.
    fn read(&mut self, item: &T, call: &CallHandle) -> Chunk;
}

impl<T, F: FnMut(&T, &CallHandle) -> Chunk> ReadChunk<T> for F {
    fn read(&mut self, item: &T, call: &CallHandle) -> Chunk {
        self(item, call)
    }
}

/// Takes every item for an output-bearing chunk.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct EveryItem;

impl<T> ReadChunk<T> for EveryItem {
    fn read(&mut self, _item: &T, _call: &CallHandle) -> Chunk {
        Chunk::Output
    }
}

/// Reads the `Ok` items of a stream of results; an `Err` is recorded as the call's error.
#[derive(Clone, Copy, Debug)]
pub struct Results<R>(pub(crate) R);

/// Reads the items of a stream whose items are no results.
#[derive(Clone, Copy, Debug)]
pub struct Values<R>(pub(crate) R);

/// How a stream looks at its items. Not to be implemented: implement [`ReadChunk`] instead.
#[expect(unnameable_types, reason = "nobody else may implement it")]
pub trait Look<T> {
    /// Looks at an item; nothing when it is an error.
    #[doc(hidden)]
    fn look(&mut self, item: &T, call: &CallHandle) -> Option<Chunk>;
}

impl<T, E: Display + 'static, R: ReadChunk<T>> Look<Result<T, E>> for Results<R> {
    fn look(&mut self, item: &Result<T, E>, call: &CallHandle) -> Option<Chunk> {
        match item {
            Ok(item) => Some(guarded(&mut self.0, item, call)),
            Err(error) => {
                call.record_error(error);
                None
            }
        }
    }
}

impl<T, R: ReadChunk<T>> Look<T> for Values<R> {
    fn look(&mut self, item: &T, call: &CallHandle) -> Option<Chunk> {
        Some(guarded(&mut self.0, item, call))
    }
}

/// The reader is told about items that the application is waiting for: a panic in it must not take
/// them away.
fn guarded<T>(reader: &mut impl ReadChunk<T>, item: &T, call: &CallHandle) -> Chunk {
    caught(|| reader.read(item, call)).unwrap_or_else(|| {
        call.report(Trouble::ReaderPanic, &"a reader of stream items panicked");
        Chunk::Output
    })
}
