//! Configuring the budgets of a process.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use genai_otel_core::{Clock, Pricing, SystemClock};
use opentelemetry::logs::LoggerProvider;

use super::{Budgets, Engine};
use crate::alerts::{Alerts, Tell, telling};
use crate::budget::Budget;
use crate::error::BudgetError;
use crate::estimate::{Estimator, Expected};
use crate::moment;
use crate::state::{BudgetState, Keeper};
use crate::store::{Local, Rule, levels};
use crate::threshold::ThresholdReached;
use crate::troubles::Troubles;
use crate::window::Window;

/// Configures [`Budgets`]. Every setting has a default.
#[must_use = "a builder does nothing until `build`"]
pub struct BudgetsBuilder {
    budgets: Vec<Budget>,
    service: Option<Arc<str>>,
    pub(crate) expected: Expected,
    estimator: Option<Box<dyn Estimator>>,
    clock: Arc<dyn Clock>,
    callbacks: Vec<Tell>,
    events: Option<MakeTell>,
    state: Option<BudgetState>,
    patience: Duration,
}

/// Makes who tells events once the clock is known.
type MakeTell = Box<dyn FnOnce(&Arc<dyn Clock>) -> Tell + Send>;

impl BudgetsBuilder {
    pub(super) fn new() -> Self {
        Self {
            budgets: Vec::new(),
            service: None,
            expected: Expected::new(),
            estimator: None,
            clock: Arc::new(SystemClock::default()),
            callbacks: Vec::new(),
            events: None,
            state: None,
            patience: DAY,
        }
    }

    /// Adds a budget: at most [`MAX_BUDGETS`](crate::MAX_BUDGETS). A call has to fit into every one that it belongs to.
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budgets.push(budget);
        self
    }

    /// The service whose calls these are, for budgets of a [service](Budget::service). None by default: such a budget then
    /// has no calls.
    pub fn service(mut self, name: &str) -> Self {
        self.service = Some(Arc::from(name.trim()));
        self
    }

    /// The service, where nothing has named one.
    pub fn default_service(self, name: &str) -> Self {
        if self.service.is_some() { self } else { self.service(name) }
    }

    /// Prices what calls are expected to take by this: the same that they are priced with when they are over. None by
    /// default; then budgets of money hold only what callers expect in money, and their
    /// [policy](Budget::unpriced) decides of the rest.
    pub fn pricing(mut self, pricing: impl Pricing + 'static) -> Self {
        self.expected = self.expected.pricing(pricing);
        self
    }

    /// What a call of which nobody says anything is expected to use: input tokens, and output tokens where it has no
    /// `max_tokens`. Defaults to 1,000 and 1,000.
    pub fn expect(mut self, input_tokens: u64, output_tokens: u64) -> Self {
        self.expected = self.expected.input_tokens(input_tokens).output_tokens(output_tokens);
        self
    }

    /// Estimates by this in place of [`Expected`], with all of its pricing and defaults.
    pub fn estimator(mut self, estimator: impl Estimator + 'static) -> Self {
        self.estimator = Some(Box::new(estimator));
        self
    }

    /// Reads time from this clock, which has to be that of the instrumentation. Defaults to the [`SystemClock`].
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Calls this when a budget comes to a threshold, on the thread of the call that did it. It must not block; a panic is
    /// caught and counted. All of several are called.
    pub fn on_threshold(
        mut self,
        callback: impl Fn(&ThresholdReached) + Send + Sync + 'static,
    ) -> Self {
        self.callbacks.push(Box::new(callback));
        self
    }

    /// Emits an event `genai_otel.budget.threshold` with a logger of this provider when a budget comes to a threshold. None
    /// by default.
    pub fn logger_provider<P>(mut self, provider: P) -> Self
    where
        P: LoggerProvider + Send + 'static,
        P::Logger: Send + Sync + 'static,
    {
        self.events = Some(Box::new(move |clock| {
            let clock = Arc::clone(clock);
            telling(&provider, move || clock.now())
        }));
        self
    }

    /// Keeps what was spent in a file, over restarts. None by default.
    pub fn state(mut self, state: BudgetState) -> Self {
        self.state = Some(state);
        self
    }

    /// For how long a call may hold something before it is given up, in case its end is never told. Defaults to 24 hours.
    pub const fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Builds them, and reads their state where there is one.
    ///
    /// # Errors
    ///
    /// A budget that cannot be kept, two of one name, too many, or a state that cannot be read or is another process's.
    pub fn build(self) -> Result<Budgets, BudgetError> {
        let count = self.budgets.len();
        if count > MAX_BUDGETS {
            return Err(BudgetError::TooMany { count, max: MAX_BUDGETS });
        }
        let mut names = HashSet::new();
        for budget in &self.budgets {
            budget.check()?;
            if !names.insert(Arc::clone(&budget.name)) {
                return Err(BudgetError::Twice { budget: Arc::clone(&budget.name) });
            }
        }
        let rules = self.budgets.iter().map(rule).collect();
        let mut keys: Vec<_> =
            self.budgets.iter().flat_map(|it| it.scope.keys().cloned()).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut callbacks = self.callbacks;
        callbacks.extend(self.events.map(|events| events(&self.clock)));
        let engine = Engine {
            budgets: self.budgets,
            service: self.service,
            keys,
            estimator: self.estimator.unwrap_or_else(|| Box::new(self.expected)),
            clock: self.clock,
            store: Local::new(rules, moment::of(self.patience)),
            alerts: Alerts::new(callbacks),
            troubles: Troubles::default(),
            changes: AtomicU64::new(0),
        };
        let state = self.state;
        Budgets::new(engine, |engine| state.map(|state| Keeper::open(&state, engine)).transpose())
    }
}

fn rule(budget: &Budget) -> Rule {
    let length = match budget.calendar.window {
        Window::Sliding(length) => Some(moment::of(length)),
        _ => None,
    };
    Rule {
        limit: budget.limit.count(),
        calendar: budget.calendar.clone(),
        length,
        hard: budget.hard,
        each: budget.scope.each.is_some(),
        levels: levels(budget.limit.count(), &budget.thresholds),
        thresholds: budget.thresholds.clone(),
        max_accounts: budget.max_accounts,
    }
}

impl fmt::Debug for BudgetsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BudgetsBuilder")
            .field("budgets", &self.budgets)
            .field("service", &self.service)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// How many budgets there may be. Every call is held against each of them.
pub const MAX_BUDGETS: usize = 256;

const DAY: Duration = Duration::from_secs(86_400);
