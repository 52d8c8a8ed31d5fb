"""What each request file has to answer for the spans that were told."""

from datetime import datetime, timezone

from .sums import CACHED, FIRST, FIRST_CHUNK, INPUT, LATENCY, OUTPUT, cost, counts, mean, percentiles

SLOW = 5_000_000  # microseconds
MOST_SLOW = 20


def answers(calls):
    """By the name of the file, in the form of `plain`."""
    models = calls.of_models()
    read = calls.having("gen_ai.usage.input_tokens")
    return {
        "cost-by-service": {
            "total": cost(models),
            "service": {name: {"calls": len(of), "cost": cost(of)} for name, of in models.by_service().items()},
        },
        "cost-by-day": {"day": {day: {"calls": len(of), "cost": cost(of)} for day, of in models.by_day().items()}},
        "usage-by-user": {"user": _usage_by(models, "user.id")},
        "usage-by-team": {"team": _usage_by(models, "genai_otel.team.id", "none")},
        "usage-by-agent": {"agent": _usage_by(models, "gen_ai.agent.name")},
        "usage-by-session": {
            "session": {
                name: {
                    **_usage(of),
                    "first": _moment(min(of.spans, key=_start)),
                    "last": _moment(max(of.spans, key=_start)),
                }
                for name, of in models.by("session.id").items()
            }
        },
        "tokens-by-model-and-day": {
            "day": {
                day: {
                    "calls": len(of),
                    "model": {name: _tokens(group) for name, group in of.by("gen_ai.request.model").items()},
                }
                for day, of in models.by_day().items()
            }
        },
        "errors-by-provider": {
            "provider": {
                name: {"calls": len(of), "errors": _errors(of), "ratio": len(of.having("error.type")) / len(of)}
                for name, of in models.by("gen_ai.provider.name").items()
            }
        },
        "latency-by-model": {
            "model": {
                name: {"calls": len(of), "microseconds": percentiles(of.micros(), LATENCY)}
                for name, of in models.by("gen_ai.request.model").items()
            }
        },
        "first-chunk-by-model": {
            "model": {
                name: {"calls": len(of), "seconds": percentiles(of.values(FIRST), FIRST_CHUNK)}
                for name, of in calls.having(FIRST).by("gen_ai.request.model").items()
            }
        },
        "cache-share-by-model": {"model": {name: _cached(of) for name, of in read.by("gen_ai.request.model").items()}},
        "tools": {
            "tool": {
                name: {
                    "calls": len(of),
                    "failed": {"calls": len(of.having("error.type"))},
                    "microseconds": mean(of.micros()),
                }
                for name, of in calls.having("gen_ai.operation.name", "execute_tool").by("gen_ai.tool.name").items()
            }
        },
        "unpriced": {
            "provider": {
                provider: {
                    "calls": len(of),
                    "model": {name: _tokens(group) for name, group in of.by("gen_ai.request.model").items()},
                }
                for provider, of in read.lacking("gen_ai.usage.cost").by("gen_ai.provider.name").items()
            }
        },
        "slow-calls": {"hits": _slow(models)},
    }


def _usage_by(calls, attribute, missing=None):
    return {name: _usage(of) for name, of in calls.by(attribute, missing).items()}


def _usage(calls):
    return {**_tokens(calls), "cost": cost(calls)}


def _tokens(calls):
    return {"calls": len(calls), "input_tokens": calls.sum(INPUT), "output_tokens": calls.sum(OUTPUT)}


def _cached(calls):
    every, cached = calls.sum(INPUT), calls.sum(CACHED)
    return {"calls": len(calls), "input_tokens": every, "cached_tokens": cached, "share": cached / every}


def _errors(calls):
    failed = calls.having("error.type")
    return {"calls": len(failed), "type": counts(failed.by("error.type"))}


def _slow(models):
    slow = sorted(models.longer_than(SLOW).spans, key=lambda each: (_start(each) - each["end_unix_nano"], _start(each)))
    return [(each["trace_id"], (each["end_unix_nano"] - _start(each)) // 1000) for each in slow[:MOST_SLOW]]


def _start(span):
    return span["start_unix_nano"]


def _moment(span):
    seconds, nanos = divmod(_start(span), 1_000_000_000)
    return f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%dT%H:%M:%S}.{nanos // 1_000_000:03}Z"
