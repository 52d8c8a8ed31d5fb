"""What a scenario needs before it can run. Each kind has the same three methods:

    prepare(fresh)   installs or builds what is missing into the cache; tells nothing, and does not raise
    why_not()        the reason why it cannot be used, with the name and where the log is; nothing when it can
    program(name)    the path of a program of it

Python packages are `VirtualEnvironment`, or some `packages` of one; programs from source are `BuiltProgram`
(`harness/builds`).
"""

from .virtual_environment import VirtualEnvironment

# Seen to work together on Python 3.11. A change here makes a new environment.
TOOLS = VirtualEnvironment(
    "tools",
    {
        "ddapm-test-agent": "1.69.1",
        "rotel": "0.0.1a15",
        "opentelemetry-proto": "1.36.0",
        # Frames of HTTP/2 for the strict receiver, and zstd for it and for the agent.
        "h2": "4.4.1",
        "backports.zstd": "1.8.0",
    },
    importable=True,
)
# What decodes OTLP here.
OTLP = TOOLS.packages("opentelemetry-proto")

# Their dependencies clash, and they are large: a gigabyte each, and minutes of installing.
PHOENIX = VirtualEnvironment("phoenix", {"arize-phoenix": "20.26.1"}, limit=900)
MLFLOW = VirtualEnvironment("mlflow", {"mlflow": "3.17.2"}, limit=900)
