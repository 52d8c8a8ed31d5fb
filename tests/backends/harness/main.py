"""The command line: what to run, on what, and how long at most."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from .environment import Environment
from .program import Program
from .report import Report
from .scenarios import SCENARIOS

TIME_LIMIT = 480  # seconds, for everything but the build


def main(arguments, about):
    options = _parse(arguments, about)
    chosen = _choose(options.only)
    if options.list:
        print("\n".join(f"{name:<28} {check.asks}" for name, check, _ in chosen))
        return 0
    if not chosen:
        print(f"no check `{options.only}`: `--list` names them", file=sys.stderr)
        return 2

    program = Program.build()
    # The `with` blocks stop what runs, also when we are asked to stop or the time is over.
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, _give_up)
    signal.alarm(options.limit)
    folder = Path(tempfile.mkdtemp(prefix="genai-otel-backends-"))
    try:
        report = Report()
        _run(chosen, program, Environment.prepare(options.fresh), folder, report, options.require)
        return report.finish()
    finally:
        if options.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _run(chosen, program, environment, folder, report, require):
    for scenario in SCENARIOS:
        checks = {name: check for name, check, of in chosen if of is scenario}
        if not checks:
            continue
        why_not = environment.why_not(scenario.packages)
        if why_not:
            tell = report.fail if require else report.skip
            for name in checks:
                tell(name, why_not)
            continue
        own = folder / scenario.name
        own.mkdir()
        scenario.run(program, environment, own, report, checks)


def _choose(only):
    every = [
        (f"{scenario.name}/{check.name}", check, scenario) for scenario in SCENARIOS for check in scenario.checks
    ]
    return [entry for entry in every if only in (None, entry[0], entry[2].name)]


def _give_up(number, _frame):
    reason = "the time is over" if number == signal.SIGALRM else signal.Signals(number).name
    sys.exit(f"stopped: {reason}")


def _parse(arguments, about):
    in_ci = os.environ.get("CI", "").lower() == "true"
    parser = argparse.ArgumentParser(
        prog="tests/backends/run", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true", help="name the checks and end")
    parser.add_argument("--only", metavar="NAME", help="one backend or one check")
    parser.add_argument("--require", action="store_true", default=in_ci, help="fail where a package cannot be installed")
    parser.add_argument("--fresh", action="store_true", help="install the collectors again")
    parser.add_argument("--keep", action="store_true", help="leave logs and captured data where they are")
    parser.add_argument("--limit", type=int, default=TIME_LIMIT, metavar="S", help=f"seconds at most ({TIME_LIMIT})")
    return parser.parse_args(arguments)
