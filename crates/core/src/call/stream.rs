//! A stream that runs inside a call.

pub(super) mod meter;
mod read;

use std::fmt;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use futures_core::Stream;
use futures_core::stream::FusedStream;
use pin_project_lite::pin_project;

use self::meter::Meter;
use self::read::Look;
pub use self::read::{Chunk, EveryItem, ReadChunk, Results, Values};
use super::run::inside;
use super::scope::CallScope;

pin_project! {
    /// A stream that runs inside a call and ends it; made by [`Call::stream`](super::Call::stream).
    ///
    /// Items, their order, errors, back-pressure and `size_hint` are the inner stream's. Nothing is
    /// buffered. The call ends with the stream. Dropped earlier, it is *abandoned*, unless an item was
    /// the protocol's last one ([`Chunk::Last`]) or an error.
    #[must_use = "streams do nothing unless polled"]
    pub struct CallStream<S, L> {
        #[pin]
        stream: S,
        look: L,
        meter: Meter,
    }
}

impl<S, L> CallStream<S, L> {
    pub(super) fn new(stream: S, look: L, scope: CallScope) -> Self {
        Self { stream, look, meter: Meter::start(scope) }
    }

    /// The call, to record into it while the stream is read.
    #[must_use]
    pub const fn call(&self) -> &CallScope {
        self.meter.scope()
    }
}

impl<S, L> Stream for CallStream<S, L>
where
    S: Stream,
    L: Look<S::Item>,
{
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, task: &mut TaskContext<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let Some(context) = this.meter.scope().own_context() else {
            return this.stream.poll_next(task);
        };
        let poll = inside(this.meter.scope().handle(), context, || this.stream.poll_next(task));
        match &poll {
            Poll::Ready(Some(item)) => {
                let seen = this.look.look(item, this.meter.scope().handle());
                this.meter.item(seen);
            }
            Poll::Ready(None) => this.meter.end_of_stream(),
            Poll::Pending => {}
        }
        poll
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

impl<S, L> FusedStream for CallStream<S, L>
where
    S: FusedStream,
    L: Look<S::Item>,
{
    fn is_terminated(&self) -> bool {
        self.stream.is_terminated()
    }
}

impl<S, L> fmt::Debug for CallStream<S, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallStream").field("call", self.meter.scope()).finish_non_exhaustive()
    }
}
