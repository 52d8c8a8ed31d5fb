//! A span as OTLP writes it, from the SDK's own with no message in between: the caller waits for it, and most of what a
//! message takes are the copies of its texts.

use std::time::{SystemTime, UNIX_EPOCH};

use opentelemetry::{
    Array, KeyValue, SpanId, Value,
    trace::{Event, Link, SpanContext, SpanKind, Status},
};
use opentelemetry_sdk::trace::SpanData;

use super::wire::{
    FIXED_64, begin, bytes, bytes_len, field_len, fixed32, fixed64, number, number_len, varint,
    varint_len,
};

/// Appends the message `Span`.
pub(super) fn encode(span: &SpanData, to: &mut Vec<u8>) {
    let context = &span.span_context;
    bytes(1, &context.trace_id().to_bytes(), to);
    bytes(2, &context.span_id().to_bytes(), to);
    bytes(3, context.trace_state().header().as_bytes(), to);
    if span.parent_span_id != SpanId::INVALID {
        bytes(4, &span.parent_span_id.to_bytes(), to);
    }
    bytes(5, span.name.as_bytes(), to);
    number(6, kind(&span.span_kind), to);
    fixed64(7, nanos(span.start_time), to);
    fixed64(8, nanos(span.end_time), to);
    attributes(9, &span.attributes, to);
    number(10, u64::from(span.dropped_attributes_count), to);
    for it in &span.events.events {
        event(11, it, to);
    }
    number(12, u64::from(span.events.dropped_count), to);
    for it in &span.links.links {
        link(13, it, to);
    }
    number(14, u64::from(span.links.dropped_count), to);
    status(15, &span.status, to);
    fixed32(16, flags(context, span.parent_span_is_remote), to);
}

fn event(field: u32, event: &Event, to: &mut Vec<u8>) {
    let (time, dropped) = (nanos(event.timestamp), u64::from(event.dropped_attributes_count));
    let time_len = if time > 0 { 9 } else { 0 };
    let attributes_len = attributes_len(&event.attributes);
    let len = time_len + bytes_len(event.name.as_bytes()) + attributes_len + number_len(dropped);
    begin(field, len, to);
    fixed64(1, time, to);
    bytes(2, event.name.as_bytes(), to);
    attributes(3, &event.attributes, to);
    number(4, dropped, to);
}

fn link(field: u32, link: &Link, to: &mut Vec<u8>) {
    let context = &link.span_context;
    let (state, dropped) =
        (context.trace_state().header(), u64::from(link.dropped_attributes_count));
    let ids_len = field_len(16) + field_len(8);
    let attributes_len = attributes_len(&link.attributes);
    // It says whether it is remote, so the flags are never zero.
    let flags_len = 5;
    let len =
        ids_len + bytes_len(state.as_bytes()) + attributes_len + number_len(dropped) + flags_len;
    begin(field, len, to);
    bytes(1, &context.trace_id().to_bytes(), to);
    bytes(2, &context.span_id().to_bytes(), to);
    bytes(3, state.as_bytes(), to);
    attributes(4, &link.attributes, to);
    number(5, dropped, to);
    fixed32(6, flags(context, context.is_remote()), to);
}

fn status(field: u32, status: &Status, to: &mut Vec<u8>) {
    let (message, code) = match status {
        Status::Unset => ("", 0),
        Status::Ok => ("", 1),
        Status::Error { description } => (&**description, 2),
    };
    begin(field, bytes_len(message.as_bytes()) + number_len(code), to);
    bytes(2, message.as_bytes(), to);
    number(3, code, to);
}

fn attributes(field: u32, attributes: &[KeyValue], to: &mut Vec<u8>) {
    for KeyValue { key, value, .. } in attributes {
        let (key, value_len) = (key.as_str().as_bytes(), value_len(value));
        begin(field, bytes_len(key) + field_len(value_len), to);
        bytes(1, key, to);
        begin(2, value_len, to);
        write_value(value, to);
    }
}

fn attributes_len(attributes: &[KeyValue]) -> usize {
    let len = |it: &KeyValue| {
        field_len(bytes_len(it.key.as_str().as_bytes()) + field_len(value_len(&it.value)))
    };
    attributes.iter().map(len).sum()
}

