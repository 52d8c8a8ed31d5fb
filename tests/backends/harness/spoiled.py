"""Good requests made bad, one rule at a time, to see that the reader notices."""

from . import wire


def unnoticed(traces, metrics, window):
    """The names of broken rules that nobody complains about."""
    for spoiled, request in ((SPOILED_TRACES, traces), (SPOILED_METRICS, metrics)):
        for name, spoil in spoiled.items():
            copy = type(request)()
            copy.CopyFrom(request)
            spoil(copy)
            if not any(wire.faults([copy], window)):
                yield name


def _span(request):
    return request.resource_spans[0].scope_spans[0].spans[0]


def _first(request, kind):
    of_scope = request.resource_metrics[0].scope_metrics[0]
    return next(metric for metric in of_scope.metrics if metric.WhichOneof("data") == kind)


def _point(request, kind="histogram"):
    return getattr(_first(request, kind), kind).data_points[0]


def _set(message, **fields):
    for name, value in fields.items():
        setattr(message, name, value)


SPOILED_TRACES = {
    "a short trace id": lambda r: _set(_span(r), trace_id=b"\1" * 15),
    "a span id of zeros": lambda r: _set(_span(r), span_id=bytes(8)),
    "a long parent id": lambda r: _set(_span(r), parent_span_id=b"\1" * 9),
    "no kind": lambda r: _set(_span(r), kind=0),
    "no name": lambda r: _set(_span(r), name=""),
    "an end before the start": lambda r: _set(_span(r), end_time_unix_nano=1),
    "a key twice on a span": lambda r: _span(r).attributes.append(_span(r).attributes[0]),
    "a key twice on the resource": lambda r: r.resource_spans[0].resource.attributes.append(
        r.resource_spans[0].resource.attributes[0]
    ),
    "an attribute without a value": lambda r: _span(r).attributes[0].value.Clear(),
    "an attribute without a name": lambda r: _set(_span(r).attributes[0], key=""),
    # Field 999, a number.
    "a field that OTLP does not have": lambda r: _span(r).MergeFromString(b"\xb8\x3e\x01"),
}

SPOILED_METRICS = {
    "a bucket too few": lambda r: _point(r).bucket_counts.pop(),
    "a count that is not that of the buckets": lambda r: _set(_point(r), count=_point(r).count + 1),
    "bounds that do not ascend": lambda r: _point(r).explicit_bounds.__setitem__(1, 0.0),
    "a sum that is no number": lambda r: _set(_point(r), sum=float("nan")),
    "a sum above what the greatest allows": lambda r: _set(_point(r), sum=1e9),
    "a point from before the run": lambda r: _set(_point(r), start_time_unix_nano=1),
    "a point that starts after its time": lambda r: _set(
        _point(r), start_time_unix_nano=_point(r).time_unix_nano + 1
    ),
    "no temporality": lambda r: _set(_first(r, "histogram").histogram, aggregation_temporality=0),
    "two points of the same attributes": lambda r: _first(r, "sum").sum.data_points.append(_point(r, "sum")),
    "a point without a value": lambda r: _point(r, "sum").ClearField(_point(r, "sum").WhichOneof("value")),
    "a metric without points": lambda r: _first(r, "sum").sum.ClearField("data_points"),
    "a name with a space": lambda r: _set(_first(r, "sum"), name="a b"),
}
