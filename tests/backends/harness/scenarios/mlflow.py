"""MLflow, which takes spans alone."""

import json
from contextlib import contextmanager
from dataclasses import dataclass

from ..builds import RECIPES as ALL_RECIPES
from ..needs import MLFLOW, TOOLS
from ..program import Run
from ..report import Mismatch
from ..way import Way
from .otlp import equal
from .recorded import halves, recorded
from .scenario import Check, Scenario

NEEDS = [MLFLOW, TOOLS.packages("opentelemetry-proto", "h2", "backports.zstd")]
# The experiment that is there from the start, and that the requests under docs/ ask.
EXPERIMENT = "0"
SPANS_ALONE = {"OTEL_METRICS_EXPORTER": "none"}
RECIPES = ALL_RECIPES / "mlflow"


@dataclass
class Filled:
    run: Run
    backend: object
    program: object


@contextmanager
def _filled(program, folder):
    from ..mlflow import Mlflow

    with Mlflow(folder) as backend:
        yield Filled(_told_to(backend, program, Way(), EXPERIMENT), backend, program)


def _told_to(backend, program, way, experiment, **variables):
    headers = {"OTEL_EXPORTER_OTLP_HEADERS": f"x-mlflow-experiment-id={experiment}"}
    return program.run(backend.url, way, **SPANS_ALONE, **headers, **variables)


def _spans(seen):
    return _same_spans(seen.backend, seen.run, EXPERIMENT)


def _json(seen):
    experiment = seen.backend.new_experiment("json")
    run = _told_to(seen.backend, seen.program, Way("http/json", "gzip"), experiment)
    return _same_spans(seen.backend, run, experiment)


def _resource(seen):
    """Its attributes are tags of each trace, as text, but for those of the SDK."""
    told = {key: str(value) for key, value in seen.run.resource.items() if not key.startswith("telemetry.sdk.")}
    traces = seen.backend.traces(EXPERIMENT)
    found = {
        trace_id: {key: value for key, value in trace["tags"].items() if not key.startswith("mlflow.")}
        for trace_id, trace in traces.items()
    }
    return equal({trace_id: told for trace_id in _trace_ids(seen.run)}, found, "traces")


def _totals(seen):
    """Tokens and cost are sums over the spans of a trace; session and user those of its first span that has one."""
    return _same_totals(seen.backend.traces(EXPERIMENT), seen.run)


def _queries(seen):
    from ..mlflow_account import usage

    spans = seen.run.told["spans"]
    all_usage = [usage(span["attributes"]) for span in spans]
    counts, took = {}, {}
    for span in spans:
        took.setdefault(span["name"], []).append((span["end_unix_nano"] - span["start_unix_nano"]) / 1e6)
        status = f"{span['name']}/{'ERROR' if span['error'] else 'UNSET'}"
        counts[status] = counts.get(status, 0) + 1
    told = {
        "input-tokens": {"": {"SUM": float(sum(each.get("input_tokens", 0) for each in all_usage))}},
        "output-tokens": {"": {"SUM": float(sum(each.get("output_tokens", 0) for each in all_usage))}},
        "cost-by-model": _costs_by_model(spans),
        "latency": {name: {"P95.0": round(_between(sorted(values), 0.95), 9)} for name, values in took.items()},
        "errors": {status: {"COUNT": float(count)} for status, count in counts.items()},
        "failed-traces": sorted({span["trace_id"] for span in spans if span["error"]}),
        "session": sorted({span["trace_id"] for span in spans if span["attributes"].get("session.id") == "s-9"}),
    }
    found = {name: _answer(seen.backend, name) for name in told}
    return equal(told, found, "requests")


def _duplicates(seen):
    """What comes again replaces what was there, and is not added up again; also when it comes in other company."""
    run, bodies = recorded(seen.program)
    body, experiment = bodies["traces"], seen.backend.new_experiment("twice")
    one, other = halves(body)
    said = ""
    for parts in ((body,), (body,), (one, other), (other, one), (one + other,)):
        for part in parts:
            _taken(seen.backend.post(part, experiment))
        said = _same_spans(seen.backend, run, experiment)
        _same_totals(seen.backend.traces(experiment), run)
    return said


def _own_cost(seen):
    """With the cost name `mlflow` its costs are ours, of each span and of the trace, whatever its table says."""
    said = []
    for names in ("mlflow", "gen_ai,mlflow"):
        experiment = seen.backend.new_experiment(names)
        run = _told_to(seen.backend, seen.program, Way(), experiment, GENAI_OTEL_COST_NAMES=names)
        said.append(_same_spans(seen.backend, run, experiment))
        _same_totals(seen.backend.traces(experiment), run)
        found = _answer(seen.backend, "cost-by-model", experiment)
        equal(_costs_by_model(run.told["spans"]), found, "models")
    ours = sum("mlflow.llm.cost" in span["attributes"] for span in run.told["spans"])
    return f"{'; '.join(said)}; {ours} costs are ours"


