//! A collector that repeats what it was sent: credentials come no further than here.

use genai_otel_otlp::{OtlpPipeline, Protocol, Telemetry};
use genai_otel_testkit::{FakeCollector, Reaction};

use crate::{
    AMPLE, end_span,
    protocols::{PROTOCOLS, collector_of, pipeline_by},
};

const ECHO: &str = "bad token Bearer s3cr3tt0ken, known as s3cr3tt0ken or k3yk3y";
const SHOWN: &str = "bad token <redacted>, known as <redacted> or <redacted>";

fn with_credentials(protocol: Protocol, collector: &FakeCollector) -> OtlpPipeline {
    pipeline_by(protocol, collector)
        .without_metrics()
        .header("authorization", "Bearer s3cr3tt0ken")
        .header("x-key", "k3yk3y")
}

/// Everything that is shown of it.
fn shown(telemetry: &Telemetry, told: impl std::fmt::Debug) -> String {
    let health = telemetry.health();
    format!("{told:?}\n{health}\n{health:?}")
}

fn check(shown: &str, context: &str) {
    assert!(shown.contains(SHOWN), "{context}: {shown}");
    assert!(!shown.contains("s3cr3t") && !shown.contains("k3yk3y"), "{context}: {shown}");
}

#[test]
fn refusals_are_told_without_credentials() {
    for protocol in PROTOCOLS {
        for reaction in [
            Reaction::status(400).message(ECHO),
            // Later than anybody waits.
            Reaction::status(503).retry_after(2 * AMPLE).message(ECHO),
            Reaction::partial_success(1, ECHO),
        ] {
            let context = format!("{protocol} {reaction:?}");
            let collector = collector_of(protocol).otherwise(reaction).start().unwrap();
            let telemetry = with_credentials(protocol, &collector).build().unwrap();
            end_span(&telemetry, "chat");
            let told = telemetry.flush(AMPLE).unwrap_err();
            check(&shown(&telemetry, told), &context);
        }
    }
}

#[test]
fn what_is_kept_is_told_without_credentials() {
    for protocol in PROTOCOLS {
        let folder = tempfile::tempdir().unwrap();
        let collector = collector_of(protocol)
            .when(
                |offer| offer.spans.iter().any(|span| span.name == "bad"),
                Reaction::status(400).message(ECHO),
            )
            .start()
            .unwrap();
        let pipeline = with_credentials(protocol, &collector).spool(folder.path());
        let telemetry = pipeline.build().unwrap();
        for name in ["good", "bad", "good"] {
            end_span(&telemetry, name);
        }
        let told = telemetry.shutdown(AMPLE).unwrap_err();
        check(&shown(&telemetry, told), protocol.as_str());
        let aside = std::fs::read_dir(folder.path().join("traces/set-aside")).unwrap();
        let texts: Vec<_> = aside
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
            .map(|path| std::fs::read_to_string(path).unwrap())
            .collect();
        let [text] = &texts[..] else { panic!("{texts:?}") };
        check(text, protocol.as_str());
    }
}

#[test]
fn query_of_the_endpoint_comes_back_to_nobody() {
    let echo = Reaction::status(400).message("no POST /v1/traces?key=s3cr3tt0ken");
    let collector = FakeCollector::builder().otherwise(echo).start().unwrap();
    let url = format!("{}/?key=s3cr3tt0ken", collector.url());
    let pipeline = OtlpPipeline::from_pairs([]).endpoint(url).without_metrics();
    let telemetry = pipeline.build().unwrap();
    end_span(&telemetry, "chat");
    let told = telemetry.flush(AMPLE).unwrap_err();
    let shown = shown(&telemetry, told);
    assert!(shown.contains("no POST /v1/traces?<redacted>"), "{shown}");
    assert!(!shown.contains("s3cr3t"), "{shown}");
}
