//! Books in the form in which they are shipped: bytes of which nothing is decoded before it is asked for.

mod compile;
mod head;
mod layout;
mod names;
mod record;
mod shelf;

use std::borrow::Cow;

pub use self::compile::compile;
pub(crate) use self::head::Head;
pub(crate) use self::shelf::{Rules, Shelf, ShelvedModel, ShelvedProvider};

/// The book that comes with this crate.
pub(crate) fn shelf() -> Shelf {
    Shelf::open(Cow::Borrowed(BOOK), Rules::SameModel)
}

const BOOK: &[u8] = include_bytes!("embedded/book.bin");

#[cfg(test)]
mod tests;
