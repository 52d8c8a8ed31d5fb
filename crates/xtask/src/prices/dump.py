# Prints what the installed packages `genai_prices` and `litellm` say of prices, as JSON. Numbers are text: none of
# them goes through a float.
import dataclasses
import importlib.metadata
import importlib.util
import json
import pathlib
import sys
from decimal import Decimal


def main():
    missing = [name for name in ("genai_prices", "litellm") if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit("not installed: " + ", ".join(missing))
    json.dump({"genai_prices": genai_prices(), "litellm": litellm()}, sys.stdout)


def genai_prices():
    from genai_prices.data import providers

    return {**about("genai-prices"), "providers": [provider(p) for p in providers]}


def litellm():
    # The package is only read: importing it would need all that it depends on.
    folder = importlib.util.find_spec("litellm").submodule_search_locations[0]
    text = pathlib.Path(folder, "model_prices_and_context_window_backup.json").read_text(encoding="utf-8")
    models = json.loads(text, parse_float=str, parse_int=str)
    return {**about("litellm"), "models": [{"name": name, "facts": facts} for name, facts in models.items()]}


def about(package):
    distribution = importlib.metadata.distribution(package)
    licences = [distribution.read_text(name) for name in ("licenses/LICENSE", "LICENSE")]
    return {"version": distribution.version, "licence": next((text for text in licences if text), "")}


def provider(p):
    return {
        "id": p.id,
        "name": p.name,
        "api_pattern": p.api_pattern,
        "model_match": clause(p.model_match),
        "fallback": p.fallback_model_providers or [],
        "models": [model(m) for m in p.models],
    }


def model(m):
    dated = m.prices if isinstance(m.prices, list) else [None]
    return {
        "id": m.id,
        "name": m.name,
        "match": clause(m.match),
        "context_window": m.context_window,
        "comment": m.price_comments,
        "deprecated": bool(m.deprecated),
        "prices": [
            {"rates": rates(m.prices)} if d is None else {**constraint(d.constraint), "rates": rates(d.prices)}
            for d in dated
        ],
        "variants": [
            {"when": v.when, **constraint(v.constraint), "rates": rates(v.prices)} for v in m.price_variants or []
        ],
    }


def clause(c):
    if c is None:
        return None
    ((name, value),) = dataclasses.asdict(c).items() if not hasattr(c, "or_") and not hasattr(c, "and_") else (
        ("or", c.or_) if hasattr(c, "or_") else ("and", c.and_),
    )
    return {name: [clause(part) for part in value] if name in ("or", "and") else value}


def constraint(c):
    if c is None:
        return {}
    if hasattr(c, "start_date"):
        return {"from": c.start_date.isoformat()}
    return {"daily": {"from": clock(c.start_time), "until": clock(c.end_time)}}


def clock(time):
    if time.utcoffset() or time.second or time.microsecond:
        sys.exit(f"a time of day that is no whole minute in UTC: {time!r}")
    return time.strftime("%H:%M")


def rates(prices):
    return {key: rate(value) for key, value in prices.__dict__.items() if value is not None}


def rate(value):
    if isinstance(value, Decimal):
        return str(value)
    return {"base": str(value.base), "tiers": [{"start": tier.start, "price": str(tier.price)} for tier in value.tiers]}


main()
