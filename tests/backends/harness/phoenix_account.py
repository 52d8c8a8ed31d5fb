"""Told spans as Phoenix shows them: what we sent, and beside it what it derives in the names of OpenInference."""

import json
from datetime import datetime, timezone

# It has no kind for workflows and for speech.
KINDS = {
    "chat": "LLM",
    "embeddings": "EMBEDDING",
    "execute_tool": "TOOL",
    "invoke_agent": "AGENT",
    "retrieval": "RETRIEVER",
}
# Its names of provider and system.
PROVIDERS = {
    "openai": ("openai", "openai"),
    "azure.ai.openai": ("azure", "openai"),
    "aws.bedrock": ("aws", None),
    "gcp.gemini": ("google", None),
    "groq": ("groq", None),
    "voyage": (None, "voyage"),
}
PARAMETERS = {
    "gen_ai.request.temperature": "temperature",
    "gen_ai.request.top_p": "top_p",
    "gen_ai.request.top_k": "top_k",
    "gen_ai.request.max_tokens": "max_tokens",
    "gen_ai.request.frequency_penalty": "frequency_penalty",
    "gen_ai.request.presence_penalty": "presence_penalty",
    "gen_ai.request.seed": "seed",
    "gen_ai.request.stream": "stream",
    "gen_ai.request.choice.count": "n",
    "gen_ai.request.stop_sequences": "stop",
    "gen_ai.request.encoding_formats": "encoding_formats",
}
USAGE = {
    "gen_ai.usage.input_tokens": "llm.token_count.prompt",
    "gen_ai.usage.output_tokens": "llm.token_count.completion",
    "gen_ai.usage.cache_read.input_tokens": "llm.token_count.prompt_details.cache_read",
    "gen_ai.usage.cache_creation.input_tokens": "llm.token_count.prompt_details.cache_write",
}
TOOL = {
    "gen_ai.tool.name": "tool.name",
    "gen_ai.tool.description": "tool.description",
    "gen_ai.tool.call.id": "tool.id",
}


def shown_spans(run):
    """Spans by identifier. Kind, resource and scope it does not keep."""
    return {
        span["span_id"]: {
            "trace_id": span["trace_id"],
            "parent_id": span["parent_span_id"] or None,
            "name": span["name"],
            "span_kind": _kind(span["attributes"]),
            "status_code": "ERROR" if span["error"] else "UNSET",
            "status_message": span["error"] or "",
            "start_time": _time(span["start_unix_nano"]),
            "end_time": _time(span["end_unix_nano"]),
            "events": [],
            "attributes": {**span["attributes"], **_derived(span["attributes"])},
        }
        for span in run.told["spans"]
    }


def received_spans(spans):
    """What its REST interface gives, in the same form."""
    plain = ("name", "parent_id", "span_kind", "status_code", "status_message", "start_time", "end_time", "events")
    return {
        span_id: {
            "trace_id": span["context"]["trace_id"],
            **{field: span[field] for field in plain},
            "attributes": {key: _parsed(key, value) for key, value in span["attributes"].items()},
        }
        for span_id, span in spans.items()
    }


def _derived(attributes):
    kind = _kind(attributes)
    provider, system = PROVIDERS.get(attributes.get("gen_ai.provider.name"), (None, None))
    of_model = "embedding" if kind == "EMBEDDING" else "llm"
    derived = {
        "llm.provider": provider,
        "llm.system": system,
        f"{of_model}.model_name": attributes.get("gen_ai.request.model"),
        f"{of_model}.invocation_parameters": _parameters(attributes),
        "llm.finish_reason": _finish_reason(attributes),
        **{name: attributes.get(key) for key, name in USAGE.items()},
        **{name: attributes.get(key) for key, name in TOOL.items() if kind == "TOOL"},
    }
    tokens = [attributes.get(f"gen_ai.usage.{direction}_tokens") for direction in ("input", "output")]
    if None not in tokens:
        derived["llm.token_count.total"] = sum(tokens)
    answer = {short: attributes.get(f"gen_ai.response.{short}") for short in ("id", "model")}
    if any(answer.values()):
        derived["output.value"] = {short: value for short, value in answer.items() if value}
        derived["output.mime_type"] = "application/json"
    return {name: value for name, value in derived.items() if value not in (None, {})}


def _kind(attributes):
    return KINDS.get(attributes["gen_ai.operation.name"], "UNKNOWN")


def _parameters(attributes):
    parameters = {name: attributes[key] for key, name in PARAMETERS.items() if key in attributes}
    if attributes.get("gen_ai.output.type") == "json":
        parameters["response_format"] = {"type": "json_object"}
    return parameters


def _finish_reason(attributes):
    """One stands alone."""
    reasons = attributes.get("gen_ai.response.finish_reasons")
    return reasons[0] if reasons and len(reasons) == 1 else reasons


def _parsed(key, value):
    """Some are JSON in a text."""
    return json.loads(value) if key == "output.value" or key.endswith("invocation_parameters") else value


def _time(nanos):
    """To the microsecond."""
    return datetime.fromtimestamp(nanos // 10**9, timezone.utc).replace(microsecond=nanos % 10**9 // 1000).isoformat()
