"""The document of a span, as the Collector's exporter and as Jaeger write it."""

import json
from datetime import datetime, timezone

from ..program import SERVICE


def of_collector(span_id, span):
    status, message = span["status"]
    return {
        "@timestamp": _time(span["start"]),
        "startTime": _time(span["start"]),
        "endTime": _time(span["end"]),
        "duration": (span["end"] - span["start"]) // 1000,
        "traceId": span["trace_id"],
        "spanId": span_id,
        "parentSpanId": span["parent_span_id"],
        "traceState": "",
        "name": span["name"],
        "kind": span["kind"].capitalize(),
        "status": {"code": status.capitalize(), "message": message},
        "attributes": {
            **{key: as_json(value) for key, value in span["attributes"].items()},
            "data_stream": {"dataset": "genai", "namespace": "prod", "type": "span"},
        },
        "droppedAttributesCount": 0,
        "droppedEventsCount": 0,
        "droppedLinksCount": 0,
        "instrumentationScope": {
            "name": span["scope"]["name"],
            "version": span["scope"]["version"],
            "schemaUrl": span["scope"]["schema_url"],
            "droppedAttributesCount": 0,
        },
        # Texts, whatever they were.
        "resource": {
            key: value if kind == "string" else json.dumps(value)
            for key, (kind, value) in span["resource"]["attributes"].items()
        },
    }


def of_jaeger(span_id, span):
    parent, (status, message) = span["parent_span_id"], span["status"]
    tags = {key: as_json(text_of_array(value)) for key, value in span["attributes"].items()}
    tags |= {
        "span.kind": span["kind"],
        "otel.scope.name": span["scope"]["name"],
        "otel.scope.version": span["scope"]["version"],
    }
    if status == "error":
        tags |= {"error": True, "otel.status_description": message}
    process = {key: as_json(value) for key, value in span["resource"]["attributes"].items() if key != "service.name"}
    return {
        "traceID": span["trace_id"],
        "spanID": span_id,
        "flags": span["flags"],
        "operationName": span["name"],
        "references": [{"refType": "CHILD_OF", "traceID": span["trace_id"], "spanID": parent}] if parent else None,
        "startTime": span["start"] // 1000,
        "startTimeMillis": span["start"] // 1_000_000,
        "duration": (span["end"] - span["start"]) // 1000,
        "tags": [],
        "tag": _without_dots(tags),
        "logs": None,
        "process": {"serviceName": SERVICE, "tags": [], "tag": _without_dots(process)},
    }


def text_of_array(value):
    """Jaeger has no lists: they become JSON, in a text."""
    kind, inner = value
    if kind != "array":
        return value
    return ("string", json.dumps([each for _, each in inner], ensure_ascii=False, separators=(",", ":")))


def as_json(value):
    """As Go writes it: a whole number has no point."""
    kind, inner = value
    if kind == "array":
        return [as_json(each) for each in inner]
    return int(inner) if kind == "double" and inner.is_integer() else inner


def _without_dots(tags):
    return {key.replace(".", "@"): value for key, value in tags.items()}


def _time(nanos):
    """As Go writes it: without zeros at the end."""
    seconds, rest = divmod(nanos, 1_000_000_000)
    text = datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{rest:09}".rstrip("0") if rest else "") + "Z"
