"""The reference page of attributes, and the type that each has to have in OpenSearch."""

import re

from ..program import ROOT

REFERENCE = ROOT / "docs" / "reference" / "attributes.md"
ROW = re.compile(r"^\| `([\w.]+)` \| ([a-z]+(?:\[\])?) \| (?!metrics only|on points of)", re.MULTILINE)
TYPES = {
    "string": "keyword",
    "string[]": "keyword",
    "int": "long",
    "double": "double",
    "bool": "boolean",
    "any": "text",
}
# Content that the reference calls a text, too long for a keyword.
CONTENT = {"gen_ai.retrieval.query.text"}


def types():
    """By the name in a request."""
    known = ROW.findall(REFERENCE.read_text())
    return {f"attributes.{name}": "text" if name in CONTENT else TYPES[kind] for name, kind in known}
