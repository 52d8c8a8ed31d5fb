//! From calls to what they want of budgets.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use genai_otel_core::{Admission, CallRecord, Clock, Refusal};

use super::GATE;
use crate::alerts::Alerts;
use crate::amount::Amount;
use crate::booking::Booking;
use crate::budget::Budget;
use crate::caught::caught;
use crate::estimate::{Estimate, Estimator};
use crate::limit::Limit;
use crate::metered::{Measure, Metered};
use crate::metrics::MAX_METRIC_ACCOUNTS;
use crate::moment;
use crate::refusal::{Exhausted, NoPrice};
use crate::status::{BudgetHealth, BudgetStatus};
use crate::store::{Crossing, Local, Reading, Shortfall, Want, Wants};
use crate::subject::Subject;
use crate::threshold::ThresholdReached;
use crate::troubles::{Trouble, Troubles};
use crate::unpriced_policy::UnpricedPolicy;
use crate::window::Window;

/// The budgets, and the store in which they are counted.
pub(crate) struct Engine {
    pub(super) budgets: Vec<Budget>,
    pub(super) service: Option<Arc<str>>,
    /// The free keys that budgets are about.
    pub(super) keys: Vec<Arc<str>>,
    pub(super) estimator: Box<dyn Estimator>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) store: Local,
    pub(crate) alerts: Alerts,
    pub(crate) troubles: Troubles,
    /// How often something was counted.
    pub(crate) changes: AtomicU64,
}

impl Engine {
    /// Holds what a call may take of every budget that it belongs to, or says which one has too little left.
    pub(super) fn admit(&self, admission: &Admission<'_>) -> Result<(), Refusal> {
        // What agents, workflows and tools take is taken by the calls inside them.
        if !admission.operation.class().is_exchange() {
            return Ok(());
        }
        let subject = Subject::of_admission(admission, self.service.as_deref(), &self.keys);
        let (mut wants, mut estimated) = (Wants::new(), None);
        for (index, budget) in self.matching(&subject) {
            let metered = match budget.limit {
                Limit::Calls(_) => Metered { calls: 1, ..Metered::default() },
                _ => *estimated.get_or_insert_with(|| self.estimate(admission)),
            };
            let measure = metered.measure(budget.limit, budget.unpriced);
            if measure.unpriced && budget.hard && budget.unpriced == UnpricedPolicy::Refuse {
                let cause = NoPrice { budget: Arc::clone(&budget.name) };
                let model = admission.request.model.as_deref();
                return Err(cause.refusal(GATE, model, budget.limit.amount()));
            }
            wants.push(want((index, budget), &subject, &measure));
        }
        if wants.is_empty() {
            return Ok(());
        }
        let reserved = self.store.reserve(admission.call, moment::millis(admission.at), &wants);
        reserved.map_err(|shortfall| self.refusal(shortfall, admission.at))
    }

    /// Counts what a call took, and gives back what was held for it.
    pub(super) fn record(&self, record: &CallRecord) {
        if !record.operation.class().is_exchange() {
            return;
        }
        let subject = Subject::of_record(record, self.service.as_deref(), &self.keys);
        let wants = self.wants(&subject, &Metered::of_record(record));
        let now = self.clock.now();
        let started = record.started_at.unwrap_or(now);
        let times = (moment::millis(started), moment::millis(now));
        let crossings = self.store.settle(record.id, times, &wants);
        self.changes.fetch_add(1, Ordering::Relaxed);
        for crossing in crossings {
            let panics = self.alerts.tell(&self.reached(&crossing));
            for _ in 0..panics {
                self.report(Trouble::CallbackPanic, &"who is told of thresholds panicked");
            }
        }
    }

