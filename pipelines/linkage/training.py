"""What a model is trained on: random pairs, pairs of one birth date, pairs of kin; and how frequent values are."""

from __future__ import annotations

import numpy as np

from pipelines.linkage.blocking import Side
from pipelines.linkage.comparison import compared
from pipelines.linkage.levels import LEVELS, Name, Number
from pipelines.linkage.model import Model
from pipelines.linkage.records import Records
from pipelines.linkage.weights import Patterns, trained, with_chances

_SEED = 20260901
_RANDOM_PAIRS = 200_000
_GIVEN_PAIRS = 100_000
_KIN_PAIRS = 50_000


def trained_on(model: Model, records: Records, left: Side, right: Side, patterns: Patterns, fast: int) -> Model:
    """The model trained without labels on those two sides: u from random pairs, kin from families, m from patterns.

    ``fast``: how many pairs among the patterns the fast path took; the expectation starts from them.
    """
    names = [comparison.name for comparison in model.comparisons]
    a, b = sorted((left.rows, right.rows), key=lambda rows: str(records.ids[int(rows[0])]) if len(rows) else "")
    random = compared(records, *_random_pairs(a, b), names)
    given = compared(records, *_same_birth(records, a, b), names)
    kin = compared(records, *_kin_of(records, a, b), names)
    random, given = (_strangers(levels, names) for levels in (random, given))
    kin = kin[~np.isin(kin[:, names.index("name")], [Name.EXACT])] if "name" in names else kin
    model = with_chances(model, random, given, kin)
    smaller = min(len(a), len(b))
    matches = max(fast, model.expected_matches * smaller, 1.0)
    return trained(model, patterns, max(float(len(a)) * len(b), 2 * matches), matches, (len(random), len(kin)))


def _random_pairs(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(_SEED)
    count = min(_RANDOM_PAIRS, 20 * (len(a) + len(b)) if len(a) and len(b) else 0)
    return rng.choice(a, count), rng.choice(b, count)


def _same_birth(records: Records, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Random pairs of equal birth dates, which say what numbers do when dates agree."""
    rng = np.random.default_rng(_SEED + 1)
    a, b = a[records.ymd[a] > 0], b[records.ymd[b] > 0]
    b = b[np.argsort(records.ymd[b], kind="stable")]
    if not len(a) or not len(b):
        return a[:0], b[:0]
    one = rng.choice(a, min(_GIVEN_PAIRS, 4 * (len(a) + len(b))))
    first = np.searchsorted(records.ymd[b], records.ymd[one], side="left")
    last = np.searchsorted(records.ymd[b], records.ymd[one], side="right")
    other = first + (rng.random(len(one)) * (last - first)).astype(np.int64)
    some = last > first
    return one[some], b[other[some]]


def _kin_of(records: Records, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of kin of each side; never across, where most would be one person."""
    pairs = [_kin_pairs(records, rows) for rows in ((a,) if a is b else (a, b))]
    return np.concatenate([pair[0] for pair in pairs]), np.concatenate([pair[1] for pair in pairs])


def _kin_pairs(records: Records, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Neighbors in a list sorted by household, guardian or telephone, whichever shows most: members of one family."""
    pairs = []
    for values in (records.household, records.guardian_ids[:, 0], records.phones[:, 0]):
        listed = rows[values[rows] >= 0]
        listed = listed[np.argsort(values[listed], kind="stable")]
        same = values[listed[1:]] == values[listed[:-1]]
        pairs.append((listed[:-1][same][:_KIN_PAIRS], listed[1:][same][:_KIN_PAIRS]))
    return max(pairs, key=lambda pair: len(pair[0]))


def _strangers(levels: np.ndarray, names: list[str]) -> np.ndarray:
    """Those levels without pairs that are one person by number or by name."""
    keep = np.ones(len(levels), dtype=bool)
    if "id" in names:
        keep &= ~np.isin(levels[:, names.index("id")], [Number.SAME, Number.ONE_EDIT, Number.CUT]) | (
            _column(levels, names, "name") > Name.ONE_CHAR)  # fmt: skip
    return levels[keep]


def _column(levels: np.ndarray, names: list[str], name: str) -> np.ndarray:
    return levels[:, names.index(name)]


def rarity(
    model: Model, records: Records, left: np.ndarray, right: np.ndarray, levels: np.ndarray, sides: tuple[Side, Side]
) -> np.ndarray:
    """Bits by which strangers share each pair's name and birth date more (positive) or less often than usual ones.

    A name counts by its frequency in the registers or among those of its birth year, whichever is higher: fashions
    make namesakes of one year frequent.
    """
    everyone = np.concatenate([side.rows for side in sides])
    bits = np.zeros(len(left))
    for column, comparison in enumerate(model.comparisons):
        if not comparison.frequency:
            continue
        exact = levels[:, column] == LEVELS[comparison.name]["EXACT"]
        usual = comparison.levels[0].u
        shares = _SHARES[comparison.name](records, everyone)
        bits[exact] += np.log2(np.maximum(shares[left[exact]], shares[right[exact]]) / usual)
    return bits


def _name_share(records: Records, everyone: np.ndarray) -> np.ndarray:
    year = np.where(records.ymd > 0, records.ymd // 10000, 0)
    overall = _share(records.name, everyone)
    of_year = _share(records.name.astype(np.int64) * 10000 + year, everyone, within=year)
    return np.maximum(overall, of_year)


def _birth_share(records: Records, everyone: np.ndarray) -> np.ndarray:
    return _share(records.ymd, everyone)


def _share(values: np.ndarray, rows: np.ndarray, within: np.ndarray | None = None) -> np.ndarray:
    """For every record, the share of the rows (of its group) that have its value; at least as if one had it."""
    counted = _counts(values, rows)
    total = np.float64(max(len(rows), 1)) if within is None else np.maximum(_counts(within, rows), 1000)
    return np.maximum(counted, 1) / total


def _counts(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    distinct, counts = np.unique(values[rows], return_counts=True)
    if not len(distinct):
        return np.zeros(len(values), dtype=np.int64)
    place = np.minimum(np.searchsorted(distinct, values), len(distinct) - 1)
    return np.where(distinct[place] == values, counts[place], 0)


_SHARES = {"name": _name_share, "dob": _birth_share}
