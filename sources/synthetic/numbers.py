"""Invented identity numbers and telephones: right in form, and nobody's."""

from __future__ import annotations

import numpy as np
import polars as pl

#: Area codes that GB/T 2260 assigns to nobody; the first is the county's own, most numbers carry it.
AREA_CODES = np.array([349901, 349911, 349922, 349925, 349928, 669901, 669915], dtype=np.int64)
AREA_SHARES = np.array([0.86, 0.07, 0.03, 0.02, 0.01, 0.006, 0.004])

#: Mobile prefixes that no carrier has been given.
PHONE_PREFIXES = np.array([160, 161, 163, 164, 168, 169], dtype=np.int64)

#: Between the area codes of one part of a county and the next; the codes below are assigned to nobody either.
AREA_STEP = -100

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = np.array(list("10X98765432"))


def id_numbers(area: np.ndarray, born: np.ndarray, male: np.ndarray, *, spread: int = 97) -> pl.Series:
    """18-character numbers (GB 11643-1999), all different, for people in the order given.

    People of one birth date who stand together (twins) get neighbouring order numbers, odd for men.
    ``born`` is datetime64[D]. A day's first number is drawn from ``spread`` ones; a small town with a small spread has
    none ending in 00, and so no right number that looks cut by a spreadsheet. Raises ValueError when one area has more
    births on a day than there are numbers.
    """
    order = _order_numbers(area, born, male, spread)
    days = pl.Series(born).dt
    ymd = (days.year().cast(pl.Int64) * 10000 + days.month().cast(pl.Int64) * 100 + days.day()).to_numpy()
    body = area * 10**11 + ymd * 1000 + order
    text = pl.Series(body).cast(pl.String)
    return (text + pl.Series(_check_characters(body))).alias("citizen_id")


def areas(rng: np.random.Generator, count: int) -> np.ndarray:
    """Area codes of that many people."""
    return rng.choice(AREA_CODES, count, p=AREA_SHARES / AREA_SHARES.sum())


def phones(rng: np.random.Generator, count: int) -> pl.Series:
    """Mobile numbers of eleven digits."""
    prefix = rng.choice(PHONE_PREFIXES, count)
    return pl.Series(prefix * 10**8 + rng.integers(10**7, 10**8, count)).cast(pl.String)


def _order_numbers(area: np.ndarray, born: np.ndarray, male: np.ndarray, spread: int) -> np.ndarray:
    day = born.astype("datetime64[D]").astype(np.int64)
    by_day = np.lexsort((np.arange(len(day)), day, area))
    group = (np.diff(day[by_day], prepend=-1) != 0) | (np.diff(area[by_day], prepend=-1) != 0)
    starts = np.flatnonzero(group)
    rank = np.arange(len(day)) - np.repeat(starts, np.diff(np.append(starts, len(day))))
    order = np.empty(len(day), dtype=np.int64)
    # The day's first number varies, or every invented number would begin its order at 001.
    order[by_day] = 2 * ((day[by_day] * 7919) % spread + rank) + np.where(male[by_day], 1, 2)
    if len(order) and order.max() > 999:
        raise ValueError("儿童人数太多，同一天出生的人超过了一个地区代码的顺序码：请减少人数。")
    return order


def _check_characters(body: np.ndarray) -> np.ndarray:
    total = np.zeros(len(body), dtype=np.int64)
    rest = body.copy()
    for weight in reversed(_WEIGHTS):
        rest, digit = np.divmod(rest, 10)
        total += weight * digit
    return _CHECK[total % 11]
