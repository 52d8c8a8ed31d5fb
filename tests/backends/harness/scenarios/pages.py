"""The guide's pages on backends: whether what they show is what is run here."""

import re
import subprocess
from contextlib import contextmanager

from .. import builds
from ..builds import RECIPES, BuiltProgram
from ..processes import clean_environment
from ..program import ROOT
from ..prometheus import FLAGS
from ..report import Mismatch
from .scenario import Check, Scenario, Seen

PAGES = ROOT / "docs" / "guide" / "backends"
# A block of code, and the line before it.
BLOCK = re.compile(r"(?:^(?P<before>[^\n]+)\n\n?)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
# Says that the block that follows is this file, whole.
SHOWS = re.compile(r"\[`[^`]+`\]\((?P<path>\.\./\.\./backends/[^)]+)\):$")
LINK = re.compile(r"\]\((?P<path>[^)#:]+)(?:#[^)]*)?\)")
# What starts the backends here stands there, too.
COMMANDS = {
    "collector.md": ["otelcol --config=collector.yaml", "otelcol --config=forward.yaml"],
    "jaeger.md": ["jaeger --config=jaeger.yaml"],
    "opensearch.md": [
        "opensearch ~/genai-opensearch/data",
        "otelcol-opensearch --config=docs/backends/opensearch/collector.yaml",
        "jaeger --config=docs/backends/opensearch/jaeger.yaml",
    ],
    "prometheus.md": [f"prometheus {' '.join(FLAGS)}"],
}
# What programs are built by is told of where it is called.
BUILDING = {file for made in vars(builds).values() if isinstance(made, BuiltProgram) for file in made.recipe}


def blocks(page, kind=None):
    """The blocks of code of a page, as (line before, text)."""
    found = BLOCK.finditer((PAGES / page).read_text())
    return [(each["before"] or "", each["text"]) for each in found if kind in (None, each["kind"])]


@contextmanager
def _nothing(_program, _folder):
    yield Seen(None, {}, {})


def _files(_seen):
    """A file that a page says it shows is shown whole, and what stands under a page's name is linked to, or its folder."""
    found, shown, spoken_of = [], 0, set()
    for page in sorted(PAGES.glob("*.md")):
        text = page.read_text()
        for link in LINK.finditer(text):
            target = (PAGES / link["path"]).resolve()
            spoken_of.add(target)
            if not target.exists():
                found.append(f"{page.name}: there is no {link['path']}")
        for before, block in blocks(page.name):
            says = SHOWS.search(before)
            if says:
                shown += 1
                if block != (PAGES / says["path"]).read_text():
                    found.append(f"{page.name}: {says['path']} is another")
    files = {file for page in PAGES.glob("*.md") for file in (RECIPES / page.stem).rglob("*") if file.is_file()}
    found += [
        f"no page speaks of {file.relative_to(ROOT)}"
        for file in sorted(files - BUILDING)
        if not spoken_of.intersection([file, *_folders(file)])
    ]
    if found:
        raise Mismatch(found)
    return f"{shown} files shown, {len(spoken_of)} spoken of"


def _folders(file):
    return [folder for folder in file.parents if RECIPES in folder.parents]


def _commands(_seen):
    """What is for a shell is for every shell, and starts what is started here."""
    found, seen = [], 0
    for page in sorted(PAGES.glob("*.md")):
        for _, block in blocks(page.name, "sh"):
            seen += 1
            done = subprocess.run(["sh", "-n"], input=block, env=clean_environment(), capture_output=True, text=True)
            if done.returncode:
                found.append(f"{page.name}: {done.stderr.strip()}: {block}")
        commands = " ".join(" ".join(block for _, block in blocks(page.name, "sh")).replace("\\\n", " ").split())
        found += [f"{page.name} has no `{one}`" for one in COMMANDS.get(page.name, []) if one not in commands]
    if found:
        raise Mismatch(found)
    return f"{seen} blocks"


FILES = Check("files", "do the pages on backends show the files that are run here?", _files)
COMMAND_LINES = Check("commands", "do their commands start what is started here?", _commands)

SCENARIOS = [Scenario("pages", "pages", [], _nothing, [FILES, COMMAND_LINES])]
