//! What a function returns, as far as a call cares: a result, an option, or just a value.

use std::fmt::Display;
use std::marker::PhantomData;

use crate::call::CallHandle;

/// How an output tells success from error, and where the response is in it.
pub trait Shape {
    /// What the function returns.
    type Output;
    /// What is read.
    type Response;
    /// The same with something else in the response's place.
    type With<U>;

    /// Records success or error.
    fn record(call: &CallHandle, output: &Self::Output);

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

macro_rules! shapes {
    ($($(#[$doc:meta])* $shape:ident<$($part:ident),*>;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $shape<$($part),*>(PhantomData<fn() -> ($($part,)*)>);

        impl<$($part),*> $shape<$($part),*> {
            pub(super) const NEW: Self = Self(PhantomData);
        }

        impl<$($part),*> Clone for $shape<$($part),*> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<$($part),*> Copy for $shape<$($part),*> {}
    )*};
}

shapes! {
    /// A `Result`.
    Fallible<T, E>;
    /// An `Option`: nothing is a success without a response.
    Optional<T>;
    /// Anything else: a success.
    Plain<T>;
}

impl<T, E: Display + 'static> Shape for Fallible<T, E> {
    type Output = Result<T, E>;
    type Response = T;
    type With<U> = Result<U, E>;

    fn record(call: &CallHandle, output: &Result<T, E>) {
        match output {
            Ok(_) => call.record_ok(),
            Err(error) => call.record_error(error),
        }
    }

    fn response(output: &Result<T, E>) -> Option<&T> {
        output.as_ref().ok()
    }

    fn map<U>(output: Result<T, E>, make: impl FnOnce(T) -> U) -> Result<U, E> {
        output.map(make)
    }
}

impl<T> Shape for Optional<T> {
    type Output = Option<T>;
    type Response = T;
    type With<U> = Option<U>;

    fn record(call: &CallHandle, _output: &Option<T>) {
        call.record_ok();
    }

    fn response(output: &Option<T>) -> Option<&T> {
        output.as_ref()
    }

    fn map<U>(output: Option<T>, make: impl FnOnce(T) -> U) -> Option<U> {
        output.map(make)
    }
}

impl<T> Shape for Plain<T> {
    type Output = T;
    type Response = T;
    type With<U> = U;

    fn record(call: &CallHandle, _output: &T) {
        call.record_ok();
    }

    fn response(output: &T) -> Option<&T> {
        Some(output)
    }

    fn map<U>(output: T, make: impl FnOnce(T) -> U) -> U {
        make(output)
    }
}
