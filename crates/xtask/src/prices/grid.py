# Prints what `genai_prices` says that thousands of usages cost, as lines of a table that the price book is tested with.
# Argument: the day that "now" is, at noon in UTC.
import decimal
import sys
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from genai_prices import types
from genai_prices.data_snapshot import get_snapshot
from genai_prices.units import _get_registry

REGISTRY = _get_registry()
SNAPSHOT = get_snapshot()
NOON = datetime.combine(date.fromisoformat(sys.argv[1]), time(12), UTC)
PICO = Decimal("1e-12")
decimal.getcontext().prec = 60

# Codes of units in the table.
CODES = {
    "input_tokens": "i", "output_tokens": "o", "cache_read_tokens": "cr", "cache_write_tokens": "cw",
    "cache_write_5m_tokens": "w5", "cache_write_1h_tokens": "w1", "input_audio_tokens": "ia",
    "input_image_tokens": "ii", "input_video_tokens": "iv", "output_audio_tokens": "oa", "output_image_tokens": "oi",
    "output_video_tokens": "ov", "output_reasoning_tokens": "or", "output_citation_tokens": "oc",
    "cache_audio_read_tokens": "cra", "cache_image_read_tokens": "cri", "input_characters": "ch",
    "input_text_messages": "tm", "audio_seconds": "as", "input_audio_seconds": "ias",
    "input_document_pages": "dp", "input_annotated_document_pages": "adp", "web_searches": "ws",
    "storage_searches": "ss", "rerank_searches": "rs", "code_executions": "ce",
}


def main():
    seen = set()
    for row in rows():
        line = priced(*row)
        if line and line not in seen:
            seen.add(line)
            print(line)


def rows():
    for provider in SNAPSHOT.providers:
        for model in provider.models:
            name = name_of(provider, model)
            if name is None:
                continue
            units = priced_units(model)
            plain = plain_usage(units)
            yield provider, name, plain, NOON, {}
            yield from parts(provider, name, units)
            yield from tiers(provider, name, model, plain)
            yield from times(provider, name, model, plain)
            yield from contexts(provider, name, model, units, plain)
            yield from spellings(provider, name, plain)
    yield from others()


# A usage of every part that has a price, one after the other and all at once.
def parts(provider, name, units):
    found = [usage_of_parts(units, [unit]) for unit in units] + [usage_of_parts(units, units)]
    for usage in found:
        if usage:
            yield provider, name, usage, NOON, {}


# Below, at and beyond the edge of each tier.
def tiers(provider, name, model, plain):
    for edge in sorted({t.start for p in all_prices(model) for v in p.__dict__.values() if hasattr(v, "tiers") for t in v.tiers}):
        for tokens in (edge - 1, edge, edge + 1):
            yield provider, name, {**plain, "input_tokens": tokens}, NOON, {}
        yield provider, name, {**usage_of_parts(priced_units(model), priced_units(model)), "input_tokens": edge + 1}, NOON, {}


# The last second before and the first of each change.
def times(provider, name, model, plain):
    for constraint in constraints(model):
        for moment in edges(constraint):
            yield provider, name, plain, moment, {}


def edges(constraint):
    if hasattr(constraint, "start_date"):
        start = datetime.combine(constraint.start_date, time(0), UTC)
        return [start - timedelta(seconds=1), start]
    found = []
    for clock in (constraint.start_time, constraint.end_time):
        start = datetime.combine(NOON.date(), clock.replace(tzinfo=None), UTC)
        found += [start - timedelta(seconds=1), start]
    return found


# Each condition, now, around the days that it began on, and together with another one.
def contexts(provider, name, model, units, plain):
    variants = model.price_variants or []
    for variant in variants:
        yield provider, name, plain, NOON, variant.when
        if everything := usage_of_parts(units, units):
            yield provider, name, everything, NOON, variant.when
        for moment in edges(variant.constraint) if variant.constraint else []:
            yield provider, name, plain, moment, variant.when
    if len(variants) > 1:
        yield provider, name, plain, NOON, {**variants[0].when, **variants[-1].when}
    if variants:
        yield provider, name, plain, NOON, {"service_tier": "standard-only"}
        yield provider, name, plain, NOON, {"processing": "sync"}


