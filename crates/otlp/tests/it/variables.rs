//! Every variable: read when good, refused when bad, passed over when empty.

use std::collections::BTreeSet;

use genai_otel_otlp::{OtlpPipeline, SetupError, VARIABLES};

struct Case {
    variable: &'static str,
    /// Other variables it needs to be seen.
    with: &'static [(&'static str, &'static str)],
    /// Values, and what the description shows for each, which it does not show without.
    good: &'static [(&'static str, &'static str)],
    bad: &'static [&'static str],
}

const fn case(
    variable: &'static str,
    good: &'static [(&'static str, &'static str)],
    bad: &'static [&'static str],
) -> Case {
    Case { variable, with: &[], good, bad }
}

const fn with(with: &'static [(&'static str, &'static str)], case: Case) -> Case {
    Case { with, ..case }
}

const NO_COUNT: &[&str] = &["-1", "1.5", "many", "2147483648", "0x10"];
const NO_POSITIVE: &[&str] = &["0", "-1", "1.5", "5s", "2147483648", "99999999999999999999999"];
const NO_URL: &[&str] = &[
    "collector:4318",
    "ftp://h",
    "http://",
    "https://u:p@h",
    "http://u:p@h",
    "http://h:70000",
    "/",
];
const NO_HEADERS: &[&str] = &["key", "=v", "k=%zz", "a b=c", "content-type=x", "k=%0A"];
const NO_COMPRESSION: &[&str] = &["br", "deflate", "1"];
const NO_PROTOCOL: &[&str] = &["http", "json", "http/xml", "grpc/json"];
/// A file that is there, and is no PEM.
const NO_PEM: &[&str] = &["/nowhere/ca.pem", "Cargo.toml", "/"];
const GRPC: (&str, &str) = ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
const NO_FLAG: &[&str] = &["yes", "1", "insecure"];
const NO_EXPORTER: &[&str] = &[
    "zipkin",
    "prometheus",
    "logging",
    "otlp,none",
    "none,none",
    "console, none",
    "console,zipkin",
    "otlp,",
    ",",
    "otlp console",
    "stdout",
    "yes",
];
const NO_METRIC_EXPORTER: &[&str] = &[
    "zipkin",
    "logging",
    "prometheus,none",
    "otlp,none",
    "console, none",
    "console,zipkin",
    "prometheus,",
    "otlp prometheus",
    "stdout",
];
const NO_LOG_EXPORTER: &[&str] =
    &["console", "otlp,console", "zipkin", "logging", "otlp,none", "otlp,", ",", "stdout", "yes"];
const PROMETHEUS: &[(&str, &str)] = &[("OTEL_METRICS_EXPORTER", "prometheus")];
const RATIO: &[(&str, &str)] = &[("OTEL_TRACES_SAMPLER", "traceidratio")];

