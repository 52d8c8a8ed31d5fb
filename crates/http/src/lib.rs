//! Reads the responses of model providers as they pass through an HTTP client.
//!
//! ```text
//!  provider ──▶ HTTP client ──▶ body, in slices split anywhere ──▶ application
//!                                      │
//!                                      ▼
//!                              framing::Frames        which bytes belong together: one event, one
//!                                      │              line, one element, one message, the whole
//!                                      ▼
//!               begin(event) · data(piece) · data(piece) · end(outcome)
//!                                      │
//!                                      ▼
//!                               a FrameSink           what the frame says
//! ```
//!
//! What is here so far is the [`framing`]: a push parser that finds the frames in the bytes of a response and holds
//! none of them. The taps that sit under HTTP clients and feed it follow; until then no client is known to this crate.
//!
//! # The smallest program
//!
//! ```
//! use genai_otel_http::framing::{Asked, Fault, Frames, FrameSink, Head};
//!
//! #[derive(Default)]
//! struct Print(String);
//!
//! impl FrameSink for Print {
//!     fn begin(&mut self, head: Head<'_>) {
//!         self.0 += head.name().unwrap_or("message");
//!         self.0 += " ";
//!     }
//!     fn data(&mut self, piece: &[u8]) {
//!         self.0 += &String::from_utf8_lossy(piece);
//!     }
//!     fn end(&mut self, outcome: Result<(), Fault>) {
//!         self.0 += if outcome.is_ok() { ".\n" } else { " (cut)\n" };
//!     }
//! }
//!
//! let mut print = Print::default();
//! let mut frames = Frames::new(Some("text/event-stream"), Asked::Stream);
//! for slice in ["event: mess", "age_stop\ndata: {", "}\n\ndata: [DO"] {
//!     frames.push(slice.as_bytes(), &mut print);
//! }
//! frames.finish(&mut print);
//! assert_eq!(print.0, "message_stop {}.\nmessage [DO (cut)\n");
//! ```
//!
//! # Limits
//!
//! - No HTTP client, no body and no header is known here: bytes and a content type go in.
//! - Compressed bodies are not decoded. What is neither JSON nor a stream gives no frames.
//! - A parser takes the same memory whatever comes, about half a KiB, and allocates nothing. Names of events are told
//!   up to [`framing::MOST_NAME`] bytes; a longer one is as none.
//! - Data is passed on as the bytes that came: neither UTF-8 nor JSON is checked.
//! - A checksum is known only behind what it covers, so the data of a damaged message has been told by the time its
//!   end says so.

pub mod exchange;
pub mod framing;
#[cfg(feature = "reqwest-middleware")]
mod reqwest_middleware;
#[cfg(feature = "body")]
mod tapped_body;
#[cfg(feature = "tower")]
pub mod tower;

pub use self::exchange::Tap;
#[cfg(feature = "reqwest-middleware")]
pub use self::reqwest_middleware::GenAiMiddleware;
#[cfg(feature = "body")]
pub use self::tapped_body::TappedBody;
#[cfg(feature = "tower")]
pub use self::tower::GenAiLayer;
