use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

use super::answer::Answer;
use crate::exchange::Exchange;

pin_project! {
    /// A request on its way; made by [`GenAiService`](super::GenAiService). Dropped before the answer, the call is
    /// *cancelled*.
    #[must_use = "futures do nothing unless polled"]
    pub struct Sending<F> {
        #[pin]
        inner: F,
        exchange: Option<Box<Exchange>>,
    }
}

impl<F> Sending<F> {
    pub(super) const fn new(inner: F, exchange: Option<Box<Exchange>>) -> Self {
        Self { inner, exchange }
    }
}

impl<F, A, E> Future for Sending<F>
where
    F: Future<Output = Result<A, E>>,
    A: Answer,
    E: fmt::Display + 'static,
{
    type Output = Result<A::Tapped, E>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let outcome = match this.exchange {
            Some(exchange) => ready!(exchange.poll(|| this.inner.poll(task))),
            None => ready!(this.inner.poll(task)),
        };
        let exchange = this.exchange.take();
        Poll::Ready(match outcome {
            Ok(response) => Ok(response.tapped(exchange)),
            Err(error) => {
                if let Some(exchange) = exchange {
                    exchange.fail(&error);
                }
                Err(error)
            }
        })
    }
}

impl<F> fmt::Debug for Sending<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").field("exchange", &self.exchange).finish_non_exhaustive()
    }
}
