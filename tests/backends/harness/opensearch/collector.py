"""The Collector with its opensearch exporter, configured by the file that users get."""

from ..builds import COLLECTOR_TO_OPENSEARCH
from ..processes import Background, free_ports, listens
from .server import FILES


class CollectorToOpenSearch(Background):
    def __init__(self, opensearch, folder):
        self.grpc_port, self.port = free_ports(2)
        settings = {
            "receivers.otlp.protocols.grpc.endpoint": f"127.0.0.1:{self.grpc_port}",
            "receivers.otlp.protocols.http.endpoint": f"127.0.0.1:{self.port}",
            "exporters.opensearch.http.endpoint": opensearch,
            "service.telemetry.metrics.level": "none",
        }
        super().__init__(
            [
                COLLECTOR_TO_OPENSEARCH.program(),
                f"--config={FILES / 'collector.yaml'}",
                *(f"--set={name}={value}" for name, value in settings.items()),
            ],
            folder / "collector.log",
        )

    def wait_ready(self):
        self.wait_until("port", lambda: listens(self.port))

    def endpoint(self, way):
        return f"http://127.0.0.1:{self.grpc_port if way.is_grpc else self.port}"
