//! The series that calls make.

use std::collections::BTreeSet;

use genai_otel_core::Instrumentation;
use genai_otel_serve::{Format, PrometheusReader};

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
