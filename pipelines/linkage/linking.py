"""Two registers linked: candidates, levels, training, weights and decisions in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.blocking import Candidates, Side, candidate_pairs, rules_of
from pipelines.linkage.comparison import compared
from pipelines.linkage.decision import LINK, REVIEW, Decided, Judge, first_met, log_odds
from pipelines.linkage.fast_path import RULE as FAST
from pipelines.linkage.fast_path import agree_in_full, fast_pairs
from pipelines.linkage.kinship import Families
from pipelines.linkage.model import Model
from pipelines.linkage.pairs import DIFFERENT, SAME, UNSURE, Pairs
from pipelines.linkage.persons import Persons, records_of
from pipelines.linkage.posterior import FalseLinks, posterior
from pipelines.linkage.quality import OUTCOMES, doubts, quality_of, within_bound
from pipelines.linkage.records import Records
from pipelines.linkage.training import trained_on
from pipelines.linkage.weighing import twins_of, weighed_pairs
from pipelines.linkage.weights import Patterns

_COLUMNS = {
    "left_source": pl.String, "left_record": pl.String, "right_source": pl.String, "right_record": pl.String,
    "probability": pl.Float64, "match_weight": pl.Float64, "rule": pl.String, "levels": pl.String,
}  # fmt: skip
LINK_COLUMNS = {**_COLUMNS, "doubt": pl.Float64, "doubt_at_most": pl.Float64}
PAIR_COLUMNS = {**_COLUMNS, "decision": pl.String, "why": pl.String}
_DECISIONS = {"same": SAME, "different": DIFFERENT, "unsure": UNSURE}
#: Refused pairs less probable than this are kept only as a record's best.
_FLOOR = round(float(np.log2(0.001)) * 1000)


@dataclass(frozen=True)
class Linked:
    """Two registers linked.

    ``links`` has LINK_COLUMNS, ``pairs`` PAIR_COLUMNS: pairs in review, and refused ones that are above the floor or
    are the best of an unlinked record. ``doubt`` is the probability that a link is false, ``doubt_at_most`` the same at
    worst (95 %). ``rule`` of a pair names the blocking rules that found it. ``probability`` is
    the posterior, rivals seen. ``false``: how many links may be false. ``model`` is trained. ``counts`` has a row per
    blocking rule (``rule, pairs, largest, blocks_left_out, pairs_left_out``). ``claims`` (``left_record,
    right_record``): siblings who may own a right record that is in review for a child. ``weights``
    (``match_weight, decision, pairs``): all compared pairs by whole bits, the lower end.
    """

    links: pl.DataFrame
    pairs: pl.DataFrame
    model: Model
    counts: pl.DataFrame
    fast: int
    compared: int
    false: FalseLinks
    claims: pl.DataFrame
    weights: pl.DataFrame


def link(left: pl.DataFrame, right: pl.DataFrame, model: Model, *, decisions: pl.DataFrame | None = None) -> Linked:
    """The two registers (columns of PERSON) linked by that model.

    ``decisions``: ``left_record, right_record, decision`` (same, different, unsure) of people; they outrank weights.
    The result does not hang on the order of rows.
    """
    both = pl.concat([_in_order(left), _in_order(right)], how="diagonal_relaxed")
    records = records_of(both)
    rows = np.arange(records.height)
    sides = (Side.whole(rows[: left.height]), Side.whole(rows[left.height :]))
    return linked(records, sides, model, decisions=decisions)


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    return frame if frame["record_id"].is_sorted() else frame.sort("record_id")


def linked(
    records: Records,
    sides: tuple[Side, Side],
    model: Model,
    *,
    decisions: pl.DataFrame | None = None,
    person: np.ndarray | None = None,
    twins: np.ndarray | None = None,
) -> Linked:
    """Those two sides of the records linked.

    ``person`` numbers records, suspected duplicates alike; ``twins`` marks who has a twin in the own register (found
    here when not given).
    """
    told = _told(records, sides, decisions)
    apart = np.zeros(records.height, dtype=bool)
    apart[np.concatenate([told[0], told[1]])] = True
    fast = _fast(model, records, sides, apart)
    left, right = (side.without(taken) for side, taken in zip(sides, fast, strict=True))
    found = candidate_pairs(records, left, right, model.rules)
    a, b, bits = _with_others(found, fast, told)
    levels = compared(records, a, b, model.comparisons)
    if model.training is None:
        model = trained_on(model, records, left, right, Patterns.of(levels), len(fast[0]))
    twins = twins_of(model, records, sides) if twins is None else twins
    pairs = weighed_pairs(model, records, sides, twins, (a, b, levels, _decisions_of(a, b, told)))
    person = np.arange(records.height) if person is None else person
    alone = _uncontested(pairs, fast, records.height)
    families = _families(model, records, sides, pairs, twins)

    def judged_by(model: Model) -> Decided:
        plain = _plain(model, pairs, alone)
        return _judged(pairs, plain, lambda rest: Judge(model, records, rest, person, families).decided())

    sure = posterior(pairs, person, model.many, _placed(records, sides[1]))
    model, judged = within_bound(model, pairs, sure, judged_by)
    links, others = _frames(model, records, pairs, (judged, sure), rules_of(bits, model.rules))
    claims = pl.DataFrame({
        name: records.ids.gather(rows)
        for name, rows in zip(("left_record", "right_record"), judged.claimants, strict=True)
    }).unique()  # fmt: skip
    false, weights = quality_of(model, pairs, sure, judged)
    return Linked(links, others, model, found.counts, len(fast[0]), len(a), false, claims, weights)


def _fast(
    model: Model, records: Records, sides: tuple[Side, Side], apart: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of the fast path, without those that a guard stops: their records stay open to everybody."""
    if not model.fast_path:
        return sides[0].rows[:0], sides[1].rows[:0]
    a, b = fast_pairs(records, *sides, apart)
    guards = [guard for guard in model.guards if guard.allows("id", "same") and guard.allows("name", "exact")]
    asked = {name for guard in guards for name in guard.levels}
    comparisons = tuple(one for one in model.comparisons if one.name in asked)
    if not comparisons:
        return a, b
    levels = compared(records, a, b, comparisons)
    free = first_met(guards, {one.name: levels[:, place] for place, one in enumerate(comparisons)}) < 0
    return a[free], b[free]


