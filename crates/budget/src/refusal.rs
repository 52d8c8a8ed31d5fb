//! Why a call was refused, for programs.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use genai_otel_core::Refusal;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::amount::Amount;
use crate::moment;

/// Why a call was refused: what it may take does not fit into what is left. The source of a [`Refusal`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exhausted {
    /// The budget.
    pub budget: Arc<str>,
    /// The account; nothing where the budget has only one.
    pub account: Option<Arc<str>>,
    /// The limit.
    pub limit: Amount,
    /// What was spent in the window.
    pub spent: Amount,
    /// What is held for calls that run.
    pub reserved: Amount,
    /// What is left: the limit less what is spent and held. Below zero where more was used than there was.
    pub left: Amount,
    /// What the call may take; nothing where that is not known.
    pub wanted: Option<Amount>,
    /// When so much will be left again by time alone: the end of the window, or when enough has left a sliding one. Nothing
    /// for a total, and for a call that is larger than the limit.
    pub resets_at: Option<SystemTime>,
    /// Whether it would fit if no other call were running.
    pub waits_for_calls: bool,
}

impl Exhausted {
    /// The cause of a refusal, where it is one of these.
    #[must_use]
    pub fn of(refusal: &Refusal) -> Option<&Self> {
        refusal.source()?.downcast_ref()
    }

    /// The refusal that says all of this.
    pub(crate) fn refusal(self, gate: &str, now: SystemTime, zone: &TimeZone) -> Refusal {
        let wait = match self.resets_at {
            // Some of the calls that run may be over in a moment.
            _ if self.waits_for_calls => Some(SOON),
            Some(then) => Some(then.duration_since(now).unwrap_or_default()),
            None => None,
        };
        let refusal = Refusal::new(gate, &self.told(zone));
        let refusal = wait.map_or(refusal.clone(), |wait| refusal.retry_after(rounded_up(wait)));
        refusal.because(self)
    }

    fn told(&self, zone: &TimeZone) -> String {
        let Self { limit, spent, reserved, left, .. } = self;
        let name = Named { budget: &self.budget, account: self.account.as_deref() };
        let wanted = match self.wanted {
            Some(wanted) => format!("the call may take {wanted}"),
            None => "nobody knows what the call costs".to_owned(),
        };
        let until = match self.resets_at {
            Some(then) => format!(", until {}", Told(then, zone)),
            None => String::new(),
        };
        format!(
            "{name}: {wanted}, with {left} of {limit} left ({spent} spent, {reserved} held){until}"
        )
    }
}

impl fmt::Display for Exhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { budget, account, .. } = self;
        write!(f, "{} is exhausted", Named { budget, account: account.as_deref() })
    }
}

impl Error for Exhausted {}

/// Why a call was refused: nobody knows what it costs, and the budget's
/// [policy](crate::UnpricedPolicy::Refuse) is to refuse such calls. The source of a [`Refusal`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoPrice {
    /// The budget.
    pub budget: Arc<str>,
}

impl NoPrice {
    /// The cause of a refusal, where it is one of these.
    #[must_use]
    pub fn of(refusal: &Refusal) -> Option<&Self> {
        refusal.source()?.downcast_ref()
    }

    pub(crate) fn refusal(self, gate: &str, model: Option<&str>, limit: Amount) -> Refusal {
        let of = model.map_or(String::new(), |model| format!(" of `{model}`"));
        let unit = limit.unit();
        let reason = format!("budget `{}`: a call{of} has no price in {unit}", self.budget);
        Refusal::new(gate, &reason).because(self)
    }
}

impl fmt::Display for NoPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "budget `{}` refuses calls without a price", self.budget)
    }
}

impl Error for NoPrice {}

/// A budget and its account as they are told: `` budget `user-day` of `u-1` ``.
pub(crate) struct Named<'a> {
    pub(crate) budget: &'a str,
    pub(crate) account: Option<&'a str>,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "budget `{}`", self.budget)?;
        match self.account {
            Some("") => f.write_str(" of nobody"),
            // Names come from outside.
            Some(name) => write!(f, " of `{}`", name.escape_debug()),
            None => Ok(()),
        }
    }
}

/// A time as it is read in a zone.
struct Told<'a>(SystemTime, &'a TimeZone);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(moment::millis(self.0)) {
            Ok(then) => then.to_zoned_datetime(self.1.clone()).fmt(f),
            Err(_) => f.write_str("the end of time"),
        }
    }
}

/// In whole seconds, so that who waits so long is not early.
fn rounded_up(wait: Duration) -> Duration {
    let more = u64::from(wait.subsec_nanos() > 0);
    Duration::from_secs(wait.as_secs().saturating_add(more))
}

/// When to ask again where only other calls are in the way.
const SOON: Duration = Duration::from_secs(1);
