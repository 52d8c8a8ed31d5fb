"""OpenSearch, filled by the Collector and by Jaeger, with the templates, requests, panels and alerts that users get."""

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass

from ..account import told_spans
from ..builds import COLLECTOR_TO_OPENSEARCH, JAEGER, OPENSEARCH
from ..jaeger import Jaeger
from ..needs import OTLP
from ..opensearch import alerts, panels, queries, reference, shop
from ..opensearch.calls import Calls, differences
from ..opensearch.collector import CollectorToOpenSearch
from ..opensearch.dashboards import SavedObjects
from ..opensearch.documents import as_json, of_collector, of_jaeger, text_of_array
from ..opensearch.plain import plain
from ..opensearch.server import FILES, OpenSearch
from ..program import SERVICE
from ..report import Mismatch
from ..way import Way
from .otlp import equal
from .scenario import Check, Scenario

# What the requests call now: all that was told is of the thirty days before.
NOW = "2026-01-05T00:00:00.000Z"
STORY = {"start": shop.MIDNIGHT // 1000, "end": shop.MIDNIGHT // 1000 + 10_000_000}  # microseconds
MINUTE, HOUR = 60_000, 3_600_000  # milliseconds
NO_METRICS = {"OTEL_METRICS_EXPORTER": "none"}


@dataclass
class Filled:
    """OpenSearch with all that was told, and who wrote it."""

    run: object
    opensearch: OpenSearch
    index: str
    # The spans of the emitter and those of the shop.
    told: list
    # Takes OTLP here.
    endpoint: str
    jaeger: object = None

    @property
    def calls(self):
        return Calls(self.told)


@contextmanager
def _by_way_of_the_collector(program, folder):
    with OpenSearch(folder) as opensearch, CollectorToOpenSearch(opensearch.address, folder) as collector:
        yield _filled(program, collector, opensearch, "ss4o_traces-*")


@contextmanager
def _by_way_of_jaeger(program, folder):
    with OpenSearch(folder) as opensearch:
        server = {"extensions.jaeger_storage.backends.main.opensearch.server_urls": f"[{opensearch.address}]"}
        with Jaeger(folder, FILES / "jaeger.yaml", STORY, **server) as jaeger:
            filled = _filled(program, jaeger, opensearch, "*jaeger-span-*")
            filled.jaeger = jaeger
            yield filled


def _filled(program, receiver, opensearch, index):
    endpoint = receiver.endpoint(Way())
    run = program.run(endpoint, Way(), **NO_METRICS)
    more = shop.spans()
    for request in shop.requests(more):
        shop.send(request, endpoint)
    told = [{**span, "service": SERVICE} for span in run.told["spans"]] + more
    opensearch.wait_for(index, len(told))
    return Filled(run, opensearch, index, told, endpoint)


def _documents(document):
    """Every field of every document that was written for the emitter, and how many there are of all."""

    def look(filled):
        found = filled.opensearch.documents(filled.index)
        expected = {span_id: document(span_id, span) for span_id, span in told_spans(filled.run).items()}
        by_span = {each.get("spanId") or each.get("spanID"): each for each in found}
        if len(found) != len(by_span) or sorted(by_span) != sorted(span["span_id"] for span in filled.told):
            there = f"{len(found)} documents of {len(by_span)} spans are there"
            raise Mismatch([f"{len(filled.told)} spans were told, {there}"])
        received = {span_id: by_span[span_id] for span_id in expected}
        return f"{equal(expected, received, 'spans')}; {len(found)} documents"

    return Check("documents", "is there one document for each span, with every field as told?", look)


def _types(filled):
    """Every attribute of the reference page, and those that only the program's caller knows."""
    fields = filled.opensearch.fields(filled.index)
    expected = {name: [kind] for name, kind in reference.types().items()}
    expected |= {"duration": ["long"], "name": ["keyword"], "traceId": ["keyword"], "spanId": ["keyword"]}
    expected |= {"resource.service.name": ["keyword"], "@timestamp": ["date" if filled.jaeger else "date_nanos"]}
    own = "tag.{}.number" if filled.jaeger else "attributes.{}"
    expected |= {own.format(name): ["double"] for name in ("experiment", "ratio")}
    return equal(expected, {name: fields.get(name) for name in expected}, "fields")


def _values(filled):
    """By the names of the conventions, out of the index itself: numbers as numbers, to the last digit."""
    found, count = [], 0
    texts = {name for name, types in filled.opensearch.fields(filled.index).items() if "text" in types}
    for span_id, span in told_spans(filled.run).items():
        expected = {}
        for key, value in span["attributes"].items():
            name = f"attributes.{key}"
            if name not in texts and not (filled.jaeger and "." not in key):
                expected[name] = _indexed(text_of_array(value) if filled.jaeger else value)
        received = filled.opensearch.values(filled.index, span_id, sorted(expected))
        found += [f"{span['name']}{each}" for each in differences(expected, received)]
        count += len(expected)
    if found:
        raise Mismatch(found)
    return f"{count} values"


def _queries(filled):
    expected = queries.answers(filled.calls)
    files = {file.stem: json.loads(file.read_text()) for file in sorted((FILES / "queries").glob("*.json"))}
    found = list(differences({name: True for name in expected}, {name: True for name in files}))
    for name, request in files.items():
        answer = filled.opensearch.search(filled.index, _at(NOW, request))
        received = plain(answer["aggregations"]) if "aggregations" in answer else {"hits": _hits(answer)}
        found += [f"{name}{each}" for each in differences(expected.get(name), received)]
    if found:
        raise Mismatch(found)
    return f"{len(files)} files"


def _panels(filled):
    objects = SavedObjects(FILES / "dashboards.ndjson")
    found = []
    expected, titles = panels.answers(filled.calls), []
    for title, index, request in objects.panels():
        titles.append(title)
        answer = filled.opensearch.search(index, _at(NOW, request))
        received = {"calls": answer["hits"]["total"]["value"], **plain(answer.get("aggregations", {}))}
        if not received["calls"]:
            found.append(f"{title}: nothing is found")
        found += [f"{title}{each}" for each in differences(expected.get(title), received)]
    found += differences(sorted(expected), sorted(titles), "titles")
    if found:
        raise Mismatch(found)
    return f"{len(titles)} panels"


def _alerts(filled):
    """In the hour in which a program runs away all fire, in another none does."""
    burst = shop.BURST_AT // 1_000_000
    found, files = [], sorted((FILES / "alerts").glob("*.json"))
    for file in files:
        monitor = json.loads(file.read_text())
        for end, fires in [(burst + HOUR // 2 + MINUTE, True), (burst - HOUR, False)]:
            calls = Calls(each for each in filled.told if end - HOUR <= each["start_unix_nano"] // 1_000_000 <= end)
            expected, expected_to_fire = alerts.answers(calls)[file.stem]
            if expected_to_fire != fires:
                found.append(f"{file.stem}: the story is wrong, {expected}")
            found += [f"{file.stem} at {end}{each}" for each in _alarm(filled, monitor, end, expected, fires)]
    if found:
        raise Mismatch(found)
    return f"{len(files)} monitors, each firing and not"


def _alarm(filled, monitor, end, expected, fires):
    [search] = [each["search"] for each in monitor["inputs"]]
    request = filled.opensearch.rendered(search["query"], period_end=end)
    answer = filled.opensearch.search(",".join(search["indices"]), request)
    yield from differences(expected, plain(answer["aggregations"]))
    [trigger] = [each["query_level_trigger"] for each in monitor["triggers"]]
    context = {"results": [answer], "periodEnd": NOW}
    result = filled.opensearch.executed(trigger["condition"]["script"]["source"], ctx=context)
    yield from differences(json.dumps(fires), result, "/condition")
    for action in trigger["actions"]:
        message = filled.opensearch.rendered({"text": action["message_template"]["source"]}, ctx=context)["text"]
        first = expected["cost"] if "cost" in expected else expected["errors"]["calls"]
        yield from differences(float(first), float(message.split(" ")[0]), "/message")


def _found_by_jaeger(filled):
    """Jaeger still finds by every tag, be it a number in the template: exactly the traces that have it."""
    wanted = {}
    for span in told_spans(filled.run).values():
        for key, value in {**span["attributes"], **span["resource"]["attributes"]}.items():
            if key != "service.name":
                wanted.setdefault((key, _as_searched(text_of_array(value))), set()).add(span["trace_id"])
    found = []
    for (key, value), traces in sorted(wanted.items()):
        answer = set(filled.jaeger.traces(SERVICE, tags={key: value}))
        if answer != traces:
            found.append(f"{key}={value}: expected {sorted(traces)}, found {sorted(answer)}")
    if found:
        raise Mismatch(found)
    return f"{len(wanted)} searches"


def _again(filled):
    """A span may be delivered twice, by one more try after an answer that was lost."""
    request = next(shop.requests(shop.spans()))
    count = len(request.resource_spans[0].scope_spans[0].spans)
    before = filled.opensearch.count(filled.index)
    shop.send(request, filled.endpoint)
    filled.opensearch.wait_for_versions(filled.index, 2, count)
    after = filled.opensearch.count(filled.index)
    if after != before:
        raise Mismatch([f"{before} documents became {after}"])
    return f"{count} spans"


def _as_searched(value):
    """Jaeger takes what is asked for as a regular expression, so what means something in one is escaped."""
    kind, inner = value
    text = inner if kind == "string" else json.dumps(as_json(value))
    return re.sub(r"""[.?+*|{}\[\]()"\\#@&<>~^$-]""", r"\\\g<0>", text)


def _at(moment, request):
    """A request as if it were asked at another time."""
    if isinstance(request, dict):
        return {key: _at(moment, value) for key, value in request.items()}
    if isinstance(request, list):
        return [_at(moment, value) for value in request]
    if isinstance(request, str) and re.fullmatch(r"now(-\w+)?", request):
        return moment if request == "now" else f"{moment}||{request.removeprefix('now')}"
    return request


def _hits(answer):
    fields = [each["fields"] for each in answer["hits"]["hits"]]
    return [(each["traceId"][0], each["duration"][0]) for each in fields]


def _indexed(value):
    """What is in the index: of a list each value once, in order."""
    kind, inner = value
    return sorted({each for _, each in inner}) if kind == "array" else [inner]


TYPED = Check("types", "is every attribute of the reference mapped by its type, and an unknown number as one?", _types)
VALUES = Check("values", "are the values in the index those that were told, by the names of the conventions?", _values)
QUERIES = Check("queries", "does every request file answer with what the told spans add up to?", _queries)
PANELS = Check("panels", "does every panel of the dashboard show what the told spans add up to?", _panels)
ALERTS = Check("alerts", "does every alert fire when it should, and only then?", _alerts)
SEARCHES = Check("searches", "does Jaeger find by each tag the traces that have it, and no other?", _found_by_jaeger)
# The last one: it writes.
AGAIN = Check("again", "is a span that is sent again still one document?", _again)
EVERYWHERE = [TYPED, VALUES, QUERIES, PANELS, ALERTS]

SCENARIOS = [
    Scenario(
        "collector-to-opensearch",
        "opensearch",
        [OPENSEARCH, COLLECTOR_TO_OPENSEARCH, OTLP],
        _by_way_of_the_collector,
        [_documents(of_collector), *EVERYWHERE, AGAIN],
        big=True,
    ),
    Scenario(
        "jaeger-to-opensearch",
        "opensearch",
        [OPENSEARCH, JAEGER, OTLP],
        _by_way_of_jaeger,
        [_documents(of_jaeger), *EVERYWHERE, SEARCHES, AGAIN],
        big=True,
    ),
]
