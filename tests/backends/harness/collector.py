"""The OpenTelemetry Collector, with the configuration files that the guide gives to users."""

import datetime
import json
import re
import subprocess

from .builds import COLLECTOR, RECIPES
from .http import get
from .printed import Print
from .processes import Background, clean_environment, free_ports

CONFIGURATIONS = RECIPES / "collector"
ARRIVAL_LIMIT = 20  # seconds
# What its print does not show of a span.
UNSEEN_OF_SPANS = ["flags"]


class Collector(Background):
    """The ports are free ones, and its files are in the folder; all else is as the file says."""

    def __init__(self, folder, configuration, **settings):
        self.folder = folder
        self.grpc_port, self.port, health = free_ports(3)
        self.health = f"http://127.0.0.1:{health}/"
        settings = {
            "receivers.otlp.protocols.grpc.endpoint": f"127.0.0.1:{self.grpc_port}",
            "receivers.otlp.protocols.http.endpoint": f"127.0.0.1:{self.port}",
            "extensions.health_check.endpoint": f"127.0.0.1:{health}",
            "service.telemetry.metrics.level": "none",
            **settings,
        }
        super().__init__(
            [
                COLLECTOR.program("otelcol"),
                f"--config={CONFIGURATIONS / configuration}",
                *(f"--set={name}={value}" for name, value in settings.items()),
            ],
            folder / "collector.log",
        )

    @classmethod
    def keeping(cls, folder):
        """Prints, keeps in a file, and shows metrics."""
        [port] = free_ports(1)
        collector = cls(folder, "collector.yaml", **{"exporters.prometheus.endpoint": f"127.0.0.1:{port}"})
        collector.metrics = f"127.0.0.1:{port}"
        return collector

    @classmethod
    def forwarding(cls, folder, traces, metrics):
        """Passes on, by a queue on disk: traces to an address for gRPC, metrics to one for HTTP."""
        return cls(
            folder,
            "forward.yaml",
            **{
                "exporters.otlp_grpc/jaeger.endpoint": traces,
                "exporters.otlp_http/prometheus.endpoint": metrics,
                # Else it waits up to half a minute before it tries again.
                "exporters.otlp_grpc/jaeger.retry_on_failure.max_interval": "200ms",
                "exporters.otlp_grpc/jaeger.retry_on_failure.initial_interval": "100ms",
                "exporters.otlp_http/prometheus.retry_on_failure.max_interval": "200ms",
                "exporters.otlp_http/prometheus.retry_on_failure.initial_interval": "100ms",
            },
        )

    def wait_ready(self):
        self.wait_until("health", lambda: get(self.health))

    def endpoint(self, way):
        return f"http://127.0.0.1:{self.grpc_port if way.is_grpc else self.port}"

    def lines(self):
        """What it kept: a body of OTLP's JSON in each line. One that is being written is left out."""
        path = self.folder / "telemetry.jsonl"
        whole = path.read_bytes() if path.exists() else b""
        return [line for line in whole.split(b"\n")[:-1] if line]

    def print(self):
        return CollectorPrint(self.output())

    def wait_for(self, what, arrived):
        self.wait_until(what, arrived, ARRIVAL_LIMIT)


def invalid(configuration):
    """What the Collector itself says against a configuration file; nothing where it is right."""
    command = [COLLECTOR.program("otelcol"), "validate", f"--config={configuration}"]
    done = subprocess.run(command, env=clean_environment(), capture_output=True, text=True, timeout=ARRIVAL_LIMIT)
    return None if done.returncode == 0 else done.stderr.strip()


class CollectorPrint(Print):
    def new_span(self):
        super().new_span()
        self.item |= {"trace_state": "", "dropped": [0, 0, 0]}

    def field(self, name, value):
        value = value.strip()
        if name in DROPPED:
            self.item["dropped"][DROPPED.index(name)] = int(value)
        elif name == "TraceState":
            self.item["trace_state"] = value
        elif name.endswith(" time"):
            self.span_time(name.removesuffix(" time"), _nanos(value))
        else:
            self.span_field(name, value.lower() if name in ("Kind", "Status code") else value)

    def array(self, inner):
        return [(ARRAY_KINDS[type(each)], each) for each in json.loads(inner)]

    READERS = [
        # The first one stands behind what a line of its log begins with.
        (r"(?:.*\t)?Resource(?:Spans|Metrics) #\d+", "new_resource"),
        (r"    (Start time|End time|TraceState|Dropped\w+) *: (.*)", "field"),
        (r"    (Trace ID|Parent ID|ID|Name|Kind|Status code|Status message) *: (.*)", "field"),
        *Print.READERS,
        (r"StartTimestamp: .*", "point_time"),
    ]


def _nanos(text):
    """Of a time like `2026-01-01 00:00:00.015 +0000 UTC`."""
    seconds, fraction = re.fullmatch(r"([-\d]+ [:\d]+)(?:\.(\d+))? \+0000 UTC", text).groups()
    whole = datetime.datetime.fromisoformat(f"{seconds}+00:00")
    return int(whole.timestamp()) * 10**9 + int((fraction or "").ljust(9, "0"))


DROPPED = ["DroppedAttributesCount", "DroppedEventsCount", "DroppedLinksCount"]
ARRAY_KINDS = {str: "string", int: "int", float: "double", bool: "bool"}
