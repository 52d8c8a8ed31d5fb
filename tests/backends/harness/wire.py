"""Reading OTLP bodies without mercy."""

import math
import re

from google.protobuf import unknown_fields
from opentelemetry.proto.metrics.v1 import metrics_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

from .account import point_key

METRIC_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_./-]{0,254}")


def spans(requests):
    """All spans by identifier."""
    found = {}
    for request in requests:
        for of_resource in request.resource_spans:
            for of_scope in of_resource.scope_spans:
                for span in of_scope.spans:
                    found[span.span_id.hex()] = {
                        "trace_id": span.trace_id.hex(),
                        "parent_span_id": span.parent_span_id.hex(),
                        "name": span.name,
                        "kind": _enum(trace_pb2.Span.SpanKind, span.kind, "SPAN_KIND_"),
                        "status": (
                            _enum(trace_pb2.Status.StatusCode, span.status.code, "STATUS_CODE_"),
                            span.status.message,
                        ),
                        "start": span.start_time_unix_nano,
                        "end": span.end_time_unix_nano,
                        "attributes": _attributes(span.attributes),
                        "flags": span.flags,
                        "trace_state": span.trace_state,
                        "events": [event.name for event in span.events],
                        "links": [link.span_id.hex() for link in span.links],
                        "dropped": [
                            span.dropped_attributes_count,
                            span.dropped_events_count,
                            span.dropped_links_count,
                        ],
                        **_origin(of_resource, of_scope),
                    }
    return found


def metrics(requests):
    """All metrics by name. A later export replaces an earlier one, as cumulative points do."""
    found = {}
    for request in requests:
        for of_resource in request.resource_metrics:
            for of_scope in of_resource.scope_metrics:
                for metric in of_scope.metrics:
                    kind = metric.WhichOneof("data")
                    data = getattr(metric, kind)
                    temporality = metrics_pb2.AggregationTemporality
                    points = [_point(point) for point in data.data_points]
                    found[metric.name] = {
                        "unit": metric.unit,
                        "description": metric.description,
                        "kind": kind,
                        "temporality": _enum(
                            temporality, data.aggregation_temporality, "AGGREGATION_TEMPORALITY_"
                        ),
                        "monotonic": data.is_monotonic if kind == "sum" else None,
                        "points": {point_key(point["attributes"]): point for point in points},
                        **_origin(of_resource, of_scope),
                    }
    return found


def faults(requests, window):
    """What OTLP or the data model does not allow, in any message. `window` is the time of the run."""
    for number, request in enumerate(requests):
        yield from _unknown(request, f"request {number}")
        for message, path in _messages(request, f"request {number}"):
            kind = message.DESCRIPTOR.name
            if kind in CHECKS:
                yield from (f"{path}: {fault}" for fault in CHECKS[kind](message, window))
            yield from _repeated_keys(message, path)


def _span_faults(span, _window):
    for name, length in [("trace_id", 16), ("span_id", 8)]:
        value = getattr(span, name)
        if len(value) != length or not any(value):
            yield f"{name} is {value.hex()!r}"
    if len(span.parent_span_id) not in (0, 8) or (span.parent_span_id and not any(span.parent_span_id)):
        yield f"parent_span_id is {span.parent_span_id.hex()!r}"
    if not span.name:
        yield "no name"
    if span.kind == 0:
        yield "kind is not told"
    if not 0 < span.start_time_unix_nano <= span.end_time_unix_nano:
        yield f"from {span.start_time_unix_nano} until {span.end_time_unix_nano}"


def _metric_faults(metric, _window):
    if not METRIC_NAME.fullmatch(metric.name):
        yield f"name is {metric.name!r}"
    kind = metric.WhichOneof("data")
    if kind is None:
        yield f"{metric.name} has no data"
        return
    points = getattr(metric, kind).data_points
    if not points:
        yield f"{metric.name} has no points"
    keys = [point_key(_attributes(point.attributes)) for point in points]
    yield from (f"{metric.name} has two points {key}" for key in sorted(set(keys)) if keys.count(key) > 1)
    if kind in ("sum", "histogram") and not getattr(metric, kind).aggregation_temporality:
        yield f"{metric.name} has no temporality"


