"""What can be looked at: every backend is a file of its own here, with its scenarios.

To add one: a file with a list `SCENARIOS`, entered below. A scenario names what it needs (`harness/needs.py`), and whether
it is small enough to run each time. The modules that read protobuf are imported late, in the scenarios: only the
environment of Python packages has it.
"""

from . import (
    agent,
    collector,
    jaeger,
    mlflow,
    opensearch,
    opensearch_files,
    pages,
    phoenix,
    prometheus,
    promtool,
    rotel,
    scraped,
    strict,
    victoria_metrics,
)

SCENARIOS = [
    *pages.SCENARIOS,
    *strict.SCENARIOS,
    *agent.SCENARIOS,
    *rotel.SCENARIOS,
    *victoria_metrics.SCENARIOS,
    *promtool.SCENARIOS,
    *scraped.SCENARIOS,
    *collector.SCENARIOS,
    *jaeger.SCENARIOS,
    *opensearch_files.SCENARIOS,
    *opensearch.SCENARIOS,
    *prometheus.SCENARIOS,
    *phoenix.SCENARIOS,
    *mlflow.SCENARIOS,
]
