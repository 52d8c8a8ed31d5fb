"""Where what is installed or built is kept: outside the tree, and for all working copies alike."""

import os
import tempfile
from pathlib import Path


def cache():
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not os.path.isabs(home):
        home = tempfile.gettempdir()
    return Path(home) / "genai-otel-backends"
