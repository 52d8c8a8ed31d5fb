"""Told spans as MLflow shows them: what we sent, and beside it what it derives under `mlflow.`."""

import json

from .account import typed_all
from .mlflow import hexadecimal

# It has no type for workflows and retrieval; what it does not know and has a model is an LLM.
TYPES = {
    "chat": "CHAT_MODEL",
    "embeddings": "EMBEDDING",
    "execute_tool": "TOOL",
    "invoke_agent": "AGENT",
    "speech_to_text": "LLM",
}
USAGE = {
    "gen_ai.usage.input_tokens": "input_tokens",
    "gen_ai.usage.output_tokens": "output_tokens",
    "gen_ai.usage.cache_read.input_tokens": "cache_read_input_tokens",
    "gen_ai.usage.cache_creation.input_tokens": "cache_creation_input_tokens",
}
# US dollars for a token, as its table has them: input, output, input from the provider's cache, input written into it.
# It knows the models by the name that answered; the others of the story it does not know.
PRICES = {
    "claude-sonnet-4-5-20250929": (3e-6, 1.5e-5, 3e-7, 3.75e-6),
    "gemini-2.5-flash": (3e-7, 2.5e-6, 3e-8, 0.0),
    "nova-pro-v1": (8e-7, 3.2e-6, 2e-7, 0.0),
    "voyage-3": (6e-8, 0.0, 0.0, 0.0),
}
KINDS = {"string_value": "string", "int_value": "int", "double_value": "double", "bool_value": "bool"}


def shown_spans(run):
    """Spans by identifier. Kind and scope it does not keep; what is of the resource is with the trace."""
    return {
        span["span_id"]: {
            "trace_id": span["trace_id"],
            "parent_span_id": span["parent_span_id"],
            "name": span["name"],
            "status": {"code": "STATUS_CODE_ERROR", "message": span["error"]} if span["error"] else {},
            "start": span["start_unix_nano"],
            "end": span["end_unix_nano"],
            "attributes": {**typed_all(span["attributes"]), **_derived(span)},
        }
        for span in run.told["spans"]
    }


def received_spans(spans):
    """What its REST interface gives, in the same form."""
    return {
        span_id: {
            "trace_id": hexadecimal(span["trace_id"]),
            "parent_span_id": hexadecimal(span.get("parent_span_id") or ""),
            "name": span["name"],
            "status": span["status"],
            "start": span["start_time_unix_nano"],
            "end": span["end_time_unix_nano"],
            "attributes": {each["key"]: _value(each["value"]) for each in span["attributes"]},
        }
        for span_id, span in spans.items()
    }


def usage(attributes):
    """Tokens of a span. There is a total only where both directions are known."""
    tokens = {name: attributes[key] for key, name in USAGE.items() if key in attributes}
    if "input_tokens" in tokens and "output_tokens" in tokens:
        tokens["total_tokens"] = tokens["input_tokens"] + tokens["output_tokens"]
    return tokens


def cost(attributes):
    """What was told under its own name; else by the model that answered, whatever was told under other names."""
    if "mlflow.llm.cost" in attributes:
        return json.loads(attributes["mlflow.llm.cost"])
    prices = PRICES.get(model(attributes))
    tokens = usage(attributes)
    if prices is None or not tokens:
        return None
    cached, written = (tokens.get(f"cache_{kind}_input_tokens", 0) for kind in ("read", "creation"))
    plain = tokens["input_tokens"] - cached - written
    of_input = plain * prices[0] + cached * prices[2] + written * prices[3]
    of_output = tokens.get("output_tokens", 0) * prices[1]
    return {"input_cost": of_input, "output_cost": of_output, "total_cost": of_input + of_output}


def model(attributes):
    return attributes.get("gen_ai.response.model") or attributes.get("gen_ai.request.model")


def _derived(span):
    attributes = span["attributes"]
    derived = {
        "mlflow.traceRequestId": f"tr-{span['trace_id']}",
        "mlflow.spanType": TYPES.get(attributes["gen_ai.operation.name"]),
        "mlflow.llm.model": model(attributes),
        "mlflow.llm.provider": attributes.get("gen_ai.provider.name"),
    }
    known = typed_all({key: value for key, value in derived.items() if value is not None})
    if usage(attributes):
        known["mlflow.chat.tokenUsage"] = typed_all(usage(attributes))
    if cost(attributes):
        known["mlflow.llm.cost"] = rounded(typed_all(cost(attributes)))
    return known


def rounded(values):
    """In which order it adds is its own."""
    return {name: (kind, round(value, 12)) for name, (kind, value) in values.items()}


def _value(value):
    [(kind, inner)] = value.items()
    if kind == "array_value":
        return ("array", [_value(each) for each in inner["values"]])
    if kind == "kvlist_value":
        values = {each["key"]: _value(each["value"]) for each in inner["values"]}
        return rounded(values) if "total_cost" in values else values
    return (KINDS[kind], inner)
