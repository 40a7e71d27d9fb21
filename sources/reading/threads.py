"""Work done side by side where the libraries let go of the interpreter. Reading has no other threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl

One = TypeVar("One")
Found = TypeVar("Found")

#: What more threads hold at a time costs more memory than they save seconds.
_MOST = 4


def each(work: Callable[[One], Found], things: Iterable[One]) -> list[Found]:
    """What the work makes of each thing, in the order of the things: the number of threads changes nothing.

    As many threads as polars has (``POLARS_MAX_THREADS``), four at most. Raises what the first thing that cannot be
    worked on raises.
    """
    things = list(things)
    threads = min(pl.thread_pool_size(), len(things), _MOST)
    if threads < 2:
        return [work(one) for one in things]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, things))


def beside(work: Callable[[], Found], other: Callable[[], One]) -> tuple[Found, One]:
    """What both make, done at once. Raises what ``other`` raises."""
    if pl.thread_pool_size() < 2:
        return work(), other()
    with ThreadPoolExecutor(1) as pool:
        begun = pool.submit(work)
        made = other()
        return begun.result(), made


def by_pieces(work: Callable[[pl.DataFrame], pl.DataFrame], rows: pl.DataFrame) -> pl.DataFrame:
    """What the work, which looks at each row alone, makes of the rows: piece by piece, as they lie in memory."""
    lengths = rows.to_series(0).chunk_lengths()
    ends = [sum(lengths[: place + 1]) for place in range(len(lengths))]
    pieces = [rows.slice(end - length, length) for end, length in zip(ends, lengths, strict=True)]
    return pl.concat(each(work, pieces))
