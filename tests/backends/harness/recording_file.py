"""Bodies of OTLP's JSON, one in each line, as the Collector's file exporter writes them."""

import json

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from . import strict_json
from .strict import Request

MESSAGES = {
    "resourceSpans": ("traces", ExportTraceServiceRequest),
    "resourceMetrics": ("metrics", ExportMetricsServiceRequest),
}


def requests(lines):
    return list(map(_request, lines))


def _request(line):
    [field] = json.loads(line)
    signal, message = MESSAGES[field]
    return Request(signal, field, {}, line, strict_json.parse(line, message()))
