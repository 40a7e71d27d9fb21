"""What a heading means: which of a register's columns, however an office wrote it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import combinations

from sources.contract import Contract

_CLUTTER = re.compile(r"[\s*★☆\u200b-\u200f\u2060\ufeff①-⑳]")
_NUMBERING = re.compile(r"^(\(?\d{1,2}[.、):]|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、)")
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|\{[^{}]*\}")
#: Nobody writes a longer heading, notes included.
_LONGEST = 1000
#: Nor one with more notes. Beyond these all are left out at once: of a paragraph's thirty a billion may be chosen.
_MOST_NOTES = 6
#: A long number in a heading row is no heading; it must not be shown.
_NUMBER_LIKE = re.compile(r"\d{6}")


def plain(text: str) -> str:
    """A heading in comparable form: NFKC, without white space, stars, numbering and final colon, lower-case."""
    return _plain(text[:_LONGEST])


@lru_cache(maxsize=4096)  # a register's search asks for the same few texts again and again
def _plain(text: str) -> str:
    bare = _CLUTTER.sub("", unicodedata.normalize("NFKC", _CLUTTER.sub("", text)))
    return _NUMBERING.sub("", bare).rstrip(":").lower()


@cache
def known_headings(contract: Contract) -> dict[str, str]:
    """Plain heading → our column, for every heading under which the contract accepts a column."""
    known: dict[str, str] = {}
    for column in contract.columns:
        for text in (column.heading, *column.also):
            known.setdefault(plain(text), column.name)
    return known


def meaning(text: str, known: Mapping[str, str]) -> str | None:
    """The column that a heading means: read whole first, then without one, two … of its bracketed notes.

    What stands wholly in brackets is a heading, not a note.
    """
    whole = plain(text)
    if whole in known or not _NOTE.search(whole):
        return known.get(whole)
    if _NOTE.fullmatch(whole):
        return known.get(whole[1:-1])
    notes = list(_NOTE.finditer(whole))
    if len(notes) > _MOST_NOTES:
        return known.get(_without(whole, notes))
    for size in range(1, len(notes) + 1):
        for left_out in combinations(notes, size):
            if (column := known.get(_without(whole, left_out))) is not None:
                return column
    return None


def _without(text: str, notes: Iterable[re.Match[str]]) -> str:
    for note in sorted(notes, key=lambda one: -one.start()):
        text = text[: note.start()] + text[note.end() :]
    return text


def speakable(text: str) -> str | None:
    """A heading that may be shown in a finding; None when it looks like a value that strayed into the row."""
    shown = " ".join(text.split())[:40]
    return None if not shown or _NUMBER_LIKE.search(shown) else shown
