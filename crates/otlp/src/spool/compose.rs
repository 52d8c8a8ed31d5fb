//! Records of one writer as a request of OTLP, by putting their bytes behind one another: nothing is decoded.

use super::{
    record::Record,
    wire::{begin, field_len},
};

/// Appends the request that holds these records, those of the same scope that follow one another in one group.
///
/// `preamble` is what all of them share: fields 1 and 3 of `ResourceSpans` or its likes.
///
/// # Errors
///
/// One of them is no record.
pub(super) fn compose<'a>(
    preamble: &[u8],
    payloads: impl Iterator<Item = &'a [u8]>,
    to: &mut Vec<u8>,
) -> Result<(), String> {
    let records: Option<Vec<_>> = payloads.map(Record::read).collect();
    let records = records.ok_or_else(|| NO_RECORD.to_owned())?;
    let groups = || records.chunk_by(|one, next| one.scope == next.scope);
    let grouped = groups().map(|group| field_len(group_len(group))).sum::<usize>();
    begin(RESOURCE, preamble.len().saturating_add(grouped), to);
    to.extend_from_slice(preamble);
    for group in groups() {
        begin(GROUP, group_len(group), to);
        to.extend_from_slice(group.first().map_or(&[], |record| record.scope));
        for record in group {
            begin(ITEM, record.item.len(), to);
            to.extend_from_slice(record.item);
        }
    }
    Ok(())
}

fn group_len(group: &[Record<'_>]) -> usize {
    let scope = group.first().map_or(0, |record| record.scope.len());
    let items = group.iter().map(|record| field_len(record.item.len()));
    scope.saturating_add(items.sum())
}

/// `resource_spans` of a request, and its likes.
const RESOURCE: u32 = 1;
/// `scope_spans` of a resource, and its likes.
const GROUP: u32 = 2;
/// `spans` of a scope, and its likes.
const ITEM: u32 = 2;
const NO_RECORD: &str = "a record of the spool is not one of this version";

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::{
        collector::{
            metrics::v1::ExportMetricsServiceRequest, trace::v1::ExportTraceServiceRequest,
        },
        common::v1::{AnyValue, InstrumentationScope, KeyValue, any_value::Value},
        metrics::v1::{
            Gauge, Metric, NumberDataPoint, ResourceMetrics, ScopeMetrics, metric::Data,
            number_data_point,
        },
        resource::v1::Resource,
        trace::v1::{ResourceSpans, ScopeSpans, Span},
    };
    use proptest::prelude::*;
    use prost::Message;

    use super::super::record::begin;
    use super::*;

    fn resource(name: &str) -> Resource {
        let value = Some(AnyValue { value: Some(Value::StringValue(name.to_owned())) });
        let key = "service.name".to_owned();
        Resource {
            attributes: vec![KeyValue { key, value, ..KeyValue::default() }],
            ..Resource::default()
        }
    }

    fn scope(name: &str) -> Option<InstrumentationScope> {
        Some(InstrumentationScope { name: name.to_owned(), ..InstrumentationScope::default() })
    }

    fn record(scope: &impl Message, item: &impl Message) -> Vec<u8> {
        let mut payload = Vec::new();
        begin(&scope.encode_to_vec(), &mut payload);
        item.encode(&mut payload).unwrap();
        payload
    }

    fn composed(preamble: &impl Message, records: &[Vec<u8>]) -> Vec<u8> {
        let mut request = Vec::new();
        let records = records.iter().map(Vec::as_slice);
        compose(&preamble.encode_to_vec(), records, &mut request).unwrap();
        request
    }

    /// The bytes that a scope has: a name and a schema.
    type Named = (String, String);

    proptest! {
        #[test]
        fn composed_spans_are_the_request_that_was_meant(
            service: String,
            groups in prop::collection::vec((any::<Named>(), prop::collection::vec(any::<(String, u64)>(), 1..5)), 0..5),
        ) {
            let mut records = Vec::new();
            let mut scope_spans: Vec<ScopeSpans> = Vec::new();
            for ((name, schema), spans) in groups {
                let bare = ScopeSpans { scope: scope(&name), schema_url: schema, spans: Vec::new() };
                let spans = spans.into_iter().map(|(name, start_time_unix_nano)| Span {
                    name, start_time_unix_nano, ..Span::default()
                });
                let spans: Vec<_> = spans.collect();
                records.extend(spans.iter().map(|span| record(&bare, span)));
                match scope_spans.last_mut() {
                    Some(last) if (&last.scope, &last.schema_url) == (&bare.scope, &bare.schema_url) => {
                        last.spans.extend(spans);
                    }
                    _ => scope_spans.push(ScopeSpans { spans, ..bare }),
                }
            }
            let schema_url = "https://schema".to_owned();
            let bare = ResourceSpans { resource: Some(resource(&service)), schema_url, scope_spans: Vec::new() };
            let request = composed(&bare, &records);
            let expected = ExportTraceServiceRequest { resource_spans: vec![ResourceSpans { scope_spans, ..bare }] };
            prop_assert_eq!(ExportTraceServiceRequest::decode(&*request).unwrap(), expected);
        }

        #[test]
        fn composed_metrics_are_the_request_that_was_meant(
            service: String,
            metrics in prop::collection::vec((any::<String>(), any::<Option<i64>>()), 1..9),
        ) {
            let bare = ScopeMetrics { scope: scope("meter"), ..ScopeMetrics::default() };
            let metrics = metrics.into_iter().map(|(name, number)| {
                let value = number.map(number_data_point::Value::AsInt);
                let data_points = vec![NumberDataPoint { value, ..NumberDataPoint::default() }];
                Metric { name, data: Some(Data::Gauge(Gauge { data_points })), ..Metric::default() }
            });
            let metrics: Vec<_> = metrics.collect();
            let records: Vec<_> = metrics.iter().map(|metric| record(&bare, metric)).collect();
            let resource = Some(resource(&service));
            let preamble = ResourceMetrics { resource, ..ResourceMetrics::default() };
            let request = composed(&preamble, &records);
            let scope_metrics = vec![ScopeMetrics { metrics, ..bare }];
            let resource_metrics = vec![ResourceMetrics { scope_metrics, ..preamble }];
            let expected = ExportMetricsServiceRequest { resource_metrics };
            prop_assert_eq!(ExportMetricsServiceRequest::decode(&*request).unwrap(), expected);
        }
    }

    #[test]
    fn what_is_no_record_is_told() {
        let told = compose(b"", [&b"\x05abcd"[..]].into_iter(), &mut Vec::new());
        assert_eq!(told, Err(NO_RECORD.to_owned()));
    }
}
