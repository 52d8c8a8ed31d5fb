"""A program that is built from source by a script, and kept outside the tree."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field

from ..cache import cache
from ..processes import group

# Others go first: a build takes minutes, and nobody waits for it but us.
NICENESS = 15


@dataclass
class BuiltProgram:
    """What `recipe[0]`, a script, puts into the folder that is given to it.

    A change of any file of the recipe, or of the version, makes a new folder beside the old one.
    """

    name: str
    version: str
    recipe: tuple
    # What has to be in the folder afterwards.
    programs: tuple
    # What the script calls and does not bring.
    tools: tuple = ()
    # How long, in words.
    takes: str = "minutes"
    # Seconds for the whole build; beyond, it is stopped.
    limit: int = 3600
    _prepared: bool = field(default=False, init=False)
    _why_not: str = field(default=None, init=False)

    @property
    def folder(self):
        return cache() / f"{self.name}-{self.version}-{self._key()}"

    def program(self, name=None):
        return self.folder / (name or self.programs[0])

    def why_not(self):
        """The reason why it cannot be used now; nothing when it can."""
        if self._complete.exists():
            return None
        return self._why_not or f"{self.name} {self.version} is not built (`--all` builds it)"

    def prepare(self, fresh=False):
        """Builds what is missing, once. One process builds, the others wait for it."""
        if self._prepared:
            return
        self._prepared = True
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with open(f"{self.folder}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if fresh:
                shutil.rmtree(self.folder, ignore_errors=True)
            if not self._complete.exists():
                self._why_not = self._build()

    @property
    def log(self):
        return self.folder.parent / f"{self.folder.name}.log"

    @property
    def _complete(self):
        return self.folder / "complete"

    def _build(self):
        what = f"{self.name} {self.version}"
        absent = [tool for tool in self.tools if shutil.which(tool) is None]
        if absent:
            return f"{what} cannot be built: there is no `{absent[0]}`"
        shutil.rmtree(self.folder, ignore_errors=True)
        print(f"building {what}, which takes {self.takes} ({self.log})", flush=True)
        # What an interrupted script leaves in its temporary folder goes with it.
        with tempfile.TemporaryDirectory(prefix=f"genai-otel-build-{self.name}-") as work, open(self.log, "w") as out:
            failure = self._run(work, out)
        missing = [name for name in self.programs if not (self.folder / name).exists()]
        if failure or missing:
            return f"{what} cannot be built: {failure or f'no `{missing[0]}` came of it'} ({self.log})"
        self._complete.touch()
        return None

    def _run(self, work, out):
        how = {
            "stdout": out,
            "stderr": out,
            "cwd": work,
            "env": {**os.environ, "TMPDIR": work, "GOFLAGS": f"{os.environ.get('GOFLAGS', '')} -p=1".strip()},
            "preexec_fn": lambda: os.nice(NICENESS),
        }
        try:
            with group([self.recipe[0], self.folder], **how) as script:
                code = script.wait(timeout=self.limit)
        except subprocess.TimeoutExpired:
            return f"it took more than {self.limit} s"
        return f"the script ended with {code}" if code else None

    def _key(self):
        whole = hashlib.sha256(self.version.encode())
        for file in self.recipe:
            whole.update(file.read_bytes())
        return whole.hexdigest()[:16]
