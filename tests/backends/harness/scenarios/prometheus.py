"""Prometheus: metrics by its OTLP endpoint, by way of the Collector, and by scraping the Collector."""

import math
from contextlib import contextmanager

from ..builds import COLLECTOR, PROMETHEUS
from ..collector import Collector
from ..exposition import label_name, series_key, told_series
from ..guide import told_to_ask
from ..http import post_otlp
from ..needs import OTLP
from ..prometheus import Prometheus, promtool
from ..promql import answers
from ..report import Mismatch
from ..way import Way
from . import strict
from .otlp import equal
from .recorded import recorded
from .scenario import Check, Scenario, Seen

NEEDS = [PROMETHEUS]
OURS = '{__name__=~"gen_ai_.+|genai_otel_.+|target_info", job!="collector"}'
PROMOTED = ["service.name", "deployment.environment.name"]
# It takes metrics only.
NO_TRACES = {"OTEL_TRACES_EXPORTER": "none"}
DELTA = {"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE": "delta"}


def _otlp(way, **variables):
    @contextmanager
    def capture(program, folder):
        with Prometheus(folder) as prometheus:
            run = program.run(prometheus.otlp, way, **NO_TRACES, **variables)
            yield _filled(prometheus, run, _by_otlp(run))

    return capture


def _twice(**variables):
    """The same body two times, as at-least-once delivery may bring it."""

    @contextmanager
    def capture(program, folder):
        run, bodies = recorded(program, **variables)
        with Prometheus(folder) as prometheus:
            for _ in range(2):
                _post(prometheus, bodies["metrics"])
                seen = _filled(prometheus, run, _by_otlp(run))
            yield seen

    return capture


@contextmanager
def _late(program, folder):
    """First what is new, and then the same from hours before."""
    run, bodies = recorded(program)
    with Prometheus(folder) as prometheus:
        for body in (bodies["metrics"], _moved_back(bodies["metrics"])):
            _post(prometheus, body)
        yield _filled(prometheus, run, _by_otlp(run))


def _moved_back(body):
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    request = ExportMetricsServiceRequest.FromString(body)
    for metric in request.resource_metrics[0].scope_metrics[0].metrics:
        for point in getattr(metric, metric.WhichOneof("data")).data_points:
            point.start_time_unix_nano -= LATE_BY * 10**9
            point.time_unix_nano -= LATE_BY * 10**9
    return request.SerializeToString()


def _post(prometheus, body):
    status = post_otlp(f"{prometheus.otlp}/v1/metrics", body)
    if status != 200:
        raise RuntimeError(f"answered {status}")


@contextmanager
def _by_way_of_the_collector(program, folder):
    with Prometheus(folder) as prometheus, Collector.forwarding(folder, "127.0.0.1:1", prometheus.otlp) as collector:
        run = program.run(collector.endpoint(Way()), Way(), **NO_TRACES)
        yield _filled(prometheus, run, _by_otlp(run))


@contextmanager
def _scraping(program, folder):
    with Collector.keeping(folder) as collector, Prometheus(folder, collector.metrics) as prometheus:
        run = program.run(collector.endpoint(Way()), Way(), **NO_TRACES)
        scope = run.told["scope"]
        labels = {f"otel_scope_{name}": scope[name] for name in ("name", "version", "schema_url")}
        yield _filled(prometheus, run, told_series(run, **labels))


def _by_otlp(run):
    return told_series(run, **{label_name(name): run.resource[name] for name in PROMOTED})


def _filled(prometheus, run, told):
    prometheus.told = told
    prometheus.wait_for(f"{len(told)} series", lambda: len(series(prometheus)) >= len(told))
    return Seen(run, {}, {}, prometheus)


def series(prometheus, **when):
    found = {}
    for labels, value in prometheus.query(OURS, **when):
        name = labels["__name__"]
        found[series_key(name, {key: text for key, text in labels.items() if key != "__name__"})] = float(value)
    return found


def _all(seen):
    return equal(seen.receiver.told, series(seen.receiver), "series")


def _as_of_then(seen):
    then = seen.run.ended_nanos / 1e9 - LATE_BY
    return equal(seen.receiver.told, series(seen.receiver, time=then), "series")


def _questions(seen):
    return answered(seen, told_to_ask("prometheus", "promql"), answers(seen.run))


def answered(seen, asked, told):
    """Asks these questions, and compares the answers with those that the story gives."""
    equal(sorted(told), sorted(asked), "questions")
    found = []
    for name, question in asked.items():
        expected = told[name]
        answer = {tuple(sorted(labels.items())): float(value) for labels, value in seen.receiver.query(question)}
        if answer.keys() != expected.keys() or not expected:
            found.append(f"{name}: expected {expected}, received {answer}")
            continue
        found += [
            f"{name}: expected {expected[key]} for {dict(key)}, received {value}"
            for key, value in answer.items()
            # Prometheus divides and adds in an order of its own.
            if not math.isclose(value, expected[key], rel_tol=1e-12)
        ]
    if found:
        raise Mismatch(found)
    return f"{len(asked)} questions, {sum(map(len, told.values()))} values"


def _valid(_seen):
    said = [
        promtool("check", "config", "prometheus.yml"),
        promtool("check", "rules", "rules.yml"),
        promtool("test", "rules", "rules_test.yml"),
    ]
    if any(said):
        raise Mismatch([fault for fault in said if fault])
    return ""


SERIES = Check("series", "is every series there, by name, labels and value, and none besides?", _all)
QUESTIONS = Check("queries", "do the queries of the guide have the answers that the story gives?", _questions)
VALID = Check("valid", "does promtool take the guide's configuration, and do its rules come to what their test says?", _valid)

LATE = Check("late", "is what comes hours late there at its own time?", _as_of_then)
LATE_BY = 2 * 60 * 60  # seconds
TWICE = [*NEEDS, *strict.NEEDS]

SCENARIOS = [
    Scenario("prometheus", "prometheus", NEEDS, _otlp(Way()), [SERIES, QUESTIONS, VALID], big=True),
    Scenario("prometheus-gzip", "prometheus", NEEDS, _otlp(Way("http/protobuf", "gzip")), [SERIES], big=True),
    Scenario("prometheus-json", "prometheus", NEEDS, _otlp(Way("http/json")), [SERIES], big=True),
    Scenario("prometheus-delta", "prometheus", NEEDS, _otlp(Way(), **DELTA), [SERIES, QUESTIONS], big=True),
    Scenario(
        "collector-to-prometheus", "prometheus", [*NEEDS, COLLECTOR], _by_way_of_the_collector, [SERIES, QUESTIONS], big=True
    ),
    Scenario("prometheus-twice", "prometheus", TWICE, _twice(), [SERIES, QUESTIONS], big=True),
    Scenario("prometheus-twice-delta", "prometheus", TWICE, _twice(**DELTA), [SERIES, QUESTIONS], big=True),
    Scenario("prometheus-late", "prometheus", TWICE, _late, [SERIES, LATE], big=True),
    Scenario("prometheus-scraping", "prometheus", [*NEEDS, COLLECTOR], _scraping, [SERIES, QUESTIONS], big=True),
]
