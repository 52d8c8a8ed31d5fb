"""Metrics as Prometheus has them: the series that told metrics must come to, and reading its text format."""

import re

from .account import told_metrics

# What of a resource says which process it is.
IDENTIFYING = {"job": "service.name", "instance": "service.instance.id"}
UNITS = {"s": "seconds", "USD": "USD"}
SERIES = re.compile(r'(?P<name>[a-zA-Z_:][\w:]*)(?:\{(?P<labels>.*)\})? (?P<value>\S+)')
LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)",?')
ESCAPED = {"\\n": "\n", '\\"': '"', "\\\\": "\\"}


def told_series(run, process=None, **common):
    """Values by series, of all metrics and of the process.

    `process` are the labels that name the process, where they are not those of its resource; `common` are labels of every
    metric besides. A bound is a number, however it is written.
    """
    named = IDENTIFYING.values() if process is None else ()
    if process is None:
        process = {label: run.resource[name] for label, name in IDENTIFYING.items()}
    others = {label_name(key): str(value) for key, value in run.resource.items() if key not in named}
    series = {series_key("target_info", {**others, **process}): 1.0}
    for name, metric in told_metrics(run).items():
        base = metric_name(name, metric)
        for point in metric["points"].values():
            labels = {label_name(key): label_text(value) for key, (_, value) in point["attributes"].items()}
            for suffix, more, value in values(metric, point):
                series[series_key(base + suffix, {**labels, **more, **common, **process})] = float(value)
    return series


def metric_name(name, metric):
    """By the rules of Prometheus: the unit unless it is only a note, and `_total` for what only grows."""
    parts = [label_name(name)]
    parts += [UNITS[metric["unit"]]] if metric["unit"] in UNITS else []
    parts += ["total"] if metric["monotonic"] else []
    return "_".join(parts)


def label_name(key):
    return re.sub(r"\W", "_", key)


def values(metric, point):
    """What a point comes to: what is added to the name, one more label, and the value."""
    if metric["kind"] == "sum":
        yield "", {}, point["value"][1]
        return
    below = 0
    for bound, count in zip([*point["bounds"], float("inf")], point["buckets"]):
        below += count
        yield "_bucket", {"le": bound}, below
    yield "_sum", {}, point["sum"]
    yield "_count", {}, point["count"]


def label_text(value):
    """All labels are text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def series_key(name, labels):
    """Names a series among all; the order of labels is nothing."""
    if "le" in labels:
        labels = {**labels, "le": repr(float(labels["le"]))}
    return name + "{" + ", ".join(f"{key}={value!r}" for key, value in sorted(labels.items())) + "}"


def read_text(text):
    """Values by series of the text format, and the type of each metric."""
    series, types = {}, {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            types[name] = kind
        elif line and not line.startswith("#"):
            found = SERIES.fullmatch(line)
            if found is None:
                raise ValueError(f"no series: {line!r}")
            labels = {key: _unescaped(value) for key, value in LABEL.findall(found["labels"] or "")}
            key = series_key(found["name"], labels)
            if key in series:
                raise ValueError(f"there twice: {key}")
            series[key] = float(found["value"])
    return series, types


def told_types(run):
    kinds = {True: "counter", False: "gauge", None: "histogram"}
    types = {metric_name(name, metric): kinds[metric["monotonic"]] for name, metric in told_metrics(run).items()}
    return {**types, "target_info": "gauge"}


def _unescaped(value):
    return re.sub(r'\\[n"\\]', lambda found: ESCAPED[found[0]], value)
