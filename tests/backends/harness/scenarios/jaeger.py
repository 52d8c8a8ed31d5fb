"""Jaeger, asked by its API for what the program sent, directly and by way of the Collector."""

import json
from contextlib import contextmanager

from .. import jq
from ..account import told_spans
from ..builds import COLLECTOR, JAEGER
from ..collector import Collector
from ..http import post_otlp
from ..jaeger import Jaeger
from ..jq import JQ
from ..needs import OTLP
from ..program import SERVICE
from ..report import Mismatch
from ..way import Way
from . import strict
from .otlp import equal
from .recorded import recorded
from .scenario import Check, Scenario, Seen

NEEDS = [JAEGER, OTLP]
TYPES = {"string": "string", "bool": "bool", "int": "int64", "double": "float64"}


def _jaeger(way):
    @contextmanager
    def capture(program, folder):
        with Jaeger(folder) as jaeger:
            yield _filled(jaeger, program.run(jaeger.endpoint(way), way, **NO_METRICS))

    return capture


@contextmanager
def _twice(program, folder):
    """The same body two times, as at-least-once delivery may bring it, and then one that tells when it has arrived."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    run, bodies = recorded(program)
    last = ExportTraceServiceRequest.FromString(bodies["traces"])
    [service] = [each for each in last.resource_spans[0].resource.attributes if each.key == "service.name"]
    service.value.string_value = "last"
    for span in last.resource_spans[0].scope_spans[0].spans:
        span.trace_id = bytes(reversed(span.trace_id))
    with Jaeger(folder) as jaeger:
        url = f"{jaeger.endpoint(Way())}/v1/traces"
        for body in (bodies["traces"], bodies["traces"], last.SerializeToString()):
            if (status := post_otlp(url, body)) != 200:
                raise RuntimeError(f"answered {status}")
        jaeger.wait_for("last body", lambda: "last" in jaeger.services())
        yield _filled(jaeger, run)


@contextmanager
def _by_way_of_the_collector(program, folder):
    with Jaeger(folder) as jaeger:
        nowhere = "http://127.0.0.1:1"
        with Collector.forwarding(folder, f"127.0.0.1:{jaeger.grpc_port}", nowhere) as collector:
            yield _filled(jaeger, program.run(collector.endpoint(Way()), Way(), **NO_METRICS))


def _filled(jaeger, run):
    told = told_spans(run)
    jaeger.wait_for("trace of every span", lambda: len(_spans_of(jaeger.traces(SERVICE))) >= len(told))
    return Seen(run, {}, {}, jaeger)


def _found(seen):
    """Services, operations, and the spans of all traces with their parents, times, tags and processes."""
    told = told_spans(seen.run)
    operations = sorted({span["name"] for span in told.values()})
    equal([SERVICE], seen.receiver.services(), "services")
    equal(operations, sorted(seen.receiver.operations(SERVICE)), "operations")
    return _once(seen)


def _once(seen):
    found = [span["spanID"] for trace in seen.receiver.traces(SERVICE).values() for span in trace["spans"]]
    expected = {span_id: _as_jaeger_says(span) for span_id, span in told_spans(seen.run).items()}
    equal(sorted(expected), sorted(found), "spans")
    return equal(expected, _spans_of(seen.receiver.traces(SERVICE)), "spans")


def _whole(seen):
    """The newer API gives OTLP back, which can be compared whole."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    from .. import strict_json, wire

    told = {span_id: _without_schema(span) for span_id, span in told_spans(seen.run).items()}
    answers = [seen.receiver.as_otlp(trace) for trace in sorted({span["trace_id"] for span in told.values()})]
    bodies = [json.dumps(answer).encode() for answer in answers]
    return equal(told, wire.spans([strict_json.parse(body, ExportTraceServiceRequest()) for body in bodies]), "spans")


def _without_schema(span):
    """It keeps no schema URLs."""
    return {**span, "scope": {**span["scope"], "schema_url": ""}}


def _by_tag(seen):
    """For each value of an attribute, of spans and of the process: exactly the traces that have it.

    What Jaeger itself makes a tag of is not searched: its memory finds nothing by `error=true` or by `span.kind`.
    """
    wanted = {}
    for span in told_spans(seen.run).values():
        for key, value in {**span["attributes"], **span["resource"]["attributes"]}.items():
            wanted.setdefault((key, _as_searched(*_tag(value))), set()).add(span["trace_id"])
    found = []
    for (key, value), traces in sorted(wanted.items()):
        answer = set(seen.receiver.traces(SERVICE, tags={key: value}))
        if answer != traces:
            found.append(f"{key}={value}: expected {sorted(traces)}, found {sorted(answer)}")
    if seen.receiver.traces(SERVICE, tags={"gen_ai.request.model": "no such model"}):
        found.append("a model that no call was for has traces")
    if found:
        raise Mismatch(found)
    return f"{len(wanted)} searches"


