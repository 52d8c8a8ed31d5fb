"""Programs of a Debian release, unpacked into the cache: the machine gets nothing installed."""

import fcntl
import shutil
import subprocess
from pathlib import Path

from .cache import cache

RELEASE = "trixie"
ARCHIVE = "http://deb.debian.org/debian"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
LIMIT = 180  # seconds for each call of apt; 6 are usual


class DebianPackages:
    """Programs by package, of which only those are kept. They need no more of the machine than its C library, and
    apt checks the signatures."""

    def __init__(self, name, programs):
        self.name, self.programs = name, programs
        # Until `prepare` found out.
        self._missing = f"{name} is not unpacked (`--all` unpacks it)"
        self._is_prepared = False

    @property
    def folder(self):
        return cache() / f"{self.name}-{RELEASE}"

    def program(self, name):
        return self.folder / "bin" / name

    def why_not(self):
        """The reason why they cannot be used; nothing when they can."""
        return self._missing

    def prepare(self, fresh=False):
        """Unpacks what is missing, once. One process unpacks, the others wait for it."""
        if self._is_prepared:
            return
        self._is_prepared = True
        folder = self.folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        with open(folder.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if fresh:
                shutil.rmtree(folder, ignore_errors=True)
            self._missing = None if (folder / "complete").exists() else self._unpack(folder)

    def _unpack(self, folder):
        needed = [tool for tool in ("apt-get", "dpkg-deb") if not shutil.which(tool)]
        needed += [] if KEYRING.exists() else [str(KEYRING)]
        if needed:
            return f"{self.name} comes from Debian packages, and {needed[0]} is not here"
        shutil.rmtree(folder, ignore_errors=True)
        for part in ("state/lists/partial", "cache/archives/partial", "root"):
            (folder / part).mkdir(parents=True)
        (folder / "sources.list").write_text(f"deb [signed-by={KEYRING}] {ARCHIVE} {RELEASE} main\n")
        log = folder.with_suffix(".log")
        with open(log, "w") as out:
            apt = ["apt-get", *_apart_from_the_system(folder)]
            done = _run(out, folder, *apt, "update") and _run(out, folder, *apt, "download", *self.programs)
            for package in folder.glob("*.deb") if done else ():
                done = done and _run(out, folder, "dpkg-deb", "-x", package, folder / "root")
                package.unlink()
        if done:
            self._keep(folder)
        for part in ("state", "cache", "root"):
            shutil.rmtree(folder / part)
        if not done:
            return f"{self.name} cannot be fetched from Debian's {RELEASE} ({log})"
        (folder / "complete").touch()
        return None

    def _keep(self, folder):
        (folder / "bin").mkdir()
        for program in (program for programs in self.programs.values() for program in programs):
            (folder / "root" / "usr" / "bin" / program).rename(self.program(program))


def _apart_from_the_system(folder):
    """The lists of the other release stay here, and the machine's own are not touched."""
    options = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State": folder / "state",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": folder / "cache",
        # Its lists are ours, not those of the user whom apt becomes to download.
        "APT::Sandbox::User": "root",
        "Acquire::Retries": "1",
        "Acquire::Languages": "none",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
    }
    return [part for name, value in options.items() for part in ("-o", f"{name}={value}")]


def _run(out, folder, *command):
    try:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=LIMIT)
    except (subprocess.TimeoutExpired, OSError) as error:
        print(error, file=out, flush=True)
        return False
    return done.returncode == 0
