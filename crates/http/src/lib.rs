//! Tells calls of models by what passes through an HTTP client.
//!
//! ```text
//!  application ──▶ tap ──▶ HTTP client ──▶ provider
//!                   │ request: method, URL, body at hand ──▶ a call? of which API, model, parameters
//!                   │ response: status, headers, body ─────▶ framing ──▶ reader ──▶ one record
//!                   ▼
//!             bytes, headers, trailers, errors and back-pressure stay what they are
//! ```
//!
//! | for | is | feature |
//! | --- | --- | --- |
//! | clients that are `tower` services over `http` types: hyper, and what is built on it | `GenAiLayer` | `tower` |
//! | `reqwest::Client` as a service, and what is built on it: `async-openai` | `GenAiLayer` | `reqwest` |
//! | `reqwest` | `GenAiMiddleware` | `reqwest-middleware` |
//! | `reqwest` 0.12 | `reqwest_0_12::GenAiMiddleware` | `reqwest-middleware-0-4` |
//! | `ureq` 3, which blocks | `ureq::GenAiMiddleware` | `ureq` |
//! | clients of AWS: `aws-sdk-bedrockruntime` | `GenAiInterceptor` | `aws` |
//! | any body of `http-body` | `TappedBody` | `body` |
//! | any other client | [`Tap`] and its [`exchange`] | |
//!
//! Tokens that nobody reports may be [estimated](estimate), or asked for
//! ([`include_usage`](exchange::TapBuilder::include_usage)); neither is unless the application says so.
//!
//! Inside a call of the application that does the same, the call is completed and not counted a second time.
//!
//! # The smallest program
//!
//! ```
//! use genai_otel_core::{Instrumentation, Outcome};
//! use genai_otel_http::Tap;
//! use genai_otel_http::exchange::RequestHead;
//! # use genai_otel_testkit::RecordingSink;
//!
//! # let sink = RecordingSink::new();
//! # let instrumentation = Instrumentation::builder().sink(sink.clone()).build();
//! let tap = Tap::builder().instrumentation(instrumentation).build();
//! let head = RequestHead {
//!     method: "POST",
//!     authority: "api.openai.com",
//!     https: Some(true),
//!     path: "/v1/chat/completions",
//!     query: None,
//! };
//! let body = br#"{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}"#;
//! if let Some(exchange) = tap.exchange(&head, Some(body)) {
//!     // ... the client sends the request ...
//!     let mut reading = exchange.answer(200, [("content-type", &b"application/json"[..])].into_iter());
//!     reading.data(br#"{"model": "gpt-4o-2024-08-06", "usage": {"prompt_to"#);
//!     reading.data(br#"kens": 9, "completion_tokens": 2}}"#);
//!     reading.end();
//! }
//! # let record = sink.only();
//! # assert_eq!((record.outcome, record.usage.input.value()), (Outcome::Completed, Some(9)));
//! # assert_eq!(record.response.model.as_deref(), Some("gpt-4o-2024-08-06"));
//! ```
//!
//! # Limits
//!
//! - Which requests are calls is in `docs/reference/routes.md`; `Routes` takes more. Others pass untouched: nothing is
//!   allocated for them.
//! - Request bodies that are streams are not read, and clients build most forms as streams: of such a call the model
//!   is known from path and response. A path that other services have as well is then no call. Of a form at hand its
//!   texts are read and its files passed over.
//! - Of an answer whose shape is none of those in `genai-otel-core`, the request, status, headers, errors, times and
//!   outcome are told, and of the counts those in headers.
//! - Compressed bodies are not decoded: put the tap outside of what decompresses. Such an answer is counted in
//!   `health` (`unread_response`). What is neither JSON nor a stream
//!   gives no facts.
//! - A call takes the same memory whatever comes: a few KiB, and what its answer lists, which is at most 512 KiB (128
//!   choices and 128 tools, with names of 1 KiB). Data is passed on as the bytes that came.
//! - WebSockets and realtime sessions are no exchanges. A response that is never read is *abandoned*.
//! - Where nobody listens, nothing is read.

#[cfg(feature = "aws")]
mod aws;
#[cfg(any(feature = "tower", feature = "reqwest-middleware-0-4"))]
mod edit;
pub mod estimate;
pub mod exchange;
pub mod framing;
#[cfg(any(feature = "reqwest", feature = "reqwest-middleware-0-4"))]
mod reqwest;
#[cfg(any(feature = "reqwest-middleware", feature = "reqwest-middleware-0-4"))]
mod reqwest_middleware;
#[cfg(feature = "body")]
mod tapped_body;
#[cfg(feature = "tower")]
pub mod tower;
#[cfg(feature = "ureq")]
pub mod ureq;

#[cfg(feature = "aws")]
pub use self::aws::{GenAiInterceptor, sdk_error_class};
pub use self::exchange::Tap;
#[cfg(feature = "reqwest-middleware")]
pub use self::reqwest_middleware::current::GenAiMiddleware;
#[cfg(feature = "reqwest-middleware-0-4")]
pub use self::reqwest_middleware::reqwest_0_12;
#[cfg(feature = "body")]
pub use self::tapped_body::TappedBody;
#[cfg(feature = "tower")]
pub use self::tower::GenAiLayer;
