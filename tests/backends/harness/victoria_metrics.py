"""VictoriaMetrics: a database of metrics that takes OTLP and answers PromQL."""

from .needs import VICTORIA_METRICS
from .processes import Background, free_ports
from .queries import answers, ask, lines, post_otlp
from .series import series_key

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

    def __enter__(self):
        super().__enter__()
        try:
            self.wait_until("answer", lambda: answers(f"{self.url}/health"))
        except BaseException:
            self.stop()
            raise
        return self

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
        answers(f"{self.url}/internal/force_flush")
        found = lines(f"{self.url}/api/v1/export", **{"match[]": f'{{service_name="{service}"}}'})
        return {series_key(each["metric"]): each["values"] for each in found}

    def query(self, promql):
        """The values of an instant query by their labels."""
        answer = ask(f"{self.url}/api/v1/query", query=promql)
        return {series_key(each["metric"]): float(each["value"][1]) for each in answer["data"]["result"]}
