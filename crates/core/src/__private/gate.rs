//! What a refused call returns.

use std::marker::PhantomData;

use super::shape::{Fallible, Shape};
use crate::gate::Refusal;

/// The output of a function whose call was refused.
pub fn refuse<S: Gated, U>(
    _shape: S,
    refusal: Refusal,
    convert: impl FnOnce(Refusal) -> S::Error,
) -> S::With<U> {
    S::refused(convert(refusal))
}

/// A shape that has room for a refusal.
#[diagnostic::on_unimplemented(
    message = "`gate` needs a function that returns a `Result`",
    label = "nowhere to put a refusal"
)]
pub trait Gated: Shape {
    /// What a refusal becomes.
    type Error;

    /// The output that says so.
    fn refused<U>(error: Self::Error) -> Self::With<U>;
}

impl<T, E> Gated for Fallible<T, E> {
    type Error = E;

    fn refused<U>(error: E) -> Result<U, E> {
        Err(error)
    }
}

/// How a refusal becomes the function's error.
#[derive(Debug)]
pub struct Conversion<E>(PhantomData<fn() -> E>);

/// How a refusal becomes the error of this shape.
pub const fn conversion<S: Gated>(_shape: &S) -> Conversion<S::Error> {
    Conversion(PhantomData)
}

/// First: by `From`.
pub trait Convert<E> {
    /// The conversion.
    fn convert(&self) -> fn(Refusal) -> E;
}

impl<E: From<Refusal>> Convert<E> for &Conversion<E> {
    fn convert(&self) -> fn(Refusal) -> E {
        E::from
    }
}

/// Then: not at all, with an error.
pub trait NeverConvert {
    /// The function's error.
    type Error;

    /// Cannot be called.
    fn convert(&self) -> fn(Refusal) -> Self::Error
    where
        Self::Error: FromRefusal;
}

impl<E> NeverConvert for Conversion<E> {
    type Error = E;

    fn convert(&self) -> fn(Refusal) -> E
    where
        E: FromRefusal,
    {
        E::from_refusal
    }
}

/// Implemented for nothing.
#[diagnostic::on_unimplemented(
    message = "a refusal cannot become the function's error `{Self}`",
    label = "not `From<Refusal>`",
    note = "implement `From<Refusal>` for it, or make one: `gate = |refusal| ..`"
)]
pub trait FromRefusal {
    /// Never called.
    fn from_refusal(refusal: Refusal) -> Self;
}
