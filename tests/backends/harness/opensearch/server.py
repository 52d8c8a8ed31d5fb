"""OpenSearch, set up by the files that users put into it."""

import json
import re
import urllib.error
import urllib.request

from ..builds import OPENSEARCH, RECIPES
from ..processes import Background

FILES = RECIPES / "opensearch"
START_LIMIT = 120  # seconds; 15 are usual
ARRIVAL_LIMIT = 60
PUBLISHED = re.compile(r"HttpServerTransport\] publish_address \{(127\.0\.0\.1:\d+)\}")
# Where each file goes, in this order: the templates name the pipeline.
SET_UP = {
    "pipeline.json": "_ingest/pipeline/genai-otel",
    "index-template.json": "_index_template/genai-otel",
    "index-template-jaeger.json": "_index_template/genai-otel-jaeger",
}


class Refused(Exception):
    """What OpenSearch answered instead of doing what it was asked."""


class OpenSearch(Background):
    def __init__(self, folder):
        self.address = None
        super().__init__([OPENSEARCH.program(), folder / "opensearch"], folder / "opensearch.log")

    def wait_ready(self):
        found = self.wait_until("address", lambda: PUBLISHED.search(self.output()), START_LIMIT)
        self.address = f"http://{found.group(1)}"
        self.wait_until("answer", self._answers, START_LIMIT)
        for file, path in SET_UP.items():
            self.ask("PUT", path, (FILES / file).read_bytes())

    def ask(self, method, path, body=None):
        """The answer as JSON has it."""
        data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        # JSON of one line for each action is taken by this name, too.
        request = urllib.request.Request(
            f"{self.address}/{path}", data, {"content-type": "application/json"}, method=method
        )
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Refused(f"{method} {path}: {error.code} {error.read().decode()[:500]}") from None

    def search(self, index, body):
        found = self.ask("POST", f"{index}/_search", body)
        if found["timed_out"] or found["_shards"]["failed"]:
            raise Refused(f"{index}: not all shards answered: {found['_shards']}")
        return found

    def count(self, index):
        """How many documents can be found now."""
        self.ask("POST", f"{index}/_refresh")
        return self.ask("GET", f"{index}/_count")["count"]

    def wait_for(self, index, count):
        def there():
            try:
                return self.count(index) >= count
            except Refused:  # an index that is just being made
                return False

        self.wait_until(f"{count} documents in {index}", there, ARRIVAL_LIMIT)

    def wait_for_versions(self, index, version, count):
        """Until so many documents have been written so many times, or more documents are there than were."""
        before = self.count(index)

        def there():
            found = self.search(index, {"size": 1000, "_source": False, "version": True})["hits"]["hits"]
            return sum(each["_version"] >= version for each in found) >= count or self.count(index) > before

        self.wait_until(f"version {version} of {count} documents in {index}", there, ARRIVAL_LIMIT)

    def documents(self, index):
        found = self.search(index, {"size": 1000})
        return [each["_source"] for each in found["hits"]["hits"]]

    def values(self, index, span_id, names):
        """What is in the index of one span by these names, each a list."""
        asked = {"query": {"term": {"spanId": span_id}}, "_source": False, "docvalue_fields": names}
        [found] = self.search(index, asked)["hits"]["hits"]
        return found.get("fields", {})

    def rendered(self, template, **parameters):
        """A template of mustache, as OpenSearch fills it in."""
        source = template if isinstance(template, str) else json.dumps(template)
        return self.ask("POST", "_render/template", {"source": source, "params": parameters})["template_output"]

    def executed(self, source, **parameters):
        """What a script of painless comes to, as text; the parameters are variables in it."""
        declared = "".join(f"def {name} = params.{name}; " for name in parameters)
        script = {"lang": "painless", "source": declared + source, "params": parameters}
        return self.ask("POST", "_scripts/painless/_execute", {"script": script})["result"]

    def fields(self, index):
        """The type by which each field can be asked, aliases included, as `_field_caps` tells."""
        told = self.ask("GET", f"{index}/_field_caps?fields=*")["fields"]
        return {name: sorted(types) for name, types in told.items()}

    def _answers(self):
        try:
            return self.ask("GET", "_cluster/health")["status"] in ("green", "yellow")
        except OSError:
            return False
