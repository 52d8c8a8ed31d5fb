//! Thresholds as events of OpenTelemetry.

use std::time::SystemTime;

use opentelemetry::logs::{LogRecord, Logger, LoggerProvider, Severity};

use crate::metrics::{ACCOUNT, LIMIT, NAME, THRESHOLD, UNIT, USED};
use crate::refusal::Named;
use crate::threshold::ThresholdReached;

/// Whoever is told.
pub(crate) type Tell = Box<dyn Fn(&ThresholdReached) + Send + Sync>;

/// One who emits an event for each threshold, with a logger of this provider.
pub(crate) fn telling<P>(provider: &P, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Tell
where
    P: LoggerProvider,
    P::Logger: Send + Sync + 'static,
{
    let logger = provider.logger(genai_otel_core::SCOPE_NAME);
    Box::new(move |reached| {
        let severity = if reached.percent < 80 { Severity::Info } else { Severity::Warn };
        if !logger.event_enabled(severity, "genai_otel", Some(EVENT)) {
            return;
        }
        let ThresholdReached { budget, account, percent, spent, limit, .. } = reached;
        let named = Named { budget, account: account.as_deref() };
        let mut record = logger.create_log_record();
        record.set_event_name(EVENT);
        record.set_target("genai_otel");
        record.set_timestamp(now());
        record.set_severity_number(severity);
        record.set_severity_text(severity.name());
        record.set_body(format!("{named}: {spent} of {limit} are spent").into());
        record.add_attribute(NAME, budget.to_string());
        if let Some(account) = account {
            record.add_attribute(ACCOUNT, account.to_string());
        }
        record.add_attribute(THRESHOLD, i64::from(*percent));
        record.add_attribute(UNIT, spent.unit().to_string());
        record.add_attribute(USED, spent.to_f64());
        record.add_attribute(LIMIT, limit.to_f64());
        logger.emit(record);
    })
}

const EVENT: &str = "genai_otel.budget.threshold";