/// `AnyValue`, one of whose fields is written even where it has its default.
fn write_value(value: &Value, to: &mut Vec<u8>) {
    match value {
        Value::String(text) => write_text(text.as_str(), to),
        Value::Bool(truth) => write_bool(*truth, to),
        Value::I64(integer) => write_integer(*integer, to),
        Value::F64(float) => write_float(*float, to),
        Value::Array(array) => {
            begin(5, array_len(array), to);
            write_array(array, to);
        }
        // The API has no other.
        _ => {}
    }
}

fn write_array(array: &Array, to: &mut Vec<u8>) {
    match array {
        Array::Bool(truths) => truths.iter().for_each(|it| {
            begin(1, BOOL_LEN, to);
            write_bool(*it, to);
        }),
        Array::I64(integers) => integers.iter().for_each(|it| {
            begin(1, integer_len(*it), to);
            write_integer(*it, to);
        }),
        Array::F64(floats) => floats.iter().for_each(|it| {
            begin(1, FLOAT_LEN, to);
            write_float(*it, to);
        }),
        Array::String(texts) => texts.iter().for_each(|it| {
            begin(1, field_len(it.as_str().len()), to);
            write_text(it.as_str(), to);
        }),
        _ => {}
    }
}

fn value_len(value: &Value) -> usize {
    match value {
        Value::String(text) => field_len(text.as_str().len()),
        Value::Bool(_) => BOOL_LEN,
        Value::I64(integer) => integer_len(*integer),
        Value::F64(_) => FLOAT_LEN,
        Value::Array(array) => field_len(array_len(array)),
        _ => 0,
    }
}

fn array_len(array: &Array) -> usize {
    match array {
        Array::Bool(truths) => truths.len() * field_len(BOOL_LEN),
        Array::I64(integers) => integers.iter().map(|it| field_len(integer_len(*it))).sum(),
        Array::F64(floats) => floats.len() * field_len(FLOAT_LEN),
        Array::String(texts) => {
            texts.iter().map(|it| field_len(field_len(it.as_str().len()))).sum()
        }
        _ => 0,
    }
}

fn write_text(text: &str, to: &mut Vec<u8>) {
    begin(1, text.len(), to);
    to.extend_from_slice(text.as_bytes());
}

fn write_bool(truth: bool, to: &mut Vec<u8>) {
    to.extend_from_slice(&[2 << 3, u8::from(truth)]);
}

fn write_integer(integer: i64, to: &mut Vec<u8>) {
    to.push(3 << 3);
    varint(integer.cast_unsigned(), to);
}

fn write_float(float: f64, to: &mut Vec<u8>) {
    varint(u64::from(4 << 3 | FIXED_64), to);
    to.extend_from_slice(&float.to_le_bytes());
}

fn integer_len(integer: i64) -> usize {
    1 + varint_len(integer.cast_unsigned())
}

fn kind(kind: &SpanKind) -> u64 {
    match kind {
        SpanKind::Internal => 1,
        SpanKind::Server => 2,
        SpanKind::Client => 3,
        SpanKind::Producer => 4,
        SpanKind::Consumer => 5,
    }
}

fn flags(context: &SpanContext, is_remote: bool) -> u32 {
    let remote = if is_remote { IS_REMOTE } else { 0 };
    u32::from(context.trace_flags().to_u8()) | KNOWS_REMOTE | remote
}

