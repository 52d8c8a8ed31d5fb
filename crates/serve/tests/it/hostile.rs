//! Whatever others put into names and values, a page stays readable.

use std::collections::BTreeMap;

use genai_otel_serve::{Format, PrometheusReader};
use opentelemetry::{InstrumentationScope, KeyValue, Value, metrics::MeterProvider as _};
use opentelemetry_sdk::{Resource, metrics::SdkMeterProvider};
use proptest::{collection::vec, prelude::*};

use super::{
    exposition::{exposed, provider},
    parser::{Family, parse},
};

const FORMATS: [Format; 2] = [Format::Text, Format::OpenMetrics];

/// The labels of all series of a family.
fn labels<'a>(families: &'a [Family], name: &str) -> Vec<&'a BTreeMap<String, String>> {
    let family = families.iter().find(|family| family.name == name).unwrap();
    family.samples.iter().map(|sample| &sample.labels).collect()
}

/// What the label `x` says of a counter with this value for it.
fn shown(value: &str, format: Format) -> String {
    let reader = PrometheusReader::builder().without_scope_labels();
    let text = exposed(reader, format, |provider| {
        let calls = provider.meter("shop").u64_counter("calls").build();
        calls.add(1, &[KeyValue::new("x", value.to_owned())]);
    });
    let families = parse(&text, format).unwrap();
    let name = if format == Format::Text { "calls_total" } else { "calls" };
    labels(&families, name)[0]["x"].clone()
}

#[test]
fn values_come_through_as_they_are() {
    let values = [
        "a\nb",
        "\"",
        "\\",
        "\\n",
        "\\\"",
        "a\\",
        "}",
        "{x=\"y\"} 1\nevil 2",
        "# EOF\n",
        "é\u{1f980}\u{2028}",
        "\t",
    ];
    for (value, format) in values.iter().flat_map(|value| FORMATS.map(|format| (*value, format))) {
        assert_eq!(shown(value, format), value);
    }
}

#[test]
fn what_parsers_disagree_about_is_replaced() {
    // Lone surrogates, and a byte that begins nothing: as far as Rust lets them.
    let invalid = String::from_utf8_lossy(b"a\xed\xa0\x80b\xffc");
    let values = [
        ("a\0b", "a\u{fffd}b"),
        ("a\r\nb", "a\u{fffd}\nb"),
        ("\u{1b}[2J", "\u{fffd}[2J"),
        ("\u{85}", "\u{fffd}"),
        (&*invalid, "a\u{fffd}\u{fffd}\u{fffd}b\u{fffd}c"),
    ];
    for ((value, expected), format) in
        values.iter().flat_map(|it| FORMATS.map(|format| (it, format)))
    {
        assert_eq!(&shown(value, format), expected);
    }
}

#[test]
fn a_megabyte_is_cut() {
    for text in ["x", "é", "\"", "\n", "\0"] {
        let value = text.repeat(1_000_000 / text.len());
        let shown = shown(&value, Format::Text);
        assert!((4_000..=3 * 4_096).contains(&shown.len()), "{}", shown.len());
        assert!(shown.ends_with('…'));
    }
}

#[test]
fn ten_thousand_values_are_as_many_series_as_the_sdk_keeps() {
    let reader = PrometheusReader::builder().without_scope_labels().build();
    let provider = provider(&reader);
    let calls = provider.meter("shop").u64_counter("calls").build();
    for number in 0..10_000 {
        calls.add(1, &[KeyValue::new("x", format!("{number}\"\n\\"))]);
    }
    let families = parse(&reader.expose(Format::Text).unwrap(), Format::Text).unwrap();
    let samples = &families.iter().find(|family| family.name == "calls_total").unwrap().samples;
    assert!(samples.len() <= 2_001, "{}", samples.len());
    assert_eq!(samples.iter().map(|sample| sample.value).sum::<f64>(), 10_000.0);
    assert!(samples.iter().any(|sample| sample.labels.contains_key("otel_metric_overflow")));
}

