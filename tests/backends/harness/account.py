"""What the program says it sent, in the form in which received telemetry is compared.

A span is a dictionary of plain values, a metric one with its points by their attributes. A value of an attribute is a
pair of its type on the wire and itself: `("int", 5)`.
"""

import json


def told_spans(run):
    """Spans by identifier."""
    origin = _origin(run)
    return {
        span["span_id"]: {
            "trace_id": span["trace_id"],
            "parent_span_id": span["parent_span_id"],
            "name": span["name"],
            "kind": span["kind"],
            "status": ("error", span["error"]) if span["error"] else ("unset", ""),
            "start": span["start_unix_nano"],
            "end": span["end_unix_nano"],
            "attributes": typed_all(span["attributes"]),
            # The trace is sampled, and that a parent is not remote is known.
            "flags": 0x101,
            "trace_state": "",
            "events": [],
            "links": [],
            "dropped": [0, 0, 0],
            **origin,
        }
        for span in run.told["spans"]
    }


def told_metrics(run):
    """Metrics by name, added up here from the single measurements."""
    measured = {}
    for point in run.told["points"]:
        labels = typed_all(point["labels"])
        of_metric = measured.setdefault(point["metric"], {})
        of_metric.setdefault(point_key(labels), (labels, []))[1].append(point["value"])
    origin = _origin(run)
    metrics = {}
    for name, points in measured.items():
        definition = run.told["metrics"][name]
        metrics[name] = {
            "unit": definition["unit"],
            "description": definition["description"],
            "kind": definition["kind"],
            "temporality": "cumulative",
            "monotonic": definition.get("monotonic"),
            "points": {
                key: {"attributes": labels, **_point(definition, values)}
                for key, (labels, values) in points.items()
            },
            **origin,
        }
    return metrics


def typed_all(values):
    return {key: typed(value) for key, value in values.items()}


def typed(value):
    """JSON keeps whole numbers and others apart, as the wire does."""
    if isinstance(value, list):
        return ("array", [typed(each) for each in value])
    kind = {bool: "bool", int: "int", float: "double", str: "string"}[type(value)]
    return (kind, value)


def point_key(attributes):
    """Names a point among those of its metric."""
    said = (f"{key}={json.dumps(value, ensure_ascii=False)}" for key, (_, value) in sorted(attributes.items()))
    return "{" + ", ".join(said) + "}"


def _point(definition, values):
    if definition["kind"] == "sum":
        return {"value": typed(_added(values))}
    bounds = definition["bounds"]
    return {
        "count": len(values),
        "sum": float(_added(values)),
        "min": float(min(values)),
        "max": float(max(values)),
        "bounds": bounds,
        "buckets": _buckets(bounds, values),
    }


def _added(values):
    """In the order in which they were measured, as whoever counts has to."""
    total = 0
    for value in values:
        total += value
    return total


def _buckets(bounds, values):
    """A bucket holds what is above the bound before it, up to and with its own; the last has no bound."""
    counts = [0] * (len(bounds) + 1)
    for value in values:
        counts[sum(1 for bound in bounds if value > bound)] += 1
    return counts


def _origin(run):
    return {
        "scope": {**run.told["scope"], "attributes": {}},
        "resource": {"attributes": typed_all(run.resource), "schema_url": ""},
    }