def _histogram_faults(point, window):
    yield from _time_faults(point, window)
    bounds, counts = list(point.explicit_bounds), list(point.bucket_counts)
    if len(counts) != len(bounds) + 1:
        yield f"{len(counts)} buckets for {len(bounds)} bounds"
    if sum(counts) != point.count:
        yield f"the buckets hold {sum(counts)} of {point.count}"
    if any(one >= other for one, other in zip(bounds, bounds[1:])):
        yield f"bounds are not ascending: {bounds}"
    numbers = [point.sum, point.min, point.max, *bounds]
    if not all(math.isfinite(number) for number in numbers):
        yield f"not all of {numbers} are numbers"
    if point.count and not point.min * point.count <= point.sum * (1 + 1e-9):
        yield f"sum {point.sum} of {point.count} is less than the least, {point.min}, allows"
    if point.count and not point.sum <= point.max * point.count * (1 + 1e-9):
        yield f"sum {point.sum} of {point.count} is more than the most, {point.max}, allows"


def _number_faults(point, window):
    yield from _time_faults(point, window)
    if point.WhichOneof("value") is None:
        yield "no value"
    elif not math.isfinite(getattr(point, point.WhichOneof("value"))):
        yield "the value is no number"


def _time_faults(point, window):
    began, ended = window
    if not began <= point.start_time_unix_nano <= point.time_unix_nano <= ended:
        yield f"from {point.start_time_unix_nano} until {point.time_unix_nano} is not in {window}"


def _any_value_faults(value, _window):
    if value.WhichOneof("value") is None:
        yield "an attribute without a value"


CHECKS = {
    "Span": _span_faults,
    "Metric": _metric_faults,
    "HistogramDataPoint": _histogram_faults,
    "NumberDataPoint": _number_faults,
    "AnyValue": _any_value_faults,
}


def _repeated_keys(message, path):
    if "attributes" in message.DESCRIPTOR.fields_by_name:
        keys = [item.key for item in message.attributes]
        yield from (f"{path}: {key!r} is there more than once" for key in sorted(set(keys)) if keys.count(key) > 1)
        if "" in keys:
            yield f"{path}: an attribute without a name"


def _unknown(request, path):
    for message, where in _messages(request, path):
        for field in unknown_fields.UnknownFieldSet(message):
            yield f"{where}: unknown field {field.field_number}"


def _messages(message, path):
    """A message and all inside it."""
    yield message, path
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        parts = [value] if hasattr(value, "DESCRIPTOR") else value
        for index, part in enumerate(parts):
            yield from _messages(part, f"{path}/{field.name}/{index}")


def _point(point):
    attributes = {"attributes": _attributes(point.attributes)}
    if not hasattr(point, "bucket_counts"):
        kind = {"as_int": "int", "as_double": "double"}[point.WhichOneof("value")]
        return {**attributes, "value": (kind, getattr(point, point.WhichOneof("value")))}
    return {
        **attributes,
        "count": point.count,
        "sum": point.sum,
        "min": point.min,
        "max": point.max,
        "bounds": list(point.explicit_bounds),
        "buckets": list(point.bucket_counts),
    }


def _attributes(items):
    return {item.key: _value(item.value) for item in items}


def _value(value):
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return ("array", [_value(each) for each in value.array_value.values])
    return (kind.removesuffix("_value"), getattr(value, kind))


def _origin(of_resource, of_scope):
    scope = of_scope.scope
    return {
        "scope": {
            "name": scope.name,
            "version": scope.version,
            "schema_url": of_scope.schema_url,
            "attributes": _attributes(scope.attributes),
        },
        "resource": {
            "attributes": _attributes(of_resource.resource.attributes),
            "schema_url": of_resource.schema_url,
        },
    }


def _enum(names, number, prefix):
    return names.Name(number).removeprefix(prefix).lower()
