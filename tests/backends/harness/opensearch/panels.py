"""What each panel of the dashboard has to show for the spans that were told."""

from .sums import CACHED, FIRST, FIRST_CHUNK, INPUT, LATENCY, OUTPUT, cost, counts, mean, percentiles

# Rows of a table.
MOST = 10


def answers(calls):
    """By the title of the panel, in the form of `plain`; numbers are those of the aggregations in it."""
    models = calls.of_models()
    failed = models.having("error.type")
    tools = calls.having("gen_ai.operation.name", "execute_tool")
    streams = calls.having(FIRST)
    return {
        "GenAI: Calls": {"calls": len(models)},
        "GenAI: Failed calls": {"calls": len(failed)},
        "GenAI: Cost": {"calls": len(models), "1": cost(models)},
        "GenAI: Tokens": {"calls": len(models), "1": models.sum(INPUT), "2": models.sum(OUTPUT)},
        "GenAI: Users": {"calls": len(models), "1": len(models.by("user.id"))},
        "GenAI: Cost over time by service": {
            "calls": len(models),
            "2": {
                day: {
                    "calls": len(of),
                    "3": {name: {"calls": len(group), "1": cost(group)} for name, group in of.by_service().items()},
                }
                for day, of in models.by_day().items()
            },
        },
        "GenAI: Tokens over time by model": {
            "calls": len(models),
            "3": {
                day: {
                    "calls": len(of),
                    "4": {
                        name: {"calls": len(group), "1": group.sum(INPUT), "2": group.sum(OUTPUT)}
                        for name, group in of.by("gen_ai.request.model").items()
                    },
                }
                for day, of in models.by_day().items()
            },
        },
        "GenAI: Calls over time by provider": {
            "calls": len(models),
            "2": {
                day: {"calls": len(of), "3": counts(of.by("gen_ai.provider.name"))}
                for day, of in models.by_day().items()
            },
        },
        "GenAI: Latency over time": {
            "calls": len(models),
            "2": {
                day: {"calls": len(of), "1": percentiles(of.micros(), LATENCY)} for day, of in models.by_day().items()
            },
        },
        "GenAI: Errors by provider": {
            "calls": len(failed),
            "2": {
                name: {"calls": len(of), "3": counts(of.by("error.type"))}
                for name, of in failed.by("gen_ai.provider.name").items()
            },
        },
        "GenAI: Models": {
            "calls": len(models),
            "5": {
                name: {**_row(of), "6": of.sum(CACHED), "7": percentiles(of.micros(), LATENCY)}
                for name, of in models.by("gen_ai.request.model").items()
            },
        },
        "GenAI: Time to first chunk by model": {
            "calls": len(streams),
            "3": {
                name: {"calls": len(of), "1": percentiles(of.values(FIRST), FIRST_CHUNK)}
                for name, of in streams.by("gen_ai.request.model").items()
            },
        },
        "GenAI: Services": {"calls": len(models), "5": {name: _row(of) for name, of in models.by_service().items()}},
        "GenAI: Users by cost": _rows(models, "user.id"),
        "GenAI: Teams by cost": _rows(models, "genai_otel.team.id"),
        "GenAI: Sessions by cost": _rows(models, "session.id"),
        "GenAI: Agents by cost": _rows(models, "gen_ai.agent.name"),
        "GenAI: Tools": {
            "calls": len(tools),
            "3": {
                name: {"calls": len(of), "2": mean(of.micros())} for name, of in tools.by("gen_ai.tool.name").items()
            },
        },
        "GenAI: Failed tools": {
            "calls": len(tools.having("error.type")),
            "2": {
                name: {"calls": len(of), "3": counts(of.by("error.type"))}
                for name, of in tools.having("error.type").by("gen_ai.tool.name").items()
            },
        },
    }


def _rows(calls, attribute):
    groups = sorted(calls.by(attribute).items(), key=lambda entry: -cost(entry[1]))
    return {"calls": len(calls), "5": {name: _row(of) for name, of in groups[:MOST]}}


def _row(calls):
    return {"calls": len(calls), "1": cost(calls), "3": calls.sum(INPUT), "4": calls.sum(OUTPUT)}
