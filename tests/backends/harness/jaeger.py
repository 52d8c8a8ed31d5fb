"""Jaeger, with the configuration file that the guide gives to users, and its API for queries."""

import json

from .builds import JAEGER, RECIPES
from .http import get, get_json
from .processes import Background, free_ports

CONFIGURATION = RECIPES / "jaeger" / "jaeger.yaml"
ARRIVAL_LIMIT = 20  # seconds
# The story's clock starts in the past; without a time a search is about the last hours.
SINCE_EVER = {"start": 0, "end": 4102444800000000}  # microseconds, until 2100


class Jaeger(Background):
    def __init__(self, folder, configuration=CONFIGURATION, times=SINCE_EVER, **more):
        self.times = times
        self.grpc_port, self.port, health, query, query_grpc = free_ports(5)
        self.health = f"http://127.0.0.1:{health}/status"
        self.api = f"http://127.0.0.1:{query}/api"
        settings = {
            "receivers.otlp.protocols.grpc.endpoint": f"127.0.0.1:{self.grpc_port}",
            "receivers.otlp.protocols.http.endpoint": f"127.0.0.1:{self.port}",
            "extensions.healthcheckv2.http.endpoint": f"127.0.0.1:{health}",
            "extensions.jaeger_query.http.endpoint": f"127.0.0.1:{query}",
            "extensions.jaeger_query.grpc.endpoint": f"127.0.0.1:{query_grpc}",
            **more,
        }
        super().__init__(
            [
                JAEGER.program("jaeger"),
                f"--config={configuration}",
                *(f"--set={name}={value}" for name, value in settings.items()),
            ],
            folder / "jaeger.log",
        )

    def wait_ready(self):
        self.wait_until("health", lambda: get(self.health) and get(f"{self.api}/services"))

    def endpoint(self, way):
        return f"http://127.0.0.1:{self.grpc_port if way.is_grpc else self.port}"

    def services(self):
        return self._ask("services") or []

    def operations(self, service):
        return self._ask(f"services/{service}/operations")

    def traces(self, service, **query):
        """Traces by identifier. A search may be by `operation` or by `tags`, a dictionary."""
        if "tags" in query:
            query["tags"] = json.dumps(query["tags"])
        found = self._ask("traces", service=service, limit=1000, **self.times, **query)
        return {trace["traceID"]: trace for trace in found}

    def raw_traces(self, service):
        """The answer as it comes."""
        return get(f"{self.api}/traces", service=service, limit=1000, **self.times)

    def as_otlp(self, trace):
        """One trace as OTLP's JSON, by the newer API."""
        return get_json(f"{self.api}/v3/traces/{trace}")["result"]

    def wait_for(self, what, arrived):
        self.wait_until(what, arrived, ARRIVAL_LIMIT)

    def _ask(self, what, **query):
        return get_json(f"{self.api}/{what}", **query)["data"]
