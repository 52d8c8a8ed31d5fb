"""Arize Phoenix, which takes spans alone."""

from contextlib import contextmanager
from dataclasses import dataclass

from ..builds import RECIPES as ALL_RECIPES
from ..needs import PHOENIX, TOOLS
from ..phoenix_account import received_spans, shown_spans
from ..program import Run
from ..report import Mismatch
from ..way import Way
from .otlp import equal
from .recorded import halves, recorded
from .scenario import Check, Scenario

NEEDS = [PHOENIX, TOOLS.packages("opentelemetry-proto", "h2", "backports.zstd")]
SPANS_ALONE = {"OTEL_METRICS_EXPORTER": "none"}
PROJECT = "story"
RECIPES = ALL_RECIPES / "phoenix"
# US dollars for a token, as its table has them: input, output, input from the provider's cache. It knows no price of
# gpt-4o for what is written into a cache, and takes that of input. The others of the story it does not know.
PRICES = {"gpt-4o": (2.5e-6, 1e-5, 1.25e-6), "gemini-2.5-flash": (3e-7, 2.5e-6, 3e-8)}

# Conditions as its page names them, and the spans that they keep.
CONDITIONS = {
    "": lambda _span: True,
    "status_code == 'ERROR'": lambda span: span["error"],
    "span_kind == 'LLM'": lambda span: span["attributes"]["gen_ai.operation.name"] == "chat",
    "latency_ms > 200": lambda span: _millis(span) > 200,
    "llm.model_name == 'gpt-4o'": lambda span: span["attributes"].get("gen_ai.request.model") == "gpt-4o",
    "user.id == 'u-1'": lambda span: span["attributes"].get("user.id") == "u-1",
    "session.id == 's-9'": lambda span: span["attributes"].get("session.id") == "s-9",
    "attributes['genai_otel']['team']['id'] == 'search'": lambda span: span["attributes"].get("genai_otel.team.id")
    == "search",
}


DEAR = "attributes['llm']['cost']['total'] > 0.01"


@dataclass
class Filled:
    run: Run
    backend: object
    program: object


@contextmanager
def _filled(program, folder):
    from ..phoenix import Phoenix

    with Phoenix(folder) as backend:
        headers = {"OTEL_EXPORTER_OTLP_HEADERS": f"x-project-name={PROJECT}"}
        run = program.run(backend.endpoint(Way()), Way(), **SPANS_ALONE, **headers)
        backend.spans(PROJECT, len(run.told["spans"]))
        yield Filled(run, backend, program)


def _spans(seen):
    found = seen.backend.spans(PROJECT, len(seen.run.told["spans"]))
    return equal(shown_spans(seen.run), received_spans(found), "spans")


def _grpc(seen):
    """Here the project comes from the resource: headers of gRPC it does not read."""
    way, project = Way("grpc", "gzip"), "by-grpc"
    run = seen.program.run(
        seen.backend.endpoint(way), way, **SPANS_ALONE, OTEL_RESOURCE_ATTRIBUTES=f"openinference.project.name={project}"
    )
    found = seen.backend.spans(project, len(run.told["spans"]))
    return equal(shown_spans(run), received_spans(found), "spans")


def _tokens(seen):
    """Those of embeddings it does not count."""
    told = {}
    for span in seen.run.told["spans"]:
        tokens = told.setdefault(span["trace_id"], {"token_count_prompt": 0, "token_count_completion": 0})
        if span["attributes"]["gen_ai.operation.name"] == "chat":
            tokens["token_count_prompt"] += span["attributes"].get("gen_ai.usage.input_tokens", 0)
            tokens["token_count_completion"] += span["attributes"].get("gen_ai.usage.output_tokens", 0)
    found = {
        trace_id: {name: trace[name] for name in ("token_count_prompt", "token_count_completion")}
        for trace_id, trace in seen.backend.traces(PROJECT).items()
    }
    return equal(told, found, "traces")


def _cost(seen):
    """By its own table and the model that was asked for, whichever answered, and whatever cost we said."""
    return _its_own_costs(seen.backend, seen.run, PROJECT)


def _own_cost(seen):
    """A cost under the names of OpenInference is an attribute to look at, as every other."""
    project = "own-cost"
    headers = {"OTEL_EXPORTER_OTLP_HEADERS": f"x-project-name={project}"}
    names = {"GENAI_OTEL_COST_NAMES": "gen_ai,openinference"}
    run = seen.program.run(seen.backend.endpoint(Way()), Way(), **SPANS_ALONE, **headers, **names)
    found = received_spans(seen.backend.spans(project, len(run.told["spans"])))
    said = equal(shown_spans(run), found, "spans")
    _its_own_costs(seen.backend, run, project)
    dear = sorted(span["span_id"] for span in run.told["spans"] if span["attributes"].get("llm.cost.total", 0) > 0.01)
    equal(dear, [span["spanId"] for span in _answer_spans(seen.backend, project, DEAR)], "dear calls")
    return f"{said}; none is what is shown"


def _queries(seen):
    told, found = {}, {}
    for where, keeps in CONDITIONS.items():
        spans = [span for span in seen.run.told["spans"] if keeps(span)]
        costs = [cost for cost in (_priced(span["attributes"]) for span in spans) if cost is not None]
        told[where] = {
            "recordCount": len(spans),
            "tokenCountPrompt": float(sum(_tokens_of(span, "input") for span in spans)),
            "tokenCountCompletion": float(sum(_tokens_of(span, "output") for span in spans)),
            "costSummary": {"total": {"cost": _rounded(sum(costs)) if costs else None}},
            "spanLatencyMsQuantile": _rounded(_between(sorted(map(_millis, spans)), 0.95)),
            "spans": sorted((span["span_id"], span["name"], span["error"] or "", _millis(span)) for span in spans),
        }
        found[where] = seen.backend.query((RECIPES / "usage.graphql").read_text(), PROJECT, where or None)
        total = found[where]["costSummary"]["total"]
        total["cost"] = _rounded(total["cost"])
        found[where]["spans"] = sorted(
            (span["spanId"], span["name"], span["statusMessage"], span["latencyMs"]) for span in _answer_spans(seen.backend, PROJECT, where)
        )
    return equal(told, found, "conditions")


