"""Rotel, printing what it receives and passing it on."""

from contextlib import contextmanager

from ..account import told_metrics, told_spans
from ..needs import TOOLS
from ..way import Way, ways
from . import agent
from .otlp import METRICS, SPANS, WIRE, equal, received
from .scenario import Check, Scenario, Seen

NEEDS = [TOOLS.packages("rotel")]


def _rotel(way):
    @contextmanager
    def capture(program, folder):
        from ..rotel import UNSEEN_OF_SPANS, Rotel

        with Rotel.printing(folder) as rotel:
            run = program.run(rotel.endpoint(way), way)
            printed = rotel.printed(len(told_spans(run)), len(told_metrics(run)))
            yield Seen(run, printed.spans, printed.metrics, unseen=tuple(UNSEEN_OF_SPANS))

    return capture


@contextmanager
def _rotel_to_agent(program, folder):
    from ..recording_agent import RecordingAgent
    from ..rotel import Rotel

    with RecordingAgent(folder) as receiver, Rotel.forwarding_to(receiver.endpoint(Way()), folder) as rotel:
        run = program.run(rotel.endpoint(Way()), Way())
        wanted = (len(told_spans(run)), len(told_metrics(run)))

        def arrived():
            so_far = received(run, receiver)
            return len(so_far.spans) >= wanted[0] and len(so_far.metrics) >= wanted[1]

        receiver.wait_for(f"{wanted[0]} spans and {wanted[1]} metrics by way of rotel", arrived)
        yield received(run, receiver)


def _at_rotel(way):
    # As JSON it takes a histogram and shows it empty: it wants 64-bit numbers bare, which OTLP writes as strings.
    checks = [SPANS] if way.protocol == "http/json" else [SPANS, PRINTED_METRICS]
    return Scenario(way.named("rotel"), "rotel", NEEDS, _rotel(way), checks)


def _printed_metrics(seen):
    return equal(_as_printed(told_metrics(seen.run)), seen.metrics, "metrics")


def _as_printed(told):
    """It prints a float of a whole value as it prints an integer."""
    for metric in told.values():
        for point in metric["points"].values():
            kind, value = point.get("value", (None, None))
            if kind == "double" and value.is_integer():
                point["value"] = ("int", int(value))
    return told


PRINTED_METRICS = Check(METRICS.name, METRICS.asks, _printed_metrics)

# It refuses zstd.
SCENARIOS = [
    *map(_at_rotel, ways("none", "gzip")),
    Scenario("rotel-to-agent", "rotel", NEEDS + agent.NEEDS, _rotel_to_agent, [SPANS, METRICS, WIRE]),
]
