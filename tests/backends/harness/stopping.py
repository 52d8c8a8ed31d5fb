"""Being told to stop: by Ctrl-C, by others, or because the time is over. The `with` blocks then stop what runs."""

import signal
import sys
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
_is_held = False
_waiting = None


def listen():
    for number in SIGNALS:
        signal.signal(number, _told)


def ignore():
    """One is enough, and what cleans up must not be interrupted."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def held():
    """What we are told in the block waits for its end: a program that is being started must be known to be stopped."""
    global _is_held
    _is_held = True
    try:
        yield
    finally:
        _is_held = False
        if _waiting is not None:
            _stop(_waiting)


def _told(number, _frame):
    global _waiting
    ignore()
    if _is_held:
        _waiting = number
    else:
        _stop(number)


def _stop(number):
    reason = "the time is over" if number == signal.SIGALRM else signal.Signals(number).name
    sys.exit(f"stopped: {reason}")
