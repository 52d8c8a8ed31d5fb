"""What the pages for users tell them to ask, so that it is asked here as well."""

import re

from .program import ROOT

PAGES = ROOT / "docs" / "guide" / "backends"
QUESTION = re.compile(r"^ask '([^']+)'$", re.MULTILINE)


def asked(page):
    """What a page gives to its shell function `ask`, in order."""
    return QUESTION.findall((PAGES / f"{page}.md").read_text())


def told_to_ask(page, language):
    """The fenced blocks of a page that are in `language` and begin with a comment, by that comment."""
    text = (PAGES / f"{page}.md").read_text()
    blocks = re.findall(rf"^```{language}\n# ([^\n]+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return {name: question.strip() for name, question in blocks}
