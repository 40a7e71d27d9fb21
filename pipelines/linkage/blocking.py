"""Which pairs are worth comparing: records that agree on the terms of at least one blocking rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.keyed import Keyed, Side, Terms, keyed, seen, sieved
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

    terms = Terms(records, touched)

    def found_by(place: int) -> tuple[tuple, pl.DataFrame]:
        blocks = _Blocks.of(terms, (left, right), rules[place])
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

    terms = Terms(records)

    def counted(rule: Rule) -> tuple:
        blocks = _Blocks.of(terms, (left, right), rule)
        rows = blocks.largest()
        return (*blocks.counts(), *map(len, rows), *(int(side.min()) if len(side) else None for side in rows))

    counts = each(counted, rules)
    frame = pl.DataFrame(counts, schema=(*_COUNTED, "left_rows", "right_rows", "left", "right"), orient="row")
    ids = (frame[side].cast(pl.Int64) for side in ("left", "right"))
    named = (records.ids.gather(rows).alias(f"{rows.name}_record") for rows in ids)
    return frame.drop("left", "right").with_columns(named)


@dataclass(frozen=True)
class _Blocks:
    """One rule's keys of both sides in order. A left row pairs with all right rows of its key if it is open, else with
    the open ones; ``partners`` is how many these are, ``starts`` where the left rows of each block begin, ``sizes`` how
    many pairs each block has."""

    rule: Rule
    left: Keyed
    right: Keyed
    partners: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, terms: Terms, sides: tuple[Side, Side], rule: Rule) -> _Blocks:
        """The rule's blocks on those two sides; of records of which some are touched, the blocks of these."""
        (left, right), touched = sides, terms.touched
        here, there = rule.left, rule.right or rule.left
        keys = (
            keyed(terms, left, tuple(zip(here, there, strict=True)), rule),
            keyed(terms, right, tuple(zip(there, here, strict=True)), rule),
        )
        if touched is not None:
            of_touched = seen(np.concatenate([side.keys[touched[side.rows]] for side in keys]))
            keys = tuple(side.kept(of_touched(side.keys)) for side in keys)
        left, right = (side.in_order() for side in sieved(*keys))
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


def _joined(left: Keyed, right: Keyed) -> tuple[np.ndarray, np.ndarray]:
    """Left and right rows of all pairs of equal keys; the right side is in order."""
    first = np.searchsorted(right.keys, left.keys, side="left")
    counts = np.searchsorted(right.keys, left.keys, side="right") - first
    return np.repeat(left.rows, counts), right.rows[runs(first, counts)]


def rules_of(bits: np.ndarray, rules: Sequence[Rule]) -> pl.Series:
    """The names of the rules behind each mask, joined by ';'."""
    distinct, place = np.unique(bits, return_inverse=True)
    texts = [";".join(rule.name for bit, rule in enumerate(rules) if int(mask) >> bit & 1) for mask in distinct]
    return pl.Series("rules", texts, dtype=pl.String).gather(place)
