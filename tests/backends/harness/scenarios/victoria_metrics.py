"""VictoriaMetrics, which takes metrics alone."""

import math
import time
from contextlib import contextmanager
from dataclasses import dataclass

from ..account import told_metrics
from ..builds import VICTORIA_METRICS
from ..exposition import series_key
from ..guide import asked
from ..needs import TOOLS
from ..program import SERVICE, Run
from ..report import Mismatch
from ..victoria_metrics import VictoriaMetrics, labels_of, told_series
from ..way import Way
from .otlp import equal
from .recorded import as_of, recorded
from .scenario import Check, Scenario

NEEDS = [VICTORIA_METRICS, TOOLS.packages("opentelemetry-proto", "h2", "backports.zstd")]
PAGE = "victoria-metrics"
METRICS_ALONE = {"OTEL_TRACES_EXPORTER": "none"}
DURATION = "gen_ai.client.operation.duration"
TOKENS = "gen_ai.client.token.usage"
DAY = 86_400_000_000_000  # nanoseconds


@dataclass
class Filled:
    run: Run
    backend: object
    program: object
    folder: object


def _filled(way):
    @contextmanager
    def capture(program, folder):
        with VictoriaMetrics(folder) as backend:
            run = program.run(backend.endpoint, way, **METRICS_ALONE)
            yield Filled(run, backend, program, folder)

    return capture


def _series(seen):
    told = told_series(told_metrics(seen.run))
    found = seen.backend.series(SERVICE, len(told))
    return equal({key: [value] for key, value in told.items()}, found, "series")


def _queries(seen):
    seen.backend.series(SERVICE, len(told_series(told_metrics(seen.run))))
    expected, questions = _expected(told_metrics(seen.run)), asked(PAGE)
    if len(questions) != len(expected):
        raise Mismatch([f"the page asks {len(questions)} questions, not {len(expected)}"])
    found = {name: seen.backend.query(question) for name, question in zip(expected, questions)}
    return equal(_rounded(expected), _rounded(found), "queries")


def _duplicates(seen):
    """Cumulative values say the same again, so no answer changes; but both points are kept, unless told not to."""
    run, bodies = recorded(seen.program)
    told = {key: [value] for key, value in told_series(told_metrics(run)).items()}
    own = seen.folder / "twice"
    own.mkdir()
    said = []
    for points, options in ((2, []), (1, ["-dedup.minScrapeInterval=1ms"])):
        folder = own / str(points)
        folder.mkdir()
        with VictoriaMetrics(folder, *options) as backend:
            _statuses([200, 200], [backend.post(bodies["metrics"]) for _ in range(2)])
            found = backend.series(SERVICE, len(told))
            equal({key: values * points for key, values in told.items()}, found, "series")
            expected = _expected(told_metrics(run))["tokens"]
            said.append(equal(expected, backend.query(asked(PAGE)[0]), f"answers with {points} points"))
    return "; ".join(said)


def _late(seen):
    """What comes late is there, unless it is older than what is kept: then it is answered as if it were taken."""
    run, bodies = recorded(seen.program, OTEL_SERVICE_NAME="late")
    days_late = {"within": 20, "beyond": 40}
    for days in days_late.values():
        _statuses([200], [seen.backend.post(as_of(bodies["metrics"], time.time_ns() - days * DAY))])
    count = len(told_series(told_metrics(run)))
    found = seen.backend.series("late", count)
    points = sorted({len(values) for values in found.values()})
    if len(found) != count or points != [1]:
        raise Mismatch([f"{len(found)} series, not {count}, with {points} points each"])
    return f"{count} series, {days_late['within']} days late"


def _refused(seen):
    """What it does not take it refuses, and the exporter says so."""
    for way in (Way("http/json"), Way(compression="zstd")):
        try:
            seen.program.run(seen.backend.endpoint, way, **METRICS_ALONE)
        except RuntimeError as error:
            if "HTTP status 400" not in str(error):
                raise
        else:
            raise Mismatch([f"{way} was taken"])
    return "JSON and zstd"


def _statuses(expected, found):
    if expected != found:
        raise Mismatch([f"answered {found}, not {expected}"])


def _expected(metrics):
    """The answers to the queries of the page in their order, added up from what was told."""
    calls = _points(metrics, DURATION)
    failed = [point for labels, point in calls if "error_type" in labels]
    attempts = _points(metrics, "genai_otel.attempts")
    active = _points(metrics, "genai_otel.active_calls")
    by_model = ["gen_ai_request_model", "gen_ai_token_type"]
    return {
        "tokens": _summed(_points(metrics, TOKENS), by_model, lambda point: point["sum"]),
        "errors": {"{}": _calls(failed) / _calls(point for _, point in calls)},
        "errors by type": _summed(
            [(labels, point) for labels, point in calls if "error_type" in labels],
            ["gen_ai_provider_name", "error_type"],
            lambda point: point["count"],
        ),
        "latency": _quantiles(calls, ["gen_ai_request_model"], 0.95),
        "attempts": {"{}": sum(point["value"][1] for _, point in attempts) / _calls(point for _, point in calls)},
        "in flight": {
            key: value
            for key, value in _summed(active, ["gen_ai_provider_name"], lambda point: point["value"][1]).items()
            if value
        },
        "cost": _summed(
            _points(metrics, "gen_ai.usage.cost"), ["gen_ai_request_model"], lambda point: point["sum"]
        ),
        "cost by currency": _summed(
            _points(metrics, "genai_otel.cost"),
            ["genai_otel_cost_currency", "genai_otel_team_id"],
            lambda point: point["value"][1],
        ),
        "unpriced": {
            "{}": sum(point["value"][1] for _, point in _points(metrics, "genai_otel.unpriced"))
            / _calls(point for _, point in calls)
        },
    }


def _points(metrics, name):
    return [(labels_of(point["attributes"]), point) for point in metrics[name]["points"].values()]


def _calls(points):
    return sum(point["count"] for point in points)


def _summed(points, by, value):
    sums = {}
    for labels, point in points:
        key = _group(labels, by)
        sums[key] = sums.get(key, 0.0) + value(point)
    return sums


def _quantiles(points, by, q):
    groups = {}
    for labels, point in points:
        key = _group(labels, by)
        so_far = groups.get(key, [0] * len(point["buckets"]))
        groups[key] = [one + other for one, other in zip(so_far, point["buckets"])]
        bounds = point["bounds"]
    return {key: _quantile(q, bounds, buckets) for key, buckets in groups.items()}


def _quantile(q, bounds, buckets):
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


def _rounded(answers):
    """The order in which halves and tenths are added up is the backend's own."""
    return {name: {key: round(value, 12) for key, value in values.items()} for name, values in answers.items()}


def _group(labels, by):
    return series_key("", {name: labels[name] for name in by if name in labels})


SERIES = Check("series", "is every series there, each label, sum, count and bucket as told?", _series)
QUERIES = Check("queries", "do the queries of its page give what was told?", _queries)
DUPLICATES = Check("duplicates", "does the same body sent twice leave the answers as they are?", _duplicates)
LATE = Check("late", "is what comes days late there, and what is older than is kept not?", _late)
REFUSED = Check("refused", "is what it does not take an error of the exporter?", _refused)

SCENARIOS = [
    Scenario("victoria-metrics", PAGE, NEEDS, _filled(Way()), [SERIES, QUERIES, DUPLICATES, LATE, REFUSED]),
    Scenario("victoria-metrics-gzip", PAGE, NEEDS, _filled(Way(compression="gzip")), [SERIES]),
]
