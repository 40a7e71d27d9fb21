"""Pairs weighed by a trained model: levels, how rare the values are, and who has a twin."""

from __future__ import annotations

import numpy as np

from pipelines.linkage.blocking import Side
from pipelines.linkage.frequency import rarity
from pipelines.linkage.levels import Birth
from pipelines.linkage.model import Model
from pipelines.linkage.pairs import Pairs, Rows
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.persons import Persons
from pipelines.linkage.records import Records
from pipelines.linkage.twins import twinned, with_twins
from pipelines.linkage.weights import weighed


def weighed_pairs(
    model: Model,
    records: Records,
    sides: tuple[Side, Side],
    twins: np.ndarray,
    found: tuple[np.ndarray, np.ndarray, Patterns, np.ndarray],
) -> Pairs:
    """Pairs from their left rows, right rows, patterns of levels and people's decisions."""
    a, b, patterns, decided = found
    rare = rarity(model, records, (a, b), patterns, sides)
    weight, odds = weighed(model, patterns, rare, _kin(model, records, twins, (a, b), patterns))
    return Pairs(a, b, patterns, weight, odds, decided)


def twins_of(model: Model, records: Records, sides: tuple[Side, Side]) -> np.ndarray:
    """Boolean per record: it has a twin in the own register, where the model knows of kin."""
    return with_twins(records, sides) if model.kin_ratio else np.zeros(records.height, dtype=bool)


def _kin(
    model: Model, records: Records, twins: np.ndarray, pairs: Rows, patterns: Patterns
) -> np.ndarray | float:
    """Bits by which kin agree on each pair's birth date more or less often than kin at large."""
    if not (model.kin_ratio and isinstance(records, Persons) and "dob" in model.places):
        return 0.0
    return twinned(records, twins, *pairs, patterns.of_pairs(patterns.levels[:, model.places["dob"]] == Birth.EXACT))
