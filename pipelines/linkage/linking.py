"""Two registers linked: candidates, levels, training, weights and decisions in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.blocking import Side, candidate_pairs
from pipelines.linkage.carried import Compared, Recalled, remembered, standing_of
from pipelines.linkage.comparison import compared
from pipelines.linkage.conditions import Standing, first_met, log_odds
from pipelines.linkage.decision import Decided, Judge
from pipelines.linkage.fast_path import RULE as FAST
from pipelines.linkage.fast_path import agree_in_full, fast_pairs
from pipelines.linkage.frames import Told
from pipelines.linkage.kinship import Families
from pipelines.linkage.model import Model
from pipelines.linkage.owners import Owners
from pipelines.linkage.pairs import Asked, Pairs
from pipelines.linkage.patterns import Patterns
from pipelines.linkage.persons import Persons, records_of
from pipelines.linkage.posterior import FalseLinks, posterior
from pipelines.linkage.quality import doubts, false_links_of, weights_of, within_bound
from pipelines.linkage.records import Records
from pipelines.linkage.refusal import LINK, REVIEW
from pipelines.linkage.training import trained_on
from pipelines.linkage.verdicts import verdicts
from pipelines.linkage.weighing import twins_of, weighed_pairs


@dataclass(frozen=True)
class Linked:
    """Two registers linked.

    ``links`` has ``frames.LINK_COLUMNS``, ``pairs`` PAIR_COLUMNS: pairs in review, and refused ones that are above the
    floor or are the best of an unlinked record. ``doubt`` is the probability that a link is false, ``doubt_at_most``
    the same at worst (95 %). ``rule`` of a pair names the blocking rules that found it. ``probability`` is
    the posterior, rivals seen. ``false``: how many links may be false. ``model`` is trained. ``counts`` has a row per
    blocking rule (``rule, pairs, largest, blocks_left_out, pairs_left_out``). ``claims`` (``left_record,
    right_record``): siblings who may own a right record that is in review for a child. ``weights``
    (``match_weight, decision, pairs``): all compared pairs by whole bits, the lower end. ``carried``: what was
    compared, for the next night.
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
    carried: Compared


def link(left: pl.DataFrame, right: pl.DataFrame, model: Model, *, decisions: pl.DataFrame | None = None) -> Linked:
    """The two registers (columns of PERSON) linked by that model.

    ``decisions``: ``left_record, right_record, decision`` (same, different, unsure) of people; they outrank weights.
    The result does not hang on the order of rows.
    """
    # Registers of one shape are not copied.
    how = "vertical" if left.schema == right.schema else "diagonal_relaxed"
    records = records_of(pl.concat([_in_order(left), _in_order(right)], how=how))
    rows = np.arange(records.height)
    sides = (Side.whole(rows[: left.height]), Side.whole(rows[left.height :]))
    return linked(records, sides, model, decisions=decisions, again=False)


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    # In one chunk, or each look at columns that are chunked otherwise would copy them.
    return (frame if frame["record_id"].is_sorted() else frame.sort("record_id")).rechunk()


def linked(
    records: Records,
    sides: tuple[Side, Side],
    model: Model,
    *,
    decisions: pl.DataFrame | None = None,
    person: np.ndarray | None = None,
    twins: np.ndarray | None = None,
    recalled: Recalled | None = None,
    owners: Owners | None = None,
    again: bool = True,
) -> Linked:
    """Those two sides of the records linked.

    ``person`` numbers records, suspected duplicates alike; ``twins`` marks who has a twin in the own register (found
    here when not given). What is ``recalled`` of an earlier night is neither looked for nor compared again; it changes
    nothing but the counts. ``owners``: what a third register knows of the left records. Unless the records are asked
    ``again``, they forget what was read off them.
    """
    asked, fast, found = _asked(model, records, sides, verdicts(records, sides, decisions), recalled)

    def compare(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return compared(records, left, right, model.comparisons)

    levels = recalled.levels_of(asked.left, asked.right, compare) if recalled else compare(asked.left, asked.right)
    patterns = Patterns.of(levels)
    if model.training is None:
        model = trained_on(model, records, *sides, patterns, fast)
    twins = twins_of(model, records, sides) if twins is None else twins
    pairs = weighed_pairs(model, records, sides, twins, (asked.left, asked.right, patterns, asked.decided))
    pairs = owners.bounded(pairs) if owners else pairs
    person = np.arange(records.height) if person is None else person
    families = _families(model, records, sides, pairs, twins)

    def judged_by(model: Model) -> Decided:
        plain = _plain(model, pairs, asked.settled)
        return _judged(pairs, plain, lambda rest: Judge(Standing(model, records, rest, families), person).decided())

    sure = posterior(pairs, person, model.many, _placed(records, sides[1]))
    model, judged = within_bound(model, pairs, sure, judged_by)
    if not again:
        records.forget()
    doubt = doubts(model, pairs, sure, judged)
    frames = Told(model, records, pairs, judged, sure)
    return Linked(
        frames.links(doubt), frames.others(asked), model, found.counts, fast, len(asked.left),
        false_links_of(pairs, sure, doubt, judged), frames.claims(), weights_of(pairs, judged),
        remembered(asked, levels, found.standing, found.counts),
    )  # fmt: skip


@dataclass(frozen=True)
class _Found:
    """The counts of the blocking rules, and what each record was to them (``carried.standing_of``)."""

    counts: pl.DataFrame
    standing: np.ndarray


def _asked(
    model: Model, records: Records, sides: tuple[Side, Side], told: tuple[np.ndarray, np.ndarray, np.ndarray],
    recalled: Recalled | None,
) -> tuple[Asked, int, _Found]:
    """The pairs to be compared, how many the fast path took, and how the others were found.

    ``told``: what people decided. Records they spoke of take no part in the fast path.
    """
    apart = np.zeros(records.height, dtype=bool)
    apart[np.concatenate([told[0], told[1]])] = True
    fast = _fast(model, records, sides, apart)
    left, right = (side.without(taken) for side, taken in zip(sides, fast, strict=True))
    found = (recalled.candidates if recalled else candidate_pairs)(records, left, right, model.rules)
    how = _Found(found.counts, standing_of(records.height, left, right))
    return Asked.of(found, fast, told, records.height), len(fast[0]), how


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
    patterns = Patterns.of(compared(records, a, b, model.comparisons))
    weighed_ones = weighed_pairs(model, records, sides, twins, (a, b, patterns, np.zeros(len(a), dtype=np.int8)))
    reasons = pl.repeat(why, len(a), dtype=pl.String, eager=True)
    judged = Decided(np.full(len(a), REVIEW, dtype=np.int8), reasons, (a[:0], b[:0]))
    alone = 1 / (1 + np.exp2(-weighed_ones.odds / 1000))
    return Told(model, records, weighed_ones, judged, alone).described(np.arange(len(a)), reasons)


def _plain(model: Model, pairs: Pairs, settled: int) -> np.ndarray:
    """Those of the settled pairs that are probable enough and have no guard against them."""
    levels = {name: pairs.patterns.levels[:, column] for name, column in model.places.items()}
    free = pairs.patterns.of_pairs(first_met(model.guards, levels) < 0)
    plain = free & (pairs.odds >= log_odds(model.link_probability))
    plain[:settled] = False
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
    outcome, told = np.full(len(plain), LINK, dtype=np.int8), np.full(len(plain), len(rest), dtype=np.int32)
    outcome[rest], told[rest] = decided.outcome, np.arange(len(rest))
    reasons = pl.concat([decided.reason, pl.Series([FAST])])
    return Decided(outcome, reasons.gather(told), decided.claimants)
