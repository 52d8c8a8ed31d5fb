"""Rotel: a collector that prints what it receives, or passes it on."""

import importlib.util
import re
from pathlib import Path

from .printed import Print
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

    def wait_ready(self):
        self.wait_until("port", lambda: listens(self.port))

    def endpoint(self, way):
        return f"http://127.0.0.1:{self.grpc_port if way.is_grpc else self.port}"

    def printed(self, spans, metrics):
        """What it printed, as soon as that many spans and metrics are there and the print has come to its end."""

        def all_there():
            text = self.output()
            found = RotelPrint(text)
            return found if len(found.spans) >= spans and len(found.metrics) >= metrics else None

        self.wait_until(f"print of {spans} spans and {metrics} metrics", all_there, PRINT_LIMIT)
        self.stop()  # flushes; the last item may have been printed in part
        return RotelPrint(self.output())


class RotelPrint(Print):
    READERS = [
        *Print.READERS,
        (r"(Start|End) time: (\d+)", "span_time"),
        (r"StartTimestamp: \d+", "point_time"),
    ]

    def array(self, inner):
        return [self.value(each) for each in re.findall(r"\w+\(.*?\)(?=, \w+\(|$)", inner)]
