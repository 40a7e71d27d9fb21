"""A county's children as one flow, from all of them by age and list, by status and town, back to all of them.

Every figure that can be shared is a pipe of it: a cell of a table, a total, the county's total. In every joint as many
come in as go out: that is what a reader may reckon with. Seen so, two tables with totals in common are one thing, and
what one gives away of the other is found where a single table's totals are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from sources.vocabulary import CHILD_STATUS, LIST, LIST_OF_STATUS

#: The joints between which it runs.
Pipe = tuple[str, str]
Counts = NDArray[np.int64]

ALL, TOWNS = "all", "towns"
_COUNTED = """
SELECT coalesce(age::VARCHAR, '未识别'), list, status, coalesce(town, '未识别'), count(*) FROM child GROUP BY ALL
"""


def age(name: str) -> str:
    """The joint of an age."""
    return f"age {name}"


def listed(name: str) -> str:
    """The joint where all ages of a list come together."""
    return f"list {name}"


def lines(name: str) -> str:
    """The joint where a list parts into statuses."""
    return f"lines {name}"


def status(name: str) -> str:
    """The joint of a status."""
    return f"status {name}"


def town(name: str) -> str:
    """The joint of a town."""
    return f"town {name}"


@dataclass(frozen=True, slots=True)
class Flow:
    """Pipes and how many children go through each."""

    pipes: tuple[Pipe, ...]
    counts: Counts

    @property
    def ends(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Of each pipe the numbers of the joints that it runs from and to."""
        numbers = {joint: number for number, joint in enumerate(dict.fromkeys(sum(self.pipes, ())))}
        found = np.array([(numbers[one], numbers[other]) for one, other in self.pipes], dtype=np.intp)
        return found[:, 0], found[:, 1]

    @property
    def joints(self) -> csr_array:
        """Joint × pipe: 1 where a pipe comes in, -1 where it goes out. Times any flow it is zero."""
        tails, heads = self.ends
        pipes = np.arange(len(self.pipes))
        signs = np.concatenate([np.ones(len(pipes)), -np.ones(len(pipes))])
        return coo_array((signs, (np.concatenate([heads, tails]), np.tile(pipes, 2)))).tocsr()

    @property
    def cells(self) -> NDArray[np.bool_]:
        """Which pipes are cells of a table; the others are totals."""
        return np.array([tail.startswith(("age ", "status ")) for tail, _ in self.pipes])

    def names(self, kind: str) -> list[str]:
        """The ages, or the towns, in order; ages by number."""
        joints = {joint for pipe in self.pipes for joint in pipe}
        found = [joint.removeprefix(f"{kind} ") for joint in joints if joint.startswith(f"{kind} ")]
        return sorted(found, key=lambda name: (not name.isdigit(), int(name) if name.isdigit() else 0, name))


def flow_of(connection: duckdb.DuckDBPyConnection) -> Flow:
    """The children of a published ``rollcall.duckdb``, with a pipe for every cell, of nobody too."""
    counted: Counter[Pipe] = Counter()
    for years, list_, state, place, children in connection.sql(_COUNTED).fetchall():
        for pipe in way_of(years, list_, state, place):
            counted[pipe] += children
    return completed(counted)


def completed(counted: Mapping[Pipe, int]) -> Flow:
    """Those pipes, and every list by every age and every status by every town among them that nobody goes through."""
    joints = {joint for pipe in counted for joint in pipe}
    ages = sorted(joint for joint in joints if joint.startswith("age "))
    places = sorted(joint for joint in joints if joint.startswith("town "))
    pipes = dict.fromkeys([
        *((ALL, one) for one in ages), *((one, listed(name)) for one in ages for name in LIST.codes),
        *((listed(name), lines(name)) for name in LIST.codes),
        *((lines(LIST_OF_STATUS[name]), status(name)) for name in CHILD_STATUS.codes),
        *((status(name), one) for name in CHILD_STATUS.codes for one in places),
        *((one, TOWNS) for one in places), (TOWNS, ALL), *counted,
    ])  # fmt: skip
    return Flow(tuple(pipes), np.array([counted.get(pipe, 0) for pipe in pipes], dtype=np.int64))


def way_of(years: str, list_: str, state: str, place: str) -> list[Pipe]:
    """The pipes that a child of that age, list, status and town goes through."""
    stops = [ALL, age(years), listed(list_), lines(list_), status(state), town(place), TOWNS, ALL]
    return list(pairwise(stops))
