"""How telemetry is written and carried."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    protocol: str = "http/protobuf"
    compression: str = "none"

    @property
    def is_grpc(self):
        return self.protocol == "grpc"

    @property
    def content_type(self):
        return {
            "http/protobuf": "application/x-protobuf",
            "http/json": "application/json",
            "grpc": "application/grpc",
        }[self.protocol]

    @property
    def variables(self):
        """As the specification names them; what is the default is not said."""
        said = {"OTEL_EXPORTER_OTLP_PROTOCOL": self.protocol, "OTEL_EXPORTER_OTLP_COMPRESSION": self.compression}
        return {name: value for name, value in said.items() if value not in ("http/protobuf", "none")}

    def named(self, collector):
        parts = [self.protocol.removeprefix("http/"), self.compression]
        return "-".join([collector, *(part for part in parts if part not in ("protobuf", "none"))])


def ways(*compressions):
    """Every protocol with each of these."""
    protocols = ("http/protobuf", "http/json", "grpc")
    return [Way(protocol, compression) for protocol in protocols for compression in compressions]
