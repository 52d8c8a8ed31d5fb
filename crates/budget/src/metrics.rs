//! Budgets as metrics.

use std::sync::{Arc, Weak};

use opentelemetry::KeyValue;
use opentelemetry::metrics::{AsyncInstrument, Meter};

use crate::budgets::Engine;
use crate::status::BudgetStatus;

/// Registers the counter of thresholds and the gauges with a meter. They end with the budgets.
pub(crate) fn register(engine: &Arc<Engine>, meter: &Meter) {
    let counter = meter.u64_counter("genai_otel.budget.thresholds").with_unit("{threshold}");
    let counter = counter.with_description("How often budgets came to a threshold.").build();
    engine.alerts.count_on(counter);
    for (name, brief, value) in GAUGES {
        let engine = Arc::downgrade(engine);
        let gauge = meter.f64_observable_gauge(name).with_description(brief);
        gauge.with_callback(move |observer| observe(&engine, observer, value)).build();
    }
}

fn observe(engine: &Weak<Engine>, observer: &dyn AsyncInstrument<f64>, value: Value) {
    let Some(engine) = engine.upgrade() else { return };
    for (budget, window) in engine.windows().enumerate() {
        for status in engine.status_of(budget, MAX_METRIC_ACCOUNTS) {
            let mut labels = vec![
                KeyValue::new(NAME, Arc::clone(&status.budget)),
                KeyValue::new(UNIT, status.limit.unit().to_string()),
                KeyValue::new(WINDOW, window.to_string()),
            ];
            if let Some(account) = &status.account {
                labels.push(KeyValue::new(ACCOUNT, Arc::clone(account)));
            }
            observer.observe(value(&status), &labels);
        }
    }
}

type Value = fn(&BudgetStatus) -> f64;

const GAUGES: [(&str, &str, Value); 3] = [
    (LIMIT, "The limits of budgets.", |status| status.limit.to_f64()),
    (USED, "What was spent of budgets in their windows.", |status| status.spent.to_f64()),
    (RESERVED, "What is held of budgets for calls that run.", |status| status.reserved.to_f64()),
];

pub(crate) const NAME: &str = "genai_otel.budget.name";
pub(crate) const ACCOUNT: &str = "genai_otel.budget.account";
pub(crate) const UNIT: &str = "genai_otel.budget.unit";
pub(crate) const THRESHOLD: &str = "genai_otel.budget.threshold";
pub(crate) const LIMIT: &str = "genai_otel.budget.limit";
pub(crate) const USED: &str = "genai_otel.budget.used";
const RESERVED: &str = "genai_otel.budget.reserved";
const WINDOW: &str = "genai_otel.budget.window";

/// How many accounts of each budget metrics name: those that were opened first.
pub const MAX_METRIC_ACCOUNTS: usize = 20;
