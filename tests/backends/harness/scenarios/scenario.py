"""A way in which telemetry is sent to a backend, and the checks on what came of it."""

from dataclasses import dataclass
from typing import Callable

from ..program import Run


@dataclass
class Seen:
    """A run of the program and what a collector received of it."""

    run: Run
    spans: dict
    metrics: dict
    # Whoever has the requests as they came, or answers queries.
    receiver: object = None
    # What the collector cannot show of a span.
    unseen: tuple = ()


@dataclass
class Check:
    name: str
    asks: str
    look: Callable[[Seen], str]


@dataclass
class Scenario:
    name: str
    # All scenarios of a backend are chosen by it: `--only rotel` runs `rotel`, `rotel-grpc` and the rest.
    backend: str
    # Things with `prepare` and `why_not`, as `harness/needs.py` tells.
    needs: list
    # Starts the backend in the folder given, feeds it by the program given, and is a context with what was seen.
    capture: Callable
    checks: list
    # Takes minutes to build or to run, so only `--all` and `--only` run it.
    big: bool = False

    def why_not(self):
        """The reason why it cannot be run; nothing when it can."""
        return next((why_not for why_not in (need.why_not() for need in self.needs) if why_not), None)

    def run(self, program, folder, report, chosen):
        """Runs the program once and every chosen check on what came of it."""
        waiting = dict(chosen)
        try:
            with self.capture(program, folder) as seen:
                for name, check in chosen.items():
                    del waiting[name]
                    report.run(name, lambda: check.look(seen))
        except Exception as error:  # the collector does not start, or nothing arrives
            for name in waiting:
                report.fail(name, f"{type(error).__name__}: {error}")
