//! The printed forms, as literals.

use genai_otel_testkit::{
    CollectedMetric, CollectedSpan, DataPoint, HistogramValue, MetricKind, MetricList, PointValue,
    SpanEvent, SpanKind, SpanLink, SpanStatus, Temporality, TraceTree,
};
use proptest::prelude::*;

/// Times in milliseconds.
fn span(id: &str, parent: &str, name: &str, start: u64, end: u64) -> CollectedSpan {
    let mut span = CollectedSpan::default();
    span.trace_id = "aa".repeat(16);
    span.span_id = id.to_owned();
    span.parent_span_id = Some(parent.to_owned()).filter(|parent| !parent.is_empty());
    span.name = name.to_owned();
    span.kind = SpanKind::Internal;
    span.start_unix_nanos = start * 1_000_000;
    span.end_unix_nanos = end * 1_000_000;
    span
}

fn agent() -> Vec<CollectedSpan> {
    let agent = span("1", "", "invoke_agent guide", 0, 100);
    let mut limited = span("2", "1", "chat gpt-4o", 5, 10);
    limited.kind = SpanKind::Client;
    limited.status = SpanStatus::Error("429 Too Many Requests".to_owned());
    limited.attributes.insert("error.type".to_owned(), "rate_limit_exceeded".into());
    limited.attributes.insert("gen_ai.request.model".to_owned(), "gpt-4o".into());
    let mut chat = span("3", "1", "chat claude-sonnet-4-5", 12, 40);
    chat.kind = SpanKind::Client;
    chat.attributes.insert("gen_ai.usage.input_tokens".to_owned(), 1_200.into());
    let mut event = SpanEvent::default();
    event.name = "gen_ai.choice".to_owned();
    event.unix_nanos = 30_000_000;
    event.attributes.insert("index".to_owned(), 0.into());
    chat.events.push(event);
    let mut link = SpanLink::default();
    (link.trace_id, link.span_id) = (limited.trace_id.clone(), limited.span_id.clone());
    chat.links.push(link);
    let tool = span("4", "3", "execute_tool weather", 41, 42);
    vec![tool, chat, limited, agent]
}

#[test]
fn tree_shows_order_nesting_errors_events_and_links() {
    assert_eq!(
        TraceTree::new().render(&agent()),
        "\
trace · 4 spans · 100 ms
└─ invoke_agent guide · internal · 100 ms
   ├─ chat gpt-4o · client · 5.00 ms · ✗ error: 429 Too Many Requests
   │    error.type            rate_limit_exceeded
   │    gen_ai.request.model  gpt-4o
   └─ chat claude-sonnet-4-5 · client · 28.0 ms
      │ gen_ai.usage.input_tokens  1200
      │ • gen_ai.choice +18.0 ms {index: 0}
      │ → chat gpt-4o
      └─ execute_tool weather · internal · 1.00 ms"
    );
}

#[test]
fn tree_without_durations_and_with_chosen_attributes_is_stable() {
    let tree = TraceTree::new().without_durations().only_attributes(["error.type"]);
    assert_eq!(
        tree.render(&agent()),
        "\
trace · 4 spans
└─ invoke_agent guide · internal
   ├─ chat gpt-4o · client · ✗ error: 429 Too Many Requests
   │    error.type  rate_limit_exceeded
   └─ chat claude-sonnet-4-5 · client
      │ • gen_ai.choice
      │ → chat gpt-4o
      └─ execute_tool weather · internal"
    );
    let hidden = tree.hide_attributes(["error.type"]).render(&agent());
    assert!(!hidden.contains("error.type"), "{hidden}");
}

#[test]
fn identifiers_are_shown_when_asked() {
    let text = TraceTree::new().with_ids().without_durations().render(&agent()[3..]);
    let id = "aa".repeat(16);
    assert_eq!(text, format!("trace {id} · 1 span\n└─ invoke_agent guide · internal · 1"));
}

