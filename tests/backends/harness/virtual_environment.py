"""Python packages in a virtual environment of their own, kept outside the tree."""

import fcntl
import hashlib
import shutil
import site
import subprocess
import sys
from dataclasses import dataclass

from .cache import cache
from .processes import group


class VirtualEnvironment:
    """Packages that are installed together; each may be missing for itself."""

    def __init__(self, name, pins, importable=False, limit=180):
        self.name, self.pins = name, pins
        # Whether its packages are for us as well as for its own programs. What clashes with others is not.
        self.importable = importable
        # Seconds for each call of pip.
        self.limit = limit
        # Until `prepare` found out.
        self._missing = None

    @property
    def folder(self):
        return cache() / f"{self.name}-{self._key()}"

    def program(self, name):
        return self.folder / "bin" / name

    def packages(self, *names):
        """Some of them, where the others may be missing."""
        return Packages(self, names)

    def why_not(self, names=None):
        """The reason why one of `names`, all unless told, cannot be used; nothing when all can."""
        if self._missing is None:
            return f"{self.name} is not installed (`--all` installs it)"
        return next((self._missing[name] for name in names or self.pins if name in self._missing), None)

    def prepare(self, fresh=False):
        """Installs what is missing, once. One process installs, the others wait for it."""
        if self._missing is not None:
            return
        folder = self.folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        with open(folder.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if fresh:
                shutil.rmtree(folder, ignore_errors=True)
            self._missing = {} if (folder / "complete").exists() else self._install(folder)
        if self.importable and folder.exists():
            # The same interpreter made it, so its packages can be imported here.
            version = f"python{sys.version_info.major}.{sys.version_info.minor}"
            site.addsitedir(str(folder / "lib" / version / "site-packages"))

    def _install(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        log = folder.with_suffix(".log")
        pins = [f"{name}=={version}" for name, version in self.pins.items()]
        with open(log, "w") as out:
            if not self._run(out, sys.executable, "-m", "venv", folder):
                shutil.rmtree(folder, ignore_errors=True)
                return {name: f"no virtual environment can be made ({log})" for name in self.pins}
            pip = [folder / "bin" / "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
            pip += ["--retries", "1", "--timeout", "15"]
            if self._run(out, *pip, *pins):
                (folder / "complete").touch()
                return {}
            failed = [name for name, pin in zip(self.pins, pins) if not self._run(out, *pip, pin)]
        return {name: f"{name} {self.pins[name]} cannot be installed ({log})" for name in failed}

    def _run(self, out, *command):
        try:
            with group(command, stdout=out, stderr=out) as process:
                process.wait(timeout=self.limit)
        except (subprocess.TimeoutExpired, OSError) as error:
            print(error, file=out, flush=True)
            return False
        return process.returncode == 0

    def _key(self):
        pins = repr((sys.version_info[:3], sys.executable, sorted(self.pins.items())))
        return hashlib.sha256(pins.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Packages:
    """Some packages of an environment."""

    environment: VirtualEnvironment
    names: tuple

    def prepare(self, fresh=False):
        self.environment.prepare(fresh)

    def why_not(self):
        return self.environment.why_not(self.names)

    def program(self, name):
        return self.environment.program(name)
