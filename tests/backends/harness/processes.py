"""Programs in the background: free ports, waiting for them, and stopping them again."""

import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager

from .stopping import held

START_LIMIT = 30  # seconds
STOP_LIMIT = 10
POLL = 0.05


def free_ports(count):
    """Ports of 127.0.0.1 that nobody listens on now."""
    held = [socket.socket() for _ in range(count)]
    try:
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()


def clean_environment(**more):
    """The environment without what would turn telemetry or loopback requests elsewhere."""
    foreign = ("OTEL_", "GENAI_OTEL_", "ROTEL_", "DD_")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(foreign) and not name.lower().endswith("_proxy")
    }
    return kept | more


@contextmanager
def group(command, reads=False, **how):
    """A program and all that it starts: when the `with` block is left before its end, all of it ends.

    Where it `reads`, its standard input is open until then.
    """
    process = None
    try:
        with held():
            stdin = subprocess.PIPE if reads else subprocess.DEVNULL
            process = subprocess.Popen(command, stdin=stdin, start_new_session=True, **how)
        yield process
    finally:
        if process and process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Background:
    """A program that runs until the `with` block ends, however it ends."""

    def __init__(self, command, log, **variables):
        self.command = [str(part) for part in command]
        self.log = log
        self.variables = variables
        self.process = None
        self.is_stopped = False

    def __enter__(self):
        try:
            with held(), open(self.log, "wb") as out:
                self.process = subprocess.Popen(
                    self.command,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    cwd=self.log.parent,
                    env=clean_environment(**self.variables),
                    # What it starts itself is stopped with it.
                    start_new_session=True,
                )
            self.wait_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def wait_ready(self):
        """Waits until it can be used; one that says nothing of that is ready at once."""

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.is_stopped or not self.process:
            return
        self.is_stopped = True
        try:
            self._signal(signal.SIGTERM)
            self.process.wait(timeout=STOP_LIMIT)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self._signal(signal.SIGKILL)
            self.process.wait()

    def _signal(self, number):
        """To the program and to those that it started."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:  # none is left
            pass

    def output(self):
        return self.log.read_text(errors="replace")

    def wait_until(self, what, ready, limit=START_LIMIT):
        """Asks `ready` until it gives something true, which is returned."""
        deadline = time.monotonic() + limit
        while True:
            answer = ready()
            if answer:
                return answer
            code = self.process.poll()
            if code is not None:
                raise RuntimeError(f"{self.command[0]} ended with {code} while waiting for {what}: {self._tail()}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"no {what} from {self.command[0]} within {limit} s: {self._tail()}")
            time.sleep(POLL)

    def _tail(self):
        return self.output()[-500:]


def listens(port):
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
