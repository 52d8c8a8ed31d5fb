"""What the pages for users tell them to ask, so that it is asked here as well."""

import re

from .program import ROOT

QUESTION = re.compile(r"^ask '([^']+)'$", re.MULTILINE)


def asked(page):
    """What a page gives to its shell function `ask`, in order."""
    return QUESTION.findall((ROOT / "docs" / "guide" / "backends" / f"{page}.md").read_text())
