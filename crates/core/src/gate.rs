//! May this call start?

mod expectation;

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

pub use self::expectation::Expectation;
use crate::attribution::Attribution;
use crate::metadata::Metadata;
use crate::record::CallId;
use crate::request::Request;
use crate::semconv::{ModelOperation, Provider};
use crate::text;

/// Decides whether a call may start: a budget, a quota. The only thing that may refuse a call, and
/// only where the caller asks with [`admit`](crate::CallBuilder::admit); `start` merely notes the refusal.
///
/// Gates are asked in the order in which they were installed. What a gate reserved for an admitted
/// call is settled when the call's record reaches the sinks, or given back by [`release`](Self::release)
/// if the call does not start after all or its record reaches no sink. A gate that panics counts as having admitted. Calls that a
/// gate makes while it is asked are not put before the gates, and counted
/// ([`Trouble::Reentered`](crate::Trouble::Reentered)).
pub trait Gate: Send + Sync {
    /// A short, stable name, as it appears on spans of calls that this gate would have refused.
    fn name(&self) -> &str;

    /// Admits or refuses a call. Must not block.
    ///
    /// # Errors
    ///
    /// The refusal, when the call may not start.
    fn admit(&self, admission: &Admission<'_>) -> Result<(), Refusal>;

    /// Takes back what was reserved for a call that was admitted here, and then refused by a later gate, or whose record
    /// reached no sink. Also told of calls that were never admitted here: those are nothing to it.
    fn release(&self, call: CallId) {
        _ = call;
    }
}

impl<T: Gate + ?Sized> Gate for Arc<T> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn admit(&self, admission: &Admission<'_>) -> Result<(), Refusal> {
        (**self).admit(admission)
    }

    fn release(&self, call: CallId) {
        (**self).release(call);
    }
}

/// Admits every call.
impl Gate for () {
    fn name(&self) -> &'static str {
        "open"
    }

    fn admit(&self, _admission: &Admission<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

/// What a gate may know of the call that wants to start.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Admission<'a> {
    /// The call's id; its record carries the same one.
    pub call: CallId,
    /// What the call does.
    pub operation: &'a ModelOperation,
    /// Whom it calls, if anybody.
    pub provider: Option<&'a Provider>,
    /// The request as far as it is known.
    pub request: &'a Request,
    /// On whose behalf.
    pub attribution: &'a Attribution,
    /// Free keys of the call itself.
    pub metadata: &'a Metadata,
    /// When it wants to start; its record has the same time.
    pub at: SystemTime,
    /// What the caller [expects](crate::CallBuilder::expects) it to take, where that was said.
    pub expected: Option<&'a Expectation>,
}

/// Why a call may not start.
///
/// Two are equal when they say the same to people; the [cause](Self::because) is not compared.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Refusal {
    /// The gate that refused.
    pub gate: Arc<str>,
    /// Why, for people: which limit, how much is left.
    pub reason: Arc<str>,
    /// When it may be worth asking again.
    pub retry_after: Option<Duration>,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Refusal {
    /// A refusal by `gate`.
    #[must_use]
    pub fn new(gate: &str, reason: &str) -> Self {
        let (gate, reason) = (text::shared(gate), text::shared(reason));
        Self { gate, reason, retry_after: None, cause: None }
    }

    /// When it may be worth asking again.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Why, for programs: a type of the gate's own, which comes back as the [`source`](Error::source) and can be
    /// downcast.
    #[must_use]
    pub fn because(mut self, cause: impl Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Arc::new(cause));
        self
    }
}

impl PartialEq for Refusal {
    fn eq(&self, other: &Self) -> bool {
        let Self { gate, reason, retry_after, cause: _ } = self;
        (gate, reason, retry_after) == (&other.gate, &other.reason, &other.retry_after)
    }
}

impl Eq for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "call refused by {}: {}", self.gate, self.reason)?;
        match self.retry_after {
            Some(wait) => write!(f, " (try again in {} s)", wait.as_secs()),
            None => Ok(()),
        }
    }
}

impl Error for Refusal {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}