fn nanos(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

const BOOL_LEN: usize = 2;
const FLOAT_LEN: usize = 9;
const KNOWS_REMOTE: u32 = 0x100;
const IS_REMOTE: u32 = 0x200;

#[cfg(test)]
mod tests {
    use std::{borrow::Cow, time::Duration};

    use opentelemetry::{
        InstrumentationScope, StringValue, TraceFlags, TraceId, trace::TraceState,
    };
    use opentelemetry_proto::tonic::trace::v1::Span as Message;
    use opentelemetry_sdk::trace::{SpanEvents, SpanLinks};
    use proptest::{collection::vec, prelude::*};
    use prost::Message as _;

    use super::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let text = || any::<String>().prop_map(StringValue::from);
        prop_oneof![
            text().prop_map(Value::String),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::I64),
            (-300_i64..300).prop_map(Value::I64),
            any::<f64>().prop_map(Value::F64),
            vec(any::<bool>(), 0..4).prop_map(|it| Value::Array(Array::Bool(it))),
            vec(any::<i64>(), 0..4).prop_map(|it| Value::Array(Array::I64(it))),
            vec(any::<f64>(), 0..4).prop_map(|it| Value::Array(Array::F64(it))),
            vec(text(), 0..4).prop_map(|it| Value::Array(Array::String(it))),
        ]
    }

    fn any_attributes() -> impl Strategy<Value = Vec<KeyValue>> {
        let attribute = (any::<String>(), any_value());
        vec(attribute.prop_map(|(key, value)| KeyValue::new(key, value)), 0..5)
    }

    fn any_time() -> impl Strategy<Value = SystemTime> {
        let past_and_future =
            prop_oneof![Just(0), any::<u32>().prop_map(u64::from), 0..1_u64 << 62];
        let before = (0..9_u64).prop_map(|nanos| UNIX_EPOCH - Duration::from_nanos(nanos));
        let after = past_and_future.prop_map(|nanos| UNIX_EPOCH + Duration::from_nanos(nanos));
        prop_oneof![before, after]
    }

    fn any_context() -> impl Strategy<Value = SpanContext> {
        let state = prop_oneof![
            Just(TraceState::default()),
            Just(TraceState::from_key_value([("vendor", "it"), ("other", "that")]).unwrap()),
        ];
        let ids = (any::<u128>(), any::<u64>());
        (ids, any::<u8>(), any::<bool>(), state).prop_map(
            |((trace, span), flags, remote, state)| {
                let flags = TraceFlags::new(flags);
                SpanContext::new(TraceId::from(trace), SpanId::from(span), flags, remote, state)
            },
        )
    }

    fn any_event() -> impl Strategy<Value = Event> {
        (any::<String>(), any_time(), any_attributes(), any::<u32>()).prop_map(
            |(name, time, attributes, dropped)| Event::new(name, time, attributes, dropped),
        )
    }

    fn any_link() -> impl Strategy<Value = Link> {
        (any_context(), any_attributes(), any::<u32>())
            .prop_map(|(context, attributes, dropped)| Link::new(context, attributes, dropped))
    }

    fn any_status() -> impl Strategy<Value = Status> {
        prop_oneof![Just(Status::Unset), Just(Status::Ok), any::<String>().prop_map(Status::error)]
    }

    fn any_kind() -> impl Strategy<Value = SpanKind> {
        prop_oneof![
            Just(SpanKind::Internal),
            Just(SpanKind::Server),
            Just(SpanKind::Client),
            Just(SpanKind::Producer),
            Just(SpanKind::Consumer),
        ]
    }

    fn any_span() -> impl Strategy<Value = SpanData> {
        let ids = (any_context(), prop_oneof![Just(0), any::<u64>()], any::<bool>());
        let rest = (any_kind(), any::<String>(), any_time(), any_time(), any_status());
        let lists = (any_attributes(), vec(any_event(), 0..3), vec(any_link(), 0..3));
        let dropped = (any::<u32>(), 0..3_u32, 0..300_u32);
        (ids, rest, lists, dropped).prop_map(|(ids, rest, lists, dropped)| {
            let (span_context, parent, parent_span_is_remote) = ids;
            let (span_kind, name, start_time, end_time, status) = rest;
            let (attributes, events, links) = lists;
            let (mut span_events, mut span_links) = (SpanEvents::default(), SpanLinks::default());
            (span_events.events, span_events.dropped_count) = (events, dropped.1);
            (span_links.links, span_links.dropped_count) = (links, dropped.2);
            SpanData {
                span_context,
                parent_span_id: SpanId::from(parent),
                parent_span_is_remote,
                span_kind,
                name: Cow::Owned(name),
                start_time,
                end_time,
                attributes,
                dropped_attributes_count: dropped.0,
                events: span_events,
                links: span_links,
                status,
                instrumentation_scope: InstrumentationScope::default(),
            }
        })
    }

    proptest! {
        #[test]
        fn bytes_are_those_of_the_message(span in any_span()) {
            let mut ours = Vec::new();
            encode(&span, &mut ours);
            prop_assert_eq!(ours, Message::from(span).encode_to_vec());
        }
    }
}
