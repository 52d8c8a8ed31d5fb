//! What the attribute macros expand to. Not for anybody else: it changes without notice.
//!
//! The macros know tokens, and here are the types: whether a value is a text or a number, a function
//! fallible or not, a response `Serialize`. Where several traits could tell, the expansion asks them in
//! turn by method look-up, which takes the first that fits, at one more `&` each. The last of them
//! fits always and names the trait whose absence is the error.

mod field;
mod gate;
mod list;
mod number;
mod provider;
mod read;
mod returned;
mod run;
mod shape;
mod stream;
mod text;

use std::pin::Pin;

pub use std::future::Future;
pub use std::primitive;
pub use std::result::Result::{Err, Ok};

pub use self::field::{Field, FieldByItself, FieldOfText};
pub use self::gate::{Conversion, Convert, FromRefusal, Gated, NeverConvert, conversion, refuse};
pub use self::list::list;
pub use self::number::{Number, number};
pub use self::provider::{AsProvider, ProviderByItself, ProviderOfText};
pub use self::read::{
    Answer, ReadBySerialize, SerializedResponse, TokensFromResponse, answer, chunk_observer,
    observer, read_every, unread,
};
pub use self::returned::{
    IsResult, MaybeFuture, MaybeOption, MaybePlain, MaybeResult, MaybeStream, Returned, SaidFuture,
    SaidStream, of_function, of_future, said_plain, said_result,
};
pub use self::run::{RunToEnd, run, run_inside, run_sync, run_sync_inside};
pub use self::shape::{Fallible, Optional, Plain, Shape, map};
pub use self::stream::{IsStream, Items, Rebox, StreamOfResults, StreamOfValues, items, rebox};
pub use self::text::{Text, TextByAsRef, TextByItself};
use crate::instrumentation::Instrumentation;

/// The traits that expansions call methods of, without their names.
pub mod methods {
    pub use super::{
        Convert as _, FieldByItself as _, FieldOfText as _, MaybeFuture as _, MaybeOption as _,
        MaybePlain as _, MaybeResult as _, MaybeStream as _, NeverConvert as _,
        ProviderByItself as _, ProviderOfText as _, ReadBySerialize as _, SerializedResponse as _,
        StreamOfResults as _, StreamOfValues as _, TextByAsRef as _, TextByItself as _,
    };
}

/// A value of an attribute, borrowed, before its kind is known.
#[derive(Debug)]
pub struct Value<'a, T: ?Sized>(pub &'a T);

/// The instrumentation that calls are made with where the attribute names none.
#[must_use]
pub fn global() -> Instrumentation {
    Instrumentation::global()
}

/// Sets what is known.
pub fn given<B, V>(builder: B, value: Option<V>, set: impl FnOnce(B, V) -> B) -> B {
    match value {
        Some(value) => set(builder, value),
        None => builder,
    }
}

/// What the attribute names, left with its owner.
pub fn cloned<T: Clone>(value: &T) -> T {
    value.clone()
}

/// Says that a closure is called once, so that it may give away what it captured.
pub const fn once<T, F: FnOnce() -> T>(work: F) -> F {
    work
}

/// A value of a type, in a branch that is never taken: it tells the compiler the type.
#[must_use]
#[expect(clippy::empty_loop, reason = "never called")]
pub fn never<T>() -> T {
    loop {}
}

/// A future on the heap.
pub fn boxed<T>(value: T) -> Pin<Box<T>> {
    Box::pin(value)
}
