"""Debian's promtool, which is there in seconds, on the rules of the guide. The newest one is built with Prometheus."""

from contextlib import nullcontext

from ..builds import VICTORIA_METRICS
from ..prometheus import promtool
from ..report import Mismatch
from .scenario import Check, Scenario


def _rules(_seen):
    said = [promtool(*command, of=VICTORIA_METRICS) for command in COMMANDS]
    if any(said):
        raise Mismatch([fault for fault in said if fault])
    return ""


COMMANDS = [("check", "rules", "rules.yml"), ("test", "rules", "rules_test.yml")]
RULES = Check("rules", "are the guide's rules valid, and do they come to what their test says?", _rules)

SCENARIOS = [Scenario("promtool", "promtool", [VICTORIA_METRICS], lambda _program, _folder: nullcontext(), [RULES])]
