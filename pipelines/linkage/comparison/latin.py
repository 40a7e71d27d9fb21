"""How far values written in letters and digits agree: kinds of comparison for registers that are not Chinese.

Every kind looks at values by number: ``values`` are the distinct values of a column, ``one`` and ``other`` the
places of the two values of each pair. It returns the level of each pair as a code of its scale in ``levels``, is
symmetric, and knows nothing of records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from pipelines.linkage.comparison.distance import distances, similarities
from pipelines.linkage.levels import Digits, IsoDate, Postcode, Text, Tokens

ValueLevels = Callable[[Sequence[str], np.ndarray, np.ndarray], np.ndarray]

#: Shorter texts are other words after one edit ("al", "el"), and after two ("jane", "june").
_SHORTEST_ONE_EDIT = 3
_SHORTEST_TWO_EDITS = 8
#: Jaro–Winkler, as Winkler's tables and every linkage program since draw them.
_CLOSE = 0.9
_LIKE = 0.8


def text(values: Sequence[str], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Levels of ``levels.Text``: never ELSEWHERE, which takes other columns, nor VARIANT, which must be known."""
    lengths = np.array([len(value) for value in values])
    shorter = np.minimum(lengths[one], lengths[other])
    away = distances(values, one, other, cutoff=2)
    alike = similarities(values, one, other)
    rules = (  # weakest first, so that the strongest level that fits stays
        (Text.INITIAL, (shorter == 1) & _same_beginning(values, one, other)),
        (Text.LIKE, (alike >= _LIKE) & (shorter > 1)),
        (Text.CLOSE, (alike >= _CLOSE) & (shorter > 1)),
        (Text.TWO_EDITS, (away == 2) & (shorter >= _SHORTEST_TWO_EDITS)),
        (Text.ONE_EDIT, (away == 1) & (shorter >= _SHORTEST_ONE_EDIT)),
        (Text.EXACT, one == other),
    )
    return _strongest(rules, Text.UNLIKE)


def with_variants(measure: ValueLevels, variants: Sequence[tuple[str, str]]) -> ValueLevels:
    """That measure of ``levels.Text``, with VARIANT for those pairs of values where it is the stronger level."""

    def measured(values: Sequence[str], one: np.ndarray, other: np.ndarray) -> np.ndarray:
        levels = measure(values, one, other)
        place = {value: number for number, value in enumerate(values)}
        known = [sorted((place[a], place[b])) for a, b in variants if a in place and b in place]
        keys = [low * len(values) + high for low, high in known]
        asked = np.minimum(one, other).astype(np.int64) * len(values) + np.maximum(one, other)
        levels[np.isin(asked, keys) & (levels > Text.VARIANT)] = Text.VARIANT
        return levels

    return measured


def _same_beginning(values: Sequence[str], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    first = np.array([ord(value[0]) if value else -1 for value in values])
    return first[one] == first[other]


def _strongest(rules: Sequence[tuple[int, np.ndarray]], otherwise: int) -> np.ndarray:
    levels = np.full(len(rules[0][1]), otherwise, dtype=np.uint8)
    for level, fits in rules:
        levels[fits] = level
    return levels


def tokens(values: Sequence[str], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Levels of ``levels.Tokens``: which of their words, split at spaces, the two have in common."""
    words = [frozenset(value.split()) for value in values]
    pairs = [(words[a], words[b]) for a, b in zip(one, other, strict=True)]
    return np.array([_common(a, b) for a, b in pairs], dtype=np.uint8)


def _common(a: frozenset[str], b: frozenset[str]) -> Tokens:
    if a == b:
        return Tokens.ALL
    if not a & b:
        return Tokens.NONE
    return Tokens.PART if a < b or b < a else Tokens.SOME


def digits(values: Sequence[str], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Levels of ``levels.Digits``."""
    away = distances(values, one, other, cutoff=2)
    return np.array([Digits.EXACT, Digits.ONE_EDIT, Digits.TWO_EDITS, Digits.DIFFERENT], dtype=np.uint8)[away]


def iso_date(values: Sequence[str], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Levels of ``levels.IsoDate``. Values need not be dates of the calendar; each must have ten characters.

    Raises ValueError for a value of another length.
    """
    if any(len(value) != 10 for value in values):
        raise ValueError("a date is not written YYYY-MM-DD")
    characters = np.array([[ord(character) for character in value] for value in values]).reshape(-1, 10)
    a, b = characters[one], characters[other]
    apart = (a != b).sum(axis=1)
    same_year = (a[:, :4] == b[:, :4]).all(axis=1)
    crossed = (a[:, 5:7] == b[:, 8:10]).all(axis=1) & (a[:, 8:10] == b[:, 5:7]).all(axis=1)
    filler = np.array([value.endswith("-01-01") for value in values], dtype=bool)
    rules = (  # weakest first, so that the strongest level that fits stays
        (IsoDate.TWO_APART, apart == 2),
        (IsoDate.YEAR, same_year),
        (IsoDate.FILLER, same_year & (filler[one] | filler[other])),
        (IsoDate.TWO_DIGITS, same_year & (apart == 2)),
        (IsoDate.ONE_DIGIT, apart == 1),
        (IsoDate.SWAPPED, same_year & crossed),
        (IsoDate.EXACT, apart == 0),
    )
    return _strongest(rules, IsoDate.DIFFERENT)


def postcode(values: Sequence[str], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Levels of ``levels.Postcode``: district and the rest are parted by a space, the area is its first letters."""
    away = distances(values, one, other, cutoff=1)
    rules = (  # weakest first, so that the strongest level that fits stays
        (Postcode.AREA, _same_part(values, one, other, _area)),
        (Postcode.DISTRICT, _same_part(values, one, other, _district)),
        (Postcode.SECTOR, _same_part(values, one, other, _sector)),
        (Postcode.ONE_EDIT, away == 1),
        (Postcode.EXACT, away == 0),
    )
    return _strongest(rules, Postcode.DIFFERENT)


def _same_part(
    values: Sequence[str], one: np.ndarray, other: np.ndarray, part: Callable[[str], str]
) -> np.ndarray:
    parts = np.array([part(value) for value in values])
    return (parts[one] == parts[other]) & (parts[one] != "")


def _area(value: str) -> str:
    return re.split(r"[^a-zA-Z]", value, maxsplit=1)[0]


def _district(value: str) -> str:
    return value.split(" ")[0]


def _sector(value: str) -> str:
    return value[:-2] if " " in value else ""


#: Kind of comparison → how it looks at values.
OF_VALUES: Mapping[str, ValueLevels] = {
    "text": text, "tokens": tokens, "digits": digits, "iso_date": iso_date, "postcode": postcode,
}  # fmt: skip
