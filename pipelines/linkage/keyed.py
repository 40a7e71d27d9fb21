"""Blocking keys: one number for every combination of the values that a record has in a rule's terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.model import Rule
from pipelines.linkage.records import NONE, Records, Term, runs, sieve

#: Odd numbers that keep the terms of a key apart; a key is the sum of its terms, so that their order costs nothing.
_SALTS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)


@dataclass(frozen=True)
class Side:
    """The rows of one register within the records; ``open``: still unlinked; ``pupil``: may be a pupil by age.

    ``placed``: a third register shows a counterpart on the other side already (None: of nobody).
    """

    rows: np.ndarray
    open: np.ndarray
    pupil: np.ndarray
    placed: np.ndarray | None = None

    def only(self, kept: np.ndarray) -> Side:
        """Those of its rows that the mask is true for."""
        places = np.flatnonzero(kept)
        return Side(self.rows[places], self.open[places], self.pupil[places])

    def without(self, taken: np.ndarray) -> Side:
        """The same rows, those no longer open."""
        return Side(self.rows, self.open & ~np.isin(self.rows, taken), self.pupil)

    def places_of(self, rows: np.ndarray) -> np.ndarray:
        """The places of those records, ascending as they are, that are of this side."""
        rows = rows[slice(*np.searchsorted(rows, (self.rows[0], self.rows[-1] + 1)))] if len(self.rows) else rows[:0]
        if len(self.rows) and len(self.rows) == self.rows[-1] + 1 - self.rows[0]:  # no gaps: nothing to look for
            return rows - self.rows[0]
        place = np.searchsorted(self.rows, rows)
        return place[self.rows[place] == rows]

    @classmethod
    def whole(cls, rows: np.ndarray) -> Side:
        """Those rows, all of them unlinked and maybe pupils."""
        return cls(rows, np.ones(len(rows), dtype=bool), np.ones(len(rows), dtype=bool))


class Terms:
    """The terms of records; of records of which some are ``touched``, only values that such a one may have."""

    def __init__(self, records: Records, touched: np.ndarray | None = None) -> None:
        self.records, self.touched = records, touched
        self._near: dict[tuple[str, str], tuple[Term, np.ndarray]] = {}

    def of(self, name: str, other: str) -> Term:
        """The term of that name, which the other side's ``other`` must equal.

        A record that shares a key with a touched one shares each term's value with it, so that whole blocks stay.
        """
        return self.records.term(name) if self.touched is None else self._narrowed(name, other)[0]

    def places(self, side: Side, names: tuple[tuple[str, str], ...]) -> np.ndarray | slice:
        """The places of those of the side's rows that may have all those terms, ascending."""
        if self.touched is None:
            return slice(None)
        return side.places_of(min((self._narrowed(*both)[1] for both in names), key=len))

    def touched_values(self, names: set[str]) -> np.ndarray:
        """The values that touched records have in any of those terms."""
        assert self.touched is not None
        terms = [self.records.term(name) for name in sorted(names)]
        held = (self.touched & one.known if one.rows is None else self.touched[one.rows] for one in terms)
        return np.concatenate([one.hashes[have] for one, have in zip(terms, held, strict=True)])

    def _narrowed(self, name: str, other: str) -> tuple[Term, np.ndarray]:
        """The term without values that no touched record has, and the rows that still have one."""
        if (name, other) not in self._near:
            term = self.records.term(name)
            met = sieve(self.touched_values({name, other}))(term.hashes)
            near = Term(term.hashes, term.known & met) if term.rows is None else (
                Term(term.hashes[met], term.known[met], term.rows[met]))
            rows = np.flatnonzero(near.known) if near.rows is None else (
                near.rows[np.flatnonzero(np.diff(near.rows, prepend=NONE))])
            self._near[name, other] = near, rows
        return self._near[name, other]


