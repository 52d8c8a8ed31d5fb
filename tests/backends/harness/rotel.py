"""Rotel: a collector that prints what it receives, or passes it on."""

import importlib.util
import re
from pathlib import Path

from .account import point_key
from .processes import Background, free_ports, listens

PRINT_LIMIT = 20  # seconds
# What its print does not show of a span, a metric.
UNSEEN_OF_SPANS = ["flags", "trace_state", "dropped"]


class Rotel(Background):
    def __init__(self, folder, *exporter):
        self.grpc_port, self.port = free_ports(2)
        package = Path(importlib.util.find_spec("rotel").origin).parent
        super().__init__(
            [
                package / "rotel-agent",
                *("start", "--log-format", "json"),
                *("--pid-file", folder / "rotel.pid", "--log-file", folder / "rotel.own.log"),
                *("--otlp-grpc-endpoint", f"127.0.0.1:{self.grpc_port}", "--otlp-http-endpoint", f"127.0.0.1:{self.port}"),
                *exporter,
            ],
            folder / "rotel.log",
        )

    @classmethod
    def printing(cls, folder):
        return cls(
            folder,
            *("--exporter", "blackhole", "--debug-log-verbosity", "detailed"),
            *("--debug-log", "traces", "--debug-log", "metrics"),
        )

    @classmethod
    def forwarding_to(cls, endpoint, folder):
        return cls(
            folder,
            *("--exporter", "otlp", "--otlp-exporter-protocol", "http", "--otlp-receiver-logs-disabled"),
            *("--otlp-exporter-traces-endpoint", f"{endpoint}/v1/traces"),
            *("--otlp-exporter-metrics-endpoint", f"{endpoint}/v1/metrics"),
            *("--otlp-exporter-logs-endpoint", f"{endpoint}/v1/logs"),
        )

    def __enter__(self):
        super().__enter__()
        try:
            self.wait_until("port", lambda: listens(self.port))
        except BaseException:
            self.stop()
            raise
        return self

    def endpoint(self, way):
        return f"http://127.0.0.1:{self.grpc_port if way.is_grpc else self.port}"

    def printed(self, spans, metrics):
        """What it printed, as soon as that many spans and metrics are there and the print has come to its end."""

        def all_there():
            text = self.output()
            found = Print(text)
            return found if len(found.spans) >= spans and len(found.metrics) >= metrics else None

        self.wait_until(f"print of {spans} spans and {metrics} metrics", all_there, PRINT_LIMIT)
        self.stop()  # flushes; the last item may have been printed in part
        return Print(self.output())


class Print:
    """Reads the print. Its parts follow each other without closing, so the last one opened is filled."""

    def __init__(self, text):
        self.spans, self.metrics = {}, {}
        self.resource = self.scope = self.metric = self.item = None
        self.attributes = {}
        for line in text.splitlines():
            self._line(line)

    def _line(self, line):
        for pattern, read in READERS:
            found = pattern.fullmatch(line)
            if found:
                read(self, *found.groups())
                return

    def _new_resource(self):
        self.resource = {"attributes": {}, "schema_url": None}
        self.attributes = self.resource["attributes"]

    def _resource_schema(self, url):
        self.resource["schema_url"] = url

    def _new_scope(self, url):
        self.scope = {"name": None, "version": None, "schema_url": url, "attributes": {}}

    def _scope_name(self, name, version):
        self.scope |= {"name": name, "version": version}
        self.attributes = self.scope["attributes"]

    def _new_span(self):
        self.item = {"attributes": {}, "events": [], "links": [], "scope": self.scope, "resource": self.resource}
        self.attributes = self.item["attributes"]

    def _span_field(self, name, value):
        if name == "ID":
            self.spans[value] = self.item
        elif name == "Status code":
            self.item["status"] = (value.removeprefix("STATUS_CODE_").lower(), None)
        elif name == "Status message":
            self.item["status"] = (self.item["status"][0], value)
        else:
            field = {"Trace ID": "trace_id", "Parent ID": "parent_span_id", "Name": "name", "Kind": "kind"}[name]
            self.item[field] = value.removeprefix("SPAN_KIND_").lower() if field == "kind" else value

    def _span_time(self, which, nanos):
        self.item[which.lower()] = int(nanos)

    def _new_metric(self):
        self.metric = {"monotonic": None, "points": {}, "scope": self.scope, "resource": self.resource}

    def _metric_field(self, name, value):
        if name == "Name":
            self.metrics[value] = self.metric
        elif name == "IsMonotonic":
            self.metric["monotonic"] = value == "true"
        elif name == "AggregationTemporality":
            self.metric["temporality"] = value.removeprefix("AGGREGATION_TEMPORALITY_").lower()
        elif name == "DataType":
            self.metric["kind"] = value.lower()
        else:
            self.metric[name.lower()] = value

    def _new_point(self, kind):
        self.item = {"attributes": {}}
        self.attributes = self.item["attributes"]
        if kind == "Histogram":
            self.item |= {"bounds": [], "buckets": []}

    def _point_time(self):
        # Comes after the attributes, which name the point.
        self.metric["points"][point_key(self.attributes)] = self.item

    def _point_field(self, name, value):
        if name == "Count":
            self.item["count"] = int(value)
        elif name == "Value":
            self.item["value"] = ("int", int(value)) if re.fullmatch(r"-?\d+", value) else ("double", float(value))
        else:
            self.item[name.lower()] = float(value)

    def _bound(self, value):
        self.item["bounds"].append(float(value))

    def _bucket(self, count):
        self.item["buckets"].append(int(count))

    def _attribute(self, key, value):
        self.attributes[key] = _value(value)


def _value(text):
    kind, inner = re.fullmatch(r"(\w+)\((.*)\)", text).groups()
    if kind == "Slice":
        return ("array", [_value(each) for each in re.findall(r"\w+\(.*?\)(?=, \w+\(|$)", inner)])
    return {
        "Str": lambda: ("string", inner),
        "Int": lambda: ("int", int(inner)),
        "Double": lambda: ("double", float(inner)),
        "Bool": lambda: ("bool", inner == "true"),
    }[kind]()


READERS = [
    (re.compile(pattern), read)
    for pattern, read in [
        (r"Resource(?:Spans|Metrics) #\d+", Print._new_resource),
        (r"Resource SchemaURL: (.*)", Print._resource_schema),
        (r"Scope(?:Spans|Metrics) SchemaURL: (.*)", Print._new_scope),
        (r"InstrumentationScope (\S+) (\S+)", Print._scope_name),
        (r"Span #\d+", Print._new_span),
        (r"    (Trace ID|Parent ID|ID|Name|Kind|Status code|Status message) *: (.*)", Print._span_field),
        (r"(Start|End) time: (\d+)", Print._span_time),
        (r"Metric #\d+", Print._new_metric),
        (
            r"     -> (Name|Description|Unit|DataType|IsMonotonic|AggregationTemporality): (.*)",
            Print._metric_field,
        ),
        (r"(Number|Histogram)DataPoints #\d+", Print._new_point),
        (r"StartTimestamp: \d+", Print._point_time),
        (r"(Count|Sum|Min|Max|Value): (.*)", Print._point_field),
        (r"ExplicitBounds #\d+: (.*)", Print._bound),
        (r"Buckets #\d+, Count: (\d+)", Print._bucket),
        (r"     -> (\S+): (\w+\(.*\))", Print._attribute),
    ]
]
