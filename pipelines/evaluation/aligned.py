"""Tables for a terminal, where a Chinese character is as wide as two Latin ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def table(heading: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> list[str]:
    """The rows under their heading, columns aligned: the first ``texts`` to the left, as the last, the others right."""
    widths = [max(map(width, column)) for column in zip(heading, *rows, strict=True)]
    last = len(heading) - 1
    return [
        "  ".join(
            _padded(cell, widths[place], left=place < texts or place == last) for place, cell in enumerate(row)
        ).rstrip()
        for row in (heading, *rows)
    ]


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, to: int, *, left: bool) -> str:
    gap = " " * (to - width(text))
    return text + gap if left else gap + text