@dataclass(frozen=True)
class Keyed:
    """Blocking keys of one side: the row each stands in, and whether that row is open."""

    rows: np.ndarray
    keys: np.ndarray
    open: np.ndarray

    def kept(self, places: np.ndarray) -> Keyed:
        """Those of the keys, by their places or as a mask."""
        places = np.flatnonzero(places) if places.dtype == bool else places  # numpy is slow with masks
        return Keyed(self.rows[places], self.keys[places], self.open[places])

    def in_order(self) -> Keyed:
        """The same keys, ascending."""
        return self.kept(pl.Series(self.keys).arg_sort().to_numpy())


def keyed(known: Terms, side: Side, names: tuple[tuple[str, str], ...], rule: Rule) -> Keyed:
    """The keys of the side's records that the rule is for: one for every combination of the values of its terms.

    ``names``: of each term, here and on the other side.
    """
    places = known.places(side, names)
    rows, still_open = side.rows[places], side.open[places]
    ours = np.ones(len(rows), dtype=bool) if rule.any_age else side.pupil[places]
    ours = ours & still_open if rule.both_open else ours
    terms = [(known.of(*both), salt) for both, salt in zip(names, _SALTS, strict=False)]
    for term, _ in terms:
        ours = ours & term.known[rows] if term.rows is None else ours
    chosen = np.flatnonzero(ours)
    rows, still_open = rows[chosen], still_open[chosen]
    keys = np.zeros(len(rows), dtype=np.uint64)
    for term, salt in terms:
        if term.rows is None:
            keys += term.hashes[rows] * salt
        else:
            first, last = (np.searchsorted(term.rows, rows, side=side_of) for side_of in ("left", "right"))
            counts = last - first
            place = runs(first, counts)
            rows, still_open = np.repeat(rows, counts), np.repeat(still_open, counts)
            keys = np.repeat(keys, counts) + term.hashes[place] * salt
    return Keyed(rows, keys, still_open)


def contested(known: Terms, sides: tuple[Side, Side], rule: Rule) -> tuple[Side, Side]:
    """Both sides without most of the settled rows that no open row of the other side can meet by that rule.

    Nine rows in ten are settled, and one in a hundred of these is contested: what a row says is looked at behind this.
    """
    here, there = rule.left, rule.right or rule.left
    names = (tuple(zip(here, there, strict=True)), tuple(zip(there, here, strict=True)))
    if known.touched is not None or any(known.of(*both).rows is not None for both in (*names[0], *names[1])):
        return sides
    keys = [_sums(known, side, asked) for side, asked in zip(sides, names, strict=True)]
    met = [seen(one[side.open], width=5) for one, side in zip(keys, sides, strict=True)]
    left, right = (
        side.only(side.open | others(one)) for one, side, others in zip(keys, sides, reversed(met), strict=True)
    )
    return left, right


def _sums(known: Terms, side: Side, names: tuple[tuple[str, str], ...]) -> np.ndarray:
    """The key of each row of the side, all terms single, as ``keyed`` makes it; of rows lacking a term, any."""
    keys = np.zeros(len(side.rows), dtype=np.uint64)
    for both, salt in zip(names, _SALTS, strict=False):
        keys += known.of(*both).hashes[side.rows] * salt
    return keys


def sieved(left: Keyed, right: Keyed) -> tuple[Keyed, Keyed]:
    """Both sides' keys without most of those that cannot pair: a quick look before the exact join."""
    if not (left.open.all() and right.open.all()):
        opened = [seen(side.keys[side.open]) for side in (left, right)]
        left, right = (
            side.kept(side.open | met(side.keys)) for side, met in zip((left, right), reversed(opened), strict=True)
        )
    known = [seen(side.keys) for side in (left, right)]
    left, right = (
        side.kept(~side.open | met(side.keys)) for side, met in zip((left, right), reversed(known), strict=True)
    )
    return left, right


def seen(keys: np.ndarray, *, width: int = 3) -> Callable[[np.ndarray], np.ndarray]:
    """What says of other keys whether they are among these, wrong about one in 2 ** ``width`` that are not."""
    shift = np.uint64(64 - len(keys).bit_length() - width)
    places = np.zeros(1 << (64 - int(shift)), dtype=bool)
    places[keys >> shift] = True
    return lambda others: places[others >> shift]
