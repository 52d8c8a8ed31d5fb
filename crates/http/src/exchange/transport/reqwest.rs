//! Errors of `reqwest`, and of `reqwest-middleware` around it.

/// Defines `class` for one version of `reqwest`, and for `reqwest-middleware` where this feature is on.
macro_rules! class {
    ($reqwest:ident, $reqwest_middleware:ident, $feature:literal) => {
        use std::any::Any;

        use genai_otel_core::ErrorClass;

        use crate::exchange::transport::transport_class;

        /// Nothing for an error of another type.
        pub(in crate::exchange::transport) fn class(error: &dyn Any) -> Option<ErrorClass> {
            #[cfg(feature = $feature)]
            match error.downcast_ref() {
                Some(::$reqwest_middleware::Error::Reqwest(error)) => return Some(of(error)),
                Some(::$reqwest_middleware::Error::Middleware(_)) => {
                    return Some(ErrorClass::new(""));
                }
                None => {}
            }
            error.downcast_ref().map(of)
        }

        fn of(error: &::$reqwest::Error) -> ErrorClass {
            if error.is_timeout() {
                return ErrorClass::timeout();
            }
            let other = if error.is_connect() { "connect" } else { "" };
            transport_class(error).unwrap_or_else(|| ErrorClass::new(other))
        }
    };
}

#[cfg(feature = "reqwest")]
class! { reqwest, reqwest_middleware, "reqwest-middleware" }

#[cfg(feature = "reqwest-middleware-0-4")]
pub(super) mod v0_12 {
    class! { reqwest_0_12, reqwest_middleware_0_4, "reqwest-middleware-0-4" }
}