def spellings(provider, name, plain):
    if name != name.upper() and len(name) % 3 == 0:
        yield provider, name.upper(), plain, NOON, {}
    compact = "".join(part for part in name)
    if compact[-11:-10] == "-" and compact[-6:-5] == "-" and compact[-3:-2] == "-":
        yield provider, compact[:-10] + compact[-10:].replace("-", ""), plain, NOON, {}


# Models of others that a provider offers, and names in odd spellings.
def others():
    for provider in SNAPSHOT.providers:
        for other in provider.fallback_model_providers or []:
            for model in next(p for p in SNAPSHOT.providers if p.id == other).models:
                yield provider, model.id, plain_usage(priced_units(model)), NOON, {}
            yield from contexts_of_others(provider, next(p for p in SNAPSHOT.providers if p.id == other))
    yield from contradictions()
    for id, name in (("openai", "GPT-4o"), ("openai", "gpt-4o-20241120"), ("openai", "ft:gpt-4o-mini-2024-07-18:acme::x"),
                     ("azure", "gpt-35-turbo"), ("google", "claude-sonnet-4-5@20250929"),
                     ("aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
                     ("aws", "global.anthropic.claude-sonnet-4-5-20250929-v1:0")):
        provider = next(p for p in SNAPSHOT.providers if p.id == id)
        for tokens in (1, 7, 999_999_937):
            yield provider, name, {"input_tokens": tokens, "output_tokens": 3}, NOON, {}


# One model for each condition of each provider that another one offers.
def contexts_of_others(provider, other):
    seen = set()
    for model in other.models:
        offered = provider.find_model(model.id, all_providers=SNAPSHOT.providers)
        for variant in model.price_variants or []:
            when = tuple(variant.when.items())
            if offered is model and when not in seen and variant.prices.__dict__:
                seen.add(when)
                yield provider, model.id, plain_usage(priced_units(model)), NOON, variant.when


# Usages that contradict themselves, and such as say a part and not its whole.
def contradictions():
    for id, name, usage in (
        ("openai", "gpt-4o", {"input_tokens": 10, "output_tokens": 1, "cache_read_tokens": 11}),
        ("openai", "gpt-4o", {"output_tokens": 1, "cache_read_tokens": 11}),
        ("openai", "gpt-image-1", {"input_tokens": 10, "output_tokens": 1, "input_image_tokens": 11}),
        ("openai", "gpt-image-1", {"input_tokens": 10, "output_tokens": 1, "output_image_tokens": 2}),
        ("anthropic", "claude-sonnet-4-5", {"input_tokens": 10, "output_tokens": 1, "cache_read_tokens": 6, "cache_write_tokens": 5}),
        ("anthropic", "claude-sonnet-4-5", {"input_tokens": 10, "output_tokens": 1, "cache_write_tokens": 5, "cache_write_1h_tokens": 6}),
        ("anthropic", "claude-sonnet-4-5", {"input_tokens": 10, "output_tokens": 1, "cache_write_1h_tokens": 6}),
        ("anthropic", "claude-sonnet-4-5", {"output_tokens": 1}),
        ("anthropic", "claude-sonnet-4-5", {"input_tokens": 10}),
        ("google", "gemini-2.5-flash", {"input_tokens": 100, "output_tokens": 1, "cache_read_tokens": 60, "input_audio_tokens": 60}),
        ("google", "gemini-2.5-flash", {"input_tokens": 100, "output_tokens": 1, "cache_read_tokens": 6, "input_audio_tokens": 60}),
        ("mistral", "mistral-ocr-latest", {"input_document_pages": 2, "input_annotated_document_pages": 3}),
        ("openai", "gpt-4o", {"input_tokens": 10, "output_tokens": 1, "rerank_searches": 1}),
        ("openai", "gpt-4o-mini", {"input_tokens": 10, "output_tokens": 1, "code_executions": 1}),
        ("openai", "text-embedding-3-small", {"input_tokens": 8, "output_tokens": 1}),
        ("openai", "whisper-1", {"input_tokens": 8, "output_tokens": 1}),
        ("openai", "gpt-4o", {"audio_seconds": 8}),
    ):
        yield next(p for p in SNAPSHOT.providers if p.id == id), name, usage, NOON, {}


def all_prices(model):
    prices = model.prices if isinstance(model.prices, list) else [model.prices]
    return [getattr(p, "prices", p) for p in prices] + [v.prices for v in model.price_variants or []]


def constraints(model):
    prices = model.prices if isinstance(model.prices, list) else []
    return [p.constraint for p in prices if p.constraint]


def priced_units(model):
    keys = {key for prices in all_prices(model) for key, value in prices.__dict__.items() if value is not None}
    return [unit for unit in REGISTRY.units.values() if unit.price_key in keys and unit.usage_key != "requests"]


# What every model of the kind is asked for.
def plain_usage(units):
    keys = {unit.usage_key for unit in units}
    usage = {"input_tokens": 1234, "output_tokens": 567} if not keys else {}
    for key, count in (("input_tokens", 1234), ("output_tokens", 567), ("input_characters", 321), ("audio_seconds", 95),
                       ("input_document_pages", 7), ("input_text_messages", 11)):
        if key in keys:
            usage[key] = count
    if "input_audio_seconds" in keys:
        usage["input_audio_seconds"] = usage["audio_seconds"]
    return usage


# What is asked for so that these parts are used, and what they are part of, and what is part of two of them.
def usage_of_parts(units, wanted):
    wanted = [unit for unit in units if unit in wanted or any(is_part(other, unit) for other in wanted)]
    wanted += [unit for unit in units if unit not in wanted and is_both(unit, wanted)]
    usage = plain_usage(units)
    for index, unit in enumerate(wanted):
        depth = len(unit.dimensions)
        per_part = {2: 211, 3: 101, 4: 13}.get(depth, 5) if unit.usage_key.endswith("tokens") else 2
        usage.setdefault(unit.usage_key, per_part + index)
    return usage


def is_part(part, whole):
    return part is not whole and whole.dimensions.items() <= part.dimensions.items()


def is_both(unit, wanted):
    return sum(is_part(unit, other) for other in wanted if other.usage_key not in ("input_tokens", "output_tokens")) > 1


# The name that finds the model: its id or one of the names that its rule lists.
def name_of(provider, model):
    listed = [clause.equals for clause in getattr(model.match, "or_", [model.match]) if hasattr(clause, "equals")]
    begun = [clause.starts_with for clause in getattr(model.match, "or_", [model.match]) if hasattr(clause, "starts_with")]
    for name in [model.id, *listed, *begun]:
        if provider.find_model(name, all_providers=SNAPSHOT.providers) is model:
            return name
    return None


def priced(provider, name, usage, moment, context):
    model = provider.find_model(name, all_providers=SNAPSHOT.providers)
    if model is None or "," in name:
        return None
    try:
        total = model.calc_price(types.Usage(**usage), provider, genai_request_timestamp=moment, price_context=context).total_price
        parts = inexact(model, provider, usage, moment, context)
        answer = plain(total) + (f"~{parts}" if parts else "")
    except ValueError:
        answer = "error"
    conditions = " ".join(f"{key}={value}" for key, value in context.items())
    when = "" if moment == NOON else moment.strftime("%Y-%m-%dT%H:%M:%S")
    counts = " ".join(f"{CODES[key]}:{count}" for key, count in usage.items())
    return f"{provider.id},{name},{counts},{when},{conditions},{answer}"


def plain(total):
    return f"{total.quantize(Decimal('1e-18')).normalize():f}"


# How many parts of the cost are no whole numbers of pico-dollars.
def inexact(model, provider, usage, moment, context):
    # As `calc_price` does it: what a provider offers of another has no variants there.
    prices = model.get_prices(moment, context if any(model is own for own in provider.models) else None)
    resolved = types._collect_resolved_model_prices(prices, REGISTRY)
    usage = types.Usage(**usage)
    counts = types._compute_registry_priced_counts(resolved, usage)
    tokens = usage.input_tokens if any(hasattr(price, "tiers") for _, price in resolved) else 0
    parts = [types.calc_unit_price(price, counts[unit.usage_key], tokens, unit.per) for unit, price in resolved]
    return sum(part % PICO != 0 for part in parts)


main()
