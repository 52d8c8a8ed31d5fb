//! What requests and responses of `reqwest` tell, and how they pass.

/// Defines `exchange`, `ask_for_usage`, `inject` and `answered` for one version of `reqwest`: the types of its versions have the same
/// shape, and share no trait that could be asked for.
macro_rules! passing {
    ($reqwest:ident) => {
        use std::borrow::Cow;

        use ::$reqwest::{Body, Request, Response, ResponseBuilderExt};
        use http::header::{HeaderName, HeaderValue};

        use crate::edit;
        use crate::exchange::{Exchange, RequestHead, Tap};
        use crate::tapped_body::TappedBody;

        /// The exchange that a request begins; nothing for a request that is no call.
        pub(crate) fn exchange(tap: &Tap, request: &Request) -> Option<Exchange> {
            let url = request.url();
            let authority = match (url.host_str(), url.port()) {
                (Some(host), None) => host.into(),
                (Some(host), Some(port)) => Cow::from(format!("{host}:{port}")),
                (None, _) => "".into(),
            };
            let head = RequestHead {
                method: request.method().as_str(),
                authority: &authority,
                https: Some(url.scheme() == "https"),
                path: url.path(),
                query: url.query(),
            };
            tap.exchange(&head, request.body().and_then(Body::as_bytes))
        }

        /// Puts the body that asks for usage in place of one that does not, where the exchange's tap was told to.
        pub(crate) fn ask_for_usage(exchange: &mut Exchange, request: &mut Request) {
            if let Some(edited) = exchange.take_edited_body()
                && edit::may_edit(request.headers())
            {
                edit::announce(request.headers_mut(), edited.len());
                *request.body_mut() = Some(edited.into());
            }
        }

        /// Puts the trace context into the request that the exchange's tap was told to send along.
        pub(crate) fn inject(exchange: &Exchange, request: &mut Request) {
            for (name, value) in exchange.trace_headers() {
                if let Ok(value) = HeaderValue::from_str(value) {
                    request.headers_mut().insert(HeaderName::from_static(name), value);
                }
            }
        }

        /// The response, with a body that is read as it passes.
        pub(crate) fn answered(response: Response, exchange: Box<Exchange>) -> Response {
            let url = response.url().clone();
            let mut response =
                TappedBody::wrap(http::Response::<Body>::from(response), Some(exchange))
                    .map(Body::wrap);
            // The conversion loses the URL, which only a builder can put back.
            if let Ok(with_url) = http::Response::builder().url(url).body(()) {
                response.extensions_mut().extend(with_url.into_parts().0.extensions);
            }
            response.into()
        }
    };
}

#[cfg(feature = "reqwest")]
passing! { reqwest }

#[cfg(feature = "reqwest-middleware-0-4")]
pub(crate) mod v0_12 {
    passing! { reqwest_0_12 }
}
