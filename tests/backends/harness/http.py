"""Asking servers on this machine."""

import json
import urllib.error
import urllib.parse
import urllib.request

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(url, **query):
    """The body of the answer; nothing where there is none, or one that is no success."""
    try:
        with _DIRECT.open(_with(url, query), timeout=10) as answer:
            return answer.read()
    except OSError:
        return None


def get_json(url, **query):
    """The answer read as JSON; an answer that is no success raises with what it says."""
    return _json(_with(url, query))


def post_json(url, question):
    """A question in JSON, and its answer likewise."""
    return _json(urllib.request.Request(url, json.dumps(question).encode(), {"content-type": "application/json"}))


def post_otlp(url, body, **headers):
    """Sends what was recorded, and gives the status."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, body, {"content-type": "application/x-protobuf", **headers})
    try:
        with _DIRECT.open(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def _json(request):
    try:
        with _DIRECT.open(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{error.url} answers {error.code}: {error.read()[:500]!r}") from error


def _with(url, query):
    return f"{url}?{urllib.parse.urlencode(query, doseq=True)}" if query else url
