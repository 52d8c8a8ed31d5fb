"""The command line: what to run, on what, and how long at most."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from . import stopping
from .program import Program
from .report import Report
from .scenarios import SCENARIOS

# Seconds, for everything but what is built and installed.
TIME_LIMIT = 480
TIME_LIMIT_OF_ALL = 2400


def main(arguments, about):
    options = _parse(arguments, about)
    chosen = _choose(options.only, options.all or options.list)
    if not chosen:
        print(f"no check `{options.only}`: `--list` names them", file=sys.stderr)
        return 2
    if options.list:
        for name, check, of in chosen:
            print(f"{'big' if of.big else 'small':<6} {name:<32} {check.asks}")
        return 0

    stopping.listen()
    program = Program.build()
    for need in _needs(chosen):
        need.prepare(options.fresh)
    signal.alarm(options.limit or (TIME_LIMIT_OF_ALL if options.all else TIME_LIMIT))
    folder = Path(tempfile.mkdtemp(prefix="genai-otel-backends-"))
    try:
        report = Report()
        _run(chosen, program, folder, report, options.require)
        return report.finish(_left_out(chosen) if options.only is None else [])
    finally:
        stopping.ignore()
        if options.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _run(chosen, program, folder, report, require):
    for scenario in SCENARIOS:
        checks = {name: check for name, check, of in chosen if of is scenario}
        if not checks:
            continue
        why_not = scenario.why_not()
        if why_not:
            tell = report.fail if require else report.skip
            for name in checks:
                tell(name, why_not)
            continue
        own = folder / scenario.name
        own.mkdir()
        scenario.run(program, own, report, checks)


def _choose(only, big):
    """Checks with their names and scenarios. Who asks for something by its name gets it, big or not."""
    every = [
        (f"{scenario.name}/{check.name}", check, scenario) for scenario in SCENARIOS for check in scenario.checks
    ]
    if only is None:
        return [entry for entry in every if big or not entry[2].big]
    return [entry for entry in every if only in (entry[0], entry[2].name, entry[2].backend)]


def _needs(chosen):
    needs = [need for scenario in SCENARIOS if any(of is scenario for _, _, of in chosen) for need in scenario.needs]
    return [need for place, need in enumerate(needs) if need not in needs[:place]]


def _left_out(chosen):
    """The backends of which nothing was chosen, or not everything."""
    there = [scenario for scenario in SCENARIOS if any(of is scenario for _, _, of in chosen)]
    in_part = {scenario.backend for scenario in there}
    left_out = {scenario.backend for scenario in SCENARIOS if scenario not in there}
    return [f"{backend} in part" if backend in in_part else backend for backend in sorted(left_out)]


def _parse(arguments, about):
    in_ci = os.environ.get("CI", "").lower() == "true"
    parser = argparse.ArgumentParser(
        prog="tests/backends/run", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true", help="name the checks, small and big, and end")
    parser.add_argument("--all", action="store_true", help="also the big ones; builds what is missing, once")
    parser.add_argument("--only", metavar="NAME", help="one backend, scenario or check, big or small")
    parser.add_argument("--require", action="store_true", default=in_ci, help="fail where something cannot be installed")
    parser.add_argument("--fresh", action="store_true", help="install and build the collectors again")
    parser.add_argument("--keep", action="store_true", help="leave logs and captured data where they are")
    limits = f"{TIME_LIMIT}; {TIME_LIMIT_OF_ALL} with --all"
    parser.add_argument("--limit", type=_seconds, metavar="S", help=f"seconds at most ({limits})")
    return parser.parse_args(arguments)


def _seconds(text):
    try:
        seconds = int(text)
    except ValueError:
        seconds = 0
    if seconds < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is no number of seconds from 1 on")
    return seconds
