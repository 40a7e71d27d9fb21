"""Which pairs are worth comparing: records that agree on the terms of at least one blocking rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.model import Rule
from pipelines.linkage.parts import each
from pipelines.linkage.records import Records

#: Odd numbers that keep the terms of a key apart; a key is the sum of its terms, so that their order costs nothing.
_SALTS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)

_COUNTED = ("rule", "pairs", "largest", "blocks_left_out", "pairs_left_out")


@dataclass(frozen=True)
class Candidates:
    """Candidate pairs as row numbers, ordered; ``rules`` has a bit for each rule that found the pair.

    ``counts``: per rule ``rule, pairs, largest, blocks_left_out, pairs_left_out``.
    """

    left: np.ndarray
    right: np.ndarray
    rules: np.ndarray
    counts: pl.DataFrame


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
        return Side(self.rows[kept], self.open[kept], self.pupil[kept])

    def without(self, taken: np.ndarray) -> Side:
        """The same rows, those no longer open."""
        return Side(self.rows, self.open & ~np.isin(self.rows, taken), self.pupil)

    @classmethod
    def whole(cls, rows: np.ndarray) -> Side:
        """Those rows, all of them unlinked and maybe pupils."""
        return cls(rows, np.ones(len(rows), dtype=bool), np.ones(len(rows), dtype=bool))


def candidate_pairs(
    records: Records, left: Side, right: Side, rules: Sequence[Rule], touched: np.ndarray | None = None
) -> Candidates:
    """The pairs of a left and a right row, at least one of them open, that some rule finds.

    ``touched``: marks records; only pairs with such a one are looked for, and blocks without one are not counted.
    """

    def found_by(place: int) -> tuple[tuple, pl.DataFrame]:
        blocks = _Blocks.of(records, (left, right), rules[place], touched)
        a, b = blocks.pairs()
        if touched is not None:
            asked = touched[a] | touched[b]
            a, b = a[asked], b[asked]
        # A pair as one number: sorting and grouping these costs half of what two columns do.
        pairs = pl.DataFrame({"pair": a * np.int64(records.height) + b})
        return blocks.counts(), pairs.with_columns(bit=pl.lit(1 << place, dtype=pl.Int64))

    counts, found = zip(*each(found_by, range(len(rules))), strict=True) if rules else ((), ())
    pairs = pl.concat([pl.DataFrame(schema={"pair": pl.Int64, "bit": pl.Int64}), *found])
    pairs = pairs.group_by("pair").agg(pl.col("bit").bitwise_or()).sort("pair")
    a, b = (one.astype(np.int32) for one in np.divmod(pairs["pair"].to_numpy(), max(records.height, 1)))
    return Candidates(a, b, pairs["bit"].to_numpy(), pl.DataFrame(counts, schema=_COUNTED, orient="row"))


def block_counts(records: Records, left: Side, right: Side, rules: Sequence[Rule]) -> pl.DataFrame:
    """The ``counts`` that ``candidate_pairs`` would have, no pair being made, and what the largest block holds.

    ``left_rows, right_rows``: how many rows of either side; ``left_record, right_record``: the id of the first of each.
    A rule that finds nothing has no rows and no ids.
    """

    def counted(rule: Rule) -> tuple:
        blocks = _Blocks.of(records, (left, right), rule)
        rows = blocks.largest()
        return (*blocks.counts(), *map(len, rows), *(int(side.min()) if len(side) else None for side in rows))

    counts = each(counted, rules)
    frame = pl.DataFrame(counts, schema=(*_COUNTED, "left_rows", "right_rows", "left", "right"), orient="row")
    ids = (frame[side].cast(pl.Int64) for side in ("left", "right"))
    named = (records.ids.gather(rows).alias(f"{rows.name}_record") for rows in ids)
    return frame.drop("left", "right").with_columns(named)


@dataclass(frozen=True)
class _Keyed:
    """Blocking keys of one side: the row each stands in, and whether that row is open."""

    rows: np.ndarray
    keys: np.ndarray
    open: np.ndarray

    def kept(self, places: np.ndarray) -> _Keyed:
        return _Keyed(self.rows[places], self.keys[places], self.open[places])

    def in_order(self) -> _Keyed:
        return self.kept(np.argsort(self.keys, kind="stable"))


def _keyed(records: Records, side: Side, names: tuple[str, ...], rule: Rule) -> _Keyed:
    """The keys of the side's records that the rule is for: one for every combination of the values of its terms."""
    ours = np.ones(len(side.rows), dtype=bool) if rule.any_age else side.pupil
    ours = ours & side.open if rule.both_open else ours
    terms = [(records.term(name), salt) for name, salt in zip(names, _SALTS, strict=False)]
    for term, _ in terms:
        ours = ours & term.known[side.rows] if term.rows is None else ours
    rows, still_open = side.rows[ours], side.open[ours]
    keys = np.zeros(len(rows), dtype=np.uint64)
    for term, salt in terms:
        if term.rows is None:
            keys += term.hashes[rows] * salt
        else:
            first, last = (np.searchsorted(term.rows, rows, side=side_of) for side_of in ("left", "right"))
            counts = last - first
            place = _runs(first, counts)
            rows, still_open = np.repeat(rows, counts), np.repeat(still_open, counts)
            keys = np.repeat(keys, counts) + term.hashes[place] * salt
    return _Keyed(rows, keys, still_open)