const CASES: &[Case] = &[
    case("OTEL_SDK_DISABLED", &[("true", "disabled"), ("TRUE", "disabled")], &["yes", "1", "0"]),
    case(
        "OTEL_SERVICE_NAME",
        &[("cart", "service.name = cart\n"), (" a b ", "service.name = a b\n")],
        &[],
    ),
    case(
        "OTEL_RESOURCE_ATTRIBUTES",
        &[("team=a%2Cb, x = y ", "\n  team = a,b")],
        &["team", "=a", "a=%4", "a=1,%FF=2"],
    ),
    case(
        "OTEL_PROPAGATORS",
        &[("none", "propagators: none\n"), ("Baggage,baggage", "propagators: baggage\n")],
        &["b3", "tracecontext,none", "tracecontext,", "x"],
    ),
    case(
        "OTEL_TRACES_SAMPLER",
        &[
            ("always_on", "sampler AlwaysOn\n"),
            ("always_off", "sampler AlwaysOff\n"),
            ("traceidratio", "sampler TraceIdRatioBased(1.0)\n"),
            ("parentbased_always_off", "sampler ParentBased(AlwaysOff)\n"),
            ("ParentBased_TraceIdRatio", "sampler ParentBased(TraceIdRatioBased(1.0))\n"),
        ],
        &["jaeger_remote", "parentbased_jaeger_remote", "xray", "sometimes"],
    ),
    with(
        RATIO,
        case(
            "OTEL_TRACES_SAMPLER_ARG",
            &[("0.25", "TraceIdRatioBased(0.25)"), ("0", "TraceIdRatioBased(0.0)")],
            &["-0.1", "1.1", "NaN", "inf", "10%"],
        ),
    ),
    case(
        "OTEL_TRACES_EXPORTER",
        &[
            ("none", "traces: not exported\nmetrics: http"),
            ("console", "traces: printed on standard output\n  sampler ParentBased(AlwaysOn)\n"),
            ("Console, OTLP", "queue of 2048\n  also printed on standard output\n  sampler "),
            ("otlp,console,console", "queue of 2048\n  also printed on standard output\n"),
        ],
        NO_EXPORTER,
    ),
    with(
        &[("OTEL_METRICS_EXPORTER", "none")],
        case(
            "OTEL_TRACES_EXPORTER",
            &[(" console ", "traces: printed on standard output\n")],
            NO_EXPORTER,
        ),
    ),
    case(
        "OTEL_METRICS_EXPORTER",
        &[
            ("NONE", "metrics: not exported\n"),
            ("console", "metrics: printed on standard output every 10s\n"),
            (
                "console,otlp",
                "every 60s, Cumulative\n  also printed on standard output every 10s\n",
            ),
            (
                "prometheus",
                "metrics: not exported\nlogs: http://localhost:4318/v1/logs\n  http/protobuf, compression none, \
                 timeout 10s, headers none\n  batches of 512 every 1s, queue of 2048\nmetrics for Prometheus: localhost, \
                 port 9464\nmetrics about the export itself, too\n",
            ),
            ("otlp, Prometheus,console", "metrics for Prometheus: localhost, port 9464\n"),
        ],
        NO_METRIC_EXPORTER,
    ),
    with(
        &[("OTEL_METRICS_EXPORTER", "console")],
        case("OTEL_METRIC_EXPORT_INTERVAL", &[("1000", "output every 1s\n")], NO_POSITIVE),
    ),
    with(
        PROMETHEUS,
        case(
            "OTEL_EXPORTER_PROMETHEUS_HOST",
            &[
                ("0.0.0.0", "Prometheus: 0.0.0.0, port 9464\n"),
                (" [::1] ", "Prometheus: [::1], port 9464\n"),
                ("metrics.internal", "Prometheus: metrics.internal, port 9464\n"),
            ],
            &["http://localhost", "localhost:9464", "[::1]:9464", "a b", "/", "a/metrics"],
        ),
    ),
    with(
        PROMETHEUS,
        case(
            "OTEL_EXPORTER_PROMETHEUS_PORT",
            &[("0", "localhost, port 0\n"), ("65535", "localhost, port 65535\n")],
            &["-1", "65536", "http", "9464/metrics"],
        ),
    ),
    case("OTEL_LOGS_EXPORTER", &[("NONE", "logs: not exported\n")], NO_LOG_EXPORTER),
    case("OTEL_BLRP_SCHEDULE_DELAY", &[("250", "every 250ms, queue")], NO_POSITIVE),
    case(
        "OTEL_BLRP_MAX_QUEUE_SIZE",
        &[("4096", "queue of 4096"), ("100", "batches of 100 every 1s, queue of 100")],
        &["0", "-1", "1000001", "many"],
    ),
    case(
        "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE",
        &[("64", "batches of 64"), ("2048", "batches of 2048")],
        &["0", "2049", "x"],
    ),
    case("OTEL_BLRP_EXPORT_TIMEOUT", &[("2500", "timeout 2.5s")], NO_COUNT),
    case("OTEL_BSP_SCHEDULE_DELAY", &[("250", "every 250ms, queue")], NO_POSITIVE),
    case(
        "OTEL_BSP_MAX_QUEUE_SIZE",
        &[("4096", "queue of 4096"), ("100", "batches of 100 every 5s, queue of 100")],
        &["0", "-1", "1000001", "many"],
    ),
    case(
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
        &[("64", "batches of 64"), ("2048", "batches of 2048")],
        &["0", "2049", "x"],
    ),
    case("OTEL_BSP_EXPORT_TIMEOUT", &[("2500", "timeout 2.5s")], NO_COUNT),
    case("OTEL_METRIC_EXPORT_INTERVAL", &[("1000", "every 1s, Cumulative")], NO_POSITIVE),
    case("OTEL_METRIC_EXPORT_TIMEOUT", &[("2500", "timeout 2.5s")], NO_COUNT),
    case("OTEL_ATTRIBUTE_COUNT_LIMIT", &[("7", "at most 7 attributes")], NO_COUNT),
    with(
        &[("OTEL_ATTRIBUTE_COUNT_LIMIT", "9")],
        case(
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
            &[("7", "at most 7 attributes"), ("0", "at most 0 attributes")],
            NO_COUNT,
        ),
    ),
    case("OTEL_SPAN_EVENT_COUNT_LIMIT", &[("7", " 7 events (128")], NO_COUNT),
    case("OTEL_SPAN_LINK_COUNT_LIMIT", &[("7", " 7 links (128")], NO_COUNT),
    case("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", &[("7", " 128 events (7 attributes)")], NO_COUNT),
    case("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", &[("7", " 128 links (7 attributes)")], NO_COUNT),
    case(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        &[
            ("http://c:1/x/", "traces: http://c:1/x/v1/traces\n"),
            ("http://c", "metrics: http://c/v1/metrics\n"),
            ("http://c", "logs: http://c/v1/logs\n"),
        ],
        NO_URL,
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://base")],
        case(
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
            &[("http://c:1/x", "traces: http://c:1/x\n"), ("http://c", "traces: http://c/\n")],
            NO_URL,
        ),
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://base")],
        case(
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
            &[("http://c:1/x", "metrics: http://c:1/x\n")],
            NO_URL,
        ),
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://base")],
        case(
            "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
            &[("http://c:1/x", "logs: http://c:1/x\n")],
            NO_URL,
        ),
    ),
    case("OTEL_EXPORTER_OTLP_HEADERS", &[("x-b=1, x-a = 2%203", "headers x-a, x-b\n")], NO_HEADERS),
    with(
        &[("OTEL_EXPORTER_OTLP_HEADERS", "x-all=1")],
        case(
            "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
            &[("x-own=1", "headers x-own\n  batches of 512 every 5s")],
            NO_HEADERS,
        ),
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_HEADERS", "x-all=1")],
        case(
            "OTEL_EXPORTER_OTLP_METRICS_HEADERS",
            &[("x-own=1", "headers x-own\n  every")],
            NO_HEADERS,
        ),
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_HEADERS", "x-all=1")],
        case(
            "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
            &[("x-own=1", "headers x-own\n  batches of 512 every 1s")],
            NO_HEADERS,
        ),
    ),
    case(
        "OTEL_EXPORTER_OTLP_TIMEOUT",
        &[("1500", "timeout 1.5s"), ("0", "timeout no limit")],
        NO_COUNT,
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_TIMEOUT", "9000")],
        case(
            "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
            &[("1500", "timeout 1.5s, headers none\n  batches of 512 every 5s")],
            NO_COUNT,
        ),
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_TIMEOUT", "9000")],
        case(
            "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT",
            &[("1500", "timeout 1.5s, headers none\n  every")],
            NO_COUNT,
        ),
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_TIMEOUT", "9000")],
        case(
            "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT",
            &[("1500", "timeout 1.5s, headers none\n  batches of 512 every 1s")],
            NO_COUNT,
        ),
    ),
    case(
        "OTEL_EXPORTER_OTLP_COMPRESSION",
        &[("gzip", "compression gzip"), ("GZIP", "compression gzip")],
        NO_COMPRESSION,
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")],
        case(
            "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
            &[("none", "compression none, timeout 10s, headers none\n  batches of 512 every 5s")],
            NO_COMPRESSION,
        ),
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")],
        case(
            "OTEL_EXPORTER_OTLP_METRICS_COMPRESSION",
            &[("none", "compression none, timeout 10s, headers none\n  every")],
            NO_COMPRESSION,
        ),
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")],
        case(
            "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION",
            &[("none", "compression none, timeout 10s, headers none\n  batches of 512 every 1s")],
            NO_COMPRESSION,
        ),
    ),
    case(
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        &[
            ("grpc", "traces: http://localhost:4317/\n  grpc, compression none"),
            (
                "HTTP/JSON",
                "metrics: http://localhost:4318/v1/metrics\n  http/json, compression none",
            ),
        ],
        NO_PROTOCOL,
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")],
        case(
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
            &[("http/protobuf", "traces: http://localhost:4318/v1/traces\n  http/protobuf")],
            NO_PROTOCOL,
        ),
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")],
        case(
            "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
            &[("grpc", "metrics: http://localhost:4317/\n  grpc")],
            NO_PROTOCOL,
        ),
    ),
    with(
        &[("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")],
        case(
            "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL",
            &[("grpc", "logs: http://localhost:4317/\n  grpc")],
            NO_PROTOCOL,
        ),
    ),
    with(
        &[GRPC, ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")],
        case(
            "OTEL_EXPORTER_OTLP_INSECURE",
            &[("true", "traces: http://collector:4317/\n")],
            NO_FLAG,
        ),
    ),
    with(
        &[GRPC, ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")],
        case(
            "OTEL_EXPORTER_OTLP_TRACES_INSECURE",
            &[("true", "traces: http://collector:4317/\n")],
            NO_FLAG,
        ),
    ),
    with(
        &[GRPC, ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")],
        case(
            "OTEL_EXPORTER_OTLP_METRICS_INSECURE",
            &[("true", "metrics: http://collector:4317/\n")],
            NO_FLAG,
        ),
    ),
    with(
        &[GRPC, ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")],
        case(
            "OTEL_EXPORTER_OTLP_LOGS_INSECURE",
            &[("true", "logs: http://collector:4317/\n")],
            NO_FLAG,
        ),
    ),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_CERTIFICATE", &[], NO_PEM),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", &[], NO_PEM),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE", &[], NO_PEM),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE", &[], NO_PEM),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", &[], NO_PEM),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", &[], NO_PEM),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE", &[], NO_PEM),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE", &[], NO_PEM),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_CLIENT_KEY", &[], NO_PEM),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", &[], NO_PEM),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY", &[], NO_PEM),
    // Good ones are files that exist: see `tls`.
    case("OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY", &[], NO_PEM),
    case(
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
        &[("delta", "every 60s, Delta"), ("LowMemory", "every 60s, LowMemory")],
        &["deltas", "1"],
    ),
    case("GENAI_OTEL_SPOOL_DIR", &[("/spool", "spool: /spool\n  synced every 1s, at most")], &[]),
    with(
        &[("GENAI_OTEL_SPOOL_DIR", "/spool")],
        case(
            "GENAI_OTEL_SPOOL_SYNC",
            &[("never", "never synced"), ("Always", "synced at once")],
            &["often", "1000", "true"],
        ),
    ),
    with(
        &[("GENAI_OTEL_SPOOL_DIR", "/spool")],
        case(
            "GENAI_OTEL_SPOOL_MAX_BYTES",
            &[("1048576", "at most 1048576 bytes")],
            &["1048575", "-1", "1 GB", "1.5", "99999999999999999999"],
        ),
    ),
    with(
        &[("GENAI_OTEL_SPOOL_DIR", "/spool")],
        case(
            "GENAI_OTEL_SPOOL_MAX_AGE",
            &[("1000", "for at most 1s"), ("0", "for any time")],
            &["-1", "7d", "31536000001"],
        ),
    ),
    case("GENAI_OTEL_SELF_OBSERVATION", &[("true", "metrics about the export itself")], NO_FLAG),
    // What they do shows on a terminal only: see `console`.
    case("NO_COLOR", &[], &[]),
    case("TERM", &[], &[]),
    case("HOSTNAME", &[], &[]),
];

