//! Recorded exchanges with providers, replayed through a tap.
//!
//! ```text
//!  file ──▶ Exchange ──▶ Replay: GenAiLayer ──▶ hyper's client ──▶ FakeProvider on 127.0.0.1
//!             │ expected            │ sees the recorded URL          answers what was recorded
//!             ▼                     ▼
//!         differences  ◀── fields ◀── CallRecord
//! ```
//!
//! The format of a file, which is JSON in UTF-8: `request` (`method`, `url`, `headers`, `body`, `body_encoding`),
//! `response` (`status`, `headers`, `body`, `body_encoding`), `expected` (what a correct instrumentation tells, `null`
//! where the exchange says nothing; `X_accepted` lists further values of `X` that are right), `id`. `method`, `url` and
//! `status` are required; the [guide](../../../docs/guide/http.md) has the defaults of the others. Members that are not
//! named here are passed over.

mod causes;
mod differences;
mod estimates;
mod exchange;
mod fields;
mod files;
mod members;
mod read_error;
mod replay;
mod target;

pub use self::causes::with_causes;
pub use self::differences::{Difference, UNCOMPARED, differences};
pub use self::estimates::EstimateErrors;
pub use self::exchange::{Exchange, Message};
pub use self::fields::fields;
pub use self::files::{corpus, files};
pub use self::read_error::ReadError;
pub use self::replay::{Replay, ReplayError, recorded_reply};
