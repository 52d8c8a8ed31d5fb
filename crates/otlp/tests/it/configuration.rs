//! What is set in code, and what is shown of it.

use std::time::Duration;

use genai_otel_otlp::{
    Batch, Compression, ConsoleMetricExporter, ConsoleSpanExporter, OtlpPipeline, SetupError,
    Telemetry,
};
use opentelemetry_sdk::{
    metrics::Temporality,
    trace::{Sampler, SpanLimits},
};

/// Every variable that code can overrule, with values that would be seen.
fn loud_environment() -> OtlpPipeline {
    let pairs = [
        ("OTEL_SERVICE_NAME", "env"),
        ("OTEL_RESOURCE_ATTRIBUTES", "team=env,service.version=env"),
        ("OTEL_TRACES_SAMPLER", "always_off"),
        ("OTEL_BSP_SCHEDULE_DELAY", "111"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "111"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "11"),
        ("OTEL_BSP_EXPORT_TIMEOUT", "111"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "111"),
        ("OTEL_BLRP_MAX_QUEUE_SIZE", "111"),
        ("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "11"),
        ("OTEL_BLRP_EXPORT_TIMEOUT", "111"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "111"),
        ("OTEL_METRIC_EXPORT_TIMEOUT", "111"),
        ("OTEL_SPAN_EVENT_COUNT_LIMIT", "111"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://env"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://env/traces"),
        ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://env/logs"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=env-s3cr3t,x-env=env-s3cr3t"),
        ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "111"),
        ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "gzip"),
        ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "lowmemory"),
    ];
    OtlpPipeline::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

fn quiet() -> OtlpPipeline {
    OtlpPipeline::from_pairs([])
}

fn with_everything(pipeline: OtlpPipeline) -> OtlpPipeline {
    let limits = SpanLimits { max_events_per_span: 5, ..SpanLimits::default() };
    pipeline
        .service_name("shop")
        .service_version("1.4.0")
        .service_namespace("web")
        .deployment_environment("test")
        .resource_attribute("team", "search")
        .resource_attribute("shard", 7)
        .endpoint("http://code:4318/?key=code-s3cr3t")
        .header("X-Key", "code-s3cr3t")
        .timeout(Duration::from_secs(3))
        .compression(Compression::None)
        .sampler(Sampler::AlwaysOn)
        .span_limits(limits)
        .batch(
            Batch::default()
                .max_queue_size(64)
                .max_export_batch_size(32)
                .schedule_delay(Duration::from_millis(20))
                .export_timeout(Duration::from_secs(2)),
        )
        .log_batch(
            Batch::default()
                .max_queue_size(16)
                .max_export_batch_size(8)
                .schedule_delay(Duration::from_millis(40))
                .export_timeout(Duration::from_millis(1_500)),
        )
        .metric_interval(Duration::from_secs(7))
        .metric_export_timeout(Duration::ZERO)
        .temporality(Temporality::Delta)
        .shutdown_timeout(Duration::from_secs(1))
}

#[test]
fn code_wins_over_the_environment() {
    let config = with_everything(loud_environment()).config().unwrap().to_string();
    let (exports, resource) = config.split_once("resource:\n").unwrap();
    assert_eq!(
        exports,
        "traces: http://code:4318/v1/traces?<redacted>\n  \
           http/protobuf, compression none, timeout 2s, headers x-env, x-key\n  \
           batches of 32 every 20ms, queue of 64\n  \
           sampler AlwaysOn\n  \
           at most 128 attributes, 5 events (128 attributes), 128 links (128 attributes)\n\
         metrics: http://code:4318/v1/metrics?<redacted>\n  \
           http/protobuf, compression none, timeout 3s, headers x-env, x-key\n  \
           every 7s, Delta\n\
         logs: http://code:4318/v1/logs?<redacted>\n  \
           http/protobuf, compression none, timeout 1.5s, headers x-env, x-key\n  \
           batches of 8 every 40ms, queue of 16\n\
         propagators: tracecontext, baggage\n\
         shutdown: within 1s\n"
    );
    let ours: Vec<_> = resource
        .lines()
        .filter(|line| {
            ["service.n", "service.v", "deploy", "team", "shard"].iter().any(|it| line.contains(it))
        })
        .collect();
    assert_eq!(
        ours,
        [
            "  deployment.environment.name = test",
            "  service.name = shop",
            "  service.namespace = web",
            "  service.version = 1.4.0",
            "  shard = 7",
            "  team = search",
        ]
    );
}

#[test]
fn every_attribute_keeps_to_its_line() {
    let config =
        quiet().service_name("shop\ntraces: nowhere").resource_attribute("a\r\nb", "c\u{1b}[2J");
    let config = config.config().unwrap().to_string();
    let ours: Vec<_> =
        config.lines().filter(|line| line.contains("shop") || line.contains("a\\r")).collect();
    assert_eq!(
        ours,
        [r"  a\r\nb = c\u{1b}[2J", r"  service.name = shop\ntraces: nowhere"],
        "{config}"
    );
}

