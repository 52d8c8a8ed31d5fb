"""Programs that are built from source, once, outside the tree.

To add one: a script that builds it into the folder given to it (users run it as well, so it stands under
`docs/backends`), and a `BuiltProgram` here.
"""

from ..program import ROOT
from .built_program import BuiltProgram

RECIPES = ROOT / "docs" / "backends"

# Not built: unpacked from packages. Debian names the version, which is the newest one of that release.
VICTORIA_METRICS = BuiltProgram(
    name="victoria-metrics",
    version="trixie",
    recipe=(RECIPES / "victoria-metrics" / "unpack.sh",),
    programs=("victoria-metrics", "promtool"),
    tools=("apt-get", "dpkg-deb"),
    takes="seconds",
)
COLLECTOR = BuiltProgram(
    name="collector",
    version="0.159.0",
    recipe=(RECIPES / "collector" / "build.sh", RECIPES / "collector" / "builder.yaml"),
    programs=("otelcol",),
    tools=("go",),
)
JAEGER = BuiltProgram(
    name="jaeger",
    version="2.13.0",
    recipe=(RECIPES / "jaeger" / "build.sh",),
    programs=("jaeger",),
    tools=("go",),
)
PROMETHEUS = BuiltProgram(
    name="prometheus",
    version="3.16.0",
    recipe=(RECIPES / "prometheus" / "build.sh",),
    programs=("prometheus", "promtool"),
    tools=("go",),
)
