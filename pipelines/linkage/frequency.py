"""How frequent values are: two people of a rare name are one person sooner than two of a common one."""

from __future__ import annotations

import numpy as np

from pipelines.linkage.blocking import Side
from pipelines.linkage.comparison import values_of
from pipelines.linkage.model import Comparison, Model
from pipelines.linkage.pairs import Rows
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.persons import Persons
from pipelines.linkage.records import NONE, Records
from pipelines.linkage.strangers import certainty, shared_by_strangers
from pipelines.linkage.weights import given_mask

#: A birth year of fewer people says little about what names are in fashion.
_FEWEST_OF_YEAR = 1000
#: Names by birth years numbered at a time, whatever the number of names.
_CELLS = 1 << 22


def rarity(
    model: Model, records: Records, pairs: Rows, patterns: Patterns, sides: tuple[Side, Side]
) -> np.ndarray:
    """Bits by which strangers share each pair's name and birth date more (positive) or less often than usual ones.

    A name counts by its frequency in the registers or among those of its birth year, whichever is higher: fashions
    make namesakes of one year frequent.
    """
    everyone = np.concatenate([side.rows for side in sides])
    bits = np.zeros(len(pairs[0]))
    for column, comparison in enumerate(model.comparisons):
        if comparison.frequency:
            exact = patterns.levels[:, column] == comparison.code("exact")
            exact = np.flatnonzero(patterns.of_pairs(exact & ~given_mask(model, patterns.levels, comparison)))
            alike = (pairs[0][exact].astype(np.intp), pairs[1][exact].astype(np.intp))
            if isinstance(records, Persons):
                chance = _share(records, comparison, everyone, alike)
            else:
                chance = _stranger_share(model, records, comparison, sides, (*alike, patterns.at(exact)))
            bits[exact] += np.log2(chance / comparison.levels[0].u)
    return bits


def _stranger_share(
    model: Model,
    records: Records,
    comparison: Comparison,
    sides: tuple[Side, Side],
    pairs: tuple[np.ndarray, np.ndarray, Patterns],
) -> np.ndarray:
    """For pairs of equal value (left rows, right rows, levels), how likely strangers are to have it too."""
    values = values_of(records, comparison)
    left, _, patterns = pairs
    stocks = (values[sides[0].rows], values[sides[1].rows])
    within = np.array_equal(sides[0].rows, sides[1].rows)
    certain = patterns.of_pairs(certainty(model, patterns.levels))
    return shared_by_strangers(stocks, values[left], certain, comparison.levels[0].u, within=within)


def _share(records: Persons, comparison: Comparison, everyone: np.ndarray, pairs: Rows) -> np.ndarray:
    """For pairs of equal value, the share of everyone who has it; of a name, in a birth year if that is more."""
    if comparison.name == "name":
        return _share_of_names(records, everyone, pairs)
    values = values_of(records, comparison)
    return _counts(_of(values, everyone), values[pairs[0]]) / max(len(everyone), 1)


def _share_of_names(records: Persons, everyone: np.ndarray, pairs: Rows) -> np.ndarray:
    left, right = pairs
    years, borne = records.ymd // 10000 + 1, _names_of_years(records)  # year 0: not known
    other = np.flatnonzero(years[left] != years[right])
    asked = np.concatenate([left, right[other]])
    born = np.maximum(np.bincount(_of(years, everyone), minlength=1), _FEWEST_OF_YEAR)
    at_large = _counts(_of(records.names, everyone), records.names[asked]) / max(len(everyone), 1)
    of_year = _counts(_of(borne, everyone), borne[asked]) / born[years[asked]]
    found, there = np.split(np.maximum(at_large, of_year), [len(left)])
    found[other] = np.maximum(found[other], there)
    return found


def _of(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The values of those rows: as they stand where the rows are all there are, one after another."""
    return values if np.array_equal(rows, np.arange(len(values))) else values[rows]


def _names_of_years(records: Persons) -> np.ndarray:
    """A number for each name among those born in one year, the same for all who bear it; −1 without a name."""
    if "names_of_years" not in records.arrays:
        records.arrays["names_of_years"] = _together(records.names, records.ymd // 10000 + 1)
    return records.arrays["names_of_years"]


def _together(names: np.ndarray, years: np.ndarray) -> np.ndarray:
    """A number for each name and year that stand together; names and years are small numbers."""
    seen = np.bincount(years, minlength=1) > 0
    year_of, width = np.cumsum(seen) - 1, max(int(seen.sum()), 1)
    found, numbers, step = np.full(len(names), NONE, dtype=np.int32), 0, max(_CELLS // width, 1)
    for first in range(0, int(names.max(initial=NONE)) + 1, step):
        places = np.flatnonzero((names >= first) & (names < first + step))
        cells = (names[places] - first) * width + year_of[years[places]]
        there = np.zeros(step * width, dtype=bool)
        there[cells] = True
        number = np.cumsum(there, dtype=np.int32) + (numbers - 1)
        found[places], numbers = number[cells], int(number[-1]) + 1
    return found


def _counts(stock: np.ndarray, values: np.ndarray) -> np.ndarray:
    """How often each of the values stands in the stock."""
    top = int(stock.max(initial=0))
    if stock.min(initial=0) >= NONE and top <= 4 * len(stock) + 100_000:
        return np.bincount(stock + 1, minlength=top + 2)[values + 1]
    stock = np.sort(stock)
    return np.searchsorted(stock, values, side="right") - np.searchsorted(stock, values, side="left")
