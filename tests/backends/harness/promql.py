"""What the questions of the guide to Prometheus must be answered, worked out from the single measurements."""

from .exposition import label_name
from .program import SERVICE

DURATION, TOKENS = "gen_ai.client.operation.duration", "gen_ai.client.token.usage"
COST, COST_SUM, UNPRICED = "gen_ai.usage.cost", "genai_otel.cost", "genai_otel.unpriced"
FIRST_CHUNK, ATTEMPTS = "gen_ai.client.operation.time_to_first_chunk", "genai_otel.attempts"


def answers(run):
    """Values by labels, by the name that the guide gives the question."""
    story = _Story(run)
    by_provider = story.counts(DURATION, "gen_ai.provider.name")
    failed_by_provider = story.counts(DURATION, "gen_ai.provider.name", where=_failed)
    tokens = story.sums(TOKENS, "gen_ai.request.model", "gen_ai.token.type")
    return {
        "tokens": tokens,
        "tokens of the last hour": tokens,
        "tokens of a team": story.sums(TOKENS, "genai_otel.team.id"),
        "tokens of a version": _and(story.sums(TOKENS, "gen_ai.request.model"), service_version="9.8.7"),
        "requests": story.counts(DURATION, "gen_ai.operation.name", "gen_ai.request.model"),
        "errors": {key: failed_by_provider[key] / by_provider[key] for key in failed_by_provider},
        "errors by type": story.sums(ATTEMPTS, "gen_ai.provider.name", "error.type", where=_failed),
        "attempts": {(): story.sums(ATTEMPTS)[()] / story.counts(DURATION)[()]},
        "latency": story.quantiles(0.95, DURATION, "gen_ai.request.model"),
        "time to the first chunk": story.quantiles(0.5, FIRST_CHUNK, "gen_ai.request.model"),
        "cost": story.sums(COST, "gen_ai.request.model"),
        "cost of a team": story.sums(COST_SUM, "genai_otel.team.id", "genai_otel.cost.currency"),
        "cost of the last hour": story.sums(COST_SUM, "gen_ai.request.model", "genai_otel.cost.currency"),
        "cost of a call": story.quantiles(0.95, COST),
        "cost by origin": story.sums(COST_SUM, "genai_otel.cost.origin", "genai_otel.cost.currency"),
        "unpriced": {(): story.sums(UNPRICED)[()] / story.counts(DURATION)[()]},
        "unpriced by reason": story.sums(
            UNPRICED, "genai_otel.unpriced.reason", "gen_ai.provider.name", "gen_ai.request.model"
        ),
        "in flight": _and(story.sums("genai_otel.active_calls"), job=SERVICE),
    }


def _failed(labels):
    return "error.type" in labels


def _and(values, **labels):
    return {tuple(sorted((*key, *labels.items()))): value for key, value in values.items()}


class _Story:
    def __init__(self, run):
        self.points, self.metrics = run.told["points"], run.told["metrics"]

    def sums(self, metric, *by, where=None):
        return {key: sum(values) for key, values in self._values(metric, by, where).items()}

    def counts(self, metric, *by, where=None):
        return {key: len(values) for key, values in self._values(metric, by, where).items()}

    def quantiles(self, share, metric, *by):
        bounds = self.metrics[metric]["bounds"]
        return {key: _quantile(share, values, bounds) for key, values in self._values(metric, by, None).items()}

    def _values(self, metric, by, where):
        values = {}
        for point in self.points:
            labels = point["labels"]
            if point["metric"] == metric and (where is None or where(labels)):
                key = tuple(sorted((label_name(name), str(labels[name])) for name in by if name in labels))
                values.setdefault(key, []).append(point["value"])
        return values


def _quantile(share, values, bounds):
    """As `histogram_quantile` sees it: spread evenly over the bucket that the rank falls into."""
    rank = share * len(values)
    lower, below = 0.0, 0
    for bound in bounds:
        inside = sum(1 for value in values if value <= bound) - below
        if below + inside >= rank:
            return lower + (bound - lower) * (rank - below) / inside
        lower, below = bound, below + inside
    return bounds[-1]
