//! What kind of error the transport had.

use std::any::Any;
use std::error::Error;
use std::io;

use genai_otel_core::ErrorClass;

/// The class of an error of an HTTP client, by the reasons it gives: that of an [`io::Error`] among them
/// (`ConnectionRefused`, a timeout ...), `dns_error` for a host without an address. Nothing where no reason tells.
///
/// For classifiers: `classify_with(|error: &MyError| transport_class(error))`.
#[must_use]
pub fn transport_class(error: &(dyn Error + 'static)) -> Option<ErrorClass> {
    let mut reason = Some(error);
    // A chain that has no end would be a mistake of somebody else's.
    for _ in 0..MAX_REASONS {
        let error = reason?;
        if let Some(error) = error.downcast_ref::<io::Error>() {
            let inner = error.get_ref().and_then(|inner| transport_class(inner));
            return inner.or_else(|| Some(of_kind(error.kind())));
        }
        // The resolver's own error below says nothing that a program could use.
        if error.to_string() == "dns error" {
            return Some(ErrorClass::from_static("dns_error"));
        }
        reason = error.source();
    }
    None
}

/// The class of an error whose type says nothing: one behind a pointer, or the only one that a client has.
pub(super) fn known_class<E: 'static>(error: &E) -> Option<ErrorClass> {
    let error = error as &dyn Any;
    #[cfg(feature = "reqwest")]
    if let Some(class) = reqwest::class(error) {
        return Some(class);
    }
    let shared = error.downcast_ref::<Box<dyn Error + Send + Sync>>();
    let error = match shared {
        Some(error) => Some(&**error as &(dyn Error + 'static)),
        None => error.downcast_ref::<Box<dyn Error + Send>>().map(|error| &**error as _),
    }?;
    Some(transport_class(error).unwrap_or_else(|| ErrorClass::new("")))
}

fn of_kind(kind: io::ErrorKind) -> ErrorClass {
    match kind {
        io::ErrorKind::TimedOut => ErrorClass::timeout(),
        kind => ErrorClass::new(&format!("{kind:?}")),
    }
}

#[cfg(feature = "reqwest")]
mod reqwest {
    use super::{Any, ErrorClass, transport_class};

    pub(super) fn class(error: &dyn Any) -> Option<ErrorClass> {
        #[cfg(feature = "reqwest-middleware")]
        match error.downcast_ref() {
            Some(reqwest_middleware::Error::Reqwest(error)) => return Some(of(error)),
            Some(reqwest_middleware::Error::Middleware(_)) => return Some(ErrorClass::new("")),
            None => {}
        }
        error.downcast_ref().map(of)
    }

    fn of(error: &::reqwest::Error) -> ErrorClass {
        if error.is_timeout() {
            return ErrorClass::timeout();
        }
        let other = if error.is_connect() { "connect" } else { "" };
        transport_class(error).unwrap_or_else(|| ErrorClass::new(other))
    }
}

const MAX_REASONS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outside")]
    struct Outside(#[source] io::Error);

    #[test]
    fn the_reason_gives_the_class() {
        let refused = Outside(io::ErrorKind::ConnectionRefused.into());
        let class = transport_class(&refused);
        assert_eq!(class, Some(ErrorClass::new("ConnectionRefused")));
        let boxed: Box<dyn Error + Send + Sync> = Box::new(Outside(io::ErrorKind::TimedOut.into()));
        assert_eq!(known_class(&boxed), Some(ErrorClass::timeout()));
        let named: Box<dyn Error + Send + Sync> = "dns error".into();
        assert_eq!(known_class(&named), Some(ErrorClass::new("dns_error")));
        let plain: Box<dyn Error + Send + Sync> = "no".into();
        assert_eq!(known_class(&plain), Some(ErrorClass::new("_OTHER")));
        assert_eq!(known_class(&refused), None);
    }
}
