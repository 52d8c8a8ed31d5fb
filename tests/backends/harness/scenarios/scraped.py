"""Prometheus, and its promtool, reading the application itself."""

import subprocess
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass

from ..builds import PROMETHEUS, PROMETHEUS_OF_DEBIAN
from ..exposition import read_text, told_series, told_types
from ..guide import told_to_ask
from ..processes import clean_environment
from ..program import SERVICE, Run
from ..prometheus import SCRAPING_FLAGS, Prometheus
from ..promql import answers
from ..report import Mismatch
from .otlp import equal
from .prometheus import answered, series
from .scenario import Check, Scenario

# Of the export there is nothing to tell here.
ALONE = {"GENAI_OTEL_SELF_OBSERVATION": "false"}
HOSTILE = {**ALONE, "EMITTER_HOSTILE": "1"}
OPEN_METRICS = "application/openmetrics-text; version=1.0.0"
# Only the newest one knows this word.
NEW_WORD = " anchored"


@dataclass
class Read:
    run: Run
    receiver: Prometheus
    built: object

    @property
    def address(self):
        return self.run.told["listens_on"]

    def page(self, accept="*/*"):
        request = urllib.request.Request(f"http://{self.address}/metrics", headers={"accept": accept})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            return answer.headers["content-type"], answer.read().decode()


def _read(built, **variables):
    @contextmanager
    def capture(program, folder):
        with program.read(**variables) as run:
            with Prometheus(folder, run.told["listens_on"], built, SCRAPING_FLAGS) as prometheus:
                up = f'up{{job="{SERVICE}"}} == 1'
                prometheus.wait_for("scrape", lambda: prometheus.query(up))
                yield Read(run, prometheus, built)

    return capture


def _scope(run):
    return {f"otel_scope_{name}": run.told["scope"][name] for name in ("name", "version", "schema_url")}


def _series(seen):
    process = {"job": SERVICE, "instance": seen.address}
    told = told_series(seen.run, process, **_scope(seen.run))
    seen.receiver.wait_for(f"{len(told)} series", lambda: len(series(seen.receiver)) >= len(told))
    return equal(told, series(seen.receiver), "series")


def _questions(seen):
    """Those of the guide, asked of what comes by OTLP, have the same answers here."""
    asked = {name: question for name, question in told_to_ask("prometheus", "promql").items() if NEW_WORD not in question}
    told = {name: answer for name, answer in answers(seen.run).items() if name in asked}
    return answered(seen, asked, told)


def _text(seen):
    content_type, page = seen.page()
    equal("text/plain; version=0.0.4; charset=utf-8", content_type, "content type")
    found, types = read_text(page)
    equal(told_types(seen.run), types, "types")
    return equal(told_series(seen.run, {}, **_scope(seen.run)), found, "series")


def _open(seen):
    content_type, page = seen.page(OPEN_METRICS)
    equal(f"{OPEN_METRICS}; charset=utf-8", content_type, "content type")
    if not page.endswith("\n# EOF\n"):
        raise Mismatch([f"ends with {page[-20:]!r}"])
    return ""


def _clean(seen):
    """`promtool check metrics` says nothing at all."""
    done = subprocess.run(
        [seen.built.program("promtool"), "check", "metrics"],
        input=seen.page()[1],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=30,
    )
    if done.returncode or done.stdout or done.stderr:
        raise Mismatch([f"promtool ended with {done.returncode}: {done.stdout[:500]} {done.stderr[:500]}"])
    return ""


def _hostile(seen):
    """Each value is there as it is, or as it is said to become, and all that is counted."""
    found = seen.receiver.query("hostile_calls_total")
    shown = sorted(labels["x"] for labels, _ in found if "x" in labels)
    equal(sorted(seen.run.told["hostile"]), shown, "values")
    [(_, total)] = seen.receiver.query("sum(hostile_calls_total)")
    names = {name for labels, _ in found for name in labels}
    equal(["10018"], [total], "calls")
    expected = {"key__name__", "exported_le", "key_4xx", "a_b", "exported_job", "gr__e"}
    missing = expected - names
    if missing:
        raise Mismatch([f"no label {name}" for name in sorted(missing)])
    return f"{len(found)} series"


SERIES = Check("series", "is every series there, by name, labels and value, and none besides?", _series)
QUESTIONS = Check("queries", "do the queries of the guide have the answers that the story gives?", _questions)
TEXT = Check("text", "is the page in text what was told?", _text)
OPEN = Check("openmetrics", "is there a page in OpenMetrics for those who ask for it?", _open)
CLEAN = Check("promtool", "does `promtool check metrics` find nothing?", _clean)
VALUES = Check("hostile", "are labels of somebody who wants to break the page values like any other?", _hostile)

ALL = [SERIES, QUESTIONS, TEXT, OPEN, CLEAN]
DEBIAN, NEWEST = PROMETHEUS_OF_DEBIAN, PROMETHEUS

SCENARIOS = [
    Scenario("scraped", "scraped", [DEBIAN], _read(DEBIAN, **ALONE), ALL),
    Scenario("scraped-hostile", "scraped", [DEBIAN], _read(DEBIAN, **HOSTILE), [CLEAN, VALUES]),
    Scenario("prometheus-scraping-us", "prometheus", [NEWEST], _read(NEWEST, **ALONE), ALL, big=True),
    Scenario("prometheus-scraping-hostile", "prometheus", [NEWEST], _read(NEWEST, **HOSTILE), [CLEAN, VALUES], big=True),
]
