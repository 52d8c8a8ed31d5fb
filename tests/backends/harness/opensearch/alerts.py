"""What the search of each alert has to find among some spans, and whether it has to fire."""

from .sums import cost


def answers(calls):
    """By the name of the file: what its search finds, and whether it fires."""
    models = calls.of_models()
    errors = len(models.having("error.type"))
    return {
        "error-ratio": (
            {"calls": len(models), "errors": {"calls": errors}},
            len(models) >= 20 and errors > 0.05 * len(models),
        ),
        "cost-per-hour": ({"cost": cost(models)}, cost(models) > 10),
    }
