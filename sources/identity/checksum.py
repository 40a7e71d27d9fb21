"""The check character of citizen ID numbers (GB 11643-1999; ISO 7064 MOD 11-2), for one number and for columns."""

from __future__ import annotations

import numpy as np
import polars as pl

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"  # by remainder modulo 11


def check_character(body17: str) -> str:
    """The eighteenth character of a number whose first seventeen digits these are."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(body17, WEIGHTS, strict=True)) % 11]


def checksum_ok(number: str) -> bool:
    """True when those are seventeen digits and the check character that belongs to them."""
    body = number[:17]
    return len(number) == 18 and body.isascii() and body.isdigit() and check_character(body) == number[17]


def digits(numbers: pl.Series) -> np.ndarray:
    """The numbers' characters, a row each, as what they count: X is ten; a null is eighteen noughts.

    Every number that is not null must be seventeen digits and a digit or X.
    """
    text = numbers.fill_null("0" * 18).str.join("").item()
    values = np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(len(numbers), 18) - ord("0")
    return np.minimum(values, 10)


def holds(digits: np.ndarray) -> np.ndarray:
    """Whether the check character of each row of ``digits`` is the right one."""
    # The largest sum is 963, so 16 bits hold it.
    return digits @ np.array([*WEIGHTS, 1], dtype=np.int16) % 11 == 1


def check_characters(bodies: pl.Series) -> pl.Series:
    """``check_character`` for a column of seventeen digits each, none null."""
    remainders = digits(bodies + "0") @ np.array([*WEIGHTS, 0], dtype=np.int16) % 11
    return pl.Series(list(CHECK_CHARACTERS)).gather(remainders)