def _sessions(seen):
    """A session is what `session.id` says, and what the conversation says only where there is none."""
    [session] = seen.backend.sessions(PROJECT)
    told = {
        "session_id": "s-9",
        "traces": [next(span["trace_id"] for span in seen.run.told["spans"] if span["name"].startswith("invoke_workflow"))],
        "tokens": sum(_tokens_of(span, way) for span in seen.run.told["spans"] for way in ("input", "output")),
    }
    # The session is one for all projects: those of other checks are told apart by their trace.
    first = [trace["trace_id"] for trace in session["traces"]][:1]
    ours = sum(seen.backend.traces(PROJECT)[trace]["token_count_total"] for trace in first)
    found = {"session_id": session["session_id"], "traces": first, "tokens": ours}
    return equal(told, found, "facts")


def _duplicates(seen):
    """What came is kept, what comes again with the same span identifier is dropped; also when it comes in other company."""
    run, bodies = recorded(seen.program)
    body, project = bodies["traces"], "twice"
    one, other = halves(body)
    for part in (body, body, one, other, one + other):
        status = seen.backend.post(part, project)
        if status != 200:
            raise Mismatch([f"answered {status}"])
    # What is sent last is put away last, so when it is there, all the others were looked at.
    last, bodies = recorded(seen.program)
    seen.backend.post(bodies["traces"], project)
    seen.backend.spans(project, len(run.told["spans"]) + len(last.told["spans"]))
    found = seen.backend.spans(project, 0)
    said = equal(shown_spans(run) | shown_spans(last), received_spans(found), "spans")
    tokens = sum(_tokens_of(span, way) for span in run.told["spans"] for way in ("input", "output"))
    counts = [trace["token_count_total"] for trace in seen.backend.traces(project).values()]
    if sum(counts) != 2 * tokens:
        raise Mismatch([f"{sum(counts)} tokens, not twice {tokens}"])
    return said


def _refused(seen):
    """What it does not take it refuses, and the exporter says so."""
    for variables, way, status in (
        (SPANS_ALONE, Way("http/json"), 415),
        (SPANS_ALONE, Way(compression="zstd"), 415),
        ({"OTEL_TRACES_EXPORTER": "none"}, Way(), 405),
    ):
        try:
            seen.program.run(seen.backend.endpoint(way), way, **variables)
        except RuntimeError as error:
            if f"HTTP status {status}" not in str(error):
                raise
        else:
            raise Mismatch([f"{way} with {variables} was taken"])
    return "JSON and zstd with 415, metrics with 405"


def _its_own_costs(backend, run, project):
    told = {span["span_id"]: _priced(span["attributes"]) for span in run.told["spans"]}
    found = {
        span["spanId"]: (span["costSummary"] or {}).get("total", {}).get("cost")
        for span in _answer_spans(backend, project)
    }
    told, found = ({key: _rounded(cost) for key, cost in costs.items()} for costs in (told, found))
    return equal(told, found, "spans")


def _answer_spans(backend, project, where=None):
    answer = backend.query((RECIPES / "spans.graphql").read_text(), project, where or None)
    return [edge["node"] for edge in answer["spans"]["edges"]]


def _priced(attributes):
    prices = PRICES.get(attributes.get("gen_ai.request.model"))
    tokens = attributes.get("gen_ai.usage.input_tokens")
    if prices is None or tokens is None:
        return None
    of_input, of_output, of_cached = prices
    cached = attributes.get("gen_ai.usage.cache_read.input_tokens", 0)
    return (tokens - cached) * of_input + cached * of_cached + attributes["gen_ai.usage.output_tokens"] * of_output


def _rounded(cost):
    """In which order it adds is its own."""
    return None if cost is None else round(cost, 12)


def _tokens_of(span, way):
    attributes = span["attributes"]
    return attributes.get(f"gen_ai.usage.{way}_tokens", 0) if attributes["gen_ai.operation.name"] == "chat" else 0


def _millis(span):
    return (span["end_unix_nano"] - span["start_unix_nano"]) / 1_000_000


def _between(values, q):
    """Linear between the two values nearest to the rank."""
    rank = q * (len(values) - 1)
    lower = int(rank)
    upper = min(lower + 1, len(values) - 1)
    return values[lower] + (values[upper] - values[lower]) * (rank - lower)


CHECKS = [
    Check("spans", "is every span there, each field as told and what it derives as expected?", _spans),
    Check("grpc", "does the same arrive by gRPC?", _grpc),
    Check("tokens", "does it count the tokens that were told, trace by trace?", _tokens),
    Check("cost", "is its cost that of its own table for what was told?", _cost),
    Check("own-cost", "does a cost under the names of OpenInference arrive, and change nothing that it shows?", _own_cost),
    Check("sessions", "is the session of the attribution one of its sessions?", _sessions),
    Check("queries", "do the queries of its page give what was told?", _queries),
    Check("duplicates", "are spans that are sent again dropped?", _duplicates),
    Check("refused", "is what it does not take an error of the exporter?", _refused),
]

SCENARIOS = [Scenario("phoenix", "phoenix", NEEDS, _filled, CHECKS, big=True)]
