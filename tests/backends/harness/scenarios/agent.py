"""The Datadog test agent, which keeps what it is sent."""

from contextlib import contextmanager

from ..account import told_metrics, told_spans
from ..compare import changed, differences, leaves
from ..needs import TOOLS
from ..report import Mismatch
from ..way import Way, ways
from .otlp import HEADERS_VARIABLE, METRICS, PRIVATE, SPANS, WIRE, equal, headers, received
from .scenario import Check, Scenario

NEEDS = [TOOLS.packages("ddapm-test-agent", "opentelemetry-proto", "backports.zstd")]


def _agent(way):
    @contextmanager
    def capture(program, folder):
        from ..recording_agent import RecordingAgent

        with RecordingAgent(folder) as agent:
            run = program.run(agent.endpoint(way), way, OTEL_EXPORTER_OTLP_HEADERS=HEADERS_VARIABLE)
            yield received(run, agent)

    return capture


def _decoded(seen):
    from .. import wire

    said = [
        equal(told_spans(seen.run), wire.spans(seen.receiver.decoded_traces()), "spans"),
        equal(told_metrics(seen.run), wire.metrics(seen.receiver.decoded_metrics()), "metrics"),
    ]
    return "; ".join(said)


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
    from ..spoiled import SPOILED_METRICS, SPOILED_TRACES, unnoticed

    one = {request.signal: request.message for request in seen.receiver.requests}
    missed = list(unnoticed(one["traces"], one["metrics"], (seen.run.began_nanos, seen.run.ended_nanos)))
    if missed:
        raise Mismatch(missed)
    return f"{len(SPOILED_TRACES) + len(SPOILED_METRICS)} rules"


DECODED = Check("decoded", "does the collector's own decoder see the same?", _decoded)
# Looked at once: they look at the comparison, not at the way.
LOOKING_AT_US = [
    Check("sensitive", "would the comparison notice a change of any value?", _sensitive),
    Check("strict", "would the reader notice a broken rule of OTLP?", _strict),
]


def _at_agent(way):
    checks = [SPANS, METRICS, WIRE, PRIVATE]
    # What came by gRPC it keeps as it passes it on to itself, and what is JSON it does not decode.
    checks += [] if way.is_grpc else [headers(way)]
    checks += [] if way.protocol == "http/json" else [DECODED]
    checks += LOOKING_AT_US if way == Way() else []
    return Scenario(way.named("agent"), "agent", NEEDS, _agent(way), checks)


# It refuses zstd over gRPC.
SCENARIOS = [_at_agent(way) for way in ways("none", "gzip", "zstd") if way != Way("grpc", "zstd")]