def _placed(records: Records, side: Side) -> np.ndarray:
    placed = np.zeros(records.height, dtype=bool)
    placed[side.rows] = False if side.placed is None else side.placed
    return placed


def proposed(
    records: Records, sides: tuple[Side, Side], model: Model, pairs: pl.DataFrame, twins: np.ndarray, why: str
) -> pl.DataFrame:
    """Those pairs (``left_record, right_record``) for review, with PAIR_COLUMNS; ``why`` is their rule and reason."""
    row_of = pl.DataFrame({"record": records.ids, "row": np.arange(records.height)})
    placed = pairs.join(row_of.rename({"record": "left_record", "row": "l"}), on="left_record")
    placed = placed.join(row_of.rename({"record": "right_record", "row": "r"}), on="right_record").sort("l", "r")
    a, b = placed["l"].to_numpy(), placed["r"].to_numpy()
    levels = compared(records, a, b, model.comparisons)
    decided = np.zeros(len(a), dtype=np.int8)
    weighed_ones = weighed_pairs(model, records, sides, twins, (a, b, levels, decided))
    judged = Decided(np.full(len(a), REVIEW), np.full(len(a), why, dtype=object), (a[:0], b[:0]))
    alone = 1 / (1 + np.exp2(-weighed_ones.odds / 1000))
    return _frames(model, records, weighed_ones, (judged, alone), pl.Series([why] * len(a), dtype=pl.String))[1]


