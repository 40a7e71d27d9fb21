"""Text and classes of the page's HTML as Typst takes them: every text a literal, so that nothing in it is markup."""

from __future__ import annotations

import json
import re

from lxml import html

_SPACES = re.compile(r"[ \t\r\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def quoted(text: str) -> str:
    """The text as a Typst literal; runs of spaces are one space, as on the page."""
    return json.dumps(_CONTROL.sub("", _SPACES.sub(" ", text)), ensure_ascii=False)


def classes(node: html.HtmlElement) -> set[str]:
    """The element's classes."""
    return set(node.get("class", "").split())
