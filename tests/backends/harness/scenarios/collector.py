"""The OpenTelemetry Collector with the configurations of the guide."""

from contextlib import contextmanager

from .. import jq
from ..account import told_metrics, told_spans
from ..builds import COLLECTOR
from ..collector import CONFIGURATIONS, UNSEEN_OF_SPANS, Collector, invalid
from ..compare import without
from ..exposition import read_text, told_series, told_types
from ..http import get
from ..jq import JQ
from ..needs import OTLP
from ..report import Mismatch
from ..way import Way, ways
from .otlp import METRICS, PRIVATE, SPANS, WIRE, equal, received
from .scenario import Check, Scenario

NEEDS = [COLLECTOR, OTLP]


def _collector(way):
    @contextmanager
    def capture(program, folder):
        from ..recording_file import requests

        with Collector.keeping(folder) as collector:
            run = program.run(collector.endpoint(way), way)

            def so_far():
                collector.requests = requests(collector.lines())
                return received(run, collector)

            collector.wait_for("file of all that was sent", lambda: _is_whole(run, so_far()))
            yield so_far()

    return capture


@contextmanager
def _killed_with_a_queue(program, folder):
    """The backend is away, and the Collector is killed as soon as it has acknowledged everything; then both start."""
    from ..recording_file import requests

    away, kept = folder / "away", folder / "kept"
    away.mkdir()
    kept.mkdir()
    backend = Collector.keeping(kept)
    addresses = (f"127.0.0.1:{backend.grpc_port}", f"http://127.0.0.1:{backend.port}")
    with Collector.forwarding(away, *addresses) as collector:
        run = program.run(collector.endpoint(Way()), Way())
        collector.process.kill()
    with backend, Collector.forwarding(away, *addresses) as collector:

        def so_far():
            backend.requests = requests(backend.lines())
            return received(run, backend)

        collector.wait_for("end of the queue", lambda: _is_whole(run, so_far()))
        yield so_far()


def _is_whole(run, seen):
    return seen.spans.keys() >= told_spans(run).keys() and seen.metrics.keys() >= told_metrics(run).keys()


def _print(seen):
    told = told_spans(seen.run)
    seen.receiver.wait_for("print of all spans", lambda: seen.receiver.print().spans.keys() >= told.keys())
    printed = seen.receiver.print()
    return "; ".join(
        [
            equal(without(told, *UNSEEN_OF_SPANS), printed.spans, "spans"),
            equal(_with_six_digits(told_metrics(seen.run)), printed.metrics, "metrics"),
        ]
    )


def _with_six_digits(value):
    """It prints numbers with six digits behind the point."""
    if isinstance(value, dict):
        return {key: _with_six_digits(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_with_six_digits(part) for part in value]
    return float(f"{value:f}") if isinstance(value, float) else value


def _shown_to_prometheus(seen):
    series, types = read_text(get(f"http://{seen.receiver.metrics}/metrics").decode())
    scope = seen.run.told["scope"]
    labels = {f"otel_scope_{name}": scope[name] for name in ("name", "version", "schema_url")}
    said = equal(told_series(seen.run, **labels), series, "series")
    equal(told_types(seen.run), types, "types")
    return said


def _valid(_seen):
    files = sorted(CONFIGURATIONS.glob("*.yaml"))
    files = [file for file in files if file.name != "builder.yaml"]
    found = [f"{file.name}: {fault}" for file in files if (fault := invalid(file))]
    if found:
        raise Mismatch(found)
    return f"{len(files)} files"


def _jq(seen):
    calls = jq.calls(b"\n".join(seen.receiver.lines()), "collector/calls.jq")
    said = equal(jq.told_calls(seen.run), jq.in_order(calls), "calls")
    equal(jq.told_totals(seen.run), jq.totals(calls), "models")
    return said


PRINT = Check("print", "does its debug exporter print the same?", _print)
SHOWN = Check("series", "does its exporter for Prometheus show every series, by name, labels and value?", _shown_to_prometheus)
QUESTIONS = Check("jq", "do the guide's questions to its file have the answers that the story gives?", _jq)
VALID = Check("valid", "does it take every configuration file of the guide?", _valid)

def _at_collector(way):
    checks = [SPANS, METRICS, WIRE, PRIVATE]
    checks += [PRINT, SHOWN, VALID] if way == Way() else []
    return Scenario(way.named("collector"), "collector", NEEDS, _collector(way), checks, big=True)


SCENARIOS = [
    # It refuses zstd over gRPC.
    *(_at_collector(way) for way in ways("none", "gzip", "zstd") if way != Way("grpc", "zstd")),
    Scenario("collector-file", "collector", [*NEEDS, JQ], _collector(Way()), [QUESTIONS], big=True),
    Scenario("collector-killed", "collector", NEEDS, _killed_with_a_queue, [SPANS, METRICS, WIRE], big=True),
]
