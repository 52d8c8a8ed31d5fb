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
from .way import Way, ways

AGENT = ["ddapm-test-agent", "opentelemetry-proto", "backports.zstd"]
ROTEL = ["rotel"]
STRICT = ["opentelemetry-proto", "h2", "backports.zstd"]
SIGNALS = ["traces", "metrics"]
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
    # Whoever has the requests as they came.
    receiver: object = None
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


def _agent(way):
    @contextmanager
    def capture(program, environment, folder):
        from .recording_agent import RecordingAgent

        with RecordingAgent(environment, folder) as agent:
            run = program.run(agent.endpoint(way), way, OTEL_EXPORTER_OTLP_HEADERS=HEADERS_VARIABLE)
            yield _seen(run, agent)

    return capture


def _strict_receiver(way):
    @contextmanager
    def capture(program, _environment, _folder):
        from .strict import StrictReceiver

        with StrictReceiver() as receiver:
            try:
                run = program.run(receiver.endpoint(way), way, OTEL_EXPORTER_OTLP_HEADERS=HEADERS_VARIABLE)
            except RuntimeError as error:
                raise RuntimeError(f"{error}; {receiver.faults}") from error
            yield _seen(run, receiver)

    return capture


def _rotel(way):
    @contextmanager
    def capture(program, _environment, folder):
        from .rotel import UNSEEN_OF_SPANS, Rotel

        with Rotel.printing(folder) as rotel:
            run = program.run(rotel.endpoint(way), way)
            printed = rotel.printed(len(told_spans(run)), len(told_metrics(run)))
            yield Seen(run, printed.spans, printed.metrics, unseen=tuple(UNSEEN_OF_SPANS))

    return capture


@contextmanager
def _rotel_to_agent(program, environment, folder):
    from .recording_agent import RecordingAgent
    from .rotel import Rotel

    with RecordingAgent(environment, folder) as agent, Rotel.forwarding_to(agent.endpoint(Way()), folder) as rotel:
        run = program.run(rotel.endpoint(Way()), Way())
        wanted = (len(told_spans(run)), len(told_metrics(run)))

        def arrived():
            seen = _seen(run, agent)
            return len(seen.spans) >= wanted[0] and len(seen.metrics) >= wanted[1]

        agent.wait_for(f"{wanted[0]} spans and {wanted[1]} metrics by way of rotel", arrived)
        yield _seen(run, agent)


def _seen(run, receiver):
    from . import wire

    of = {signal: [each.message for each in receiver.requests if each.signal == signal] for signal in SIGNALS}
    return Seen(run, wire.spans(of["traces"]), wire.metrics(of["metrics"]), receiver)


def _spans(seen):
    told = without(told_spans(seen.run), *seen.unseen)
    return _equal(told, seen.spans, "spans")


def _metrics(seen):
    return _equal(told_metrics(seen.run), seen.metrics, "metrics")


def _wire(seen):
    from . import wire

    window = (seen.run.began_nanos, seen.run.ended_nanos)
    requests = seen.receiver.requests
    faults = list(wire.faults([request.message for request in requests], window))
    known = {(span["trace_id"], span_id) for span_id, span in seen.spans.items()}
    faults += [
        f"the parent of span {span_id} was not sent"
        for span_id, span in seen.spans.items()
        if span["parent_span_id"] and (span["trace_id"], span["parent_span_id"]) not in known
    ]
    if faults:
        raise Mismatch(faults)
    return f"{len(requests)} bodies, {sum(len(request.body) for request in requests)} bytes"


def _decoded(seen):
    from . import wire

    said = [
        _equal(told_spans(seen.run), wire.spans(seen.receiver.decoded_traces()), "spans"),
        _equal(told_metrics(seen.run), wire.metrics(seen.receiver.decoded_metrics()), "metrics"),
    ]
    return "; ".join(said)


