"""Which pairs are worth comparing: records that agree on the terms of at least one blocking rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.keyed import Keyed, Side, Terms, contested, keyed, seen, sieved
from pipelines.linkage.model import Rule
from pipelines.linkage.parts import each
from pipelines.linkage.records import Records, runs

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


def candidate_pairs(
    records: Records, left: Side, right: Side, rules: Sequence[Rule], touched: np.ndarray | None = None
) -> Candidates:
    """The pairs of a left and a right row, at least one of them open, that some rule finds.

    ``touched``: marks records; only pairs with such a one are looked for, and blocks without one are not counted.
    """

    terms, sides = Terms(records, touched), _Sides.of(left, right)

    def found_by(place: int) -> tuple[tuple, pl.DataFrame]:
        blocks = _Blocks.of(terms, sides, rules[place])
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

    terms, sides = Terms(records), _Sides.of(left, right)

    def counted(rule: Rule) -> tuple:
        blocks = _Blocks.of(terms, sides, rule)
        rows = blocks.largest()
        return (*blocks.counts(), *map(len, rows), *(int(side.min()) if len(side) else None for side in rows))

    counts = each(counted, rules)
    frame = pl.DataFrame(counts, schema=(*_COUNTED, "left_rows", "right_rows", "left", "right"), orient="row")
    ids = (frame[side].cast(pl.Int64) for side in ("left", "right"))
    named = (records.ids.gather(rows).alias(f"{rows.name}_record") for rows in ids)
    return frame.drop("left", "right").with_columns(named)


@dataclass(frozen=True)
class _Sides:
    """Both sides, whole and of what is open alone."""

    whole: tuple[Side, Side]
    open: tuple[Side, Side]

    @classmethod
    def of(cls, left: Side, right: Side) -> _Sides:
        """Those sides."""
        return cls((left, right), (left.only(left.open), right.only(right.open)))

    def asked(self, terms: Terms, rule: Rule) -> tuple[Side, Side]:
        """The rows that may have a pair by that rule, and few that have none."""
        return self.open if rule.both_open else contested(terms, self.whole, rule)


@dataclass(frozen=True)
class _Blocks:
    """One rule's keys of both sides in order. A left row pairs with all right rows of its key if it is open, else with
    the open ones. ``block`` numbers the block of each left key; of each block, ``whom`` tells where its right keys
    begin and end, ``opened`` the same among the open ones, ``sizes`` how many pairs it has."""

    rule: Rule
    left: Keyed
    right: Keyed
    block: np.ndarray
    whom: tuple[np.ndarray, np.ndarray]
    opened: tuple[np.ndarray, np.ndarray]
    sizes: np.ndarray

    @classmethod
    def of(cls, terms: Terms, sides: _Sides, rule: Rule) -> _Blocks:
        """The rule's blocks on those two sides; of records of which some are touched, the blocks of these."""
        (left, right), touched = sides.asked(terms, rule), terms.touched
        here, there = rule.left, rule.right or rule.left
        keys = (
            keyed(terms, left, tuple(zip(here, there, strict=True)), rule),
            keyed(terms, right, tuple(zip(there, here, strict=True)), rule),
        )
        if touched is not None:
            of_touched = seen(np.concatenate([side.keys[touched[side.rows]] for side in keys]))
            keys = tuple(side.kept(of_touched(side.keys)) for side in keys)
        left, right = (side.in_order() for side in sieved(*keys))
        new = np.diff(left.keys, prepend=~left.keys[:1]) != 0
        block, distinct = np.cumsum(new) - 1, left.keys[new]
        whom = np.searchsorted(right.keys, distinct, side="left"), np.searchsorted(right.keys, distinct, side="right")
        before = np.append(0, np.cumsum(right.open))
        opened = before[whom[0]], before[whom[1]]
        open_left = np.bincount(block[left.open], minlength=len(distinct))
        settled_left = np.bincount(block, minlength=len(distinct)) - open_left
        sizes = open_left * (whom[1] - whom[0]) + settled_left * (opened[1] - opened[0])
        return cls(rule, left, right, block, whom, opened, sizes)

    def counts(self) -> tuple:
        """The rule's row of _COUNTED."""
        fits = self.sizes <= self.rule.most
        pairs, left_out = int(self.sizes[fits].sum()), int(self.sizes[~fits].sum())
        return (self.rule.name, pairs, int(self.sizes.max(initial=0)), int((~fits).sum()), left_out)

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Left and right rows of the pairs of all blocks that are not left out; never a row with itself."""
        fits = (self.sizes <= self.rule.most)[self.block]
        met = (
            _joined(self.left.rows, self.block, fits & self.left.open, self.right.rows, self.whom),
            _joined(self.left.rows, self.block, fits & ~self.left.open, self.right.rows[self.right.open], self.opened),
        )
        a, b = (np.concatenate(rows) for rows in zip(*met, strict=True))
        return a[a != b], b[a != b]

    def largest(self) -> tuple[np.ndarray, np.ndarray]:
        """The left and the right rows that make up the largest block, of equals the one of the lowest key."""
        if not self.sizes.max(initial=0):
            return self.left.rows[:0], self.right.rows[:0]
        which = int(np.argmax(self.sizes))
        here, (first, last) = self.block == which, (ends[which] for ends in self.whom)
        there = slice(first, last)
        paired = self.right.open[there] | (self.left.open & here).any()
        partnered = self.left.open | (self.opened[0][which] < self.opened[1][which])
        return self.left.rows[here & partnered], self.right.rows[there][paired]


def _joined(
    rows: np.ndarray, block: np.ndarray, ours: np.ndarray, others: np.ndarray, ends: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Those of the rows (``ours``), each with all others from where its block begins among them to where it ends."""
    rows, block = rows[ours], block[ours]
    first, counts = ends[0][block], (ends[1] - ends[0])[block]
    return np.repeat(rows, counts), others[runs(first, counts)]


def rules_of(bits: np.ndarray, rules: Sequence[Rule]) -> pl.Series:
    """The names of the rules behind each mask, joined by ';'."""
    distinct, place = np.unique(bits, return_inverse=True)
    texts = [";".join(rule.name for bit, rule in enumerate(rules) if int(mask) >> bit & 1) for mask in distinct]
    return pl.Series("rules", texts, dtype=pl.String).gather(place)