    pub(super) fn replay(&self, bookings: impl IntoIterator<Item = Booking>) {
        for booking in bookings {
            let Some(metered) = booking.metered() else { continue };
            let subject = booking.subject(self.service.as_deref());
            let wants = self.wants(&subject, &metered);
            let times = (moment::millis(booking.at), moment::millis(self.clock.now()));
            self.store.replay(times, &wants);
            self.changes.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn status(&self) -> Vec<BudgetStatus> {
        (0..self.budgets.len()).flat_map(|budget| self.status_of(budget, usize::MAX)).collect()
    }

    /// The first accounts of a budget.
    pub(crate) fn status_of(&self, budget: usize, most: usize) -> Vec<BudgetStatus> {
        let now = moment::millis(self.clock.now());
        let readings = self.store.read(budget, now, most);
        readings.into_iter().map(|reading| self.shown(budget, reading)).collect()
    }

    pub(super) fn account(&self, name: &str, account: &str) -> Option<BudgetStatus> {
        let budget = self.budgets.iter().position(|budget| *budget.name == *name)?;
        let now = moment::millis(self.clock.now());
        let reading = self.store.read_one(budget, now, account)?;
        Some(self.shown(budget, reading))
    }

    pub(super) fn health(&self) -> BudgetHealth {
        let incidents = self.store.incidents();
        BudgetHealth {
            shared: incidents.shared,
            forgotten: incidents.forgotten,
            clock_set_back: incidents.set_back,
            estimator_panics: self.troubles.count(Trouble::EstimatorPanic),
            callback_panics: self.troubles.count(Trouble::CallbackPanic),
            unwritten: self.troubles.count(Trouble::Unwritten),
            unrestored: self.troubles.count(Trouble::Unrestored),
        }
    }

    pub(crate) fn report(&self, trouble: Trouble, detail: &dyn fmt::Display) {
        self.troubles.report(trouble, self.clock.monotonic(), detail);
    }

    pub(crate) fn windows(&self) -> impl Iterator<Item = Window> {
        self.budgets.iter().map(|budget| budget.calendar.window)
    }

    pub(crate) fn budgets(&self) -> &[Budget] {
        &self.budgets
    }

    /// The budgets that a call belongs to, with their numbers.
    fn matching(&self, subject: &Subject<'_>) -> impl Iterator<Item = (usize, &Budget)> {
        self.budgets.iter().enumerate().filter(|(_, budget)| budget.scope.holds(subject))
    }

    fn wants<'s>(&self, subject: &'s Subject<'_>, metered: &Metered) -> Wants<'s> {
        let mut wants = Wants::new();
        for (index, budget) in self.matching(subject) {
            let measure = metered.measure(budget.limit, budget.unpriced);
            wants.push(want((index, budget), subject, &measure));
        }
        wants
    }

    fn estimate(&self, admission: &Admission<'_>) -> Metered {
        let estimate = caught(|| self.estimator.estimate(admission));
        if estimate.is_none() {
            self.report(Trouble::EstimatorPanic, &"an estimator panicked");
        }
        Metered::of_estimate(estimate.unwrap_or(Estimate { tokens: 0, cost: None }))
    }

    fn refusal(&self, shortfall: Shortfall, now: SystemTime) -> Refusal {
        let budget = &self.budgets[shortfall.budget];
        let amount = |count| Amount::new(budget.limit.unit(), count);
        let used = shortfall.spent.saturating_add(shortfall.reserved);
        let exhausted = Exhausted {
            budget: Arc::clone(&budget.name),
            account: account(budget, shortfall.account),
            limit: budget.limit.amount(),
            spent: amount(shortfall.spent),
            reserved: amount(shortfall.reserved),
            left: amount(budget.limit.count().saturating_sub(used)),
            wanted: shortfall.wanted.map(amount),
            resets_at: shortfall.resets_at.and_then(moment::time),
            waits_for_calls: shortfall.waits_for_calls,
        };
        exhausted.refusal(GATE, now, &budget.calendar.zone)
    }

    fn reached(&self, crossing: &Crossing) -> ThresholdReached {
        let budget = &self.budgets[crossing.budget];
        ThresholdReached {
            budget: Arc::clone(&budget.name),
            account: account(budget, Arc::clone(&crossing.account)),
            percent: crossing.percent,
            spent: Amount::new(budget.limit.unit(), crossing.spent),
            limit: budget.limit.amount(),
            starts_at: moment::time(crossing.period.start),
            ends_at: moment::time(crossing.period.end),
            is_named_on_metrics: (crossing.number as usize) < MAX_METRIC_ACCOUNTS,
        }
    }

    fn shown(&self, budget: usize, reading: Reading) -> BudgetStatus {
        let budget = &self.budgets[budget];
        let amount = |count| Amount::new(budget.limit.unit(), count);
        let (spent, limit) = (amount(reading.spent), budget.limit.amount());
        let used = reading.spent.saturating_add(reading.reserved);
        BudgetStatus {
            budget: Arc::clone(&budget.name),
            account: account(budget, reading.account),
            limit,
            spent,
            reserved: amount(reading.reserved),
            left: amount(limit.count().saturating_sub(used)),
            percent: spent.percent_of(limit),
            starts_at: moment::time(reading.period.start),
            ends_at: moment::time(reading.period.end),
            refused: reading.refused,
            unpriced: reading.unpriced,
        }
    }
}

/// What is wanted of a budget, of that number.
fn want<'s>(
    (index, budget): (usize, &Budget),
    subject: &'s Subject<'_>,
    measure: &Measure,
) -> Want<'s> {
    let account = budget.scope.account(subject);
    Want { budget: index, account, amount: measure.amount, unpriced: measure.unpriced }
}

/// The account, where a budget has several.
fn account(budget: &Budget, account: Arc<str>) -> Option<Arc<str>> {
    budget.scope.each.is_some().then_some(account)
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("budgets", &self.budgets)
            .field("service", &self.service)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