def _headers(way):
    encoding = None if way.compression == "none" else way.compression
    expected = {
        "content-type": way.content_type,
        "grpc-encoding" if way.is_grpc else "content-encoding": encoding,
        **HEADERS,
    }

    def look(seen):
        product = f"genai-otel-otlp-rust/{seen.run.told['process']['version']}"
        requests = seen.receiver.requests
        found = list(differences(sorted(SIGNALS), sorted(request.signal for request in requests), "signals"))
        for request in requests:
            received = {name: request.headers.get(name) for name in expected}
            found += differences(expected, received, request.path)
            if product not in request.headers.get("user-agent", "").split(" "):
                found.append(f"{request.path}/user-agent: {request.headers.get('user-agent')!r} is not of {product}")
        if found:
            raise Mismatch(found)
        return f"{len(requests)} requests"

    return Check("headers", "do the headers arrive, and does the encoding stand there?", look)


def _private(seen):
    bodies = [request.body for request in seen.receiver.requests]
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

    one = {request.signal: request.message for request in seen.receiver.requests}
    missed = list(unnoticed(one["traces"], one["metrics"], (seen.run.began_nanos, seen.run.ended_nanos)))
    if missed:
        raise Mismatch(missed)
    return f"{len(SPOILED_TRACES) + len(SPOILED_METRICS)} rules"


def _strict_json(seen):
    from .spoiled_json import SPOILED, unnoticed

    [traces] = [request for request in seen.receiver.requests if request.signal == "traces"]
    missed = list(unnoticed(traces.body, type(traces.message)))
    if missed:
        raise Mismatch(missed)
    return f"{len(SPOILED)} rules"


def _equal(told, received, what):
    found = list(differences(told, received))
    if found:
        raise Mismatch(found)
    return f"{len(told)} {what}, {sum(1 for _ in leaves(told))} values"


SPANS = Check("spans", "does every span arrive, each field as told?", _spans)
METRICS = Check("metrics", "does every point arrive, each field as told?", _metrics)
WIRE = Check("wire", "do the bodies keep all rules of OTLP?", _wire)

DECODED = Check("decoded", "does the collector's own decoder see the same?", _decoded)
PRIVATE = Check("private", "does content stay at home?", _private)
STRICT_JSON = Check("strict", "would the reader notice a broken rule of OTLP's JSON?", _strict_json)
# Looked at once: they look at the comparison, not at the way.
LOOKING_AT_US = [
    Check("sensitive", "would the comparison notice a change of any value?", _sensitive),
    Check("strict", "would the reader notice a broken rule of OTLP?", _strict),
]


def _at_agent(way):
    checks = [SPANS, METRICS, WIRE, PRIVATE]
    # What came by gRPC it keeps as it passes it on to itself, and what is JSON it does not decode.
    checks += [] if way.is_grpc else [_headers(way)]
    checks += [] if way.protocol == "http/json" else [DECODED]
    checks += LOOKING_AT_US if way == Way() else []
    return Scenario(way.named("agent"), AGENT, _agent(way), checks)


def _at_strict_receiver(way):
    checks = [SPANS, METRICS, WIRE, PRIVATE, _headers(way)]
    checks += [STRICT_JSON] if way == Way("http/json") else []
    return Scenario(way.named("strict"), STRICT, _strict_receiver(way), checks)


def _at_rotel(way):
    # As JSON it takes a histogram and shows it empty: it wants 64-bit numbers bare, which OTLP writes as strings.
    checks = [SPANS] if way.protocol == "http/json" else [SPANS, METRICS]
    return Scenario(way.named("rotel"), ROTEL, _rotel(way), checks)


# No zstd for gRPC in the agent, none at all in rotel: they refuse it.
SCENARIOS = [
    *map(_at_strict_receiver, ways("none", "gzip", "zstd")),
    *(_at_agent(way) for way in ways("none", "gzip", "zstd") if way != Way("grpc", "zstd")),
    *map(_at_rotel, ways("none", "gzip")),
    Scenario("rotel-to-agent", AGENT + ROTEL, _rotel_to_agent, [SPANS, METRICS, WIRE]),
]
