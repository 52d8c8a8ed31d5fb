"""The files for OpenSearch, as far as they can be looked at without it."""

import json
import subprocess
import tempfile
from contextlib import contextmanager

from ..builds import MONITORS
from ..opensearch import reference
from ..opensearch.calls import differences
from ..opensearch.dashboards import SavedObjects
from ..opensearch.server import FILES
from ..report import Mismatch
from .otlp import equal
from .scenario import Check, Scenario


@contextmanager
def _nothing(_program, _folder):
    yield


def _templates(_seen):
    """Every attribute of the reference, by its type; the aliases of one template lead to that."""
    expected = reference.types()
    said = []
    for name in ("index-template.json", "index-template-jaeger.json"):
        template = json.loads((FILES / name).read_text())["template"]["mappings"]["properties"]
        attributes = {field: mapping for field, mapping in template.items() if field.startswith("attributes.")}
        found = {field: _kind(template, mapping) for field, mapping in attributes.items()}
        said.append(equal(expected, found, f"attributes in {name}"))
    return "; ".join(said)


def _kind(template, mapping):
    if mapping["type"] != "alias":
        return mapping["type"]
    path = mapping["path"]
    if path in template:
        return template[path]["type"]
    field, _, part = path.rpartition(".")
    return template[field]["fields"][part]["type"]


def _dashboard(_seen):
    objects = SavedObjects(FILES / "dashboards.ndjson")
    found = list(objects.faults())
    if found:
        raise Mismatch(found)
    return f"{len(objects.of)} objects"


@contextmanager
def _plugin(_program, _folder):
    yield MONITORS.program()


def _monitors(reader):
    """The plugin's own reader takes each monitor, and would store every field of it but for what it adds."""
    files = sorted((FILES / "alerts").glob("*.json"))
    done = _read(reader, files)
    if done.returncode:
        raise Mismatch([done.stderr.strip()])
    found = []
    for file, line in zip(files, done.stdout.splitlines(), strict=True):
        told, stored = json.loads(file.read_text()), json.loads(line)
        found += [f"{file.stem}{each}" for each in differences(_of_monitor(told), _of_monitor(stored))]
    if found:
        raise Mismatch(found)
    return f"{len(files)} monitors"


def _monitors_refused(reader):
    """Each field of a trigger and its action misspelt, one at a time."""
    taken, tried = [], 0
    [file, *_] = sorted((FILES / "alerts").glob("*.json"))
    for name in ("query_level_trigger", "condition", "destination_id", "message_template", "schedule", "indices"):
        tried += 1
        with tempfile.NamedTemporaryFile("w", suffix=".json") as spoilt:
            spoilt.write(file.read_text().replace(f'"{name}"', f'"{name}s"'))
            spoilt.flush()
            if _read(reader, [spoilt.name]).returncode == 0:
                taken.append(f"{name}s is taken")
    if taken:
        raise Mismatch(taken)
    return f"{tried} words"


def _read(reader, files):
    return subprocess.run([reader, *files], capture_output=True, text=True, timeout=60)


def _of_monitor(monitor):
    """What a monitor says; a query is told in more words when it is stored."""
    [trigger] = [each["query_level_trigger"] for each in monitor["triggers"]]
    return {
        **{name: monitor[name] for name in ("type", "name", "monitor_type", "enabled", "schedule")},
        "indices": str([each["search"]["indices"] for each in monitor["inputs"]]),
        "aggregations": sorted(monitor["inputs"][0]["search"]["query"]["aggregations"]),
        **{f"trigger {name}": trigger[name] for name in ("name", "severity", "condition")},
        "actions": {
            action["name"]: {name: value for name, value in action.items() if name != "id"}
            for action in trigger["actions"]
        },
    }


SCENARIOS = [
    Scenario(
        "opensearch-files",
        "opensearch",
        [],
        _nothing,
        [
            Check("templates", "is every attribute of the reference in both templates, by its type?", _templates),
            Check("dashboard", "does every reference lead somewhere, and every panel have its place?", _dashboard),
        ],
    ),
    Scenario(
        "opensearch-monitors",
        "opensearch",
        [MONITORS],
        _plugin,
        [
            Check("read", "does the alerting plugin's own reader take every monitor whole?", _monitors),
            Check("strict", "would it notice a word that is misspelt?", _monitors_refused),
        ],
        big=True,
    ),
]
