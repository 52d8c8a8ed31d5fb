"""Questions to a backend over HTTP, past every proxy."""

import json
import urllib.error
import urllib.parse
import urllib.request

TIME_LIMIT = 30  # seconds
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers(url):
    """Whether it answers at all, and without an error: for waiting until it does."""
    try:
        DIRECT.open(url, timeout=5).close()
    except OSError:
        return False
    return True


def ask(url, question=None, **parameters):
    """The JSON that it answers to `GET`, or to `POST` where there is something to post."""
    if parameters:
        url += "?" + urllib.parse.urlencode(parameters)
    body = None if question is None else json.dumps(question).encode()
    with DIRECT.open(urllib.request.Request(url, body, {"content-type": "application/json"}), timeout=TIME_LIMIT) as answer:
        return json.load(answer)


def lines(url, **parameters):
    """The JSON of every line."""
    with DIRECT.open(f"{url}?{urllib.parse.urlencode(parameters)}", timeout=TIME_LIMIT) as answer:
        return [json.loads(line) for line in answer.read().splitlines()]


def post_otlp(url, body, limit=TIME_LIMIT, **headers):
    """Sends what was recorded, and gives the status."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, body, {"content-type": "application/x-protobuf", **headers})
    try:
        with DIRECT.open(request, timeout=limit) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