fn describe(pairs: &[(&str, &str)]) -> Result<String, SetupError> {
    let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let config = OtlpPipeline::from_pairs(pairs).config()?.to_string();
    let random = |line: &&str| !line.contains("service.instance.id");
    Ok(config.lines().filter(random).map(|line| format!("{line}\n")).collect())
}

#[test]
fn every_variable_has_a_case() {
    let listed: BTreeSet<_> = VARIABLES.iter().map(|variable| variable.name).collect();
    let tested: BTreeSet<_> = CASES.iter().map(|case| case.variable).collect();
    assert_eq!(listed, tested);
}

#[test]
fn good_values_take_effect() {
    for case in CASES {
        let without = describe(case.with).unwrap();
        for (value, shown) in case.good {
            let pairs: Vec<_> =
                case.with.iter().copied().chain([(case.variable, *value)]).collect();
            let config = describe(&pairs).unwrap();
            assert!(
                config.contains(shown),
                "{}={value} does not show {shown:?} in\n{config}",
                case.variable
            );
            assert!(!without.contains(shown), "{shown:?} proves nothing about {}", case.variable);
        }
    }
}

#[test]
fn empty_values_are_as_unset() {
    for case in CASES {
        for empty in ["", "  "] {
            // Blanks are a slip there: without a directory what somebody counts on is not kept.
            if case.variable == "GENAI_OTEL_SPOOL_DIR" && !empty.is_empty() {
                let error = describe(&[(case.variable, empty)]).unwrap_err().to_string();
                assert!(error.starts_with("GENAI_OTEL_SPOOL_DIR is `  `, expected "), "{error}");
                continue;
            }
            let pairs: Vec<_> = case.with.iter().copied().chain([(case.variable, empty)]).collect();
            assert_eq!(
                describe(&pairs).unwrap(),
                describe(case.with).unwrap(),
                "{}",
                case.variable
            );
        }
    }
}

