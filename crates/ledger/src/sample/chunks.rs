//! A stream that is always ready.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

/// The chunks of an answer.
#[derive(Debug)]
pub(super) struct Chunks {
    pub(super) left: u8,
}

impl Stream for Chunks {
    type Item = ();

    fn poll_next(mut self: Pin<&mut Self>, _task: &mut Context<'_>) -> Poll<Option<()>> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Poll::Ready(Some(()))
            }
            None => Poll::Ready(None),
        }
    }
}
