"""The Datadog test agent: keeps every OTLP request, raw and decoded, and hands both out."""

import base64
import json
from collections import namedtuple

from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from . import strict_json
from .http import get
from .needs import TOOLS
from .processes import Background, free_ports

ARRIVAL_LIMIT = 20  # seconds
MESSAGES = {"traces": ExportTraceServiceRequest, "metrics": ExportMetricsServiceRequest}
Request = namedtuple("Request", "signal path headers body message")


class RecordingAgent(Background):
    def __init__(self, folder):
        own, self.port, self.grpc_port = free_ports(3)
        self.info = f"http://127.0.0.1:{own}/info"
        super().__init__(
            [
                TOOLS.program("ddapm-test-agent"),
                *("--port", own, "--otlp-http-port", self.port, "--otlp-grpc-port", self.grpc_port),
                "--disable-llmobs-data-forwarding",
            ],
            folder / "agent.log",
        )

    def wait_ready(self):
        self.wait_until("answer", lambda: get(self.info))

    def endpoint(self, way):
        return f"http://127.0.0.1:{self.grpc_port if way.is_grpc else self.port}"

    @property
    def requests(self):
        """Every request, decompressed. Those of gRPC are as the agent passes them on to itself."""
        return list(map(_request, self._query("requests")))

    def decoded_traces(self):
        """What the agent itself made of the traces."""
        return [json_format.ParseDict(each, ExportTraceServiceRequest()) for each in self._query("traces")]

    def decoded_metrics(self):
        return [json_format.ParseDict(each, ExportMetricsServiceRequest()) for each in self._query("metrics")]

    def wait_for(self, what, arrived):
        """For telemetry that takes a way round."""
        self.wait_until(what, arrived, ARRIVAL_LIMIT)

    def _query(self, what):
        answer = get(f"http://127.0.0.1:{self.port}/test/session/{what}")
        if answer is None:
            raise RuntimeError(f"the agent does not hand out its {what}")
        return json.loads(answer)


def _request(kept):
    path = "/" + kept["url"].partition("127.0.0.1")[2].partition("/")[2]
    signal = path.rpartition("/")[2]
    headers = {name.lower(): value for name, value in kept["headers"].items()}
    body = base64.b64decode(kept["body"])
    message = MESSAGES[signal]()
    if headers["content-type"] == "application/json":
        message = strict_json.parse(body, message)
    else:
        message.ParseFromString(body)
    return Request(signal, path, headers, body, message)
