//! Which shape the output of a function has, told by its type.

use std::fmt::Display;
use std::marker::PhantomData;

use futures_core::Stream;

use super::shape::{Fallible, Optional, Plain};

/// The output of a function, before its shape is known.
#[derive(Debug)]
pub struct Returned<T>(PhantomData<fn() -> T>);

/// A future with its output. The future goes through: borrowed, it would be kept twice by the one around.
pub const fn of_future<T, F: Future<Output = T>>(work: F) -> (F, Returned<T>) {
    (work, Returned(PhantomData))
}

/// A function with its output.
pub const fn of_function<T, F: FnOnce() -> T>(work: F) -> (F, Returned<T>) {
    (work, Returned(PhantomData))
}

/// It is a `Result`: the attribute said so.
#[must_use]
pub fn said_result<T: IsResult>(_: &Returned<T>) -> T::Shape {
    T::shape()
}

/// It is just a value: the attribute said so.
#[must_use]
pub const fn said_plain<T>(_: &Returned<T>) -> Plain<T> {
    Plain::SAID
}

/// A `Result`.
#[diagnostic::on_unimplemented(
    message = "`result` says that the function returns a `Result`, and it returns `{Self}`",
    label = "not a `Result`"
)]
pub trait IsResult {
    /// Its shape.
    type Shape;

    /// Its shape.
    fn shape() -> Self::Shape;
}

impl<T, E: Display + 'static> IsResult for Result<T, E> {
    type Shape = Fallible<T, E>;

    fn shape() -> Fallible<T, E> {
        Fallible::NEW
    }
}

/// First: results.
pub trait MaybeResult {
    /// The shape.
    type Shape;
    /// In `Err`.
    type Error;

    /// Its shape, with a stream for a response.
    fn streamed(&self) -> Self::Shape
    where
        Self::Error: Display + 'static;

    /// Its shape.
    fn shape(&self) -> Self::Shape
    where
        Self::Error: Display + 'static;
}

impl<T, E> MaybeResult for &&&&Returned<Result<T, E>> {
    type Shape = Fallible<T, E>;
    type Error = E;

    fn streamed(&self) -> Fallible<T, E>
    where
        E: Display + 'static,
    {
        self.shape()
    }

    fn shape(&self) -> Fallible<T, E>
    where
        E: Display + 'static,
    {
        Fallible::NEW
    }
}

/// Second: options.
pub trait MaybeOption {
    /// The shape.
    type Shape;

    /// Its shape, with a stream for a response.
    fn streamed(&self) -> Self::Shape;

    /// Its shape.
    fn shape(&self) -> Self::Shape;
}

impl<T> MaybeOption for &&&Returned<Option<T>> {
    type Shape = Optional<T>;

    fn streamed(&self) -> Optional<T> {
        self.shape()
    }

    fn shape(&self) -> Optional<T> {
        Optional::NEW
    }
}

/// Third: futures, which the attribute must name.
pub trait MaybeFuture {
    /// What is returned.
    type Of;

    /// Its shape.
    fn shape(&self) -> Plain<Self::Of>
    where
        Self::Of: SaidFuture;
}

impl<T: Future> MaybeFuture for &&Returned<T> {
    type Of = T;

    fn shape(&self) -> Plain<T>
    where
        T: SaidFuture,
    {
        Plain::SEEN
    }
}

/// Fourth: streams, which the attribute must name.
pub trait MaybeStream {
    /// What is returned.
    type Of;

    /// Its shape.
    fn shape(&self) -> Plain<Self::Of>
    where
        Self::Of: SaidStream;
}

impl<T: Stream> MaybeStream for &Returned<T> {
    type Of = T;

    fn shape(&self) -> Plain<T>
    where
        T: SaidStream,
    {
        Plain::SEEN
    }
}

/// Last: any other value.
pub trait MaybePlain {
    /// What is returned.
    type Of;

    /// Its shape, as a stream.
    fn streamed(&self) -> Plain<Self::Of>;

    /// Its shape.
    fn shape(&self) -> Plain<Self::Of>;
}

impl<T> MaybePlain for Returned<T> {
    type Of = T;

    fn streamed(&self) -> Plain<T> {
        Plain::SEEN
    }

    fn shape(&self) -> Plain<T> {
        Plain::SEEN
    }
}

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "the function returns a future, which its signature does not show",
    label = "the call would end before the future runs",
    note = "write `future` to make the call last as long as the future in a `Pin<Box<..>>`, or `plain` to end it here"
)]
pub trait SaidFuture {}

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "the function returns a stream",
    label = "the call would end before the stream is read",
    note = "write `stream` to make the call last as long as the stream, or `plain` to end it here"
)]
pub trait SaidStream {}
