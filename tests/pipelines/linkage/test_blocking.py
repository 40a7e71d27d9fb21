"""Blocking finds exactly the pairs that its rules tell of, and counts them as it makes them."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.linkage.blocking import Candidates, Side, block_counts, candidate_pairs
from pipelines.linkage.model import Rule
from pipelines.linkage.pairs import DIFFERENT, SAME, Asked
from pipelines.linkage.records import Records

RULES = (
    Rule("name", ("name",), most=6),
    Rule("word_town", ("words:words", "town"), ("name", "town"), any_age=True, most=100),
    Rule("town", ("town",), both_open=True, most=100),
)
TEXTS = st.sampled_from(["甲", "乙", "丙", "甲 乙", ""])
RECORD = st.tuples(TEXTS, TEXTS, TEXTS, st.booleans(), st.booleans())


def split(records: list[tuple], left: int) -> tuple[Records, tuple[Side, Side]]:
    """The drawn records, and the first so many of them as the left side."""
    name, town, words, still_open, pupil = zip(*records, strict=True)
    told = {"record_id": [f"{place:03}" for place in range(len(records))], "name": name, "town": town, "words": words}
    rows, masks = np.arange(len(records)), (np.array(still_open), np.array(pupil))
    sides = (Side(rows[here], *(mask[here] for mask in masks)) for here in (slice(left), slice(left, None)))
    one, other = sides
    return Records(pl.DataFrame(told)), (one, other)


def terms(record: tuple, rule: Rule, *, left: bool) -> list[tuple[str, ...]]:
    """Every combination of the values of the rule's terms on that side."""
    name, town, words, *_ = record
    values = {"name": [name], "town": [town], "words:words": words.split(" ")}
    names = rule.left if left else rule.right or rule.left
    return [combined for combined in product(*(values[term] for term in names)) if all(combined)]


def told(records: list[tuple], left: int, rule: Rule) -> tuple[set[tuple[int, int]], int, int]:
    """One rule's pairs by trying all, the largest block, and how many blocks are left out."""
    blocks: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for a, b in product(range(left), range(left, len(records))):
        (*_, open_a, pupil_a), (*_, open_b, pupil_b) = records[a], records[b]
        may = (open_a and open_b) if rule.both_open else (open_a or open_b)
        if may and (rule.any_age or (pupil_a and pupil_b)):
            for key in set(terms(records[a], rule, left=True)) & set(terms(records[b], rule, left=False)):
                blocks.setdefault(key, []).append((a, b))
    found = {pair for pairs in blocks.values() if len(pairs) <= rule.most for pair in pairs}
    return found, max(map(len, blocks.values()), default=0), sum(len(pairs) > rule.most for pairs in blocks.values())


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORD, min_size=2, max_size=14), st.data())
def test_the_pairs_are_those_that_trying_all_would_find(records: list[tuple], data: st.DataObject) -> None:
    left = data.draw(st.integers(1, len(records) - 1))
    stock, sides = split(records, left)
    found = candidate_pairs(stock, *sides, RULES)
    wanted = [told(records, left, rule) for rule in RULES]
    bits = {pair: sum(1 << place for place, one in enumerate(wanted) if pair in one[0]) for one in wanted for pair in one[0]}
    assert dict(zip(zip(found.left.tolist(), found.right.tolist(), strict=True), found.rules.tolist(), strict=True)) == bits
    assert list(zip(found.left, found.right, strict=True)) == sorted(bits)
    assert found.counts.select("largest", "blocks_left_out").rows() == [(largest, out) for _, largest, out in wanted]


@settings(max_examples=30, deadline=None)
@given(st.lists(RECORD, min_size=2, max_size=14), st.data())
def test_counts_before_any_pair_is_made_are_those_of_the_pairs(records: list[tuple], data: st.DataObject) -> None:
    stock, sides = split(records, data.draw(st.integers(1, len(records) - 1)))
    counts = block_counts(stock, *sides, RULES)
    made = candidate_pairs(stock, *sides, RULES).counts
    assert counts.select(made.columns).equals(made)
    assert (counts["left_rows"] * counts["right_rows"] >= counts["largest"]).all()
    assert (counts["left_record"].is_null() == (counts["largest"] == 0)).all()


def test_pairs_asked_about_stand_once_and_what_nobody_contests_stands_last() -> None:
    found = Candidates(np.array([0, 0, 2]), np.array([10, 12, 13]), np.array([1, 2, 4]), pl.DataFrame())
    fast = (np.array([0, 1, 4]), np.array([11, 14, 15]))
    people_said = (np.array([0, 3]), np.array([12, 13]), np.array([SAME, DIFFERENT]))
    asked = Asked.of(found, fast, people_said, 20)
    told_of = list(zip(asked.left, asked.right, asked.rules, asked.decided, strict=True))
    contested = [(0, 10, 1, 0), (0, 11, 0, 0), (0, 12, 2, SAME), (2, 13, 4, 0), (3, 13, 0, DIFFERENT)]
    assert told_of[: asked.settled] == contested
    assert told_of[asked.settled :] == [(1, 14, 0, 0), (4, 15, 0, 0)]
