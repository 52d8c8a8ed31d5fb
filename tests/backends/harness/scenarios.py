"""The checks, grouped by the collector that they look at.

The modules that read protobuf are imported late: only the environment has it.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Callable

from .account import told_metrics, told_spans
from .compare import changed, differences, leaves, without
from .program import Run
from .report import Mismatch

AGENT = ["ddapm-test-agent", "opentelemetry-proto"]
ROTEL = ["rotel"]
HEADERS = {"authorization": "Bearer k e y", "x-team": "search"}
# The values are percent-encoded, as the variable wants them.
HEADERS_VARIABLE = "authorization=Bearer%20k%20e%20y,x-team=search"
# What is in an answer, an error's text and a header of the story, and must not be in what it sends.
SECRETS = [b"secret", b"quota.", b"too many", b"k e y"]


@dataclass
class Seen:
    """A run of the program and what a collector received of it."""

    run: Run
    spans: dict
    metrics: dict
    agent: object = None
    # What the collector cannot show of a span.
    unseen: tuple = ()


@dataclass
class Check:
    name: str
    asks: str
    look: Callable[[Seen], str]


@dataclass
class Scenario:
    name: str
    packages: list
    capture: Callable
    checks: list

    def run(self, program, environment, folder, report, chosen):
        """Runs the program once and every chosen check on what came of it."""
        waiting = dict(chosen)
        try:
            with self.capture(program, environment, folder) as seen:
                for name, check in chosen.items():
                    del waiting[name]
                    report.run(name, lambda: check.look(seen))
        except Exception as error:  # the collector does not start, or nothing arrives
            for name in waiting:
                report.fail(name, f"{type(error).__name__}: {error}")


@contextmanager
def _agent(program, environment, folder, **variables):
    from . import wire
    from .recording_agent import RecordingAgent

    with RecordingAgent(environment, folder) as agent:
        run = program.run(agent.endpoint, OTEL_EXPORTER_OTLP_HEADERS=HEADERS_VARIABLE, **variables)
        yield _seen_by(agent, run, wire)


def _agent_with_gzip(program, environment, folder):
    return _agent(program, environment, folder, OTEL_EXPORTER_OTLP_COMPRESSION="gzip")


@contextmanager
def _rotel(program, _environment, folder):
    from .rotel import UNSEEN_OF_SPANS, Rotel

    with Rotel.printing(folder) as rotel:
        run = program.run(rotel.endpoint)
        printed = rotel.printed(len(told_spans(run)), len(told_metrics(run)))
        yield Seen(run, printed.spans, printed.metrics, unseen=tuple(UNSEEN_OF_SPANS))


@contextmanager
def _rotel_to_agent(program, environment, folder):
    from . import wire
    from .recording_agent import RecordingAgent
    from .rotel import Rotel

    with RecordingAgent(environment, folder) as agent, Rotel.forwarding_to(agent.endpoint, folder) as rotel:
        run = program.run(rotel.endpoint)
        wanted = (len(told_spans(run)), len(told_metrics(run)))

        def arrived():
            seen = _seen_by(agent, run, wire)
            return len(seen.spans) >= wanted[0] and len(seen.metrics) >= wanted[1]

        agent.wait_for(f"{wanted[0]} spans and {wanted[1]} metrics by way of rotel", arrived)
        yield _seen_by(agent, run, wire)


def _seen_by(agent, run, wire):
    spans = wire.spans(map(wire.read_traces, agent.bodies("/v1/traces")))
    metrics = wire.metrics(map(wire.read_metrics, agent.bodies("/v1/metrics")))
    return Seen(run, spans, metrics, agent)


def _spans(seen):
    told = without(told_spans(seen.run), *seen.unseen)
    return _equal(told, seen.spans, "spans")


def _metrics(seen):
    return _equal(told_metrics(seen.run), seen.metrics, "metrics")


def _wire(seen):
    from . import wire

    window = (seen.run.began_nanos, seen.run.ended_nanos)
    bodies = seen.agent.bodies("/v1/traces"), seen.agent.bodies("/v1/metrics")
    requests = [*map(wire.read_traces, bodies[0]), *map(wire.read_metrics, bodies[1])]
    faults = list(wire.faults(requests, window))
    known = {(span["trace_id"], span_id) for span_id, span in seen.spans.items()}
    faults += [
        f"the parent of span {span_id} was not sent"
        for span_id, span in seen.spans.items()
        if span["parent_span_id"] and (span["trace_id"], span["parent_span_id"]) not in known
    ]
    if faults:
        raise Mismatch(faults)
    return f"{len(requests)} bodies, {sum(map(len, bodies[0] + bodies[1]))} bytes"


def _decoded(seen):
    from . import wire

    said = [
        _equal(told_spans(seen.run), wire.spans(seen.agent.decoded_traces()), "spans"),
        _equal(told_metrics(seen.run), wire.metrics(seen.agent.decoded_metrics()), "metrics"),
    ]
    return "; ".join(said)


def _headers(encoding):
    def look(seen):
        expected = {
            "content-type": "application/x-protobuf",
            "content-encoding": encoding,
            **HEADERS,
        }
        product = f"genai-otel/{seen.run.told['process']['version']} "
        found = []
        requests = seen.agent.requests()
        paths = sorted(request["url"].partition("127.0.0.1")[2].partition("/")[2] for request in requests)
        found += differences(["v1/metrics", "v1/traces"], paths, "paths")
        for request in requests:
            headers = {name.lower(): value for name, value in request["headers"].items()}
            received = {name: headers.get(name) for name in expected}
            found += differences(expected, received, request["url"])
            if not headers.get("user-agent", "").startswith(product):
                found.append(f"{request['url']}/user-agent: {headers.get('user-agent')!r} is not of {product}")
        if found:
            raise Mismatch(found)
        return f"{len(requests)} requests"

    return look


def _private(seen):
    bodies = seen.agent.bodies("/v1/traces") + seen.agent.bodies("/v1/metrics")
    found = [f"{secret!r} was sent" for secret in SECRETS if any(secret in body for body in bodies)]
    if found:
        raise Mismatch(found)
    return ""


def _sensitive(seen):
    """Else a comparison that sees nothing would pass for one that finds nothing."""
    blind, tried = [], 0
    for whole in (seen.spans, seen.metrics):
        for path in leaves(whole):
            tried += 1
            if not any(differences(whole, changed(whole, path))):
                blind.append("/".join(map(str, path)))
    if blind:
        raise Mismatch(blind)
    return f"{tried} values"


def _strict(seen):
    from .spoiled import SPOILED_METRICS, SPOILED_TRACES, unnoticed

    [traces], [metrics] = seen.agent.bodies("/v1/traces"), seen.agent.bodies("/v1/metrics")
    missed = list(unnoticed(traces, metrics, (seen.run.began_nanos, seen.run.ended_nanos)))
    if missed:
        raise Mismatch(missed)
    return f"{len(SPOILED_TRACES) + len(SPOILED_METRICS)} rules"


def _equal(told, received, what):
    found = list(differences(told, received))
    if found:
        raise Mismatch(found)
    return f"{len(told)} {what}, {sum(1 for _ in leaves(told))} values"


SPANS = Check("spans", "does every span arrive, each field as told?", _spans)
METRICS = Check("metrics", "does every point arrive, each field as told?", _metrics)
WIRE = Check("wire", "do the bodies keep all rules of OTLP?", _wire)

SCENARIOS = [
    Scenario(
        "agent",
        AGENT,
        _agent,
        [
            SPANS,
            METRICS,
            WIRE,
            Check("decoded", "does the collector's own decoder see the same?", _decoded),
            Check("headers", "do the headers arrive, and is nothing compressed?", _headers(None)),
            Check("private", "does content stay at home?", _private),
            Check("sensitive", "would the comparison notice a change of any value?", _sensitive),
            Check("strict", "would the reader notice a broken rule of OTLP?", _strict),
        ],
    ),
    Scenario(
        "agent-gzip",
        AGENT,
        _agent_with_gzip,
        [SPANS, METRICS, WIRE, Check("headers", "do the headers arrive, and that of gzip?", _headers("gzip"))],
    ),
    Scenario("rotel", ROTEL, _rotel, [SPANS, METRICS]),
    Scenario("rotel-to-agent", AGENT + ROTEL, _rotel_to_agent, [SPANS, METRICS, WIRE]),
]
