//! From what a call says of itself to a model of the book: by tables and rules, never by nearness.

mod entry;
mod evidence;
mod gateway;
mod lookup;
mod memory;
mod model_name;
mod provider_name;
mod publisher;
mod search;
mod variation;

pub use self::lookup::{Found, Lookup};
pub(crate) use self::memory::Memory;
pub(crate) use self::provider_name::provider_id;
pub(crate) use self::search::{Located, What, locate, locate_target};

#[cfg(test)]
mod tests;