#[test]
fn oddities_of_a_span_are_named() {
    let mut odd = span("1", "9", "a\nb\u{1b}[2J", 5, 4);
    odd.status = SpanStatus::Ok;
    odd.dropped_attributes = 3;
    odd.duplicate_keys = vec!["k".to_owned()];
    odd.attributes.insert("k".to_owned(), "x".repeat(130).as_str().into());
    let mut link = SpanLink::default();
    link.span_id = "77".to_owned();
    odd.links.push(link);
    let expected = format!(
        "\
trace · 1 span · 0 ns
└─ a\\nb\\u{{1b}}[2J · internal · 0 ns · ok · ends before it starts · parent not received
     k  {}… (130 characters)
     ! sent more than once: k
     ! 3 attributes dropped
     → a span not received",
        "x".repeat(120)
    );
    assert_eq!(TraceTree::new().render(&[odd]), expected);
}

#[test]
fn traces_are_apart_in_the_order_of_their_start_and_services_are_named() {
    let mut later = span("1", "", "later", 50, 60);
    later.trace_id = "00".repeat(16);
    let mut web = span("1", "", "web", 0, 9);
    web.resource.attributes.insert("service.name".to_owned(), "web".into());
    let mut model = span("2", "1", "model", 1, 8);
    model.resource.attributes.insert("service.name".to_owned(), "model".into());
    let tree = TraceTree::new().without_durations();
    assert_eq!(
        tree.render(&[later, model, web]),
        "\
trace · model, web · 2 spans
└─ web · internal
   └─ model · internal · model

trace · 1 span
└─ later · internal"
    );
    assert_eq!(tree.render(&[]), "(no spans)");
}

#[test]
fn spans_that_are_each_others_ancestors_are_cut_open() {
    let ring = [span("1", "2", "a", 0, 1), span("2", "1", "b", 1, 2), span("3", "3", "own", 2, 3)];
    assert_eq!(
        TraceTree::new().without_durations().render(&ring),
        "\
trace · 3 spans
├─ a · internal
│  └─ b · internal
└─ own · internal · parent not received"
    );
}

#[test]
fn first_of_two_spans_with_one_identifier_gets_the_children() {
    let twice =
        [span("1", "", "a", 0, 9), span("1", "", "a again", 1, 9), span("2", "1", "b", 2, 3)];
    assert_eq!(
        TraceTree::new().without_durations().render(&twice),
        "\
trace · 3 spans
├─ a · internal
│  └─ b · internal
└─ a again · internal"
    );
}

#[test]
fn very_deep_trace_prints_every_span_in_linear_space() {
    let spans: Vec<_> = (1..=20_000_u64)
        .map(|n| {
            let parent = if n == 1 { String::new() } else { (n - 1).to_string() };
            span(&n.to_string(), &parent, "s", n, n)
        })
        .collect();
    let text = TraceTree::new().without_durations().render(&spans);
    assert_eq!(text.lines().count(), 20_001);
    assert!(text.ends_with(" · level 20000"), "{}", &text[text.len() - 200..]);
}

proptest! {
    /// Whatever the identifiers, every span is printed once, in the same way for any order of arrival.
    #[test]
    fn every_span_is_printed_once_in_any_order_of_arrival(
        edges in proptest::collection::vec((0_u8..6, 0_u8..6, 0_u64..4), 1..12),
        rotation in 0_usize..12,
    ) {
        let mut spans: Vec<_> = edges
            .iter()
            .enumerate()
            .map(|(n, (id, parent, start))| {
                span(&id.to_string(), &parent.to_string(), &format!("<{n}>"), *start, 5)
            })
            .collect();
        let text = TraceTree::new().render(&spans);
        for n in 0..spans.len() {
            prop_assert_eq!(text.matches(&format!("<{n}>")).count(), 1, "{}", text);
        }
        let middle = rotation % spans.len();
        spans.rotate_left(middle);
        prop_assert_eq!(TraceTree::new().render(&spans), text);
    }
}

fn point(attributes: &[(&str, &str)], value: PointValue) -> DataPoint {
    let mut point = DataPoint::default();
    point.attributes =
        attributes.iter().map(|(key, value)| (key.to_string(), (*value).into())).collect();
    point.value = value;
    point
}

fn histogram(count: u64, sum: f64, min: f64, max: f64, counts: &[u64]) -> PointValue {
    let mut value = HistogramValue::default();
    (value.count, value.sum, value.min, value.max) = (count, Some(sum), Some(min), Some(max));
    (value.bounds, value.bucket_counts) = (vec![4.0, 16.0], counts.to_vec());
    PointValue::Histogram(value)
}

fn metric(name: &str, unit: &str, kind: MetricKind, points: Vec<DataPoint>) -> CollectedMetric {
    let mut metric = CollectedMetric::default();
    (metric.name, metric.unit) = (name.to_owned(), unit.to_owned());
    (metric.kind, metric.points) = (kind, points);
    metric
}

fn metrics() -> Vec<CollectedMetric> {
    let cumulative = Temporality::Cumulative;
    let histograms = MetricKind::Histogram { temporality: cumulative };
    vec![
        metric(
            "gen_ai.client.token.usage",
            "{token}",
            histograms,
            vec![
                point(&[("gen_ai.token.type", "output")], histogram(2, 10.0, 4.0, 6.0, &[1, 1, 0])),
                point(
                    &[("gen_ai.token.type", "input")],
                    histogram(2, 136.0, 12.0, 124.0, &[0, 1, 1]),
                ),
            ],
        ),
        metric(
            "gen_ai.client.operation.duration",
            "s",
            histograms,
            vec![point(&[], histogram(1, 0.012_345_678, 0.01, 0.01, &[1, 0, 0]))],
        ),
        metric(
            "genai_otel.attempts",
            "{attempt}",
            MetricKind::Sum { temporality: cumulative, monotonic: true },
            vec![point(&[("error.type", "timeout")], PointValue::Int(3))],
        ),
        metric("load", "", MetricKind::Gauge, vec![point(&[], PointValue::Double(0.25))]),
    ]
}

#[test]
fn metrics_are_sorted_and_aligned() {
    assert_eq!(
        MetricList::new().render(&metrics()),
        "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 1 · sum 0.0123457 · min 0.01 · max 0.01
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 2 · sum 136 · min 12 · max 124  {gen_ai.token.type: input}
└─ count 2 · sum 10 · min 4 · max 6      {gen_ai.token.type: output}
genai_otel.attempts · counter · {attempt} · cumulative
└─ 3  {error.type: timeout}
load · gauge
└─ 0.25"
    );
    assert_eq!(MetricList::new().render(&[]), "(no metrics)");
}

#[test]
fn metrics_without_durations_hide_what_the_clock_decides() {
    let list = MetricList::new().without_durations().with_buckets().hide_attributes(["error.type"]);
    assert_eq!(
        list.render(&metrics()),
        "\
gen_ai.client.operation.duration · histogram · s · cumulative
└─ count 1
gen_ai.client.token.usage · histogram · {token} · cumulative
├─ count 2 · sum 136 · min 12 · max 124 · ≤16: 1 · >16: 1  {gen_ai.token.type: input}
└─ count 2 · sum 10 · min 4 · max 6 · ≤4: 1 · ≤16: 1       {gen_ai.token.type: output}
genai_otel.attempts · counter · {attempt} · cumulative
└─ 3
load · gauge
└─ 0.25"
    );
}
