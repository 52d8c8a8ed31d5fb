//! All budgets of a process.

mod builder;
mod engine;

use std::sync::Arc;

use genai_otel_core::{Admission, CallId, CallRecord, Gate, RecordSink, Refusal};
use opentelemetry::metrics::Meter;

pub use self::builder::{BudgetsBuilder, MAX_BUDGETS};
pub(crate) use self::engine::Engine;
use crate::booking::Booking;
use crate::error::BudgetError;
use crate::metrics;
use crate::state::{Keeper, StateError};
use crate::status::{BudgetHealth, BudgetStatus};

/// All budgets of a process: a gate that holds what a call may take, and a sink that counts what it took. A cheap handle;
/// clones share everything.
///
/// It has to be both on the same [`Instrumentation`](genai_otel_core::Instrumentation), and each once: a gate alone never
/// learns that a call is over, a sink that is there twice counts twice.
///
/// ```
/// use genai_otel_budget::{Budget, Budgets, Exhausted, Limit, Window};
/// use genai_otel_core::Instrumentation;
///
/// let budgets = Budgets::builder().budget(Budget::new("calls", Limit::Calls(1), Window::Day)).build()?;
/// let genai = Instrumentation::builder().gate(budgets.clone()).sink(budgets.clone()).build();
///
/// let call = genai.track_llm_call("openai", "gpt-4o").admit()?;
/// let refusal = genai.track_llm_call("openai", "gpt-4o").admit().expect_err("one at a time");
/// assert!(Exhausted::of(&refusal).expect("a budget refused").waits_for_calls);
/// drop(call);
/// assert_eq!(budgets.status()[0].left.to_string(), "0 calls");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Budgets(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Dropped first: it writes the state for the last time.
    keeper: Option<Keeper>,
    engine: Arc<Engine>,
}

impl Budgets {
    /// Configures new ones.
    pub fn builder() -> BudgetsBuilder {
        BudgetsBuilder::new()
    }

    /// How every account of every budget is doing, in the order of the budgets and in that in which accounts were opened.
    /// Accounts that are at rest may be among them. For one of many, ask [`account`](Self::account).
    #[must_use]
    pub fn status(&self) -> Vec<BudgetStatus> {
        self.0.engine.status()
    }

    /// How one account of a budget is doing: the empty one of a budget that has only one. Nothing where there is no such
    /// budget, or nothing has been asked of the account yet.
    #[must_use]
    pub fn account(&self, budget: &str, account: &str) -> Option<BudgetStatus> {
        self.0.engine.account(budget, account)
    }

    /// How many calls hold something at this moment.
    #[must_use]
    pub fn running(&self) -> usize {
        self.0.engine.store.running()
    }

    /// How the budgets themselves are doing.
    #[must_use]
    pub fn health(&self) -> BudgetHealth {
        self.0.engine.health()
    }

    /// Counts calls that were made before, in any order: from a ledger, after a start without a state. Those of windows
    /// that are over are nothing to it. Thresholds that are passed by it are not told, because an earlier process did.
    pub fn replay(&self, bookings: impl IntoIterator<Item = Booking>) {
        self.0.engine.replay(bookings);
    }

    /// Puts the budgets on a meter of OpenTelemetry's: the counter `genai_otel.budget.thresholds` and the gauges
    /// `genai_otel.budget.limit`, `.used` and `.reserved`, with the name of the budget and of the first
    /// [`MAX_METRIC_ACCOUNTS`](crate::MAX_METRIC_ACCOUNTS) accounts of each. Do it once for each meter, when the provider
    /// of metrics is installed.
    pub fn observe(&self, meter: &Meter) {
        metrics::register(&self.0.engine, meter);
    }

    /// Writes the state now. Without a [`BudgetState`](crate::BudgetState) there is nothing to do. Call it before the program
    /// ends: the last handle does it when it is dropped, and a global instrumentation never drops its own.
    ///
    /// # Errors
    ///
    /// The state cannot be written.
    pub fn flush(&self) -> Result<(), StateError> {
        self.0.keeper.as_ref().map_or(Ok(()), Keeper::flush)
    }

    fn new(
        engine: Engine,
        keeper: impl FnOnce(&Arc<Engine>) -> Result<Option<Keeper>, StateError>,
    ) -> Result<Self, BudgetError> {
        let engine = Arc::new(engine);
        let keeper = keeper(&engine)?;
        Ok(Self(Arc::new(Inner { keeper, engine })))
    }
}

impl Gate for Budgets {
    fn name(&self) -> &'static str {
        GATE
    }

    fn admit(&self, admission: &Admission<'_>) -> Result<(), Refusal> {
        self.0.engine.admit(admission)
    }

    fn release(&self, call: CallId) {
        self.0.engine.store.release(call);
    }
}

impl RecordSink for Budgets {
    fn record(&self, record: &Arc<CallRecord>) {
        self.0.engine.record(record);
    }
}

/// The name of the gate, on spans and in refusals.
pub(crate) const GATE: &str = "budget";
