"""The program under test: built, run, and asked what it sent."""

import json
import os
import platform
import re
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .processes import clean_environment, group

ROOT = Path(__file__).resolve().parents[3]
NAME = "backends-emitter"
RUN_LIMIT = 60  # seconds
# As the variables say them; the values have characters that must be percent-decoded.
SERVICE = "emitter"
ATTRIBUTES = "service.instance.id=instance-1,service.version=9.8.7,deployment.environment.name=test%20bench"


@dataclass
class Run:
    """What a run of the program told, and when it was."""

    told: dict
    resource: dict
    began_nanos: int
    ended_nanos: int


class Program:
    def __init__(self, path):
        self.path = path

    @classmethod
    def build(cls):
        command = ["cargo", "build", "--quiet", "--package", "genai-otel-tests", "--bin", NAME, "--message-format=json"]
        with group(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as cargo:
            told, _ = cargo.communicate()
        if cargo.returncode != 0:
            raise RuntimeError(f"`{' '.join(command)}` failed")
        messages = map(json.loads, told.splitlines())
        paths = [m["executable"] for m in messages if m.get("target", {}).get("name") == NAME and m.get("executable")]
        return cls(Path(paths[-1]))

    @contextmanager
    def read(self, **variables):
        """Runs while the `with` block does, with metrics that can be read at `told["listens_on"]`."""
        quiet = {"OTEL_TRACES_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none"}
        named = {"OTEL_SERVICE_NAME": SERVICE, "OTEL_RESOURCE_ATTRIBUTES": ATTRIBUTES}
        where = {"OTEL_METRICS_EXPORTER": "prometheus", "OTEL_EXPORTER_PROMETHEUS_PORT": "0"}
        environment = clean_environment(**quiet | named | where | variables)
        began = time.time_ns()
        with group([self.path], reads=True, env=environment, stdout=subprocess.PIPE, text=True) as process:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"{NAME} ended with {process.wait(timeout=RUN_LIMIT)}")
            told = json.loads(line)
            yield Run(told, self._resource(told["process"]), began, time.time_ns())
            process.stdin.close()
            if process.wait(timeout=RUN_LIMIT) != 0:
                raise RuntimeError(f"{NAME} ended with {process.returncode}")

    def run(self, endpoint, way, **variables):
        standard = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint,
            "OTEL_SERVICE_NAME": SERVICE,
            "OTEL_RESOURCE_ATTRIBUTES": ATTRIBUTES,
        }
        environment = clean_environment(**standard | way.variables | variables)
        began = time.time_ns()
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        with group([self.path], env=environment, **pipes) as process:
            out, errors = process.communicate(timeout=RUN_LIMIT)
        ended = time.time_ns()
        if process.returncode != 0:
            raise RuntimeError(f"{NAME} ended with {process.returncode}: {errors.strip()}")
        told = json.loads(out)
        return Run(told, self._resource(told["process"]), began, ended)

    def _resource(self, process):
        """What the process must say of itself, found out without asking it, but for its number and version."""
        machine = platform.machine()
        system = platform.system().lower()
        return {
            "service.name": SERVICE,
            "service.instance.id": "instance-1",
            "service.version": "9.8.7",
            "deployment.environment.name": "test bench",
            "host.name": socket.gethostname(),
            "host.arch": {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine),
            "os.type": system,
            "process.pid": process["pid"],
            "process.executable.name": self.path.name,
            "telemetry.distro.name": "genai-otel",
            "telemetry.distro.version": process["version"],
            "telemetry.sdk.language": "rust",
            "telemetry.sdk.name": "opentelemetry",
            "telemetry.sdk.version": _locked_version("opentelemetry_sdk"),
        }


def _locked_version(package):
    lock = (ROOT / "Cargo.lock").read_text()
    return re.search(rf'name = "{package}"\nversion = "([^"]+)"', lock).group(1)
