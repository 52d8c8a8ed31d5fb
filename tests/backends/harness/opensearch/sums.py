"""What several of the answers have."""

from .calls import Between

INPUT = "gen_ai.usage.input_tokens"
OUTPUT = "gen_ai.usage.output_tokens"
CACHED = "gen_ai.usage.cache_read.input_tokens"
FIRST = "gen_ai.response.time_to_first_chunk"
LATENCY = (50, 95, 99)
FIRST_CHUNK = (50, 95)


def cost(calls):
    return calls.sum("gen_ai.usage.cost")


def counts(groups):
    return {name: {"calls": len(of)} for name, of in groups.items()}


def percentiles(values, percents):
    return {f"{percent:.1f}": Between(values, percent) for percent in percents}


def mean(values):
    return sum(values) / len(values)
