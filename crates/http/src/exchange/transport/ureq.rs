//! Errors of `ureq`.

use std::any::Any;
use std::io;

use ::ureq::Error;
use genai_otel_core::ErrorClass;

use super::{of_kind, transport_class};

/// Nothing for an error of another type.
pub(super) fn class(error: &dyn Any) -> Option<ErrorClass> {
    if let Some(error) = error.downcast_ref() {
        return Some(of(error));
    }
    // What a body reports is wrapped so.
    error.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref().map(of)
}

fn of(error: &Error) -> ErrorClass {
    match error {
        Error::Timeout(_) => ErrorClass::timeout(),
        Error::HostNotFound => ErrorClass::from_static("dns_error"),
        Error::Io(error) => transport_class(error).unwrap_or_else(|| of_kind(error.kind())),
        Error::ConnectionFailed => ErrorClass::from_static("connect"),
        _ => ErrorClass::new(""),
    }
}
