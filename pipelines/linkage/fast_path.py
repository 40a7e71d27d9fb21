"""The plain cases: number, name and birth date agree, and nobody contests them."""

from __future__ import annotations

import numpy as np

from pipelines.linkage.blocking import Side
from pipelines.linkage.persons import Persons
from pipelines.linkage.records import Records

RULE = "fast_id_name_dob"


def fast_pairs(records: Records, left: Side, right: Side, apart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of left and right records linked at once.

    Both full numbers are valid and stand once on each side; names are readable and equal; birth dates are equal or
    one is missing; sexes do not contradict. Records of the mask ``apart`` take part in nothing here.
    """
    if not isinstance(records, Persons):
        return left.rows[:0], right.rows[:0]
    a, b = _single(records, left.rows), _single(records, right.rows)
    _, in_a, in_b = np.intersect1d(records.id18[a], records.id18[b], assume_unique=True, return_indices=True)
    a, b = a[in_a], b[in_b]
    agree = agree_in_full(records, a, b) & ~apart[a] & ~apart[b]
    return a[agree], b[agree]


def agree_in_full(records: Records, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """True for pairs that agree as the fast path asks, whether or not anybody contests them."""
    if not isinstance(records, Persons):
        return np.zeros(len(left), dtype=bool)
    dates = (records.ymd[left] == records.ymd[right]) & ~records.by_month[left] & ~records.by_month[right]
    undated = (records.ymd[left] < 0) | (records.ymd[right] < 0)
    sexes = (records.sex[left] == records.sex[right]) | (records.sex[left] < 0) | (records.sex[right] < 0)
    number = (records.id18[left] == records.id18[right]) & (records.id18[left] >= 0)
    names = (records.name[left] == records.name[right]) & records.readable[left]
    return number & names & (dates | undated) & sexes


def _single(records: Persons, rows: np.ndarray) -> np.ndarray:
    """Those rows whose full number no other of them has."""
    numbers = records.id18[rows]
    distinct, first, counts = np.unique(numbers, return_index=True, return_counts=True)
    return rows[first[(counts == 1) & (distinct >= 0)]]
