"""Checks on OTLP: whether what was received is what the program says it sent."""

from ..account import told_metrics, told_spans
from ..compare import differences, leaves, without
from ..report import Mismatch
from .scenario import Check, Seen

SIGNALS = ["traces", "metrics"]
HEADERS = {"authorization": "Bearer k e y", "x-team": "search"}
# The values are percent-encoded, as the variable wants them.
HEADERS_VARIABLE = "authorization=Bearer%20k%20e%20y,x-team=search"
# What is in an answer, an error's text and a header of the story, and must not be in what it sends.
SECRETS = [b"secret", b"quota.", b"too many", b"k e y"]


def received(run, receiver):
    """What a receiver has that keeps requests."""
    from .. import wire

    of = {signal: [each.message for each in receiver.requests if each.signal == signal] for signal in SIGNALS}
    return Seen(run, wire.spans(of["traces"]), wire.metrics(of["metrics"]), receiver)


def headers(way):
    encoding = None if way.compression == "none" else way.compression
    expected = {
        "content-type": way.content_type,
        "grpc-encoding" if way.is_grpc else "content-encoding": encoding,
        **HEADERS,
    }

    def look(seen):
        product = f"genai-otel-otlp-rust/{seen.run.told['process']['version']}"
        requests = seen.receiver.requests
        found = list(differences(sorted(SIGNALS), sorted(request.signal for request in requests), "signals"))
        for request in requests:
            values = {name: request.headers.get(name) for name in expected}
            found += differences(expected, values, request.path)
            if product not in request.headers.get("user-agent", "").split(" "):
                found.append(f"{request.path}/user-agent: {request.headers.get('user-agent')!r} is not of {product}")
        if found:
            raise Mismatch(found)
        return f"{len(requests)} requests"

    return Check("headers", "do the headers arrive, and does the encoding stand there?", look)


def equal(told, received, what):
    """Fails with each field that differs; tells how much was compared."""
    found = list(differences(told, received))
    if found:
        raise Mismatch(found)
    return f"{len(told)} {what}, {sum(1 for _ in leaves(told))} values"


def _spans(seen):
    told = without(told_spans(seen.run), *seen.unseen)
    return equal(told, seen.spans, "spans")


def _metrics(seen):
    return equal(told_metrics(seen.run), seen.metrics, "metrics")


def _wire(seen):
    from .. import wire

    window = (seen.run.began_nanos, seen.run.ended_nanos)
    requests = seen.receiver.requests
    faults = list(wire.faults([request.message for request in requests], window))
    known = {(span["trace_id"], span_id) for span_id, span in seen.spans.items()}
    faults += [
        f"the parent of span {span_id} was not sent"
        for span_id, span in seen.spans.items()
        if span["parent_span_id"] and (span["trace_id"], span["parent_span_id"]) not in known
    ]
    if faults:
        raise Mismatch(faults)
    return f"{len(requests)} bodies, {sum(len(request.body) for request in requests)} bytes"


def _private(seen):
    bodies = [request.body for request in seen.receiver.requests]
    found = [f"{secret!r} was sent" for secret in SECRETS if any(secret in body for body in bodies)]
    if found:
        raise Mismatch(found)
    return ""


SPANS = Check("spans", "does every span arrive, each field as told?", _spans)
METRICS = Check("metrics", "does every point arrive, each field as told?", _metrics)
WIRE = Check("wire", "do the bodies keep all rules of OTLP?", _wire)
PRIVATE = Check("private", "does content stay at home?", _private)