def _told(
    records: Records, sides: tuple[Side, Side], decisions: pl.DataFrame | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of left and right records and what people decided of them, the later decision of a pair last."""
    empty = np.zeros(0, dtype=np.int64)
    if decisions is None or decisions.is_empty():
        return empty, empty, empty
    row_of = pl.DataFrame({"record": records.ids, "row": np.arange(records.height)})
    inside = [row_of[side.rows] for side in sides]
    frames = []
    for one, other in (("left_record", "right_record"), ("right_record", "left_record")):
        frame = decisions.join(inside[0].rename({"record": one, "row": "l"}), on=one)
        frames.append(
            frame.join(inside[1].rename({"record": other, "row": "r"}), on=other).select("l", "r", "decision")
        )
    known = pl.concat(frames).unique(["l", "r"], keep="last", maintain_order=True).sort("l", "r")
    codes = known["decision"].replace_strict(_DECISIONS, return_dtype=pl.Int64)
    return known["l"].to_numpy(), known["r"].to_numpy(), codes.to_numpy()


def _uncontested(pairs: Pairs, fast: tuple[np.ndarray, np.ndarray], height: int) -> np.ndarray:
    """Pairs that are the only one of both their records, and of the fast path."""
    once = np.bincount(pairs.left, minlength=height) == 1
    once_right = np.bincount(pairs.right, minlength=height) == 1
    taken = np.zeros(height, dtype=bool)
    taken[fast[0]] = True
    return once[pairs.left] & once_right[pairs.right] & taken[pairs.left] & (pairs.decided == 0)


def _plain(model: Model, pairs: Pairs, uncontested: np.ndarray) -> np.ndarray:
    """The uncontested pairs that are probable enough and have no guard against them."""
    place = np.flatnonzero(uncontested & (pairs.odds >= log_odds(model.link_probability)))
    levels = {name: pairs.levels[place, column] for name, column in model.places.items()}
    plain = np.zeros(len(uncontested), dtype=bool)
    plain[place[first_met(model.guards, levels) < 0]] = True
    return plain


def _families(
    model: Model, records: Records, sides: tuple[Side, Side], pairs: Pairs, twins: np.ndarray
) -> Families | None:
    """The families of both registers, where the model knows of kin."""
    if not (model.kin_ratio and isinstance(records, Persons)):
        return None
    full = agree_in_full(records, pairs.left, pairs.right)
    settled = np.zeros(records.height, dtype=bool)
    settled[pairs.left[full]] = True
    settled[pairs.right[full]] = True
    return Families(records, (sides[0].rows, sides[1].rows), settled, twins)


def _judged(pairs: Pairs, plain: np.ndarray, judge: Callable[[Pairs], Decided]) -> Decided:
    """Plain pairs linked, the others as judged."""
    rest = np.flatnonzero(~plain)
    decided = judge(pairs.at(rest))
    outcome, reason = np.full(len(plain), LINK), np.full(len(plain), FAST, dtype=object)
    outcome[rest], reason[rest] = decided.outcome, decided.reason
    return Decided(outcome, reason, decided.claimants)


def _with_others(
    found: Candidates, fast: tuple[np.ndarray, np.ndarray], told: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Candidates, fast pairs and pairs people decided about, each once, ordered by left and right row."""
    a = np.concatenate([found.left, fast[0], told[0]]).astype(np.int64)
    b = np.concatenate([found.right, fast[1], told[1]]).astype(np.int64)
    bits = np.concatenate([found.rules, np.zeros(len(fast[0]) + len(told[0]), dtype=np.int64)])
    width = int(b.max(initial=0)) + 1
    # Candidates come in order and stand first, so that of equal pairs the one with rules is kept.
    order = np.argsort(a * width + b, kind="stable")
    a, b, bits = a[order], b[order], bits[order]
    first = (np.diff(a, prepend=-1) != 0) | (np.diff(b, prepend=-1) != 0)
    return a[first], b[first], bits[first]


def _decisions_of(a: np.ndarray, b: np.ndarray, told: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """What people decided of each pair. Pairs are ordered and hold every pair decided about."""
    decided = np.zeros(len(a), dtype=np.int8)
    width = int(b.max(initial=0)) + 1
    decided[np.searchsorted(a * width + b, told[0].astype(np.int64) * width + told[1])] = told[2]
    return decided


def _frames(
    model: Model, records: Records, pairs: Pairs, decided: tuple[Decided, np.ndarray], rules: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    judged, sure = decided
    linked = judged.outcome == LINK
    kept = linked | (judged.outcome == REVIEW) | (pairs.odds >= _FLOOR) | _best_unlinked(pairs, linked)
    place = np.flatnonzero(kept)
    frame = pl.DataFrame({
        "left_record": records.ids.gather(pairs.left[place]),
        "right_record": records.ids.gather(pairs.right[place]),
        "probability": np.round(sure[place], 6),
        "match_weight": pairs.weight[place] / 1000,
        "rule": rules.gather(place),
        "levels": _levels_text(model, pairs.levels[place]),
        "decision": pl.Series(judged.outcome[place]).replace_strict(OUTCOMES, return_dtype=pl.String),
        "why": pl.Series(judged.reason[place].tolist(), dtype=pl.String),
    }).with_columns(pl.lit(model.left).alias("left_source"), pl.lit(model.right).alias("right_source"))  # fmt: skip
    doubted = doubts(model, pairs.at(np.flatnonzero(linked)), sure[linked])
    links = frame.filter(pl.col("decision") == "link").with_columns(pl.col("why").alias("rule"), *doubted)
    others = frame.filter(pl.col("decision") != "link").select(*PAIR_COLUMNS)
    return links.select(*LINK_COLUMNS), others


def _best_unlinked(pairs: Pairs, linked: np.ndarray) -> np.ndarray:
    """The heaviest pair of every record that has no link, the first of equals."""
    best = np.zeros(len(linked), dtype=bool)
    lacking = ~(np.isin(pairs.left, pairs.left[linked]) & np.isin(pairs.right, pairs.right[linked])) & ~linked
    for rows in (pairs.left, pairs.right):
        heaviest = np.full(int(rows.max(initial=-1)) + 1, np.iinfo(np.int64).min)
        np.maximum.at(heaviest, rows, pairs.weight)
        equal = np.flatnonzero(pairs.weight == heaviest[rows])
        best[equal[np.unique(rows[equal], return_index=True)[1]]] = True
    return best & lacking


def _levels_text(model: Model, levels: np.ndarray) -> pl.Series:
    """``name=exact;id=same;…`` for every row of levels."""
    patterns = Patterns.of(levels)
    texts = [
        ";".join(f"{one.name}={one.word(code)}" for one, code in zip(model.comparisons, row, strict=True))
        for row in patterns.levels
    ]
    return pl.Series("levels", texts, dtype=pl.String).gather(patterns.row_of_pair)
