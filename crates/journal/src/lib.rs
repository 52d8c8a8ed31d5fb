//! A directory of append-only segment files.

mod adoption;
mod batch;
mod catalog;
mod cursor;
mod directory;
mod error;
mod file_system;
mod incident;
mod journal;
mod lane;
mod lock;
mod memory;
mod options;
mod place;
mod reader;
mod records;
mod segment;
mod set_aside;
mod space;
mod status;
mod store;
mod timestamp;
mod trouble;
mod writer;

pub use batch::{Batch, Limits, Turn};
pub use error::{AppendError, OpenError, SetAsideError};
#[cfg(feature = "testing")]
pub use file_system::Simulated;
pub use file_system::{Entry, File, FileSystem, Kind, Metadata};
pub use incident::{Incident, What};
pub use journal::Journal;
pub use options::{Keeps, Options, Sync};
pub use place::Place;
pub use records::{MAX_RECORD, RecordTooLong, Records};
pub use space::Space;
pub use status::Status;
