"""MLflow: a tracking server that takes spans and shows tokens, cost and sessions of language models."""

import base64

from .http import get, get_json, post_json, post_otlp
from .needs import MLFLOW
from .processes import Background, free_ports

START_LIMIT = 180  # seconds; 7 are usual, 50 on a busy machine


class Mlflow(Background):
    def __init__(self, folder):
        [port] = free_ports(1)
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(
            [
                *(MLFLOW.program("mlflow"), "server", "--host", "127.0.0.1", "--port", port, "--workers", "1"),
                *("--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}"),
                *("--artifacts-destination", folder / "artifacts"),
            ],
            folder / "mlflow.log",
            MLFLOW_DISABLE_TELEMETRY="true",
            DO_NOT_TRACK="true",
            MLFLOW_SERVER_ENABLE_JOB_EXECUTION="false",
            # Prices are those that come with it. Else it fetches newer ones, while an exporter waits.
            MLFLOW_MODEL_CATALOG_URI="",
        )

    def wait_ready(self):
        self.wait_until("answer", lambda: get(f"{self.url}/health"), START_LIMIT)

    def new_experiment(self, name):
        return post_json(f"{self.url}/api/2.0/mlflow/experiments/create", {"name": name})["experiment_id"]

    def post(self, body, experiment):
        return post_otlp(f"{self.url}/v1/traces", body, x_mlflow_experiment_id=experiment)

    def traces(self, experiment, filter_string=""):
        """What it says of the traces of an experiment, by identifier."""
        place = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": experiment}}
        return self.search({"locations": [place], "max_results": 100, "filter": filter_string})

    def search(self, question):
        found = post_json(f"{self.url}/api/3.0/mlflow/traces/search", question).get("traces", [])
        return {trace["trace_id"].removeprefix("tr-"): trace for trace in found}

    def metrics(self, question):
        """The values of a metric by the dimensions asked for."""
        points = post_json(f"{self.url}/api/3.0/mlflow/traces/metrics", question)["data_points"]
        return {"/".join(_in_order(point.get("dimensions", {}))): point["values"] for point in points}

    def spans(self, experiment):
        """All spans of an experiment by identifier."""
        found = {}
        for trace_id in self.traces(experiment):
            trace = get_json(f"{self.url}/api/3.0/mlflow/traces/get", trace_id=f"tr-{trace_id}")["trace"]
            for span in trace["spans"]:
                found[hexadecimal(span["span_id"])] = span
        return found


def _in_order(dimensions):
    """By their names: it gives them in any order."""
    return [value for _, value in sorted(dimensions.items())]


def hexadecimal(identifier):
    return base64.b64decode(identifier).hex()