def _sieved(left: _Keyed, right: _Keyed) -> tuple[_Keyed, _Keyed]:
    """Both sides' keys without most of those that cannot pair: a quick look before the exact join."""
    opened = [_seen(side.keys[side.open]) for side in (left, right)]
    left, right = (
        side.kept(side.open | met(side.keys)) for side, met in zip((left, right), reversed(opened), strict=True)
    )
    known = [_seen(side.keys) for side in (left, right)]
    left, right = (
        side.kept(~side.open | met(side.keys)) for side, met in zip((left, right), reversed(known), strict=True)
    )
    return left, right


def _seen(keys: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """What says of other keys whether they are among these, wrong about one in eight of those that are not."""
    shift = np.uint64(64 - len(keys).bit_length() - 3)
    places = np.zeros(1 << (64 - int(shift)), dtype=bool)
    places[keys >> shift] = True
    return lambda others: places[others >> shift]


@dataclass(frozen=True)
class _Blocks:
    """One rule's keys of both sides in order. A left row pairs with all right rows of its key if it is open, else with
    the open ones; ``partners`` is how many these are, ``starts`` where the left rows of each block begin, ``sizes`` how
    many pairs each block has."""

    rule: Rule
    left: _Keyed
    right: _Keyed
    partners: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(
        cls, records: Records, sides: tuple[Side, Side], rule: Rule, touched: np.ndarray | None = None
    ) -> _Blocks:
        """The rule's blocks on those two sides; of records of which some are ``touched``, the blocks of these."""
        left, right = sides
        keys = (_keyed(records, left, rule.left, rule), _keyed(records, right, rule.right or rule.left, rule))
        if touched is not None:
            of_touched = _seen(np.concatenate([side.keys[touched[side.rows]] for side in keys]))
            keys = tuple(side.kept(of_touched(side.keys)) for side in keys)
        left, right = (side.in_order() for side in _sieved(*keys))
        whom = right.keys[right.open]
        partners = np.where(left.open, _count(right.keys, left.keys), _count(whom, left.keys))
        starts = np.flatnonzero(np.diff(left.keys, prepend=~left.keys[:1]))
        sizes = np.add.reduceat(partners, starts) if len(starts) else partners
        return cls(rule, left, right, partners, starts, sizes)

    def counts(self) -> tuple:
        """The rule's row of _COUNTED."""
        fits = self.sizes <= self.rule.most
        pairs, left_out = int(self.sizes[fits].sum()), int(self.sizes[~fits].sum())
        return (self.rule.name, pairs, int(self.sizes.max(initial=0)), int((~fits).sum()), left_out)

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Left and right rows of the pairs of all blocks that are not left out; never a row with itself."""
        fits = np.repeat(self.sizes <= self.rule.most, np.diff(self.starts, append=len(self.left.keys)))
        found = [
            _joined(self.left.kept(fits & (self.left.open == are_open)), self.right.kept(self.right.open | are_open))
            for are_open in (True, False)
        ]
        a, b = (np.concatenate(rows) for rows in zip(*found, strict=True))
        return a[a != b], b[a != b]

    def largest(self) -> tuple[np.ndarray, np.ndarray]:
        """The left and the right rows that make up the largest block, of equals the one of the lowest key."""
        if not self.sizes.max(initial=0):
            return self.left.rows[:0], self.right.rows[:0]
        key = self.left.keys[self.starts[np.argmax(self.sizes)]]
        here, there = self.left.keys == key, self.right.keys == key
        paired = there & (self.right.open | (self.left.open & here).any())
        return self.left.rows[here & (self.partners > 0)], self.right.rows[paired]


def _count(keys: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """How often each key asked for stands among those keys, which are in order."""
    return np.searchsorted(keys, asked, side="right") - np.searchsorted(keys, asked, side="left")


def _joined(left: _Keyed, right: _Keyed) -> tuple[np.ndarray, np.ndarray]:
    """Left and right rows of all pairs of equal keys; the right side is in order."""
    first = np.searchsorted(right.keys, left.keys, side="left")
    counts = np.searchsorted(right.keys, left.keys, side="right") - first
    return np.repeat(left.rows, counts), right.rows[_runs(first, counts)]


def _runs(first: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The places first, first + 1 … of each, so many as counted, one after another."""
    return np.arange(counts.sum()) + np.repeat(first - np.cumsum(counts) + counts, counts)


def rules_of(bits: np.ndarray, rules: Sequence[Rule]) -> pl.Series:
    """The names of the rules behind each mask, joined by ';'."""
    distinct, place = np.unique(bits, return_inverse=True)
    texts = [";".join(rule.name for bit, rule in enumerate(rules) if int(mask) >> bit & 1) for mask in distinct]
    return pl.Series("rules", texts, dtype=pl.String).gather(place)
