//! The series that calls make.

use std::collections::BTreeSet;

use genai_otel_core::Instrumentation;
use genai_otel_serve::{Format, PrometheusReader};
use opentelemetry::metrics::MeterProvider as _;

use super::{exposition::provider, parser::parse};

#[test]
fn what_a_call_used_is_in_the_page() {
    let reader = PrometheusReader::new();
    let provider = provider(&reader);
    let instrumentation = Instrumentation::builder().meter_provider(provider.clone()).build();
    let call =
        instrumentation.track_llm_call("openai", "gpt-4o").agent("guide").team("search").start();
    call.set_token_usage(120, 30);
    call.finish();
    let page = parse(&reader.expose(Format::Text).unwrap(), Format::Text).unwrap();
    let tokens = page.iter().find(|family| family.name == "gen_ai_client_token_usage").unwrap();
    let sums = tokens.samples.iter().filter(|sample| sample.name.ends_with("_sum"));
    let sums: BTreeSet<_> =
        sums.map(|sum| (sum.labels["gen_ai_token_type"].as_str(), sum.value.to_string())).collect();
    assert_eq!(sums, BTreeSet::from([("input", "120".to_owned()), ("output", "30".to_owned())]));
    let scope: Vec<_> =
        tokens.samples[0].labels.iter().filter(|(name, _)| name.starts_with("otel_")).collect();
    assert_eq!(scope.len(), 3, "{scope:?}");
    // Until here: what it collects ends with it.
    drop(provider);
}

/// Every metric of ours is shown under the name that the guide lists, whether or not a call makes it.
#[test]
fn the_guide_lists_the_names_of_all_our_metrics() {
    let described = table("docs/reference/metrics.md", "| Name | Instrument | Unit |");
    let reader = PrometheusReader::new();
    let meter = provider(&reader);
    let mut expected = Vec::new();
    for row in &described {
        let (name, unit) = (row[0].split('`').nth(1).unwrap().to_owned(), row[2].replace('`', ""));
        let meter = meter.meter("ours");
        match row[1].split(" of").next().unwrap() {
            "histogram" => {
                meter.f64_histogram(name.clone()).with_unit(unit).build().record(1.0, &[])
            }
            "counter" => meter.u64_counter(name.clone()).with_unit(unit).build().add(1, &[]),
            "up-down counter" => {
                meter.i64_up_down_counter(name.clone()).with_unit(unit).build().add(1, &[])
            }
            "gauge" => meter.u64_gauge(name.clone()).with_unit(unit).build().record(1, &[]),
            other => panic!("{other}"),
        }
        if expected.last() != Some(&name) {
            expected.push(name);
        }
    }
    let page = parse(&reader.expose(Format::Text).unwrap(), Format::Text).unwrap();
    let shown: BTreeSet<_> =
        page.into_iter().map(|family| family.name).filter(|name| name != "target_info").collect();
    let listed = table("docs/guide/prometheus.md", "| OpenTelemetry | kind | Prometheus |");
    let names: Vec<_> = listed.iter().map(|row| row[0].replace('`', "")).collect();
    assert_eq!(names, expected);
    assert_eq!(listed.iter().map(|row| row[2].replace('`', "")).collect::<BTreeSet<_>>(), shown);
}

/// The cells of the rows below this head.
fn table(path: &str, head: &str) -> Vec<Vec<String>> {
    let path = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let cells =
        |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    rows.take_while(|line| line.starts_with('|')).map(cells).collect()
}
