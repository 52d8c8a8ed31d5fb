//! The tap as a layer, for every client that is a `tower` service.

mod answer;
mod future;
mod look;
mod service;

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use tower_layer::Layer;

pub use self::future::Sending;
use self::look::Looks;
pub use self::service::GenAiService;
use crate::exchange::Tap;

/// Watches the calls that go through an HTTP client.
///
/// Put it next to the client, inside of layers that retry: then each try is told apart. Bodies, headers, errors and
/// their order stay what they are; requests that are no calls pass untouched.
///
/// With the feature `reqwest`, the client may be one that takes `reqwest::Request`, as `reqwest::Client` does.
///
/// What is asked for is read from request bodies that are at hand: `String`, `Full<Bytes>`, `Full<&'static [u8]>` of
/// `http-body-util`, and others that [`look_at`](Self::look_at) teaches. For another body, a stream for instance, the
/// call has the model and parameters that path and response tell.
#[derive(Clone, Default)]
pub struct GenAiLayer {
    tap: Tap,
    looks: Looks,
}

impl GenAiLayer {
    /// A layer that knows the usual routes and uses the global instrumentation.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A layer with settings of its own.
    #[must_use]
    pub fn with_tap(tap: Tap) -> Self {
        Self { tap, looks: Looks::default() }
    }

    /// Says how the bytes of a request body of your own type are looked at; nothing for a body that is not at hand.
    #[must_use]
    pub fn look_at<B: Any>(
        mut self,
        look: impl Fn(&B) -> Option<Bytes> + Send + Sync + 'static,
    ) -> Self {
        self.looks.add(Arc::new(move |body: &dyn Any| look(body.downcast_ref::<B>()?)));
        self
    }

    /// Says how a request body of your own type is made of bytes, for a tap that
    /// [asks for usage](crate::exchange::TapBuilder::include_usage). `String` and `Full<Bytes>` need nothing; a body of
    /// another type is sent as it is.
    #[must_use]
    pub fn replace_with<B: Any>(
        mut self,
        make: impl Fn(Bytes) -> B + Send + Sync + 'static,
    ) -> Self {
        self.looks.add_replacement(Arc::new(move |body: &mut dyn Any, bytes| {
            match body.downcast_mut::<B>() {
                Some(body) => {
                    *body = make(bytes);
                    None
                }
                None => Some(bytes),
            }
        }));
        self
    }
}

impl<S> Layer<S> for GenAiLayer {
    type Service = GenAiService<S>;

    fn layer(&self, inner: S) -> GenAiService<S> {
        GenAiService::new(inner, self.tap.clone(), self.looks.clone())
    }
}

impl fmt::Debug for GenAiLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GenAiLayer").field("tap", &self.tap).finish_non_exhaustive()
    }
}
