"""What the guide asks of files and answers with `jq`: calls, and their sums by model."""

import json
import shutil
import subprocess

from .account import told_spans
from .builds import RECIPES
from .processes import clean_environment
from .program import SERVICE

LIMIT = 20  # seconds


class Installed:
    """A program of the system."""

    def __init__(self, name):
        self.name = name

    def prepare(self, _fresh=False):
        pass

    def why_not(self):
        return None if self.program() else f"there is no `{self.name}`"

    def program(self, _name=None):
        return shutil.which(self.name)


JQ = Installed("jq")


def calls(given, program):
    """What a file of the guide that makes calls makes of these bytes."""
    return _filtered(["-c", "-f", RECIPES / program], given)


def totals(given_calls):
    lines = "".join(json.dumps(call) + "\n" for call in given_calls).encode()
    return _filtered(["-s", "-c", "-f", RECIPES / "totals.jq"], lines)


def told_calls(run):
    """The same from what the program says, by trace and start."""
    told = []
    for span in told_spans(run).values():
        said = {key: value for key, (_, value) in span["attributes"].items()}
        if span["kind"] == "client" and "gen_ai.request.model" in said:
            seconds = (span["end"] - span["start"]) / 1e9
            call = {"service": SERVICE, "trace": span["trace_id"], "seconds": seconds}
            told.append(call | {field: _written(said[name]) for field, name in FIELDS.items() if name in said})
    return sorted(told, key=_place)


def told_totals(run):
    by_model = {}
    for call in told_calls(run):
        by_model.setdefault(call["model"], []).append(call)
    return [{"model": model, **_sums(of_model)} for model, of_model in sorted(by_model.items())]


def in_order(some_calls):
    return sorted(some_calls, key=_place)


def _sums(some_calls):
    sums = {
        "calls": len(some_calls),
        "errors": sum(1 for call in some_calls if "error" in call),
        "input_tokens": sum(call.get("input_tokens", 0) for call in some_calls),
        "output_tokens": sum(call.get("output_tokens", 0) for call in some_calls),
        "slowest_seconds": max(call["seconds"] for call in some_calls),
    }
    costs = [call["cost"] for call in some_calls if "cost" in call]
    return sums | ({"cost": sum(costs)} if costs else {})


def _written(value):
    """`jq` writes a float of a whole value as an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _filtered(arguments, given):
    done = subprocess.run(
        [JQ.program(), *arguments], input=given, env=clean_environment(), capture_output=True, timeout=LIMIT
    )
    if done.returncode:
        raise RuntimeError(f"jq ended with {done.returncode}: {done.stderr.decode().strip()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def _place(call):
    return json.dumps(call, sort_keys=True)


FIELDS = {
    "operation": "gen_ai.operation.name",
    "provider": "gen_ai.provider.name",
    "model": "gen_ai.request.model",
    "input_tokens": "gen_ai.usage.input_tokens",
    "output_tokens": "gen_ai.usage.output_tokens",
    "cost": "gen_ai.usage.cost",
    "error": "error.type",
    "user": "user.id",
    "session": "session.id",
}
