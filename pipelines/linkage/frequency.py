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
#: Names by birth years counted at a time, whatever the number of names.
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
    names, years = records.names, records.ymd // 10000 + 1  # 0: not known
    left, right = pairs
    other = np.flatnonzero(years[left] != years[right])
    asked = np.concatenate([names[left], names[right[other]]]), np.concatenate([years[left], years[right[other]]])
    stock = _of(names, everyone), _of(years, everyone)
    born = np.maximum(np.bincount(stock[1], minlength=1), _FEWEST_OF_YEAR)
    at_large, of_year = _counts(stock[0], asked[0]) / max(len(everyone), 1), _together(stock, asked) / born[asked[1]]
    found, there = np.split(np.maximum(at_large, of_year), [len(left)])
    found[other] = np.maximum(found[other], there)
    return found


def _of(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The values of those rows: as they stand where the rows are all there are, one after another."""
    return values if np.array_equal(rows, np.arange(len(values))) else values[rows]


def _together(stock: Rows, asked: Rows) -> np.ndarray:
    """How often each name asked for stands in the stock with the year asked for; names and years are small numbers."""
    seen = np.bincount(stock[1], minlength=1) > 0
    year_of, width = np.cumsum(seen) - 1, max(int(seen.sum()), 1)
    found = np.zeros(len(asked[0]), dtype=np.int64)
    step = max(_CELLS // width, 1)
    for first in range(0, int(asked[0].max(initial=NONE)) + 1, step):
        (_, cells), (places, wanted) = (
            (place, (names[place] - first) * width + year_of[years[place]])
            for names, years in (stock, asked)
            for place in (np.flatnonzero((names >= first) & (names < first + step)),)
        )
        found[places] = np.bincount(cells, minlength=step * width)[wanted]
    return found


def _counts(stock: np.ndarray, values: np.ndarray) -> np.ndarray:
    """How often each of the values stands in the stock."""
    top = int(stock.max(initial=0))
    if stock.min(initial=0) >= NONE and top <= 4 * len(stock) + 100_000:
        return np.bincount(stock + 1, minlength=top + 2)[values + 1]
    stock = np.sort(stock)
    return np.searchsorted(stock, values, side="right") - np.searchsorted(stock, values, side="left")
