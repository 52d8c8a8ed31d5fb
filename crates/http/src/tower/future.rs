use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::Response;
use pin_project_lite::pin_project;

use crate::exchange::Exchange;
use crate::tapped_body::TappedBody;

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

impl<F, R, E> Future for Sending<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    E: fmt::Display + 'static,
{
    type Output = Result<Response<TappedBody<R>>, E>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let outcome = match this.exchange {
            Some(exchange) => ready!(exchange.poll(|| this.inner.poll(task))),
            None => ready!(this.inner.poll(task)),
        };
        let exchange = this.exchange.take();
        Poll::Ready(match outcome {
            Ok(response) => Ok(TappedBody::wrap(response, exchange)),
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
