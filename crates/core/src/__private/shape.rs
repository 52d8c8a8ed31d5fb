//! What a function returns, as far as a call cares: a result, an option, or just a value.

use std::any::type_name;
use std::fmt::Display;
use std::marker::PhantomData;

use crate::call::CallHandle;
use crate::health::Trouble;

/// How an output tells success from error, and where the response is in it.
pub trait Shape: Copy {
    /// What the function returns.
    type Output;
    /// What is read.
    type Response;
    /// The same with something else in the response's place.
    type With<U>;

    /// What records success or error.
    fn recorder(self) -> fn(&CallHandle, &Self::Output);

    /// The response, if there is one.
    fn response(output: &Self::Output) -> Option<&Self::Response>;

    /// Puts something else in the response's place.
    fn map<U>(output: Self::Output, make: impl FnOnce(Self::Response) -> U) -> Self::With<U>;
}

/// [`Shape::map`] by a value of the shape.
pub fn map<S: Shape, U>(
    _shape: S,
    output: S::Output,
    make: impl FnOnce(S::Response) -> U,
) -> S::With<U> {
    S::map(output, make)
}

/// A `Result`. It is made where its error is known to have words, and asks no more.
#[derive(Debug)]
pub struct Fallible<T, E>(fn(&CallHandle, &Result<T, E>));

impl<T, E: Display + 'static> Fallible<T, E> {
    pub(super) const NEW: Self = Self(|call, output| match output {
        Ok(_) => call.record_ok(),
        Err(error) => call.record_error(error),
    });
}

impl<T, E> Clone for Fallible<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, E> Copy for Fallible<T, E> {}

impl<T, E> Shape for Fallible<T, E> {
    type Output = Result<T, E>;
    type Response = T;
    type With<U> = Result<U, E>;

    fn recorder(self) -> fn(&CallHandle, &Result<T, E>) {
        self.0
    }

    fn response(output: &Result<T, E>) -> Option<&T> {
        output.as_ref().ok()
    }

    fn map<U>(output: Result<T, E>, make: impl FnOnce(T) -> U) -> Result<U, E> {
        output.map(make)
    }
}

/// An `Option`: nothing is a success without a response.
#[derive(Debug)]
pub struct Optional<T>(PhantomData<fn() -> T>);

impl<T> Optional<T> {
    pub(super) const NEW: Self = Self(PhantomData);
}

impl<T> Clone for Optional<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Optional<T> {}

impl<T> Shape for Optional<T> {
    type Output = Option<T>;
    type Response = T;
    type With<U> = Option<U>;

    fn recorder(self) -> fn(&CallHandle, &Option<T>) {
        |call, _| call.record_ok()
    }

    fn response(output: &Option<T>) -> Option<&T> {
        output.as_ref()
    }

    fn map<U>(output: Option<T>, make: impl FnOnce(T) -> U) -> Option<U> {
        output.map(make)
    }
}

/// Anything else: a success.
#[derive(Debug)]
pub struct Plain<T>(fn(&CallHandle, &T));

impl<T> Plain<T> {
    /// The attribute said so.
    pub(super) const SAID: Self = Self(|call, _| call.record_ok());

    /// The type looks so where it is named. It is a type parameter there, perhaps, that turns out to be
    /// more.
    pub(super) const SEEN: Self = Self(|call, _| {
        if type_name::<T>().starts_with("core::result::Result<") {
            call.report(
                Trouble::HiddenResult,
                &"an annotated function returned a `Result` as a type parameter",
            );
        }
        call.record_ok();
    });
}

impl<T> Clone for Plain<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Plain<T> {}

impl<T> Shape for Plain<T> {
    type Output = T;
    type Response = T;
    type With<U> = U;

    fn recorder(self) -> fn(&CallHandle, &T) {
        self.0
    }

    fn response(output: &T) -> Option<&T> {
        Some(output)
    }

    fn map<U>(output: T, make: impl FnOnce(T) -> U) -> U {
        make(output)
    }
}
