"""What was told, added up here, for comparison with what a backend adds up."""

import math
from datetime import datetime, timezone

DAY = 86_400 * 1_000_000_000


class Calls:
    """Some spans, each a dictionary with `service`, times, and plain attributes."""

    def __init__(self, spans):
        self.spans = list(spans)

    def __len__(self):
        return len(self.spans)

    def having(self, attribute, *values):
        """Those that have it, with one of these values if told."""
        return Calls(each for each in self.spans if _has(each, attribute, values))

    def lacking(self, attribute, *values):
        return Calls(each for each in self.spans if not _has(each, attribute, values))

    def longer_than(self, micros):
        return Calls(each for each in self.spans if _micros(each) >= micros)

    def of_models(self):
        """Those to a model; an agent names its model, and makes calls of its own."""
        return self.having("gen_ai.request.model").lacking("gen_ai.operation.name", "invoke_agent")

    def sum(self, attribute):
        return math.fsum(each["attributes"].get(attribute, 0) for each in self.spans)

    def values(self, attribute):
        return [each["attributes"][attribute] for each in self.spans if attribute in each["attributes"]]

    def micros(self):
        return [_micros(each) for each in self.spans]

    def by(self, attribute, missing=None):
        """Groups by a value, without those that have none; `missing` names these if told."""
        return self._by(lambda each: each["attributes"].get(attribute, missing))

    def by_service(self):
        return self._by(lambda each: each["service"])

    def by_day(self):
        return self._by(lambda each: _day(each["start_unix_nano"]))

    def _by(self, key):
        groups = {}
        for each in self.spans:
            groups.setdefault(key(each), []).append(each)
        return {name: Calls(group) for name, group in groups.items() if name is not None}


class Between:
    """A percentile: OpenSearch estimates it, so it is compared with the values next to it."""

    def __init__(self, values, percent):
        ordered = sorted(values)
        place = percent / 100 * (len(ordered) - 1)
        self.least = ordered[max(0, math.floor(place) - 1)]
        self.most = ordered[min(len(ordered) - 1, math.ceil(place) + 1)]

    def __repr__(self):
        return f"between {self.least} and {self.most}"

    def holds(self, value):
        return isinstance(value, (int, float)) and self.least <= value <= self.most


def differences(expected, received, path=""):
    """Each field that differs. Sums of doubles depend on their order in the last digits."""
    if isinstance(expected, dict) and isinstance(received, dict):
        for key in sorted(expected.keys() | received.keys(), key=str):
            if key not in expected or key not in received:
                yield f"{path}/{key}: expected {expected.get(key)}, received {received.get(key)}"
            else:
                yield from differences(expected[key], received[key], f"{path}/{key}")
    elif not _same(expected, received):
        yield f"{path}: expected {expected}, received {received}"


def _same(expected, received):
    if isinstance(expected, Between):
        return expected.holds(received)
    if isinstance(expected, (int, float)) and isinstance(received, (int, float)):
        return math.isclose(expected, received, rel_tol=1e-12)
    return expected == received


def _has(span, attribute, values):
    value = span["attributes"].get(attribute)
    return value is not None and (not values or value in values)


def _micros(span):
    return (span["end_unix_nano"] - span["start_unix_nano"]) // 1000


def _day(nanos):
    return datetime.fromtimestamp(nanos // DAY * 86_400, timezone.utc).strftime("%Y-%m-%d")