#[test]
fn signals_may_go_to_different_places() {
    let pipeline = quiet().endpoint("http://base").metrics_endpoint("http://m/in").without_traces();
    let config = pipeline.config().unwrap().to_string();
    assert!(config.starts_with("traces: not exported\nmetrics: http://m/in\n"), "{config}");
    let pipeline = quiet().endpoint("http://base").traces_endpoint("http://t/in").without_metrics();
    let config = pipeline.config().unwrap().to_string();
    assert!(config.starts_with("traces: http://t/in\n"), "{config}");
    assert!(config.contains("metrics: not exported\n"), "{config}");
    let pipeline = quiet().endpoint("http://base").logs_endpoint("http://l/in");
    let config = pipeline.config().unwrap().to_string();
    assert!(config.contains("\nlogs: http://l/in\n"), "{config}");
    let config = pipeline.without_logs().config().unwrap().to_string();
    assert!(config.contains("\nlogs: not exported\n"), "{config}");
}

#[test]
fn console_is_beside_the_collector_or_instead() {
    let exports = |pipeline: OtlpPipeline| {
        let config = pipeline.config().unwrap().to_string();
        config.split("propagators").next().unwrap().to_owned()
    };
    let sampled = "  sampler ParentBased(AlwaysOn)\n  \
         at most 128 attributes, 128 events (128 attributes), 128 links (128 attributes)\n";
    assert_eq!(
        exports(quiet().console()),
        format!(
            "traces: http://localhost:4318/v1/traces\n  \
               http/protobuf, compression none, timeout 10s, headers none\n  \
               batches of 512 every 5s, queue of 2048\n  \
               also printed on standard output\n\
             {sampled}\
             metrics: http://localhost:4318/v1/metrics\n  \
               http/protobuf, compression none, timeout 10s, headers none\n  \
               every 60s, Cumulative\n  \
               also printed on standard output every 10s\n\
             logs: http://localhost:4318/v1/logs\n  \
               http/protobuf, compression none, timeout 10s, headers none\n  \
               batches of 512 every 1s, queue of 2048\n"
        )
    );
    assert_eq!(
        exports(quiet().console().without_otlp().metric_interval(Duration::from_secs(1))),
        format!(
            "traces: printed on standard output\n{sampled}\
             metrics: printed on standard output every 1s\n\
             logs: not exported\n"
        )
    );
    assert_eq!(
        exports(quiet().console().without_traces().without_otlp()),
        "traces: not exported\nmetrics: printed on standard output every 10s\nlogs: not exported\n"
    );
    let nothing = "traces: not exported\nmetrics: not exported\nlogs: not exported\n";
    assert_eq!(exports(quiet().without_otlp()), nothing);
    let disabled = [("OTEL_SDK_DISABLED".to_owned(), "true".to_owned())];
    assert_eq!(
        exports(OtlpPipeline::from_pairs(disabled).console()),
        format!("disabled by OTEL_SDK_DISABLED\n{nothing}")
    );
}

#[test]
fn bad_settings_are_refused_by_name() {
    let refused = |pipeline: OtlpPipeline| pipeline.config().unwrap_err().to_string();
    for (pipeline, message) in [
        (
            quiet().endpoint("nowhere"),
            "the setting `endpoint` is `nowhere`, expected a URL such as `http://localhost:4318`",
        ),
        (
            quiet().header("a b", "s3cr3t"),
            "the setting `header` is `<redacted>`, expected a header name of letters, digits and `-`",
        ),
        (
            quiet().metric_interval(Duration::ZERO),
            "the setting `metric_interval` is `0ns`, expected a duration between 1ms and 2147483.647s",
        ),
        (
            quiet().batch(Batch::default().max_queue_size(0)),
            "the setting `max_queue_size` is `0`, expected a whole number between 1 and 1000000",
        ),
        (
            quiet().batch(Batch::default().max_export_batch_size(9_999)),
            "the setting `max_export_batch_size` is `9999`, expected at most the queue's size, 2048",
        ),
        (
            quiet().service_name(" "),
            "the setting `service_name` is ``, expected a name that is not empty",
        ),
    ] {
        assert_eq!(refused(pipeline), message);
    }
    assert!(quiet().timeout(Duration::MAX).config().is_err());
    assert!(quiet().batch(Batch::default().schedule_delay(Duration::ZERO)).config().is_err());
}

#[test]
fn no_secret_is_shown_anywhere() {
    let pipeline = with_everything(loud_environment()).without_metrics();
    let telemetry = pipeline.clone().build().unwrap();
    let config = telemetry.config();
    let shown = format!(
        "{pipeline:?} {pipeline:#?} {config} {config:?} {config:#?} {telemetry:?} {telemetry:#?}"
    );
    assert!(shown.contains("x-key"), "{shown}");
    assert!(!shown.contains("s3cr3t"), "{shown}");
}

#[test]
fn telemetry_may_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Telemetry>();
    shared::<OtlpPipeline>();
    shared::<ConsoleSpanExporter>();
    shared::<ConsoleMetricExporter>();
    shared::<SetupError>();
}
