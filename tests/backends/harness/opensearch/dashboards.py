"""Saved objects of OpenSearch Dashboards, and what a panel asks OpenSearch.

Dashboards itself is not here: what it makes of a panel is written down a second time, for the aggregations in use.
"""

import json

# Dashboards chooses an interval by the time that is shown; here it is told.
INTERVAL = {"calendar_interval": "day", "format": "yyyy-MM-dd"}
KNOWN = {
    "count": set(),
    "sum": {"field"},
    "avg": {"field"},
    "cardinality": {"field"},
    "percentiles": {"field", "percents"},
    "terms": {"field", "orderBy", "order", "size", "otherBucket", "missingBucket"},
    "date_histogram": {"field", "interval", "min_doc_count"},
}
WIDTH = 48  # columns of a dashboard


class SavedObjects:
    def __init__(self, path):
        objects = [json.loads(line) for line in path.read_text().splitlines()]
        self.of = {(each["type"], each["id"]): each for each in objects}

    def panels(self):
        """The title, the index pattern and the request of each visualization."""
        for (kind, _), each in self.of.items():
            if kind == "visualization":
                source = json.loads(each["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
                [pattern] = [one for one in each["references"] if one["name"] == source["indexRefName"]]
                index = self.of[pattern["type"], pattern["id"]]["attributes"]
                state = json.loads(each["attributes"]["visState"])
                request = _request(state, source["query"], index["timeFieldName"])
                yield each["attributes"]["title"], index["title"], request

    def faults(self):
        """What an import would complain about, or show as broken."""
        for (kind, name), each in self.of.items():
            where = f"{kind}/{name}"
            for reference in each["references"]:
                if (reference["type"], reference["id"]) not in self.of:
                    yield f"{where}: no {reference['type']} {reference['id']}"
            if list(each["migrationVersion"]) != [kind]:
                yield f"{where}: no version"
            if kind == "dashboard":
                yield from (f"{where}: {fault}" for fault in self._faults_of_layout(each))

    def _faults_of_layout(self, dashboard):
        panels = json.loads(dashboard["attributes"]["panelsJSON"])
        names = {each["name"]: each["id"] for each in dashboard["references"]}
        shown = [names.get(panel["panelRefName"]) for panel in panels]
        visualizations = [name for kind, name in self.of if kind == "visualization"]
        if sorted(map(str, shown)) != sorted(visualizations):
            yield f"shows {shown}"
        taken = {}
        for panel in panels:
            grid = panel["gridData"]
            if grid["x"] + grid["w"] > WIDTH or panel["panelIndex"] != grid["i"]:
                yield f"panel {panel['panelIndex']} is at {grid}"
            for cell in ((grid["x"] + x, grid["y"] + y) for x in range(grid["w"]) for y in range(grid["h"])):
                other = taken.setdefault(cell, panel["panelIndex"])
                if other != panel["panelIndex"]:
                    yield f"panels {other} and {panel['panelIndex']} lie on each other"
                    break


def _request(state, query, time_field):
    if query["language"] != "lucene":
        raise ValueError(f"a query in {query['language']}")
    aggregations = [each for each in state["aggs"] if each["enabled"]]
    metrics = {each["id"]: _metric(each) for each in aggregations if each["schema"] == "metric"}
    inner = {name: metric for name, metric in metrics.items() if metric}
    for each in reversed([each for each in aggregations if each["schema"] != "metric"]):
        inner = {each["id"]: {**_bucket(each, metrics), "aggs": inner}}
    return {
        "size": 0,
        "track_total_hits": True,
        "query": {
            "bool": {
                "filter": [
                    {"query_string": {"query": query["query"], "analyze_wildcard": True}},
                    {"range": {time_field: {"gte": "now-30d", "lte": "now", "format": "strict_date_optional_time"}}},
                ]
            }
        },
        "aggs": inner,
    }


def _metric(each):
    params = _params(each)
    return {each["type"]: params} if each["type"] != "count" else None


def _bucket(each, metrics):
    params = _params(each)
    if each["type"] == "date_histogram":
        return {"date_histogram": {"field": params["field"], "min_doc_count": params["min_doc_count"], **INTERVAL}}
    if params["otherBucket"] or params["missingBucket"]:
        raise ValueError(f"a bucket for others: {each}")
    by = params["orderBy"]
    if by != "_key":
        by = by if metrics[by] else "_count"
    return {"terms": {"field": params["field"], "size": params["size"], "order": {by: params["order"]}}}


def _params(each):
    """Those that change what is asked; an aggregation or a parameter that is not known here is a fault."""
    shown = {"customLabel", "otherBucketLabel", "missingBucketLabel", "extended_bounds", "drop_partials"}
    shown |= {"scaleMetricValues", "useNormalizedOpenSearchInterval"}
    params = {name: value for name, value in each["params"].items() if name not in shown}
    if params.keys() != KNOWN[each["type"]]:
        raise ValueError(f"{each['type']} with {sorted(params)}")
    return params
