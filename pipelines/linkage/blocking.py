"""Which pairs are worth comparing: records that agree on the terms of at least one blocking rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import polars as pl

from pipelines.linkage.model import Rule
from pipelines.linkage.parts import each
from pipelines.linkage.records import Records

#: Odd numbers that keep the terms of a key apart; a key is the sum of its terms, so that their order costs nothing.
_SALTS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)

_COUNTED = ("rule", "pairs", "largest", "blocks_left_out", "pairs_left_out")
_KEYS = """
CREATE OR REPLACE TEMP TABLE block AS
    SELECT l.key, l.rows * r.rows - (l.rows - l.opens) * (r.rows - r.opens) AS pairs
    FROM (SELECT key, count(*) AS rows, count(*) FILTER (open) AS opens FROM keys_l GROUP BY key) l
    JOIN (SELECT key, count(*) AS rows, count(*) FILTER (open) AS opens FROM keys_r GROUP BY key) r USING (key)
    WHERE l.opens > 0 OR r.opens > 0;
"""
_COUNTS = """
SELECT coalesce(sum(pairs) FILTER (pairs <= $most), 0)::BIGINT AS pairs, coalesce(max(pairs), 0)::BIGINT AS largest,
       count(*) FILTER (pairs > $most) AS blocks_left_out,
       coalesce(sum(pairs) FILTER (pairs > $most), 0)::BIGINT AS pairs_left_out
FROM block
"""
#: The largest block: how many rows of either side it holds, and the first of each.
_LARGEST = """
WITH most AS (FROM block ORDER BY pairs DESC, key LIMIT 1)
SELECT (SELECT count(*) FROM keys_l JOIN most USING (key)), (SELECT count(*) FROM keys_r JOIN most USING (key)),
       (SELECT min(row) FROM keys_l JOIN most USING (key)), (SELECT min(row) FROM keys_r JOIN most USING (key))
"""
_PAIRS = """
INSERT INTO found
    SELECT l.row, r.row, $bit FROM keys_l l JOIN keys_r r USING (key)
    WHERE (l.open OR r.open) AND l.row <> r.row AND key IN (SELECT key FROM block WHERE pairs <= $most)
"""
_CANDIDATES = "SELECT l, r, bit_or(bit)::BIGINT AS rules FROM found GROUP BY l, r ORDER BY l, r"


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


def candidate_pairs(records: Records, left: Side, right: Side, rules: Sequence[Rule]) -> Candidates:
    """The pairs of a left and a right row, at least one of them open, that some rule finds."""
    with duckdb.connect() as con:
        con.execute("CREATE TABLE found (l INTEGER, r INTEGER, bit BIGINT)")

        def put(place: int) -> tuple:
            with con.cursor() as own:
                counts = _blocked(own, records, (left, right), rules[place])
                own.execute(_PAIRS, {"bit": 1 << place, "most": rules[place].most})
            return counts

        counts = each(put, range(len(rules)))
        found = con.execute(_CANDIDATES).fetchnumpy()
    left_rows, right_rows, bits = (np.asarray(found[column]) for column in ("l", "r", "rules"))
    return Candidates(left_rows, right_rows, bits, pl.DataFrame(counts, schema=_COUNTED, orient="row"))


def block_counts(records: Records, left: Side, right: Side, rules: Sequence[Rule]) -> pl.DataFrame:
    """The ``counts`` that ``candidate_pairs`` would have, no pair being made, and what the largest block holds.

    ``left_rows, right_rows``: how many rows of either side; ``left_record, right_record``: the id of the first of each.
    A rule that finds nothing has no rows and no ids.
    """
    counts = []
    with duckdb.connect() as con:
        for rule in rules:
            counts.append((*_blocked(con, records, (left, right), rule), *con.execute(_LARGEST).fetchall()[0]))
    frame = pl.DataFrame(counts, schema=(*_COUNTED, "left_rows", "right_rows", "left", "right"), orient="row")
    ids = (frame[side].cast(pl.Int64) for side in ("left", "right"))
    named = (records.ids.gather(rows).alias(f"{rows.name}_record") for rows in ids)
    return frame.drop("left", "right").with_columns(named)


def _blocked(con: duckdb.DuckDBPyConnection, records: Records, sides: tuple[Side, Side], rule: Rule) -> tuple:
    """That rule's blocks put into the tables ``keys_l``, ``keys_r`` and ``block``; its row of _COUNTED."""
    left, right = sides
    keys = (_keyed(records, left, rule.left, rule), _keyed(records, right, rule.right or rule.left, rule))
    for name, side in zip(("keys_l", "keys_r"), _sieved(*keys), strict=True):
        con.register(name, side.frame().to_arrow())
    con.execute(_KEYS)
    return (rule.name, *con.execute(_COUNTS, {"most": rule.most}).fetchall()[0])


@dataclass(frozen=True)
class _Keyed:
    """Blocking keys of one side: the row each stands in, and whether that row is open."""

    rows: np.ndarray
    keys: np.ndarray
    open: np.ndarray

    def kept(self, places: np.ndarray) -> _Keyed:
        return _Keyed(self.rows[places], self.keys[places], self.open[places])

    def frame(self) -> pl.DataFrame:
        return pl.DataFrame({"row": self.rows, "key": self.keys, "open": self.open})


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
            place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
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


def rules_of(bits: np.ndarray, rules: Sequence[Rule]) -> pl.Series:
    """The names of the rules behind each mask, joined by ';'."""
    distinct, place = np.unique(bits, return_inverse=True)
    texts = [";".join(rule.name for bit, rule in enumerate(rules) if int(mask) >> bit & 1) for mask in distinct]
    return pl.Series("rules", texts, dtype=pl.String).gather(place)
