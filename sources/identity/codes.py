"""Cells that hold one value of a closed list."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from sources.vocabulary import Vocabulary


def coded(text: pl.Series, vocabulary: Vocabulary) -> pl.Series:
    """The vocabulary's code for each cell; null where the cell is empty or on no list.

    Code and label written together (``1-男``, ``01 在读``) count when they agree. The English label counts as well: our
    own lists go out in either language, and come back after the setting has changed.
    """
    forms = _english(vocabulary) | {_plain(form): code for form, code in vocabulary.written.items()}
    values = [value for value in text.cast(pl.String).unique() if value is not None]
    meant = {value: _meant(_plain(value), forms) for value in values}
    return text.cast(pl.String).replace_strict(list(meant), list(meant.values()), default=None, return_dtype=pl.String)


def _english(vocabulary: Vocabulary) -> dict[str, str]:
    """English label → code, of labels that mean one code."""
    labels = [_plain(label) for label in vocabulary.english.values()]
    return {label: code for label, code in zip(labels, vocabulary.english, strict=True) if labels.count(label) == 1}


def _meant(value: str, forms: dict[str, str]) -> str | None:
    if value in forms:
        return forms[value]
    parts = (
        re.split(r"[-_:;.、,|()]+", value.rstrip(")"))
        if re.search(r"[-_:;.、,|(]", value)
        else re.split(r"(?<=\d)(?=\D)", value)
    )
    codes = {forms.get(part) for part in parts if part}
    return codes.pop() if len(codes) == 1 else None


def _plain(value: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", value)).upper()
