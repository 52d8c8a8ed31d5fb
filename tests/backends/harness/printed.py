"""Reading what collectors print of what they receive: the text of the Collector's `debug`, in two dialects."""

import re

from .account import point_key


class Print:
    """Reads a print. Its parts follow each other without closing, so the last one opened is filled.

    A dialect adds to `READERS`, patterns of lines with the method that reads them, and says how an array is written.
    """

    def __init__(self, text):
        self.spans, self.metrics = {}, {}
        self.resource = self.scope = self.metric = self.item = None
        self.attributes = {}
        for line in text.splitlines():
            self._line(line)

    def _line(self, line):
        for pattern, method in self.READERS:
            found = re.fullmatch(pattern, line)
            if found:
                getattr(self, method)(*found.groups())
                return

    def new_resource(self):
        self.resource = {"attributes": {}, "schema_url": None}
        self.attributes = self.resource["attributes"]

    def resource_schema(self, url):
        self.resource["schema_url"] = url

    def new_scope(self, url):
        self.scope = {"name": None, "version": None, "schema_url": url, "attributes": {}}

    def scope_name(self, name, version):
        self.scope |= {"name": name, "version": version}
        self.attributes = self.scope["attributes"]

    def new_span(self):
        self.item = {"attributes": {}, "events": [], "links": [], "scope": self.scope, "resource": self.resource}
        self.attributes = self.item["attributes"]

    def span_field(self, name, value):
        if name == "ID":
            self.spans[value] = self.item
        elif name == "Status code":
            self.item["status"] = (value.removeprefix("STATUS_CODE_").strip().lower(), None)
        elif name == "Status message":
            self.item["status"] = (self.item["status"][0], value)
        else:
            field = {"Trace ID": "trace_id", "Parent ID": "parent_span_id", "Name": "name", "Kind": "kind"}[name]
            self.item[field] = value.removeprefix("SPAN_KIND_").lower() if field == "kind" else value

    def span_time(self, which, nanos):
        self.item[which.lower()] = int(nanos)

    def new_metric(self):
        self.metric = {"monotonic": None, "points": {}, "scope": self.scope, "resource": self.resource}

    def metric_field(self, name, value):
        if name == "Name":
            self.metrics[value] = self.metric
        elif name == "IsMonotonic":
            self.metric["monotonic"] = value == "true"
        elif name == "AggregationTemporality":
            self.metric["temporality"] = value.removeprefix("AGGREGATION_TEMPORALITY_").lower()
        elif name == "DataType":
            self.metric["kind"] = value.lower()
        else:
            self.metric[name.lower()] = value

    def new_point(self, kind):
        self.item = {"attributes": {}}
        self.attributes = self.item["attributes"]
        if kind == "Histogram":
            self.item |= {"bounds": [], "buckets": []}

    def point_time(self):
        # Comes after the attributes, which name the point.
        self.metric["points"][point_key(self.attributes)] = self.item

    def point_field(self, name, value):
        if name == "Count":
            self.item["count"] = int(value)
        elif name == "Value":
            self.item["value"] = ("int", int(value)) if re.fullmatch(r"-?\d+", value) else ("double", float(value))
        else:
            self.item[name.lower()] = float(value)

    def bound(self, value):
        self.item["bounds"].append(float(value))

    def bucket(self, count):
        self.item["buckets"].append(int(count))

    def attribute(self, key, value):
        self.attributes[key] = self.value(value)

    def value(self, text):
        kind, inner = re.fullmatch(r"(\w+)\((.*)\)", text).groups()
        return {
            "Slice": lambda: ("array", self.array(inner)),
            "Str": lambda: ("string", inner),
            "Int": lambda: ("int", int(inner)),
            "Double": lambda: ("double", float(inner)),
            "Bool": lambda: ("bool", inner == "true"),
        }[kind]()

    READERS = [
        (r"Resource(?:Spans|Metrics) #\d+", "new_resource"),
        (r"Resource SchemaURL: (.*)", "resource_schema"),
        (r"Scope(?:Spans|Metrics) SchemaURL: (.*)", "new_scope"),
        (r"InstrumentationScope (\S+) (\S+)", "scope_name"),
        (r"Span #\d+", "new_span"),
        (r"    (Trace ID|Parent ID|ID|Name|Kind|Status code|Status message) *: (.*)", "span_field"),
        (r"Metric #\d+", "new_metric"),
        (r"     -> (Name|Description|Unit|DataType|IsMonotonic|AggregationTemporality): (.*)", "metric_field"),
        (r"(Number|Histogram)DataPoints #\d+", "new_point"),
        (r"(Count|Sum|Min|Max|Value): (.*)", "point_field"),
        (r"ExplicitBounds #\d+: (.*)", "bound"),
        (r"Buckets #\d+, Count: (\d+)", "bucket"),
        (r"     -> (\S+): (\w+\(.*\))", "attribute"),
    ]
