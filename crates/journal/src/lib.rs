//! A directory of append-only segment files.

mod batch;
mod error;
mod incident;
mod journal;
mod lock;
mod memory;
mod options;
mod place;
mod records;
mod segment;
mod space;
mod status;
mod timestamp;

pub use batch::{Batch, Limits, Turn};
pub use error::{AppendError, OpenError, SetAsideError};
pub use incident::{Incident, What};
pub use journal::Journal;
pub use options::{Keeps, Options, Sync};
pub use place::Place;
pub use records::{MAX_RECORD, RecordTooLong, Records};
pub use space::Space;
pub use status::Status;
