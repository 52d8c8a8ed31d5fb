//! The quickstart tells what it says it tells.

#[allow(dead_code, reason = "only `main` is not called here")]
#[path = "../quickstart.rs"]
mod quickstart;

use genai_otel::OtlpPipeline;
use genai_otel_testkit::{FakeCollector, MetricList, TraceTree, merge_metrics};

#[tokio::test(flavor = "multi_thread")]
async fn collector_receives_the_whole_story() {
    let collector = FakeCollector::start().unwrap();
    let pipeline =
        OtlpPipeline::from_pairs([]).service_name("quickstart").endpoint(collector.url());

    let (answer, telemetry) = quickstart::run(pipeline).await.unwrap();
    quickstart::finish(telemetry).await.unwrap();

    assert_eq!(
        answer,
        "Light layers for Lisbon\n21 °C and dry: take a light jacket for the evening."
    );
    let trace = TraceTree::new()
        .without_durations()
        .hide_attributes(["gen_ai.response.time_to_first_chunk"])
        .hide_attributes(["genai_otel.output_tokens_per_second"]);
    assert_eq!(trace.render(&collector.spans()), include_str!("quickstart.trace.txt").trim_end());
    let metrics = MetricList::new().without_durations();
    assert_eq!(
        metrics.render(&merge_metrics(&collector.metrics())),
        include_str!("quickstart.metrics.txt").trim_end()
    );
}
