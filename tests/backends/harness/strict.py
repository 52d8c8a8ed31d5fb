"""A receiver that takes every protocol and compression and forgives nothing, decoding with the official classes."""

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from . import strict_json
from .encodings import decode
from .grpc_server import GrpcServer

MESSAGES = {"traces": ExportTraceServiceRequest, "metrics": ExportMetricsServiceRequest}
HTTP_PATHS = {f"/v1/{signal}": signal for signal in MESSAGES}
GRPC_PATHS = {
    "/opentelemetry.proto.collector.trace.v1.TraceService/Export": "traces",
    "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export": "metrics",
}


@dataclass
class Request:
    signal: str
    path: str
    headers: dict
    # Decompressed.
    body: bytes
    message: object


class StrictReceiver:
    def __init__(self):
        self.requests, self.faults = [], []
        self.lock = threading.Lock()

    def __enter__(self):
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.grpc = GrpcServer(self._receive_grpc)
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
        self.grpc.stop()

    def endpoint(self, way):
        return f"http://127.0.0.1:{self.grpc.port if way.is_grpc else self.http.server_port}"

    def receive_http(self, path, headers, body):
        with self._noting_faults(path):
            if len(body) != int(headers["content-length"]):
                raise ValueError(f"{len(body)} bytes of {headers['content-length']}")
            signal = HTTP_PATHS[path]
            plain = decode(headers.get("content-encoding"), body)
            message = PARSERS[headers["content-type"]](plain, MESSAGES[signal]())
            self._keep(Request(signal, path, headers, plain, message))

    def _receive_grpc(self, path, headers, body):
        with self._noting_faults(path):
            signal = GRPC_PATHS[path]
            self._keep(Request(signal, path, headers, body, _protobuf(body, MESSAGES[signal]())))

    def _keep(self, request):
        with self.lock:
            self.requests.append(request)

    def _noting_faults(self, path):
        return _Noting(self.faults, path)


class _Noting:
    """Remembers what a request was refused for, since a client tells only that it was."""

    def __init__(self, faults, path):
        self.faults, self.path = faults, path

    def __enter__(self):
        return self

    def __exit__(self, _kind, fault, _trace):
        if fault is not None:
            self.faults.append(f"{self.path}: {type(fault).__name__}: {fault}")


def _handler(receiver):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            names = [name.lower() for name in self.headers]
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            try:
                if len(set(names)) != len(names):
                    raise ValueError(f"a header is there twice among {names}")
                receiver.receive_http(self.path, headers, body)
                self._answer(200, headers["content-type"])
            except Exception:  # told by the receiver's faults
                self._answer(400, "text/plain")

        def _answer(self, status, content_type):
            body = b"{}" if content_type == "application/json" else b""
            self.send_response(status)
            self.send_header("content-type", content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


def _protobuf(body, message):
    message.ParseFromString(body)
    return message


PARSERS = {"application/x-protobuf": _protobuf, "application/json": strict_json.parse}
