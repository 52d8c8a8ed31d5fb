"""Bodies as the program sends them, for sending them more than once."""

from ..way import Way


def recorded(program, **variables):
    """A run of the program, and its bodies by signal."""
    from ..strict import StrictReceiver

    with StrictReceiver() as receiver:
        run = program.run(receiver.endpoint(Way()), Way(), **variables)
    return run, {request.signal: request.body for request in receiver.requests}


def halves(body):
    """The same spans in two requests: what was in flight together may be sent again apart."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    whole = ExportTraceServiceRequest.FromString(body)
    [scope] = whole.resource_spans[0].scope_spans
    spans = list(scope.spans)
    parts = []
    for part in (spans[: len(spans) // 2], spans[len(spans) // 2 :]):
        del scope.spans[:]
        scope.spans.extend(part)
        parts.append(whole.SerializeToString())
    return parts


def as_of(body, nanos):
    """The same metrics, measured at another time."""
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    whole = ExportMetricsServiceRequest.FromString(body)
    [scope] = whole.resource_metrics[0].scope_metrics
    for metric in scope.metrics:
        for point in getattr(metric, metric.WhichOneof("data")).data_points:
            point.time_unix_nano = nanos
    return whole.SerializeToString()
