"""A good JSON body made bad, one rule at a time, to see that the reader notices."""

import base64
import json
import re

from google.protobuf import json_format

from . import strict_json


def unnoticed(body, message):
    """The names of broken rules that nobody complains about."""
    text = body.decode()
    strict_json.parse(body, message())
    for name, (pattern, replacement) in SPOILED.items():
        spoiled, count = re.subn(pattern, replacement, text, count=1)
        if count == 0 or spoiled == text:
            yield f"{name}: not in the body"
            continue
        try:
            strict_json.parse(spoiled.encode(), message())
        except (ValueError, json_format.ParseError):
            continue
        yield name


def _as_base64(found):
    return json.dumps({"traceId": base64.b64encode(bytes.fromhex(found[1])).decode()})[1:-1]


SPOILED = {
    "a number of 64 bits that is no string": (r'"startTimeUnixNano":"(\d+)"', r'"startTimeUnixNano":\1'),
    "an identifier in base64": (r'"traceId":"(\w+)"', _as_base64),
    "an enumeration by its name": (r'"kind":\d', '"kind":"SPAN_KIND_CLIENT"'),
    "a name in snake case": (r'"resourceSpans"', '"resource_spans"'),
    "a field that OTLP does not have": (r'"traceId"', '"traceID":"","traceId"'),
    "a key twice": (r'"traceId":("\w+")', r'"traceId":\1,"traceId":\1'),
    "something behind the end": (r"\}$", "}}"),
}
