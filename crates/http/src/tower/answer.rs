use http::Response;
use http_body::Body;

use crate::exchange::Exchange;
use crate::tapped_body::TappedBody;

/// A response of a client. Not to be implemented: it is for those that [`GenAiLayer`](super::GenAiLayer) knows.
#[expect(unnameable_types, reason = "nobody else may implement it")]
pub trait Answer {
    /// The response whose body is read as it passes.
    #[doc(hidden)]
    type Tapped;

    /// Has the body read by what became of the exchange; without one, it passes untouched.
    #[doc(hidden)]
    fn tapped(self, exchange: Option<Box<Exchange>>) -> Self::Tapped;
}

impl<R: Body> Answer for Response<R> {
    type Tapped = Response<TappedBody<R>>;

    fn tapped(self, exchange: Option<Box<Exchange>>) -> Self::Tapped {
        TappedBody::wrap(self, exchange)
    }
}

#[cfg(feature = "reqwest")]
impl Answer for reqwest::Response {
    type Tapped = Self;

    fn tapped(self, exchange: Option<Box<Exchange>>) -> Self {
        match exchange {
            Some(exchange) => crate::reqwest::answered(self, exchange),
            None => self,
        }
    }
}
