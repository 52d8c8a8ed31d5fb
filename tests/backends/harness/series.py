"""What told metrics are in the data model of Prometheus: series with one value each, under the names that OTLP gets
there."""

import json
import math
import re

UNITS = {"s": "_seconds"}  # a unit in braces is a note and gives no suffix


def told_series(metrics):
    """Values by series, where every attribute of the resource is a label as well."""
    series = {}
    for metric_name, metric in metrics.items():
        name = re.sub(r"[^a-zA-Z0-9_]", "_", metric_name) + UNITS.get(metric["unit"], "")
        origin = labels_of(metric["resource"]["attributes"])
        for point in metric["points"].values():
            labels = {**origin, **labels_of(point["attributes"])}
            for suffix, more, value in _values(metric, point):
                series[series_key({"__name__": name + suffix, **labels, **more})] = value
    return series


def series_key(labels):
    """Names a series among all."""
    said = (f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in sorted(labels.items()) if name != "__name__")
    return labels.get("__name__", "") + "{" + ", ".join(said) + "}"


def labels_of(attributes):
    """Attributes as labels, all of which are text."""
    return {re.sub(r"[^a-zA-Z0-9_]", "_", key): _text(value) for key, (_, value) in attributes.items()}


def quantile(q, bounds, buckets):
    """What `histogram_quantile` makes of these counts: linear within the bucket where the rank falls."""
    rank, below = q * sum(buckets), 0
    for index, count in enumerate(buckets):
        if below + count >= rank and count:
            if index == len(bounds):
                return bounds[-1]
            lower = bounds[index - 1] if index else 0.0
            return lower + (bounds[index] - lower) * (rank - below) / count
        below += count
    return math.nan


def _values(metric, point):
    if metric["kind"] == "sum":
        yield "_total" if metric["monotonic"] else "", {}, float(point["value"][1])
        return
    below = 0
    for bound, count in zip([*map(_bound, point["bounds"]), "+Inf"], point["buckets"]):
        below += count
        yield "_bucket", {"le": bound}, float(below)
    yield "_count", {}, float(point["count"])
    yield "_sum", {}, point["sum"]


def _text(value):
    return value if isinstance(value, str) else json.dumps(value)


def _bound(value):
    return str(int(value)) if value == int(value) else repr(value)
