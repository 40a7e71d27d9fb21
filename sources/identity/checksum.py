"""The check character of citizen ID numbers (GB 11643-1999; ISO 7064 MOD 11-2), for one number and for columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from sources.identity.digits import digits

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"  # by remainder modulo 11


def check_character(body17: str) -> str:
    """The eighteenth character of a number whose first seventeen digits these are."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(body17, WEIGHTS, strict=True)) % 11]


def checksum_ok(number: str) -> bool:
    """True when those are seventeen digits and the check character that belongs to them."""
    body = number[:17]
    return len(number) == 18 and body.isascii() and body.isdigit() and check_character(body) == number[17]


def holds(values: np.ndarray) -> np.ndarray:
    """Whether the check character of each number, given as ``digits``, is the right one."""
    return _remainders(values, (*WEIGHTS, 1)) == 1


def _remainders(values: np.ndarray, weights: Sequence[int]) -> np.ndarray:
    # The largest sum is 963, so 16 bits hold it.
    sums = np.zeros(values.shape[1], dtype=np.uint16)
    for place, weight in zip(values, weights, strict=True):
        sums += place * np.uint16(weight)
    return sums % 11


def check_characters(bodies: pl.Series) -> pl.Series:
    """``check_character`` for a column of seventeen digits each, none null."""
    return pl.Series(list(CHECK_CHARACTERS)).gather(_remainders(digits(bodies + "0"), (*WEIGHTS, 0)))
