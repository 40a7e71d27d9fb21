"""Work on many pairs in parts: it bounds the memory and keeps every core busy. The linkage has no other threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl

One = TypeVar("One")
Found = TypeVar("Found")

#: Pairs worked on at a time by one thread.
_PART = 125_000


def parts(count: int) -> list[slice]:
    """So many things in parts, in their order."""
    return [slice(start, min(start + _PART, count)) for start in range(0, count, _PART)]


def each(work: Callable[[One], Found], things: Iterable[One]) -> list[Found]:
    """What the work makes of each thing, in the order of the things: the number of threads changes nothing.

    As many threads as polars has (``POLARS_MAX_THREADS``); numpy lets go of the interpreter in its loops.
    """
    things = list(things)
    threads = min(pl.thread_pool_size(), len(things))
    if threads < 2:
        return [work(one) for one in things]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, things))