#[test]
fn a_page_ends_where_it_gets_too_long() {
    let reader = PrometheusReader::builder().without_scope_labels().max_bytes(10_000).build();
    let provider = provider(&reader);
    let meter = provider.meter("shop");
    let calls = meter.u64_counter("calls").build();
    for number in 0..1_000 {
        calls.add(1, &[KeyValue::new("x", number)]);
    }
    meter.u64_gauge("z").build().record(1, &[]);
    for format in FORMATS {
        let text = reader.expose(format).unwrap();
        assert!(text.len() <= 10_000 + "# EOF\n".len());
        let families = parse(&text, format).unwrap();
        let shown: usize = families.iter().map(|family| family.samples.len()).sum();
        // The series of the process is one.
        assert_eq!(reader.counts().series_left_out, u64::try_from(1_002 - shown).unwrap());
        assert!(shown > 300, "{shown}");
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<String>().prop_map(Value::from),
        vec(any::<char>(), 0..8)
            .prop_map(|chars| Value::from(chars.into_iter().collect::<String>())),
        "[\\\\\"\n\0\r{},= #a]{0,12}".prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        vec("[\\\\\"\n,a]{0,3}".prop_map(Into::into), 0..3)
            .prop_map(|texts: Vec<opentelemetry::StringValue>| Value::Array(texts.into())),
    ]
}

fn any_key() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-b._]{0,4}",
        Just("le".to_owned()),
        Just("__name__".to_owned()),
        Just("otel.scope.name".to_owned()),
        Just("job".to_owned()),
    ]
}

fn attributes() -> impl Strategy<Value = Vec<KeyValue>> {
    vec((any_key(), any_value()).prop_map(|(key, value)| KeyValue::new(key, value)), 0..5)
}

/// One measurement: which of a few names, the kind, a unit, a description, its attributes.
type Measurement = (usize, u8, String, String, Vec<KeyValue>, f64);

fn measurement() -> impl Strategy<Value = Measurement> {
    let unit = prop_oneof![Just("s".to_owned()), Just("1".to_owned()), "[ -~]{0,8}"];
    (0..NAMES.len(), 0..6_u8, unit, any::<String>(), attributes(), any::<f64>())
}

/// Some of them want each other's series.
const NAMES: [&str; 8] =
    ["a", "a.count", "a_total", "a.bucket", "A/b-c", "target", "target.info", "a.created"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_breaks_a_page(
        measurements in vec(measurement(), 0..24),
        scope in any::<String>(),
        scope_attributes in attributes(),
        resource in attributes(),
        labels_scopes: bool,
    ) {
        let builder = PrometheusReader::builder().start_times();
        let reader = if labels_scopes { builder } else { builder.without_scope_labels() }.build();
        let provider = SdkMeterProvider::builder()
            .with_resource(Resource::builder_empty().with_attributes(resource).build())
            .with_reader(reader.clone())
            .build();
        let scope = InstrumentationScope::builder(scope).with_attributes(scope_attributes).build();
        for (name, kind, unit, help, attributes, number) in measurements {
            let name = NAMES[name];
            let meter = if kind % 2 == 0 { provider.meter_with_scope(scope.clone()) } else { provider.meter("b") };
            match kind {
                0 => meter.f64_counter(name).with_unit(unit).with_description(help).build().add(number.abs(), &attributes),
                1 => meter.f64_up_down_counter(name).with_unit(unit).with_description(help).build().add(number, &attributes),
                2 => meter.f64_gauge(name).with_unit(unit).with_description(help).build().record(number, &attributes),
                3 => meter.u64_counter(name).with_unit(unit).with_description(help).build().add(3, &attributes),
                4 => meter.f64_histogram(name).with_unit(unit).with_description(help).build().record(number, &attributes),
                _ => meter
                    .f64_histogram(name)
                    .with_boundaries(vec![-1.0, 0.0, 1.0])
                    .with_description(help)
                    .build()
                    .record(number, &attributes),
            }
        }
        for format in FORMATS {
            let text = reader.expose(format).unwrap();
            let parsed = parse(&text, format);
            prop_assert!(parsed.is_ok(), "{}\n{text}", parsed.unwrap_err());
            // The same again: what is shown does not depend on the order of a hash.
            prop_assert_eq!(reader.expose(format).unwrap(), text);
        }
    }
}
