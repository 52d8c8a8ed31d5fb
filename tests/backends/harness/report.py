"""One line per check, and a last one that sums up."""

import sys
import traceback

MAX_SHOWN = 20


class Mismatch(Exception):
    """A check that failed, with what it found."""

    def __init__(self, findings):
        super().__init__(f"{len(findings)} found")
        self.findings = findings


class Report:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def run(self, name, check):
        """Runs a check, which returns what to say about it."""
        try:
            said = check()
        except Mismatch as mismatch:
            self.fail(name, *mismatch.findings)
        except Exception as error:  # a check that breaks must not hide the others
            place = traceback.extract_tb(error.__traceback__)[-1]
            self.fail(name, f"{type(error).__name__}: {error} ({place.name}, line {place.lineno})")
        else:
            self.passed += 1
            self._say(f"passed   {name}" + (f": {said}" if said else ""))

    def fail(self, name, *findings):
        self.failed += 1
        first, *others = findings
        self._say(f"failed   {name}: {first}")
        for finding in others[:MAX_SHOWN]:
            self._say(f"         {finding}")
        if len(others) > MAX_SHOWN:
            self._say(f"         ... and {len(others) - MAX_SHOWN} more")

    def skip(self, name, reason):
        self.skipped += 1
        self._say(f"skipped  {name}: {reason}")

    def finish(self, left_out=()):
        """Sums up and gives the exit code."""
        if left_out:
            self._say(f"left out: {', '.join(left_out)} (`--all` runs them)")
        self._say(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed else 0

    @staticmethod
    def _say(line):
        print(line)
        sys.stdout.flush()
