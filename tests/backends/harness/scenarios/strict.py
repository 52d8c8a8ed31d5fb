"""A receiver of our own that decodes with the official classes and forgives nothing."""

from contextlib import contextmanager

from ..needs import TOOLS
from ..report import Mismatch
from ..way import Way, ways
from .otlp import HEADERS_VARIABLE, METRICS, PRIVATE, SPANS, WIRE, headers, received
from .scenario import Check, Scenario

NEEDS = [TOOLS.packages("opentelemetry-proto", "h2", "backports.zstd")]


def _strict_receiver(way, **variables):
    @contextmanager
    def capture(program, _folder):
        from ..strict import StrictReceiver

        with StrictReceiver() as receiver:
            try:
                run = program.run(
                    receiver.endpoint(way), way, OTEL_EXPORTER_OTLP_HEADERS=HEADERS_VARIABLE, **variables
                )
            except RuntimeError as error:
                raise RuntimeError(f"{error}; {receiver.faults}") from error
            yield received(run, receiver)

    return capture


def _strict_json(seen):
    from ..spoiled_json import SPOILED, unnoticed

    [traces] = [request for request in seen.receiver.requests if request.signal == "traces"]
    missed = list(unnoticed(traces.body, type(traces.message)))
    if missed:
        raise Mismatch(missed)
    return f"{len(SPOILED)} rules"


STRICT_JSON = Check("strict", "would the reader notice a broken rule of OTLP's JSON?", _strict_json)


def _at_strict_receiver(way):
    checks = [SPANS, METRICS, WIRE, PRIVATE, headers(way)]
    checks += [STRICT_JSON] if way == Way("http/json") else []
    return Scenario(way.named("strict"), "strict", NEEDS, _strict_receiver(way), checks)


def _with_cost_names(name, cost_names):
    capture = _strict_receiver(Way(), GENAI_OTEL_COST_NAMES=cost_names)
    return Scenario(name, "strict", NEEDS, capture, [SPANS, METRICS, WIRE])


SCENARIOS = [
    *map(_at_strict_receiver, ways("none", "gzip", "zstd")),
    _with_cost_names("strict-all-cost-names", "gen_ai,openinference,logfire,mlflow"),
    _with_cost_names("strict-no-cost-names", "none"),
]
