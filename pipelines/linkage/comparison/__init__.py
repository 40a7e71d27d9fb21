"""How far the records of each candidate pair agree, comparison by comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipelines.linkage.comparison import persons, values
from pipelines.linkage.comparison.cohort import cohort
from pipelines.linkage.comparison.elsewhere import elsewhere, words_in
from pipelines.linkage.comparison.latin import OF_VALUES, ValueLevels, with_variants
from pipelines.linkage.levels import UNKNOWN, Text
from pipelines.linkage.model import Comparison
from pipelines.linkage.parts import each, parts
from pipelines.linkage.records import Coded, Records


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of comparing.

    ``levels`` gives the level of every pair of rows; ``values`` the code of each record's value (−1 for none), by which
    frequency is counted and equal values are found, where the kind has one value a record.
    """

    levels: Callable[[Any, np.ndarray, np.ndarray], np.ndarray]
    values: Callable[[Any], np.ndarray] | None = None


#: Kinds that read the common shape of a person.
_OF_PERSONS: Mapping[str, Kind] = {
    "name": Kind(persons.name, lambda records: records.name),
    "id": Kind(persons.number, lambda records: records.number),
    "dob": Kind(persons.birth, lambda records: records.day),
    "sex": Kind(persons.sex),
    "family": Kind(persons.family),
    "place": Kind(persons.place),
    "cohort": Kind(cohort),
}


def compared(
    records: Records, left: np.ndarray, right: np.ndarray, comparisons: Sequence[Comparison]
) -> np.ndarray:
    """The level of every pair (rows) in every comparison (columns), as codes of ``levels``; UNKNOWN for no evidence."""
    levels = np.empty((len(left), len(comparisons)), dtype=np.uint8)
    kinds = [_kind(comparison) for comparison in comparisons]

    def fill(part: slice) -> None:
        # numpy gathers by whole words twice as fast as by the half words in which pairs are kept.
        a, b = left[part].astype(np.intp), right[part].astype(np.intp)
        for column, kind in enumerate(kinds):
            levels[part, column] = kind.levels(records, a, b)

    each(fill, parts(len(left)))
    return levels


def values_of(records: Records, comparison: Comparison) -> np.ndarray:
    """The code of each record's value in that comparison, −1 for none.

    Raises ValueError where the comparison reads several values at once.
    """
    values = _kind(comparison).values
    if values is None:
        raise ValueError(f"comparison {comparison.name} has no single value to count")
    return values(records)


def _kind(comparison: Comparison) -> Kind:
    kind = comparison.kind or comparison.name
    if kind in _OF_PERSONS:
        return _OF_PERSONS[kind]
    column, *others = comparison.columns or (comparison.name,)
    if kind == "same":
        return Kind(
            lambda records, left, right: values.same(records.hashes(column, *others), left, right),
            lambda records: records.hashes(column, *others),
        )

    def levels(records: Records, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        measure = OF_VALUES[kind]
        if comparison.variants:
            measure = with_variants(measure, comparison.variants)
        found = _of_column(records.coded(column), left, right, measure)
        return _with_elsewhere(records, (column, *others), (left, right), found) if others else found

    return Kind(levels, lambda records: records.coded(column).codes)


def _of_column(column: Coded, left: np.ndarray, right: np.ndarray, measure: ValueLevels) -> np.ndarray:
    """The level of every pair of rows in that column; every distinct pair of values is measured once."""
    one, other = column.codes[left].astype(np.int64), column.codes[right].astype(np.int64)
    levels = np.full(len(left), UNKNOWN, dtype=np.uint8)
    known = np.flatnonzero((one >= 0) & (other >= 0))
    low, high = np.minimum(one, other)[known], np.maximum(one, other)[known]
    pairs, back = np.unique(low * len(column.values) + high, return_inverse=True)
    levels[known] = measure(column.values, *np.divmod(pairs, max(len(column.values), 1)))[back]
    return levels


def _with_elsewhere(
    records: Records, columns: Sequence[str], pairs: tuple[np.ndarray, np.ndarray], levels: np.ndarray
) -> np.ndarray:
    """Levels of Text of the first column; ELSEWHERE where that is stronger, or all there is to see."""
    column, *others = (records.coded(one) for one in columns)
    places = [(other.codes, words_in(column.values, other.values)) for other in others]
    found = elsewhere(column.codes, places, *pairs)
    return np.where(found & (levels > Text.ELSEWHERE), np.uint8(Text.ELSEWHERE), levels)
