"""Prometheus, with the configuration file and the flags that the guide gives to users, and its API for queries."""

import shutil
import subprocess

from .builds import PROMETHEUS, RECIPES
from .http import get, get_json
from .processes import Background, clean_environment, free_ports
from .program import SERVICE

CONFIGURATIONS = RECIPES / "prometheus"
# The guide starts it with these, and an address.
FLAGS = [
    "--config.file=prometheus.yml",
    "--web.enable-otlp-receiver",
    "--enable-feature=otlp-deltatocumulative,created-timestamp-zero-ingestion,promql-extended-range-selectors",
]
# And with these, where it scrapes applications alone. Debian has another folder for all.
SCRAPING_FLAGS = ["--config.file=scrape.yml", "--storage.tsdb.path=data"]
SCRAPED = "127.0.0.1:9464"
ARRIVAL_LIMIT = 30  # seconds; the first scrape takes its time


class Prometheus(Background):
    """In place of the address in the file it scrapes `scraped`, each second."""

    def __init__(self, folder, scraped="127.0.0.1:1", of=PROMETHEUS, flags=FLAGS):
        [self.port] = free_ports(1)
        for file in CONFIGURATIONS.glob("*.yml"):
            shutil.copy(file, folder)
        for configuration in (folder / "prometheus.yml", folder / "scrape.yml"):
            text = configuration.read_text()
            text = text.replace(SCRAPED, scraped).replace("scrape_interval: 15s", "scrape_interval: 1s")
            text = text.replace("job_name: shop", f"job_name: {SERVICE}")
            configuration.write_text(text)
        super().__init__(
            [of.program("prometheus"), *flags, f"--web.listen-address=127.0.0.1:{self.port}"],
            folder / "prometheus.log",
        )

    def wait_ready(self):
        self.wait_until("readiness", lambda: get(f"http://127.0.0.1:{self.port}/-/ready"))

    @property
    def otlp(self):
        return f"http://127.0.0.1:{self.port}/api/v1/otlp"

    def query(self, expression, **when):
        """Values by labels of an instant query, both as Prometheus writes them; `time` is now, unless told."""
        answer = get_json(f"http://127.0.0.1:{self.port}/api/v1/query", query=expression, **when)
        return [(entry["metric"], entry["value"][1]) for entry in answer["data"]["result"]]

    def wait_for(self, what, arrived):
        self.wait_until(what, arrived, ARRIVAL_LIMIT)


def promtool(*arguments, of=PROMETHEUS):
    """What it says against the files of the guide; nothing where they are right."""
    command = [of.program("promtool"), *arguments]
    done = subprocess.run(
        command, cwd=CONFIGURATIONS, env=clean_environment(), capture_output=True, text=True, timeout=ARRIVAL_LIMIT
    )
    return None if done.returncode == 0 else f"{' '.join(arguments)}: {done.stdout.strip()} {done.stderr.strip()}"
