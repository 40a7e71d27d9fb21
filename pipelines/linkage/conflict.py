"""Records whose number points to one person and whose name to another: brothers under one number, twins mixed up."""

from __future__ import annotations

import numpy as np

from pipelines.linkage.levels import UNKNOWN, Birth, Cohort, Family, Name, Number, Place
from pipelines.linkage.pairs import Pairs


def number_and_name_apart(
    pairs: Pairs, columns: dict[str, np.ndarray], person: np.ndarray, certain: np.ndarray
) -> np.ndarray:
    """True for pairs by number whose name is somebody else's who is at hand, and for the pair with that somebody.

    ``columns``: levels by comparison; ``person`` numbers records, suspected duplicates alike; ``certain`` marks
    pairs beyond doubt: they explain whose the record is.
    """
    if not {"id", "name"} <= columns.keys():
        return np.zeros(len(pairs.left), dtype=bool)
    name, number = columns["name"], columns["id"]
    named_otherwise = (name != Name.EXACT) & (name != UNKNOWN)
    by_number = (number == Number.SAME) & named_otherwise & ~_number_lent(pairs, columns, certain) & ~_unlike(columns)
    by_name = (name == Name.EXACT) & (number != Number.SAME) & _supported(columns, len(name)) & ~certain
    apart = np.zeros(len(name), dtype=bool)
    for here, there in ((pairs.right, pairs.left), (pairs.left, pairs.right)):
        apart |= by_number & _with_another(here, person[there], by_name)
        apart |= by_name & _with_another(here, person[there], by_number)
    return apart


def _number_lent(pairs: Pairs, columns: dict[str, np.ndarray], certain: np.ndarray) -> np.ndarray:
    """Pairs by number alone that say nothing of whose the name is: a brother's row bears the left one's number.

    Either the right record is somebody else's for certain, or the left one has another that is, and the dates differ.
    """
    taken = np.isin(pairs.right, pairs.right[certain]) & ~certain
    own = np.isin(pairs.left, pairs.left[certain])
    return taken | own & (columns.get("dob", np.zeros(len(own))) > Birth.MONTH)


def _unlike(columns: dict[str, np.ndarray]) -> np.ndarray:
    """Pairs of two children by name, birth date and grade alike: nothing but the number is the left one's."""
    none = np.full(len(columns["name"]), UNKNOWN)
    dob, grade = (columns.get(name, none) for name in ("dob", "cohort"))
    other_name = (columns["name"] == Name.SURNAME) | (columns["name"] == Name.UNLIKE)
    return other_name & (dob == Birth.DIFFERENT) & (grade == Cohort.FAR)


def _supported(columns: dict[str, np.ndarray], count: int) -> np.ndarray:
    """Pairs with more than a name in common: birth date or family; the village where no family is known."""
    none = np.full(count, UNKNOWN)
    dob, family, place = (columns.get(name, none) for name in ("dob", "family", "place"))
    village = (family == UNKNOWN) & (place == Place.VILLAGE)
    return (dob <= Birth.MONTH) | (family <= Family.GUARDIAN_SOUND) | village


def _with_another(here: np.ndarray, person: np.ndarray, marked: np.ndarray) -> np.ndarray:
    """Pairs whose record here stands in a marked pair with another person."""
    size = int(here.max(initial=-1)) + 1
    low, high = np.full(size, np.iinfo(np.int64).max), np.full(size, -1, dtype=np.int64)
    np.minimum.at(low, here[marked], person[marked])
    np.maximum.at(high, here[marked], person[marked])
    return (high[here] >= 0) & ((low[here] != person) | (high[here] != person))
