"""The questions of the guide to Prometheus, and what the answers must be, worked out from the single measurements."""

from .exposition import label_name
from .program import SERVICE

DURATION, TOKENS = "gen_ai.client.operation.duration", "gen_ai.client.token.usage"
FIRST_CHUNK, ATTEMPTS = "gen_ai.client.operation.time_to_first_chunk", "genai_otel.attempts"


def answers(run):
    """Values by labels, by question."""
    story = _Story(run)
    failed = lambda labels: "error.type" in labels
    attempts, calls = story.sums(ATTEMPTS), story.counts(DURATION)
    by_provider = story.counts(DURATION, "gen_ai.provider.name")
    failed_by_provider = story.counts(DURATION, "gen_ai.provider.name", where=failed)
    return {
        "sum by (gen_ai_request_model, gen_ai_token_type) (gen_ai_client_token_usage_sum)": story.sums(
            TOKENS, "gen_ai.request.model", "gen_ai.token.type"
        ),
        "sum by (gen_ai_request_model, gen_ai_token_type) (increase(gen_ai_client_token_usage_sum[1h] anchored))": (
            story.sums(TOKENS, "gen_ai.request.model", "gen_ai.token.type")
        ),
        "sum by (genai_otel_team_id) (gen_ai_client_token_usage_sum)": story.sums(TOKENS, "genai_otel.team.id"),
        "sum by (gen_ai_operation_name, gen_ai_request_model) (gen_ai_client_operation_duration_seconds_count)": (
            story.counts(DURATION, "gen_ai.operation.name", "gen_ai.request.model")
        ),
        'sum by (gen_ai_provider_name) (gen_ai_client_operation_duration_seconds_count{error_type!=""})'
        " / sum by (gen_ai_provider_name) (gen_ai_client_operation_duration_seconds_count)": {
            key: failed_by_provider[key] / by_provider[key] for key in failed_by_provider
        },
        'sum by (gen_ai_provider_name, error_type) (genai_otel_attempts_total{error_type!=""})': story.sums(
            ATTEMPTS, "gen_ai.provider.name", "error.type", where=failed
        ),
        "sum(genai_otel_attempts_total) / sum(gen_ai_client_operation_duration_seconds_count)": {
            (): attempts[()] / calls[()]
        },
        "histogram_quantile(0.95, sum by (gen_ai_request_model, le)"
        " (gen_ai_client_operation_duration_seconds_bucket))": story.quantiles(
            0.95, DURATION, "gen_ai.request.model"
        ),
        "histogram_quantile(0.5, sum by (gen_ai_request_model, le)"
        " (gen_ai_client_operation_time_to_first_chunk_seconds_bucket))": story.quantiles(
            0.5, FIRST_CHUNK, "gen_ai.request.model"
        ),
        "sum by (service_version, gen_ai_request_model) (gen_ai_client_token_usage_sum"
        " * on (job, instance) group_left (service_version) target_info)": {
            (("gen_ai_request_model", dict(key)["gen_ai_request_model"]), ("service_version", "9.8.7")): value
            for key, value in story.sums(TOKENS, "gen_ai.request.model").items()
        },
        "sum by (job) (genai_otel_active_calls)": {(("job", SERVICE),): story.sums("genai_otel.active_calls")[()]},
    }


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
        inside = sum(1 for value in values if lower < value <= bound)
        if below + inside >= rank:
            return lower + (bound - lower) * (rank - below) / inside
        lower, below = bound, below + inside
    return bounds[-1]
