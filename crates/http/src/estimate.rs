//! Counts of tokens where nobody reports them, estimated from the text that passes.
//!
//! Off unless a tap is [told](crate::exchange::TapBuilder::estimate) an estimator. An estimate is marked as one wherever
//! it goes, and stands in for no count that anybody reports.
//!
//! ```
//! use genai_otel_core::{Instrumentation, Measured};
//! use genai_otel_http::Tap;
//! use genai_otel_http::estimate::BytesPerToken;
//! # use genai_otel_http::exchange::RequestHead;
//! # use genai_otel_testkit::RecordingSink;
//!
//! # let sink = RecordingSink::new();
//! # let instrumentation = Instrumentation::builder().sink(sink.clone()).build();
//! let tap = Tap::builder().estimate(BytesPerToken::default());
//! # let tap = tap.instrumentation(instrumentation).build();
//! # let head = RequestHead {
//! #     method: "POST",
//! #     authority: "localhost:8080",
//! #     https: Some(false),
//! #     path: "/v1/chat/completions",
//! #     query: None,
//! # };
//! let request = br#"{"model": "m", "messages": [{"role": "user", "content": "How are you?"}]}"#;
//! let answer = br#"{"choices": [{"message": {"content": "Fine."}}]}"#;
//! # let exchange = tap.exchange(&head, Some(request)).ok_or("no call")?;
//! # let mut reading = exchange.answer(200, [("content-type", &b"application/json"[..])].into_iter());
//! # reading.data(answer);
//! # reading.end();
//! # let record = sink.only();
//! assert_eq!(record.usage.input, Measured::Estimated(4)); // 12 bytes / 3.5, rounded up
//! assert_eq!(record.usage.output, Measured::Estimated(2));
//! # Ok::<(), &str>(())
//! ```

mod bytes;
mod counting;
mod exchanged;
#[cfg(feature = "tiktoken")]
mod tiktoken;

use std::fmt;
use std::sync::Arc;

pub use self::bytes::{BadRatio, BytesPerToken};
pub(crate) use self::exchanged::Estimating;
#[cfg(feature = "tiktoken")]
pub use self::tiktoken::Tiktoken;

/// Knows how many tokens a text is, more or less. Called where the request and the answer pass: it must be quick.
///
/// One that panics makes no estimate, and is counted in `health` (`reader_panic`).
pub trait Estimator: Send + Sync + 'static {
    /// Counts one side of a call, the request or the answer. `model` is the one that was asked for.
    fn counter(&self, model: Option<&str>) -> Box<dyn TokenCounter>;
}

/// Counts the tokens of the texts of one request, or of one answer.
///
/// Texts come in parts, which end wherever the bytes were split: the count must not depend on that. An implementation
/// that has to see more than a part keeps a part of its own, up to a bound.
pub trait TokenCounter: Send + Sync {
    /// The next part of a text; never empty.
    fn text(&mut self, part: &str);

    /// The text is over: what comes next is no continuation. Does nothing unless it is implemented. The pieces of a
    /// stream are one text.
    fn end_text(&mut self) {}

    /// The tokens of everything until now. Called once, at the end.
    fn tokens(&mut self) -> u64;
}

/// The estimator of a tap, if it has one.
#[derive(Clone, Default)]
pub(crate) struct Estimates(Option<Arc<dyn Estimator>>);

impl Estimates {
    pub(crate) fn by(estimator: impl Estimator) -> Self {
        Self(Some(Arc::new(estimator)))
    }

    pub(crate) fn estimator(&self) -> Option<&dyn Estimator> {
        self.0.as_deref()
    }
}

impl fmt::Debug for Estimates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Estimates").field(&self.0.is_some()).finish()
    }
}
