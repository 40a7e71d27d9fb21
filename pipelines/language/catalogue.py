"""The English of every message, as it stands in ``en.po``: of what is said, and apart from it of what the data
dictionary says, whose short words ("适龄儿童", a table's title) mean something else on a list ("Of age")."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["CATALOGUE", "DEFINED", "read"]

#: Every message in English.
CATALOGUE = Path(__file__).parent / "en.po"
#: The gettext context (``msgctxt``) of what the data dictionary says.
DEFINED = "dictionary"


def read() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Message → its forms, and the dictionary's text → its English.

    As it stands in the file: read at once, so that there is no second, compiled file to keep equal.
    """
    from babel.messages.pofile import read_po  # only where English is asked for

    with CATALOGUE.open("rb") as file:
        found = [one for one in read_po(file, locale="en") if one.id and one.string]
    told = {_singular(one.id): _forms(one.string or "") for one in found if not one.context}
    return told, {str(one.id): str(one.string) for one in found if one.context == DEFINED}


def _singular(id: str | Sequence[str]) -> str:
    """What code holds: a message with a plural is known by two ids."""
    return id if isinstance(id, str) else id[0]


def _forms(string: str | Sequence[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)
