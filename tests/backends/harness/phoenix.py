"""Arize Phoenix: a server for traces of language models that shows tokens, cost and sessions."""

from .http import get, get_json, post_json, post_otlp
from .needs import PHOENIX
from .processes import Background, free_ports

START_LIMIT = 120  # seconds; 13 are usual
ARRIVAL_LIMIT = 60


class Phoenix(Background):
    def __init__(self, folder):
        self.port, self.grpc_port = free_ports(2)
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(
            [PHOENIX.program("phoenix"), "serve"],
            folder / "phoenix.log",
            PHOENIX_WORKING_DIR=str(folder / "data"),
            PHOENIX_HOST="127.0.0.1",
            PHOENIX_PORT=str(self.port),
            # Of all interfaces, whatever the host is.
            PHOENIX_GRPC_PORT=str(self.grpc_port),
            PHOENIX_TELEMETRY_ENABLED="false",
            PHOENIX_ALLOW_EXTERNAL_RESOURCES="false",
        )

    def wait_ready(self):
        self.wait_until("answer", lambda: get(f"{self.url}/healthz"), START_LIMIT)

    def endpoint(self, way):
        return f"http://127.0.0.1:{self.grpc_port}" if way.is_grpc else self.url

    def post(self, body, project):
        return post_otlp(f"{self.url}/v1/traces", body, x_project_name=project)

    def spans(self, project, count):
        """All spans of a project by identifier, as soon as that many are there."""

        def all_there():
            there = {each["name"] for each in get_json(f"{self.url}/v1/projects")["data"]}
            found = get_json(f"{self.url}/v1/projects/{project}/spans", limit=1000)["data"] if project in there else []
            return found if len(found) >= count else None

        found = self.wait_until(f"{count} spans in {project}", all_there, ARRIVAL_LIMIT)
        return {span["context"]["span_id"]: span for span in found}

    def traces(self, project):
        found = get_json(f"{self.url}/v1/projects/{project}/traces", limit=1000, include_spans="true")["data"]
        return {trace["trace_id"]: trace for trace in found}

    def sessions(self, project):
        return get_json(f"{self.url}/v1/projects/{project}/sessions")["data"]

    def query(self, graphql, project, where=None):
        """What a query says of a project."""
        [number] = [each["id"] for each in get_json(f"{self.url}/v1/projects")["data"] if each["name"] == project]
        question = {"query": graphql, "variables": {"project": number, "where": where}}
        answer = post_json(f"{self.url}/graphql", question)
        if answer.get("errors"):
            raise RuntimeError(answer["errors"])
        return answer["data"]["node"]
