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
# Without the OTLP endpoint, but there in seconds: it scrapes as the newest one does.
PROMETHEUS_OF_DEBIAN = BuiltProgram(
    name="prometheus-debian",
    version="trixie",
    recipe=(RECIPES / "prometheus" / "unpack.sh",),
    programs=("prometheus", "promtool"),
    tools=("apt-get", "dpkg-deb"),
    takes="seconds",
)
OPENSEARCH = BuiltProgram(
    name="opensearch",
    version="3.8.0",
    recipe=tuple(
        RECIPES / "opensearch" / file for file in ("build.sh", "newest-jdk.sh", "pom.xml", "OpenSearchNode.java")
    ),
    programs=("opensearch",),
    tools=("mvn",),
)
COLLECTOR_TO_OPENSEARCH = BuiltProgram(
    name="otelcol-opensearch",
    version="0.138.0",
    recipe=tuple(RECIPES / "opensearch" / "collector" / file for file in ("build.sh", "builder.yaml")),
    programs=("otelcol-opensearch",),
    tools=("go",),
)
MONITORS = BuiltProgram(
    name="read-monitors",
    version="3.5.0",
    recipe=tuple(
        ROOT / "tests" / "backends" / "monitors" / file for file in ("build.sh", "pom.xml", "ReadMonitors.java")
    ),
    programs=("read-monitors",),
    tools=("mvn",),
)