def _jq(seen):
    calls = jq.calls(seen.receiver.raw_traces(SERVICE), "jaeger/jaeger-calls.jq")
    said = equal(jq.told_calls(seen.run), jq.in_order(calls), "calls")
    equal(jq.told_totals(seen.run), jq.totals(calls), "models")
    return said


def _spans_of(traces):
    return {
        span["spanID"]: {
            "trace_id": span["traceID"],
            "references": [(each["refType"], each["traceID"], each["spanID"]) for each in span["references"]],
            "operation": span["operationName"],
            "start": span["startTime"],
            "duration": span["duration"],
            "tags": _typed(span["tags"]),
            "logs": span["logs"],
            "warnings": span["warnings"],
            "service": trace["processes"][span["processID"]]["serviceName"],
            "process": _typed(trace["processes"][span["processID"]]["tags"]),
        }
        for trace in traces.values()
        for span in trace["spans"]
    }


def _typed(tags):
    """A whole number may be written without a point; its type says that it is none."""
    return {
        tag["key"]: (tag["type"], float(tag["value"]) if tag["type"] == "float64" else tag["value"]) for tag in tags
    }


def _as_jaeger_says(span):
    parent = span["parent_span_id"]
    resource = span["resource"]["attributes"]
    return {
        "trace_id": span["trace_id"],
        "references": [("CHILD_OF", span["trace_id"], parent)] if parent else [],
        "operation": span["name"],
        "start": span["start"] // 1000,
        "duration": (span["end"] - span["start"]) // 1000,
        "tags": _tags(span),
        "logs": [],
        "warnings": None,
        "service": SERVICE,
        "process": {key: _tag(value) for key, value in resource.items() if key != "service.name"},
    }


def _tags(span):
    """The attributes, and what of a span is no field of its own at Jaeger."""
    status, description = span["status"]
    tags = {key: _tag(value) for key, value in span["attributes"].items()}
    tags |= {
        "span.kind": ("string", span["kind"]),
        "otel.scope.name": ("string", span["scope"]["name"]),
        "otel.scope.version": ("string", span["scope"]["version"]),
    }
    if status == "error":
        tags |= {
            "error": ("bool", True),
            "otel.status_code": ("string", "ERROR"),
            "otel.status_description": ("string", description),
        }
    return tags


def _tag(value):
    kind, inner = value
    if kind == "array":
        return ("string", json.dumps([each for _, each in inner], ensure_ascii=False, separators=(",", ":")))
    return (TYPES[kind], inner)


def _as_searched(kind, value):
    """All is searched as text, with numbers as short as they can be."""
    if kind == "float64" and value.is_integer():
        return str(int(value))
    return value if kind == "string" else json.dumps(value)


# It takes none, and says so by 404.
NO_METRICS = {"OTEL_METRICS_EXPORTER": "none"}
FOUND = Check("spans", "does it find services, operations, and every span with parent, times, typed tags and process?", _found)
WHOLE = Check("whole", "does its API give every span back as told, as OTLP?", _whole)
BY_TAG = Check("tags", "does a search by each tag find the traces that have it, and no other?", _by_tag)
QUESTIONS = Check("jq", "do the guide's questions to its answers have the answers that the story gives?", _jq)
ONCE = Check("once", "is what came twice there once?", _once)
CHECKS = [FOUND, WHOLE, BY_TAG]

SCENARIOS = [
    *(
        Scenario(way.named("jaeger"), "jaeger", NEEDS, _jaeger(way), CHECKS, big=True)
        for way in (Way(), Way("http/protobuf", "zstd"), Way("http/json", "gzip"), Way("grpc"), Way("grpc", "gzip"))
    ),
    Scenario("jaeger-answers", "jaeger", [*NEEDS, JQ], _jaeger(Way()), [QUESTIONS], big=True),
    Scenario("jaeger-twice", "jaeger", [*NEEDS, *strict.NEEDS], _twice, [ONCE, WHOLE], big=True),
    Scenario("collector-to-jaeger", "jaeger", [*NEEDS, COLLECTOR], _by_way_of_the_collector, CHECKS, big=True),
]
