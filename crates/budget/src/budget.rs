//! One budget.

use std::sync::Arc;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use crate::dimension::Dimension;
use crate::error::BudgetError;
use crate::limit::Limit;
use crate::scope::Scope;
use crate::unpriced_policy::UnpricedPolicy;
use crate::window::{Calendar, Window};

/// A limit on what calls may use in a window, and on which calls. Every setting has a default.
///
/// ```
/// use genai_otel_budget::{Budget, Dimension, Limit, Window};
/// use jiff::tz::TimeZone;
///
/// let team = Budget::new("search-month", Limit::Money("500".parse()?), Window::Month)
///     .team("search")
///     .time_zone(TimeZone::fixed(jiff::tz::offset(1)));
/// let users = Budget::new("user-day", Limit::Tokens(2_000_000), Window::Day).each(Dimension::User);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a budget does nothing until it is one of `Budgets`"]
pub struct Budget {
    pub(crate) name: Arc<str>,
    pub(crate) limit: Limit,
    pub(crate) scope: Scope,
    pub(crate) calendar: Calendar,
    pub(crate) hard: bool,
    pub(crate) thresholds: Vec<u16>,
    pub(crate) unpriced: UnpricedPolicy,
    pub(crate) max_accounts: usize,
}

/// On behalf of whom or for what: all of what is said here must be so. Without a word a budget is for every call.
impl Budget {
    /// Calls that have this value for a dimension. A provider may be spelled in any usual way.
    pub fn only(mut self, dimension: impl Into<Dimension>, value: &str) -> Self {
        self.scope.filter(dimension.into(), value);
        self
    }

    /// Calls of this service; see [`BudgetsBuilder::service`](crate::BudgetsBuilder::service).
    pub fn service(self, name: &str) -> Self {
        self.only(Dimension::Service, name)
    }

    /// Calls for this organisation.
    pub fn organization(self, id: &str) -> Self {
        self.only(Dimension::Organization, id)
    }

    /// Calls for this team.
    pub fn team(self, team: &str) -> Self {
        self.only(Dimension::Team, team)
    }

    /// Calls for this user.
    pub fn user(self, id: &str) -> Self {
        self.only(Dimension::User, id)
    }

    /// Calls in this session.
    pub fn session(self, id: &str) -> Self {
        self.only(Dimension::Session, id)
    }

    /// Calls inside this agent.
    pub fn agent(self, name: &str) -> Self {
        self.only(Dimension::Agent, name)
    }

    /// Calls of this provider, in any spelling.
    pub fn provider(self, name: &str) -> Self {
        self.only(Dimension::Provider, name)
    }

    /// Calls of the model that is asked for by this name, exactly.
    pub fn model(self, name: &str) -> Self {
        self.only(Dimension::Model, name)
    }

    /// Gives every value of a dimension an account of its own with the whole limit: each user, each session. Calls
    /// without a value share one. The last word counts.
    pub fn each(mut self, dimension: impl Into<Dimension>) -> Self {
        self.scope.each = Some(dimension.into());
        self
    }
}

impl Budget {
    /// A hard budget of this name over every call. The name is told in refusals, on metrics and in the file of the
    /// state: short, and each once.
    pub fn new(name: &str, limit: Limit, window: Window) -> Self {
        Self {
            name: Arc::from(name.trim()),
            limit,
            scope: Scope::default(),
            calendar: Calendar { window, zone: TimeZone::UTC, week_start: Weekday::Monday },
            hard: true,
            thresholds: DEFAULT_THRESHOLDS.to_vec(),
            unpriced: UnpricedPolicy::default(),
            max_accounts: DEFAULT_ACCOUNTS,
        }
    }

    /// Warns at its thresholds and refuses nothing. Defaults to hard: what does not fit is refused.
    pub const fn soft(mut self) -> Self {
        self.hard = false;
        self
    }

    /// Whose days, weeks and months count. Defaults to UTC.
    pub fn time_zone(mut self, zone: TimeZone) -> Self {
        self.calendar.zone = zone;
        self
    }

    /// The first day of a week. Defaults to Monday.
    pub const fn week_start(mut self, day: Weekday) -> Self {
        self.calendar.week_start = day;
        self
    }

    /// At how many percent used it is told, once for each account and window. Defaults to 50, 80, 90 and 100; at most
    /// [`MAX_THRESHOLDS`] of them, from 1 to 1,000.
    pub fn thresholds(mut self, percents: impl IntoIterator<Item = u16>) -> Self {
        self.thresholds = percents.into_iter().collect();
        self.thresholds.sort_unstable();
        self.thresholds.dedup();
        self
    }

    /// What becomes of calls whose cost is not known. Defaults to [`UnpricedPolicy::Admit`]. For budgets of money.
    pub const fn unpriced(mut self, policy: UnpricedPolicy) -> Self {
        self.unpriced = policy;
        self
    }

    /// How many accounts of [`each`](Self::each) are kept apart. Those whose window is over make room, the longest unused
    /// first; while none is, further values share one account, called [`SHARED`](crate::SHARED). Defaults to 100,000.
    pub const fn max_accounts(mut self, accounts: usize) -> Self {
        self.max_accounts = accounts;
        self
    }

    /// Whether it can be kept.
    pub(crate) fn check(&self) -> Result<(), BudgetError> {
        let error = |problem| BudgetError::Budget { budget: Arc::clone(&self.name), problem };
        let thresholds = &self.thresholds;
        let range = thresholds.iter().all(|percent| (1..=1_000).contains(percent));
        if self.name.is_empty() || self.name.len() > MAX_NAME_BYTES {
            return Err(error("a name has from 1 to 100 bytes"));
        }
        if !(0..=MAX_COUNT).contains(&self.limit.count()) {
            return Err(error("a limit is from 0 to 10^18 units of a currency"));
        }
        if !self.calendar.window.is_valid() {
            return Err(error("a sliding window is from a millisecond to ten years long"));
        }
        if thresholds.len() > MAX_THRESHOLDS || !range {
            return Err(error("there are at most 8 thresholds, from 1 to 1000 percent"));
        }
        if !(1..=MAX_ACCOUNTS).contains(&self.max_accounts) {
            return Err(error("there are from 1 to 10 million accounts"));
        }
        match (self.unpriced, self.limit) {
            (UnpricedPolicy::Assume(money), Limit::Money(limit))
                if money.currency() != limit.currency() =>
            {
                Err(error("what is assumed of calls without a price has the currency of the limit"))
            }
            (UnpricedPolicy::Assume(money), _) if !(0..=MAX_COUNT).contains(&money.pico()) => {
                Err(error("what is assumed of calls without a price is from 0 to 10^18 units"))
            }
            _ => Ok(()),
        }
    }
}

/// The most thresholds of a budget.
pub const MAX_THRESHOLDS: usize = 8;

/// The most that one account counts, in pico-units of money: sums of a hundred million such amounts do not overflow.
pub(crate) const MAX_COUNT: i128 = 1_000_000_000_000_000_000_000_000_000_000;

const DEFAULT_THRESHOLDS: [u16; 4] = [50, 80, 90, 100];
const DEFAULT_ACCOUNTS: usize = 100_000;
const MAX_ACCOUNTS: usize = 10_000_000;
const MAX_NAME_BYTES: usize = 100;
