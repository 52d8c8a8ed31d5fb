/// An environment variable that an exporter reads; reference pages are made from [`VARIABLES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What holds when it is unset or empty.
    pub default: &'static str,
    /// The values it takes.
    pub values: &'static str,
    /// What it does.
    pub meaning: &'static str,
}

const fn variable(
    name: &'static str,
    default: &'static str,
    values: &'static str,
    meaning: &'static str,
) -> Variable {
    Variable { name, default, values, meaning }
}

const MILLISECONDS: &str = "milliseconds, 1 to 2147483647";
const TIMEOUT: &str = "milliseconds, 0 (no limit) to 2147483647";
const COUNT: &str = "0 to 2147483647";
const HEADERS: &str = "`key=value,...`, percent-encoded";
const COMPRESSION: &str = "`none`, `gzip`, `zstd`";
const EXPORTER: &str = "`otlp`, `console`; a list of them, or `none`";
const METRIC_EXPORTER: &str = "`otlp`, `console`, `prometheus`; a list of them, or `none`";
const LOG_EXPORTER: &str = "`otlp`, `none`";
const PROTOCOL: &str = "`http/protobuf`, `http/json`, `grpc`";
const FILE: &str = "path of a PEM file";
const FLAG: &str = "`true`, `false`";

/// Every variable that is read. Names and meanings are those of the OpenTelemetry specification 1.56, those
/// that begin with `GENAI_OTEL_` our own, and the last three those of systems and terminals; stricter than there, a value that cannot be used is an error and never ignored.
pub const VARIABLES: &[Variable] = &[
    variable(
        "OTEL_SDK_DISABLED",
        "false",
        "`true`, `false`",
        "Exports nothing and starts no thread; of the other variables only `OTEL_PROPAGATORS` is read",
    ),
    variable(
        "OTEL_SERVICE_NAME",
        "`unknown_service:<executable>`",
        "text",
        "`service.name`; beats the one in `OTEL_RESOURCE_ATTRIBUTES`",
    ),
    variable(
        "OTEL_RESOURCE_ATTRIBUTES",
        "",
        "`key=value,...`, percent-encoded",
        "Attributes of everything this process sends; beat detected ones",
    ),
    variable(
        "OTEL_PROPAGATORS",
        "tracecontext,baggage",
        "`tracecontext`, `baggage`, `none`; a list",
        "How context crosses processes",
    ),
    variable(
        "OTEL_TRACES_SAMPLER",
        "parentbased_always_on",
        "`always_on`, `always_off`, `traceidratio`, `parentbased_always_on`, `parentbased_always_off`, `parentbased_traceidratio`",
        "Which traces are kept; metrics are complete all the same",
    ),
    variable(
        "OTEL_TRACES_SAMPLER_ARG",
        "1.0",
        "0.0 to 1.0",
        "The share kept by the two samplers by ratio; others do not read it",
    ),
    variable(
        "OTEL_TRACES_EXPORTER",
        "otlp",
        EXPORTER,
        "Where spans go: to a collector, to standard output, both or nowhere",
    ),
    variable(
        "OTEL_METRICS_EXPORTER",
        "otlp",
        METRIC_EXPORTER,
        "Where metrics go: to a collector, to standard output, to who reads them, or nowhere",
    ),
    variable(
        "OTEL_LOGS_EXPORTER",
        "otlp",
        LOG_EXPORTER,
        "Where log records go: to a collector, or nowhere",
    ),
    variable(
        "OTEL_BSP_SCHEDULE_DELAY",
        "5000",
        MILLISECONDS,
        "The longest time a span waits for its batch to fill",
    ),
    variable(
        "OTEL_BSP_MAX_QUEUE_SIZE",
        "2048",
        "1 to 1000000",
        "Spans that may wait; further ones are refused and counted",
    ),
    variable(
        "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
        "512",
        "1 to the queue's size",
        "Spans sent in one request",
    ),
    variable(
        "OTEL_BSP_EXPORT_TIMEOUT",
        "30000",
        TIMEOUT,
        "Bound of one request with spans; shortens the exporter's timeout when set",
    ),
    variable(
        "OTEL_BLRP_SCHEDULE_DELAY",
        "1000",
        MILLISECONDS,
        "The longest time a log record waits for its batch to fill",
    ),
    variable(
        "OTEL_BLRP_MAX_QUEUE_SIZE",
        "2048",
        "1 to 1000000",
        "Log records that may wait; further ones are refused and counted",
    ),
    variable(
        "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE",
        "512",
        "1 to the queue's size",
        "Log records sent in one request",
    ),
    variable(
        "OTEL_BLRP_EXPORT_TIMEOUT",
        "30000",
        TIMEOUT,
        "Bound of one request with log records; shortens the exporter's timeout when set",
    ),
    variable(
        "OTEL_METRIC_EXPORT_INTERVAL",
        "60000, on the console 10000",
        MILLISECONDS,
        "Time between two exports of metrics",
    ),
    variable(
        "OTEL_METRIC_EXPORT_TIMEOUT",
        "30000",
        TIMEOUT,
        "Bound of one request with metrics; shortens the exporter's timeout when set",
    ),
    variable(
        "OTEL_ATTRIBUTE_COUNT_LIMIT",
        "128",
        COUNT,
        "Attributes of a span, where the variable for spans is unset",
    ),
    variable("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "128", COUNT, "Attributes of a span"),
    variable("OTEL_SPAN_EVENT_COUNT_LIMIT", "128", COUNT, "Events of a span"),
    variable("OTEL_SPAN_LINK_COUNT_LIMIT", "128", COUNT, "Links of a span"),
    variable("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "128", COUNT, "Attributes of a span's event"),
    variable("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", "128", COUNT, "Attributes of a span's link"),
    variable(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "`http://localhost:4318`, with gRPC `http://localhost:4317`",
        "URL",
        "The collector; over HTTP `v1/traces`, `v1/metrics` or `v1/logs` is appended",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "from the endpoint",
        "URL",
        "The collector for spans, used as it stands",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
        "from the endpoint",
        "URL",
        "The collector for metrics, used as it stands",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
        "from the endpoint",
        "URL",
        "The collector for log records, used as it stands",
    ),
    variable("OTEL_EXPORTER_OTLP_HEADERS", "", HEADERS, "Headers of every request; never shown"),
    variable(
        "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
        "the general ones",
        HEADERS,
        "Headers of requests with spans, instead of the general ones",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_METRICS_HEADERS",
        "the general ones",
        HEADERS,
        "Headers of requests with metrics, instead of the general ones",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
        "the general ones",
        HEADERS,
        "Headers of requests with log records, instead of the general ones",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_TIMEOUT",
        "10000",
        TIMEOUT,
        "Bound of one request, and of the time in which it is retried",
    ),
    variable("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "the general one", TIMEOUT, "The same for spans"),
    variable(
        "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT",
        "the general one",
        TIMEOUT,
        "The same for metrics",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT",
        "the general one",
        TIMEOUT,
        "The same for log records",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_COMPRESSION",
        "none",
        COMPRESSION,
        "Compression of request bodies",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
        "the general one",
        COMPRESSION,
        "The same for spans",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_METRICS_COMPRESSION",
        "the general one",
        COMPRESSION,
        "The same for metrics",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION",
        "the general one",
        COMPRESSION,
        "The same for log records",
    ),
    variable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", PROTOCOL, "The protocol"),
    variable(
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
        "the general one",
        PROTOCOL,
        "The same for spans",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
        "the general one",
        PROTOCOL,
        "The same for metrics",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL",
        "the general one",
        PROTOCOL,
        "The same for log records",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_INSECURE",
        "false",
        FLAG,
        "Whether a gRPC endpoint without a scheme is `http`, not `https`",
    ),
    variable("OTEL_EXPORTER_OTLP_TRACES_INSECURE", "the general one", FLAG, "The same for spans"),
    variable(
        "OTEL_EXPORTER_OTLP_METRICS_INSECURE",
        "the general one",
        FLAG,
        "The same for metrics",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_LOGS_INSECURE",
        "the general one",
        FLAG,
        "The same for log records",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_CERTIFICATE",
        "those of the system",
        FILE,
        "The certificates that servers are trusted by",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE",
        "the general one",
        FILE,
        "The same for spans",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE",
        "the general one",
        FILE,
        "The same for metrics",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE",
        "the general one",
        FILE,
        "The same for log records",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
        "",
        FILE,
        "Our certificate and its chain, for servers that ask for one",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE",
        "the general one",
        FILE,
        "The same for spans",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE",
        "the general one",
        FILE,
        "The same for metrics",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE",
        "the general one",
        FILE,
        "The same for log records",
    ),
    variable("OTEL_EXPORTER_OTLP_CLIENT_KEY", "", FILE, "The key of our certificate"),
    variable("OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", "the general one", FILE, "The same for spans"),
    variable(
        "OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY",
        "the general one",
        FILE,
        "The same for metrics",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY",
        "the general one",
        FILE,
        "The same for log records",
    ),
    variable(
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
        "cumulative",
        "`cumulative`, `delta`, `lowmemory`",
        "Whether a metric counts since the start or since the last export",
    ),
    variable(
        "OTEL_EXPORTER_PROMETHEUS_HOST",
        "localhost, which is 127.0.0.1",
        "a name or an address",
        "Where metrics can be read, with `prometheus`; with `0.0.0.0` by everybody on the network",
    ),
    variable(
        "OTEL_EXPORTER_PROMETHEUS_PORT",
        "9464",
        "0 (any that is free) to 65535",
        "The port at which metrics can be read, with `prometheus`",
    ),
    variable(
        "GENAI_OTEL_SPOOL_DIR",
        "",
        "path of a directory",
        "Keeps telemetry on disk there until the collector has taken it",
    ),
    variable(
        "GENAI_OTEL_SPOOL_SYNC",
        "interval",
        "`never`, `interval`, `always`",
        "When what is kept is forced to the disk: left to the system, once a second, before it counts as kept",
    ),
    variable(
        "GENAI_OTEL_SPOOL_MAX_BYTES",
        "536870912",
        "1048576 to 1125899906842624",
        "The most that one process keeps on disk, all signals together",
    ),
    variable(
        "GENAI_OTEL_SPOOL_MAX_AGE",
        "604800000",
        "milliseconds, 0 (no limit) to 31536000000",
        "How long telemetry is kept",
    ),
    variable(
        "GENAI_OTEL_SELF_OBSERVATION",
        "true with a spool or `prometheus`, else false",
        FLAG,
        "Whether the export tells of itself, in metrics `genai_otel.export.*`",
    ),
    variable("NO_COLOR", "", "text", "Set to anything, the console has no colours"),
    variable("TERM", "", "text", "`dumb` is a terminal without colours"),
    variable("HOSTNAME", "", "text", "`host.name`, where the system does not tell it"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The table in the crate's documentation; written anew with `UPDATE_EXPECT=1`.
    #[test]
    fn documentation_has_every_variable() {
        let rows: String = VARIABLES
            .iter()
            .map(|Variable { name, default, values, meaning }| {
                format!("| `{name}` | {default} | {values} | {meaning} |\n")
            })
            .collect();
        let table =
            format!("| variable | default | values | meaning |\n| --- | --- | --- | --- |\n{rows}");
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/VARIABLES.md");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(file, &table).unwrap();
        }
        assert_eq!(std::fs::read_to_string(file).unwrap(), table);
    }

    #[test]
    fn every_name_stands_once() {
        let names: BTreeSet<_> = VARIABLES.iter().map(|variable| variable.name).collect();
        assert_eq!(names.len(), VARIABLES.len());
    }
}
