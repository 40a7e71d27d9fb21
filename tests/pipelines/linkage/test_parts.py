"""Work done in parts, and what is counted in blocks, comes out as if done at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.linkage import frequency, link, parts
from pipelines.linkage.county import POPULATION_ROLL
from pipelines.linkage.fast_path import _of_one_number
from pipelines.linkage.frequency import _together
from pipelines.linkage.persons import Persons
from pipelines.linkage.records import numbered
from tests.pipelines.linkage.people import registers


def test_what_each_makes_comes_in_the_order_of_the_things() -> None:
    assert parts.each(lambda one: one**2, range(100)) == [one**2 for one in range(100)]
    assert [list(range(20))[part] for part in parts.parts(20)] == [list(range(20))]


def test_what_goes_wrong_in_a_part_is_told() -> None:
    with pytest.raises(ZeroDivisionError):
        parts.each(lambda one: 1 // one, [1, 0, 1])


def test_small_parts_change_nothing(monkeypatch) -> None:
    left, right, _ = registers(150, 7)
    whole = link(left, right, POPULATION_ROLL)
    monkeypatch.setattr(parts, "_PART", 17)
    monkeypatch.setattr(frequency, "_CELLS", 50)
    pieces = link(left, right, POPULATION_ROLL)
    assert whole.links.height > 50 and whole.links.equals(pieces.links)
    assert whole.pairs.equals(pieces.pairs) and whole.model == pieces.model and whole.false == pieces.false


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), min_size=1, max_size=30))
def test_names_of_a_year_are_counted_as_by_hand(people: list[tuple[int, int]]) -> None:
    names, years = (np.array(column) for column in zip(*people, strict=True))
    numbers = _together(names, years).tolist()
    assert [numbers.count(one) for one in numbers] == [people.count(one) for one in people]


@settings(deadline=None)
@given(st.lists(st.integers(-1, 8).map(lambda one: one if one < 0 else one * 10**17), max_size=30))
def test_equal_codes_share_a_number_and_only_they(codes: list[int]) -> None:
    values = np.array(codes, dtype=np.int64)
    numbers, first = numbered(values)
    assert (numbers < 0).tolist() == [code < 0 for code in codes]
    assert all(codes[first[number]] == code for number, code in zip(numbers, codes, strict=True) if code >= 0)
    assert sorted(set(numbers[numbers >= 0].tolist())) == list(range(len(first)))


def test_what_is_forgotten_is_read_anew() -> None:
    left, _, _ = registers(20, 3)
    records = Persons(left)
    before = records.name, records.front15, records.term("dob").hashes, records.characters.texts
    records.forget()
    after = records.name, records.front15, records.term("dob").hashes, records.characters.texts
    assert all((one == other).all() for one, other in zip(before, after, strict=True))


@settings(deadline=None)
@given(st.lists(st.one_of(st.integers(-1, 9), st.integers(0, 2**62)), max_size=30))
def test_codes_are_numbered_by_size_be_they_alike_but_for_their_last_bits(told: list[int]) -> None:
    codes = np.array(told, dtype=np.int64)
    numbers, first = numbered(codes)
    known = sorted(set(told) - {-1})
    assert numbers.tolist() == [known.index(one) if one >= 0 else -1 for one in told]
    assert codes[first].tolist() == known


@settings(deadline=None)
@given(st.lists(st.one_of(st.integers(-1, 9), st.integers(0, 2**62)), min_size=2, max_size=24), st.data())
def test_one_number_is_of_two_only_where_nobody_else_bears_it(told: list[int], data: st.DataObject) -> None:
    """Nor is one found that two records do not share; some that are alike but for their last bits go the long way."""
    numbers, sides = np.array(told, dtype=np.int64), data.draw(st.integers(1, len(told) - 1))
    left, right = np.split(np.arange(len(told)), [sides])
    found = set(zip(*(rows.tolist() for rows in _of_one_number(numbers, left, right)), strict=True))
    alone = {(a, b) for a in left.tolist() for b in right.tolist() if told[a] == told[b] >= 0 and told.count(told[a]) == 2}
    bits = len(told).bit_length()
    sharp = {(a, b) for a, b in alone if sum(one >> bits == told[a] >> bits for one in told if one >= 0) == 2}
    assert sharp <= found <= alone
