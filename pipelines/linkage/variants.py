"""Values that stand for each other (Thomas and Tom, Westminster and London), learned from the register itself.

Pairs that are one person by all the other comparisons show which unequal values people write for one another. No list
of nicknames is needed, and none would know the register's own.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.linkage.components import components
from pipelines.linkage.levels import UNKNOWN, Text
from pipelines.linkage.model import Comparison, Model
from pipelines.linkage.records import Coded, Records
from pipelines.linkage.weights import given_mask, tables

#: log2 odds of a probability of nine in ten.
_SURE = float(np.log2(9))
#: Two spellings seen of one person are that person's; of three, a custom.
_FEWEST_PERSONS = 3
#: So many times oftener than chance would pair the two values.
_OFTENER = 4.0


def learned_variants(
    model: Model, records: Records, pairs: tuple[np.ndarray, np.ndarray], levels: np.ndarray, odds: np.ndarray
) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each comparison with a level for variants that knows none: the pairs of values learned, in order.

    ``pairs``: rows, ``levels`` and ``odds`` (log2, thousandths of a bit) of the candidates, under that trained model.
    """
    asking = [place for place, one in enumerate(model.comparisons) if _asks(one)]
    if not asking:
        return {}
    person = _persons(records.height, pairs, odds / 1000 > _SURE)
    found = {}
    for place in asking:
        comparison, codes = model.comparisons[place], levels[:, place]
        rest = odds / 1000 - _weight(model, levels, place)
        unequal = np.flatnonzero((codes > Text.VARIANT) & (codes < UNKNOWN) & (rest > _SURE))
        seen = (pairs[0][unequal], pairs[1][unequal])
        column, *_ = comparison.columns or (comparison.name,)
        found[comparison.name] = _customary(records.coded(column), seen, person)
    return found


def _asks(comparison: Comparison) -> bool:
    return any(level.level == Text.VARIANT.code for level in comparison.levels) and not comparison.variants


def _persons(height: int, pairs: tuple[np.ndarray, np.ndarray], sure: np.ndarray) -> np.ndarray:
    """A number for each record, the same for records that sure pairs join."""
    one, other = pairs[0][sure], pairs[1][sure]
    return components(height, one, other)


def _weight(model: Model, levels: np.ndarray, column: int) -> np.ndarray:
    """Bits that the comparison adds to each pair's odds."""
    comparison = model.comparisons[column]
    m, u, u_given, *_ = tables(comparison)
    given = given_mask(model, levels, comparison)
    return np.where(given, (m - u_given)[levels[:, column]], (m - u)[levels[:, column]])


def _customary(
    column: Coded, seen: tuple[np.ndarray, np.ndarray], person: np.ndarray
) -> tuple[tuple[str, str], ...]:
    """Pairs of values that enough persons have both of, and far oftener than chance would have it."""
    codes = column.codes.astype(np.int64)
    one, other = codes[seen[0]], codes[seen[1]]
    frequency = np.bincount(codes[codes >= 0], minlength=len(column.values)) / max((codes >= 0).sum(), 1)
    frame = pl.DataFrame({
        "low": np.minimum(one, other), "high": np.maximum(one, other), "person": person[seen[0]],
        "chance": 2 * frequency[one] * frequency[other] * len(one),
    })  # fmt: skip
    counted = frame.group_by("low", "high").agg(pl.len(), pl.col("person").n_unique(), pl.col("chance").first())
    kept = counted.filter((pl.col("person") >= _FEWEST_PERSONS) & (pl.col("len") > _OFTENER * pl.col("chance")))
    return tuple(sorted(
        (min(pair), max(pair))
        for low, high in kept.select("low", "high").iter_rows()
        for pair in ((column.values[low], column.values[high]),)
    ))  # fmt: skip
