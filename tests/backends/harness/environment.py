"""The virtual environment with the collectors, kept outside the tree."""

import fcntl
import hashlib
import os
import shutil
import site
import subprocess
import sys
import tempfile
from pathlib import Path

# Seen to work together on Python 3.11. A change here makes a new environment.
PACKAGES = {
    "ddapm-test-agent": "1.69.1",
    "rotel": "0.0.1a15",
    "opentelemetry-proto": "1.36.0",
    # Frames of HTTP/2 for the strict receiver, and zstd for it and for the agent.
    "h2": "4.4.1",
    "backports.zstd": "1.8.0",
}
PIP_LIMIT = 180  # seconds; 30 are usual


class Environment:
    """Which packages are there, and why the others are not."""

    def __init__(self, folder, missing):
        self.folder = folder
        self.missing = missing

    @classmethod
    def prepare(cls, fresh=False):
        folder = _cache() / _key()
        folder.parent.mkdir(parents=True, exist_ok=True)
        with open(folder.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if fresh:
                shutil.rmtree(folder, ignore_errors=True)
            missing = {} if (folder / "complete").exists() else _install(folder)
        if folder.exists():
            # The same interpreter made it, so its packages can be imported here.
            version = f"python{sys.version_info.major}.{sys.version_info.minor}"
            site.addsitedir(str(folder / "lib" / version / "site-packages"))
        return cls(folder, missing)

    def program(self, name):
        return self.folder / "bin" / name

    def why_not(self, packages):
        """The reason why one of `packages` cannot be used; nothing when all can."""
        return next((self.missing[name] for name in packages if name in self.missing), None)


def _install(folder):
    shutil.rmtree(folder, ignore_errors=True)
    log = folder.with_suffix(".log")
    pins = [f"{name}=={version}" for name, version in PACKAGES.items()]
    with open(log, "w") as out:
        if not _run(out, sys.executable, "-m", "venv", folder):
            shutil.rmtree(folder, ignore_errors=True)
            return {name: f"no virtual environment can be made ({log})" for name in PACKAGES}
        pip = [folder / "bin" / "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        pip += ["--retries", "1", "--timeout", "15"]
        if _run(out, *pip, *pins):
            (folder / "complete").touch()
            return {}
        failed = [name for name, pin in zip(PACKAGES, pins) if not _run(out, *pip, pin)]
    return {name: f"{name} {PACKAGES[name]} cannot be installed ({log})" for name in failed}


def _run(out, *command):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=PIP_LIMIT)
    except (subprocess.TimeoutExpired, OSError) as error:
        print(error, file=out, flush=True)
        return False
    return done.returncode == 0


def _cache():
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not os.path.isabs(home):
        home = tempfile.gettempdir()
    return Path(home) / "genai-otel-backends"


def _key():
    pins = repr((sys.version_info[:3], sys.executable, sorted(PACKAGES.items())))
    return hashlib.sha256(pins.encode()).hexdigest()[:16]
