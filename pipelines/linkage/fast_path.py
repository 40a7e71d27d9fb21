"""The plain cases: number, name and birth date agree, and nobody contests them."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.linkage.blocking import Side
from pipelines.linkage.persons import Persons
from pipelines.linkage.records import NONE, Records

RULE = "fast_id_name_dob"


def fast_pairs(records: Records, left: Side, right: Side, apart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of left and right records linked at once.

    Both full numbers are valid and stand once on each side; names are readable and equal; birth dates are equal or
    one is missing; sexes do not contradict. Records of the mask ``apart`` take part in nothing here.
    """
    if not isinstance(records, Persons):
        return left.rows[:0], right.rows[:0]
    a, b = _of_one_number(records.id18, left.rows, right.rows)
    agree = np.flatnonzero(agree_in_full(records, a, b) & ~apart[a] & ~apart[b])
    return a[agree], b[agree]


def _of_one_number(numbers: np.ndarray, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of both sides under one number that nobody else has on either side, by left row.

    A number's code and its row are sorted as one word, which costs a third of a join. The row takes the place of the
    code's last bits: the few that differ in those alone go the long way, as all do that share a number with a third.
    """
    bits, ours = len(numbers).bit_length(), np.zeros(len(numbers), dtype=bool)
    ours[left] = True
    rows = np.concatenate([left, right])
    rows = rows[np.flatnonzero(numbers[rows] >= 0)]
    words = pl.Series(numbers[rows] >> bits << bits | rows).sort().to_numpy()
    again = np.concatenate([[False], np.diff(words >> bits) == 0, [False]])
    first = np.flatnonzero(again[1:-1] & ~again[:-2] & ~again[2:])
    one, other = (words[place] & ((1 << bits) - 1) for place in (first, first + 1))
    across = np.flatnonzero((ours[one] != ours[other]) & (numbers[one] == numbers[other]))
    one, other = one[across], other[across]
    partner = np.full(len(numbers), NONE)
    partner[np.where(ours[one], one, other)] = np.where(ours[one], other, one)
    a = np.flatnonzero(partner >= 0)
    return a, partner[a]


def agree_in_full(records: Records, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """True for pairs that agree as the fast path asks, whether or not anybody contests them."""
    if not isinstance(records, Persons):
        return np.zeros(len(left), dtype=bool)
    dates = records.ymd[left] == records.ymd[right]
    if records.by_month.any():
        dates &= ~records.by_month[left] & ~records.by_month[right]
    undated = (records.ymd[left] < 0) | (records.ymd[right] < 0)
    sexes = (records.sex[left] == records.sex[right]) | (records.sex[left] < 0) | (records.sex[right] < 0)
    number = (records.id18[left] == records.id18[right]) & (records.id18[left] >= 0)
    names = (records.name[left] == records.name[right]) & records.readable[left]
    return number & names & (dates | undated) & sexes