def _refused(seen):
    """What it does not take it refuses, and the exporter says so."""
    header = {"OTEL_EXPORTER_OTLP_HEADERS": f"x-mlflow-experiment-id={EXPERIMENT}"}
    for variables, status in (
        (SPANS_ALONE, 422),
        ({"OTEL_TRACES_EXPORTER": "none", **header}, 404),
        ({"OTEL_EXPORTER_OTLP_COMPRESSION": "zstd", **SPANS_ALONE, **header}, 400),
    ):
        try:
            seen.program.run(seen.backend.url, Way(), **variables)
        except RuntimeError as error:
            if f"HTTP status {status}" not in str(error):
                raise
        else:
            raise Mismatch([f"what has {variables} was taken"])
    return "no experiment with 422, metrics with 404, zstd with 400"


def _same_spans(backend, run, experiment):
    from ..mlflow_account import received_spans, shown_spans

    return equal(shown_spans(run), received_spans(backend.spans(experiment)), "spans")


def _same_totals(traces, run):
    found = {}
    for trace_id, trace in traces.items():
        metadata = trace.get("trace_metadata", {})
        totals = {name: json.loads(metadata.get(f"mlflow.trace.{name}", "{}")) for name in ("tokenUsage", "cost")}
        found[trace_id] = {
            "tokens": totals["tokenUsage"],
            "cost": {name: round(value, 12) for name, value in totals["cost"].items()},
            "session": metadata.get("mlflow.trace.session"),
            "user": metadata.get("mlflow.trace.user"),
            "state": trace["state"],
        }
    return equal({trace_id: _told_totals(run, trace_id) for trace_id in _trace_ids(run)}, found, "traces")


def _told_totals(run, trace_id):
    from ..mlflow_account import cost, usage

    spans = [span for span in run.told["spans"] if span["trace_id"] == trace_id]
    [root] = [span for span in spans if not span["parent_span_id"]]
    return {
        "tokens": _sum(usage(span["attributes"]) for span in spans),
        "cost": {name: round(value, 12) for name, value in _sum(cost(span["attributes"]) or {} for span in spans).items()},
        "session": root["attributes"].get("session.id"),
        "user": root["attributes"].get("user.id"),
        # Of the outermost span alone: a call that failed inside does not make the trace fail.
        "state": "ERROR" if root["error"] else "OK",
    }


def _sum(parts):
    whole = {}
    for part in parts:
        for name, value in part.items():
            whole[name] = whole.get(name, 0) + value
    return whole


def _costs_by_model(spans):
    from ..mlflow_account import cost, model

    costs = {}
    for span in spans:
        of_span = cost(span["attributes"])
        if of_span:
            costs[model(span["attributes"])] = {"SUM": round(float(of_span["total_cost"]), 12)}
    return costs


def _answer(backend, name, experiment=EXPERIMENT):
    question = json.loads((RECIPES / f"{name}.json").read_text())
    if experiment != EXPERIMENT:
        question["experiment_ids"] = [experiment]
    if "locations" in question:
        return sorted(backend.search(question))
    return {
        key: {kind: round(value, 12) for kind, value in values.items()}
        for key, values in backend.metrics(question).items()
    }


def _between(values, q):
    """Linear between the two values nearest to the rank."""
    rank = q * (len(values) - 1)
    lower = int(rank)
    upper = min(lower + 1, len(values) - 1)
    return values[lower] + (values[upper] - values[lower]) * (rank - lower)


def _trace_ids(run):
    return sorted({span["trace_id"] for span in run.told["spans"]})


def _taken(status):
    if status != 200:
        raise Mismatch([f"answered {status}"])


CHECKS = [
    Check("spans", "is every span there, each field as told and what it derives as expected?", _spans),
    Check("json", "does the same arrive as JSON?", _json),
    Check("resource", "are the attributes of the resource tags of the traces?", _resource),
    Check("totals", "are tokens, cost, session, user and state of each trace as told?", _totals),
    Check("queries", "do the requests of its page give what was told?", _queries),
    Check("duplicates", "are spans that are sent again counted once?", _duplicates),
    Check("own-cost", "are the costs ours with the cost name `mlflow`?", _own_cost),
    Check("refused", "is what it does not take an error of the exporter?", _refused),
]

SCENARIOS = [Scenario("mlflow", "mlflow", NEEDS, _filled, CHECKS, big=True)]
