//! What a function returns, as far as a call cares: a result, an option, or just a value.

use std::fmt::Display;
use std::marker::PhantomData;

use crate::call::CallHandle;

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

/// Shapes of what cannot fail.
macro_rules! successes {
    ($($(#[$doc:meta])* $shape:ident, $output:ty, $with:ty,
        |$at:ident| $response:expr, |$from:ident, $make:ident| $map:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $shape<T>(PhantomData<fn() -> T>);

        impl<T> $shape<T> {
            pub(super) const NEW: Self = Self(PhantomData);
        }

        impl<T> Clone for $shape<T> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<T> Copy for $shape<T> {}

        impl<T> Shape for $shape<T> {
            type Output = $output;
            type Response = T;
            type With<U> = $with;

            fn recorder(self) -> fn(&CallHandle, &Self::Output) {
                |call, _| call.record_ok()
            }

            fn response($at: &Self::Output) -> Option<&T> {
                $response
            }

            fn map<U>($from: Self::Output, $make: impl FnOnce(T) -> U) -> Self::With<U> {
                $map
            }
        }
    )*};
}

successes! {
    /// An `Option`: nothing is a success without a response.
    Optional, Option<T>, Option<U>, |output| output.as_ref(), |output, make| output.map(make);
    /// Anything else: a success.
    Plain, T, U, |output| Some(output), |output, make| make(output);
}
