"""VictoriaMetrics: a database of metrics that takes OTLP and answers PromQL."""

import json

from .builds import VICTORIA_METRICS
from .exposition import label_name, label_text, metric_name, series_key, values
from .http import get, get_json, post_otlp
from .processes import Background, free_ports

ARRIVAL_LIMIT = 20  # seconds


class VictoriaMetrics(Background):
    def __init__(self, folder, *options):
        [port] = free_ports(1)
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(
            [
                VICTORIA_METRICS.program("victoria-metrics"),
                *(f"-httpListenAddr=127.0.0.1:{port}", f"-storageDataPath={folder / 'data'}"),
                # Else the names keep their points, and the last half minute is not shown.
                *("-opentelemetry.usePrometheusNaming", "-search.latencyOffset=0s"),
                *options,
            ],
            folder / "victoria-metrics.log",
        )

    def wait_ready(self):
        self.wait_until("answer", lambda: get(f"{self.url}/health"))

    @property
    def endpoint(self):
        return f"{self.url}/opentelemetry"

    def post(self, body):
        return post_otlp(f"{self.endpoint}/v1/metrics", body)

    def series(self, service, count):
        """The points of each series of a service, as soon as that many are there."""

        def all_there():
            found = self.points(service)
            return found if len(found) >= count else None

        return self.wait_until(f"{count} series", all_there, ARRIVAL_LIMIT)

    def points(self, service):
        get(f"{self.url}/internal/force_flush")
        found = get(f"{self.url}/api/v1/export", **{"match[]": f'{{service_name="{service}"}}'}) or b""
        return {_key(each["metric"]): list(map(float, each["values"])) for each in map(json.loads, found.splitlines())}

    def query(self, promql):
        """The values of an instant query by their labels."""
        answer = get_json(f"{self.url}/api/v1/query", query=promql)
        return {_key(each["metric"]): float(each["value"][1]) for each in answer["data"]["result"]}


def told_series(metrics):
    """Values by series. Every attribute of the resource is a label as well, and there is no `target_info`."""
    series = {}
    for name, metric in metrics.items():
        for point in metric["points"].values():
            labels = labels_of(metric["resource"]["attributes"] | point["attributes"])
            for suffix, more, value in values(metric, point):
                series[series_key(metric_name(name, metric) + suffix, labels | more)] = float(value)
    return series


def labels_of(attributes):
    return {label_name(key): label_text(value) for key, (_, value) in attributes.items()}


def _key(labels):
    return series_key(labels.pop("__name__", ""), labels)
