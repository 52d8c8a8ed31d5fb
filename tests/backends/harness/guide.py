"""What the pages for users tell them to ask, so that it is asked here as well."""

import re

from .program import ROOT


def told_to_ask(page, language):
    """The fenced blocks of a page that are in `language` and begin with a comment, by that comment."""
    text = (ROOT / "docs" / "guide" / "backends" / f"{page}.md").read_text()
    blocks = re.findall(rf"^```{language}\n# ([^\n]+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return {name: question.strip() for name, question in blocks}
