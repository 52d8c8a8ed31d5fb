//! What kind of error it was, in few words.

use std::any::{Any, TypeId, type_name};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io;

use opentelemetry::StringValue;

use crate::text;

/// The low-cardinality name of an error, as it becomes `error.type`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorClass {
    pub(crate) code: StringValue,
    pub(crate) timeout: bool,
}

impl ErrorClass {
    /// An error with this code, preferably the provider's own (`rate_limit_exceeded`). Keep the set
    /// of codes small: they become metric attributes.
    #[must_use]
    pub fn new(code: &str) -> Self {
        let code = text::non_empty(code).map_or(StringValue::from(OTHER), StringValue::from);
        Self { code, timeout: false }
    }

    /// An error with a code known at compile time. Costs no allocation, unless the code has to be
    /// cleaned.
    #[must_use]
    pub fn from_static(code: &'static str) -> Self {
        if matches!(text::clean(code), Cow::Owned(_)) || text::is_too_long(code) {
            return Self::new(code);
        }
        Self { code: StringValue::from(code), timeout: false }
    }

    /// An error known by its HTTP status alone.
    #[must_use]
    pub fn http_status(status: u16) -> Self {
        Self { code: StringValue::from(status.to_string()), timeout: false }
    }

    /// A timeout: the call's outcome becomes [`Timeout`](crate::Outcome::Timeout).
    #[must_use]
    pub fn timeout() -> Self {
        Self { code: StringValue::from("timeout"), timeout: true }
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        self.code.as_str()
    }

    /// Whether this is a timeout.
    #[must_use]
    pub const fn is_timeout(&self) -> bool {
        self.timeout
    }

    /// The class of an error that nobody classified: its kind for an [`io::Error`], a timeout for
    /// types called so (`Elapsed`, `TimeoutError` ...), else the name of its type; `_OTHER` for types
    /// whose name says nothing.
    pub(crate) fn of_type<E: 'static>(error: &E) -> Self {
        if let Some(error) = (error as &dyn Any).downcast_ref::<io::Error>() {
            return match error.kind() {
                io::ErrorKind::TimedOut => Self::timeout(),
                kind => Self::new(&format!("{kind:?}")),
            };
        }
        let name = type_name::<E>();
        let plain = name.split_once('<').map_or(name, |(plain, _)| plain);
        let last = plain.rsplit("::").next().unwrap_or(plain);
        if ["Elapsed", "TimedOut", "Timeout", "TimeoutError"].contains(&last) {
            return Self::timeout();
        }
        let says_nothing = ["alloc::", "core::", "std::", "&", "anyhow::", "eyre::", "("];
        if says_nothing.iter().any(|prefix| plain.starts_with(prefix)) {
            return Self::from_static(OTHER);
        }
        Self::from_static(plain)
    }
}

/// An error type that knows its own class. Register it with
/// [`InstrumentationBuilder::classify`](crate::InstrumentationBuilder::classify).
pub trait ClassifyError {
    /// The class, or nothing to leave the decision to the HTTP status and the type's name.
    fn classify(&self) -> Option<ErrorClass>;
}

/// The classifiers of an instrumentation or a call, one per error type.
#[derive(Default)]
pub(crate) struct Classifiers(HashMap<TypeId, Classifier>);

type Classifier = Box<dyn Fn(&dyn Any) -> Option<ErrorClass> + Send + Sync>;

impl Classifiers {
    pub(crate) fn add<E: 'static>(
        &mut self,
        classify: impl Fn(&E) -> Option<ErrorClass> + Send + Sync + 'static,
    ) {
        self.0.insert(TypeId::of::<E>(), Box::new(move |error| classify(error.downcast_ref()?)));
    }

    pub(crate) fn classify<E: 'static>(&self, error: &E) -> Option<ErrorClass> {
        self.0.get(&TypeId::of::<E>())?(error)
    }
}

impl fmt::Debug for Classifiers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Classifiers").field("types", &self.0.len()).finish()
    }
}

/// The conventions' value for an error that has no better name.
const OTHER: &str = "_OTHER";