#[test]
fn bad_values_are_refused_by_name() {
    for case in CASES {
        for value in case.bad {
            let pairs: Vec<_> =
                case.with.iter().copied().chain([(case.variable, *value)]).collect();
            let error = describe(&pairs).expect_err(case.variable);
            let named = match &error {
                SetupError::Environment { variable, .. } => variable,
                SetupError::Unsupported { setting, .. } => setting,
                other => panic!("{}={value}: {other}", case.variable),
            };
            assert_eq!(*named, case.variable, "{error}");
            let hides = case.variable.ends_with("_HEADERS");
            assert!(error.to_string().contains(if hides { "<redacted>" } else { "`" }), "{error}");
        }
    }
}

#[test]
fn errors_tell_value_and_expectation() {
    let message = |variable, value| describe(&[(variable, value)]).unwrap_err().to_string();
    assert_eq!(
        message("OTEL_BSP_SCHEDULE_DELAY", "5s"),
        "OTEL_BSP_SCHEDULE_DELAY is `5s`, expected a whole number of milliseconds between 1 and 2147483647"
    );
    assert_eq!(
        message("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4096"),
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE is `4096`, expected at most the queue's size, 2048"
    );
    assert_eq!(
        message("OTEL_EXPORTER_OTLP_PROTOCOL", "http"),
        "OTEL_EXPORTER_OTLP_PROTOCOL is `http`, expected `http/protobuf`, `http/json` or `grpc`"
    );
    assert_eq!(
        message("OTEL_TRACES_EXPORTER", "console,zipkin"),
        "OTEL_TRACES_EXPORTER is `zipkin`, which this version does not support; use `otlp` and `console`"
    );
    assert_eq!(
        message("OTEL_METRICS_EXPORTER", "otlp,none"),
        "OTEL_METRICS_EXPORTER is `otlp,none`, expected a list of `otlp`, `console` and `prometheus`, or `none` alone"
    );
    assert_eq!(
        message("OTEL_LOGS_EXPORTER", "console"),
        "OTEL_LOGS_EXPORTER is `console`, which this version does not support; use `otlp`"
    );
    assert_eq!(
        message("OTEL_LOGS_EXPORTER", "otlp,none"),
        "OTEL_LOGS_EXPORTER is `otlp,none`, expected `otlp` or `none`"
    );
    assert_eq!(
        message("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "4096"),
        "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE is `4096`, expected at most the queue's size, 2048"
    );
}

#[test]
fn signal_that_is_off_asks_for_no_good_values() {
    let pairs =
        [("OTEL_TRACES_EXPORTER", "none"), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://h")];
    assert!(describe(&pairs).is_ok());
    let pairs =
        [("OTEL_TRACES_EXPORTER", "console"), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://h")];
    assert!(describe(&pairs).is_ok());
    let pairs = [("OTEL_LOGS_EXPORTER", "none"), ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "ftp://h")];
    assert!(describe(&pairs).is_ok());
    let pairs = [("OTEL_SDK_DISABLED", "true"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http")];
    assert!(describe(&pairs).is_ok());
}
