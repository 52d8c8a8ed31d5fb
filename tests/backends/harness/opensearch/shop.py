"""Three days of a shop whose services talk to models: so many calls that sums and groups have something to tell apart.

What the emitter's calls do not have: several services, users, days and prices. Attributes are named as the program
names them; each number follows from the call's own number.
"""

import hashlib
import urllib.request

MIDNIGHT = 1_767_225_600_000_000_000  # 2026-01-01, the day of the emitter's story
SECOND = 1_000_000_000
CALLS = 120
TOOLS = 30
# At noon of the second day a program runs away: expensive calls, a third of which are refused.
BURST = 60
BURST_AT = MIDNIGHT + 36 * 3_600 * SECOND
SERVICES = ("checkout", "search", "support")
# Provider, model, and US dollars for a million tokens in and out; nothing where no price is known.
MODELS = (
    ("openai", "gpt-4o", (2.5, 10.0)),
    ("openai", "gpt-4o-mini", (0.15, 0.6)),
    ("anthropic", "claude-sonnet-4-5", (3.0, 15.0)),
    ("aws.bedrock", "nova-pro", None),
)
ERRORS = ("429", "timeout", "content_filter")


def spans():
    """Spans as the program tells its own, with the name of the service."""
    return [
        *map(_call, range(CALLS)),
        *map(_tool, range(CALLS, CALLS + TOOLS)),
        *map(_runaway, range(CALLS + TOOLS, CALLS + TOOLS + BURST)),
    ]


def requests(told):
    """One OTLP request for each service."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
    from opentelemetry.proto.common.v1.common_pb2 import KeyValue
    from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

    for service in SERVICES:
        request = ExportTraceServiceRequest()
        of_resource = request.resource_spans.add()
        of_resource.resource.attributes.append(KeyValue(key="service.name", value=_any(service)))
        of_scope = of_resource.scope_spans.add()
        of_scope.scope.name = "genai-otel"
        for each in told:
            if each["service"] != service:
                continue
            failed = each["error"] is not None
            of_scope.spans.append(
                Span(
                    trace_id=bytes.fromhex(each["trace_id"]),
                    span_id=bytes.fromhex(each["span_id"]),
                    name=each["name"],
                    kind=Span.SPAN_KIND_CLIENT if each["kind"] == "client" else Span.SPAN_KIND_INTERNAL,
                    start_time_unix_nano=each["start_unix_nano"],
                    end_time_unix_nano=each["end_unix_nano"],
                    attributes=[KeyValue(key=key, value=_any(value)) for key, value in each["attributes"].items()],
                    status=Status(code=Status.STATUS_CODE_ERROR, message=each["error"]) if failed else None,
                )
            )
        yield request


def send(request, endpoint):
    """One request, as OTLP over HTTP."""
    address, body = f"{endpoint}/v1/traces", request.SerializeToString()
    sent = urllib.request.Request(address, body, {"content-type": "application/x-protobuf"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sent, timeout=30) as answer:
        answer.read()


def _call(number):
    provider, model, prices = MODELS[number * 5 % 7 % len(MODELS)]
    error = ERRORS[number // 9 % len(ERRORS)] if number % 9 == 4 else None
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": model,
        "user.id": f"u-{number % 7}",
        "session.id": f"s-{number % 11}",
    }
    if number % 5:
        attributes["genai_otel.team.id"] = ("growth", "care")[number % 2]
    if number % 4 == 1:
        attributes["gen_ai.agent.name"] = ("guide", "clerk")[number % 3 % 2]
    if error is None:
        attributes |= _usage(number, prices)
    else:
        attributes |= {"error.type": error, "genai_otel.outcome": "error"}
    millis = 100 + number * number * 7_919 % 14_000
    return _span(number, f"chat {model}", "client", _regular(number), millis, error, attributes)


def _usage(number, prices):
    read, written = 100 + number * 37 % 900, 10 + number * 53 % 300
    usage = {"gen_ai.usage.input_tokens": read, "gen_ai.usage.output_tokens": written}
    if number % 3 == 0:
        usage["gen_ai.usage.cache_read.input_tokens"] = read // 2
    if number % 2:
        usage |= {"gen_ai.request.stream": True, "gen_ai.response.time_to_first_chunk": (50 + number * 13 % 700) / 1000}
    if prices:
        usage["gen_ai.usage.cost"] = (read * prices[0] + written * prices[1]) / 1e6
    return usage


def _tool(number):
    error = "not_found" if number % 4 == 0 else None
    name = ("look_up", "refund", "send_mail")[number % 3]
    attributes = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": name,
        "genai_otel.tool.success": error is None,
    }
    if error:
        attributes |= {"error.type": error, "genai_otel.outcome": "error"}
    return _span(number, f"execute_tool {name}", "internal", _regular(number), 5 + number * 31 % 200, error, attributes)


def _runaway(number):
    provider, model, prices = MODELS[0]
    error = "429" if number % 3 == 0 else None
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": model,
        "user.id": "u-6",
        "session.id": "s-runaway",
        "gen_ai.agent.name": "clerk",
    }
    if error is None:
        read, written = 120_000 + number, 1_000 + number
        attributes |= {
            "gen_ai.usage.input_tokens": read,
            "gen_ai.usage.output_tokens": written,
            "gen_ai.usage.cost": (read * prices[0] + written * prices[1]) / 1e6,
        }
    else:
        attributes |= {"error.type": error, "genai_otel.outcome": "error"}
    start = BURST_AT + (number - CALLS - TOOLS) * 30 * SECOND
    return _span(number, f"chat {model}", "client", start, 900 + number * 17 % 400, error, attributes)


def _regular(number):
    return MIDNIGHT + number * 1_709 * SECOND


def _span(number, name, kind, start, millis, error, attributes):
    return {
        "service": SERVICES[number % 7 % len(SERVICES)],
        "trace_id": _hex(f"trace {number}", 32),
        "span_id": _hex(f"span {number}", 16),
        "parent_span_id": "",
        "name": name,
        "kind": kind,
        "error": error,
        "start_unix_nano": start,
        "end_unix_nano": start + millis * 1_000_000,
        "attributes": attributes,
    }


def _hex(name, length):
    return hashlib.sha256(name.encode()).hexdigest()[:length]


def _any(value):
    from opentelemetry.proto.common.v1.common_pb2 import AnyValue

    field = {bool: "bool_value", int: "int_value", float: "double_value", str: "string_value"}[type(value)]
    return AnyValue(**{field: value})
