use opentelemetry_sdk::trace::SpanLimits;

use crate::{
    SetupError,
    env::{Environment, Range, whole_number},
};

/// How much a span keeps, by the variables.
pub(super) fn from_environment(environment: &Environment) -> Result<SpanLimits, SetupError> {
    let limit = |names: &[&'static str], default| {
        let read = |origin, text: &str| whole_number(origin, text, Range::FROM_ZERO);
        Ok(environment
            .read(names, read)?
            .map_or(default, |limit| u32::try_from(limit).unwrap_or(u32::MAX)))
    };
    let defaults = SpanLimits::default();
    Ok(SpanLimits {
        max_attributes_per_span: limit(
            &["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"],
            defaults.max_attributes_per_span,
        )?,
        max_events_per_span: limit(&["OTEL_SPAN_EVENT_COUNT_LIMIT"], defaults.max_events_per_span)?,
        max_links_per_span: limit(&["OTEL_SPAN_LINK_COUNT_LIMIT"], defaults.max_links_per_span)?,
        max_attributes_per_event: limit(
            &["OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT"],
            defaults.max_attributes_per_event,
        )?,
        max_attributes_per_link: limit(
            &["OTEL_LINK_ATTRIBUTE_COUNT_LIMIT"],
            defaults.max_attributes_per_link,
        )?,
    })
}
