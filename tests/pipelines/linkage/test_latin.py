"""How far two values in letters and digits agree: a drawn table for each kind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linkage.comparison.elsewhere import elsewhere, words_in
from pipelines.linkage.comparison.latin import OF_VALUES, with_variants
from pipelines.linkage.levels import LEVELS, Text


def level(kind: str, one: str, other: str) -> str:
    """The level of two values, the same whichever comes first."""
    values = sorted({one, other})
    a, b = np.array([values.index(one)]), np.array([values.index(other)])
    there, back = (OF_VALUES[kind](values, *pair)[0] for pair in ((a, b), (b, a)))
    assert there == back
    return LEVELS[kind](there).code


@pytest.mark.parametrize(("kind", "one", "other", "expected"), [
    ("text", "thomas", "thomas", "exact"),
    ("text", "thomas", "t8omas", "one_edit"),
    ("text", "thomas", "tohmas", "one_edit"),
    ("text", "thomas", "thomass", "one_edit"),
    ("text", "al", "el", "unlike"),
    ("text", "crescent", "cresxemt", "two_edits"),
    ("text", "jane", "june", "one_edit"),
    ("text", "robert", "roberta jane", "close"),
    ("text", "georgina", "george", "like"),
    ("text", "frederick", "fred", "like"),
    ("text", "j", "james", "initial"),
    ("text", "j", "k", "unlike"),
    ("text", "william", "bill", "unlike"),
    ("tokens", "foster george", "george foster", "all"),
    ("tokens", "foster", "foster george", "part"),
    ("tokens", "foster ross", "foster george", "some"),
    ("tokens", "foster", "george", "none"),
    ("digits", "5304218", "5304218", "exact"),
    ("digits", "5304218", "5304281", "one_edit"),
    ("digits", "5304218", "530421", "one_edit"),
    ("digits", "5304218", "5394228", "two_edits"),
    ("digits", "5304218", "4066625", "different"),
    ("iso_date", "1857-08-22", "1857-08-22", "exact"),
    ("iso_date", "1857-08-22", "1857-08-32", "one_digit"),
    ("iso_date", "1857-08-22", "1867-08-22", "one_digit"),
    ("iso_date", "1857-08-12", "1857-12-08", "swapped"),
    ("iso_date", "1857-08-22", "1857-03-12", "two_digits"),
    ("iso_date", "1857-08-22", "1857-01-01", "filler"),
    ("iso_date", "1857-08-22", "1857-11-13", "year"),
    ("iso_date", "1857-08-22", "1868-08-22", "two_apart"),
    ("iso_date", "1857-08-22", "1913-11-13", "different"),
    ("postcode", "sw1a 2ah", "sw1a 2ah", "exact"),
    ("postcode", "sw1a 2ah", "sw1a 2ab", "one_edit"),
    ("postcode", "sw1a 2ah", "sw1a 2jt", "sector"),
    ("postcode", "sw1a 2ah", "sw1a 1jt", "district"),
    ("postcode", "sw1a 2ah", "sw19 1jt", "area"),
    ("postcode", "sw1a 2ah", "se1 7sg", "different"),
    ("postcode", "2135", "4560", "different"),
])  # fmt: skip
def test_levels(kind: str, one: str, other: str, expected: str) -> None:
    assert level(kind, one, other) == expected


_WRITTEN = {
    "iso_date": st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    "postcode": st.from_regex(r"[a-c]{1,2}[1-3] [1-3][a-c]{2}", fullmatch=True),
}


@pytest.mark.parametrize("kind", OF_VALUES)
@given(st.data())
def test_a_value_agrees_with_itself_most_and_with_another_the_same_both_ways(kind: str, data: st.DataObject) -> None:
    written = _WRITTEN.get(kind, st.text("abc1 ", min_size=1, max_size=9).map(str.strip).filter(bool))
    values = sorted(data.draw(st.sets(written, min_size=1, max_size=6)))
    one, other = (places.ravel() for places in np.indices((len(values), len(values))))
    there, back = OF_VALUES[kind](values, one, other), OF_VALUES[kind](values, other, one)
    assert np.array_equal(there, back)
    assert (there[one == other] == 0).all()
    assert {LEVELS[kind](code) for code in there} <= set(LEVELS[kind])


@pytest.mark.parametrize(("one", "other", "expected"), [
    ("thomas", "tom", "variant"),
    ("tom", "thomas", "variant"),
    ("tom", "tim", "one_edit"),  # known as a variant, and nearer than one
    ("tom", "george", "unlike"),
])  # fmt: skip
def test_known_variants_stand_for_each_other(one: str, other: str, expected: str) -> None:
    values = ["george", "thomas", "tim", "tom"]
    measure = with_variants(OF_VALUES["text"], [("thomas", "tom"), ("tim", "tom"), ("anne", "hannah")])
    level = measure(values, np.array([values.index(one)]), np.array([values.index(other)]))[0]
    assert Text(level).code == expected


def test_a_date_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        OF_VALUES["iso_date"](["18570822"], np.array([0]), np.array([0]))


@pytest.mark.parametrize(("one", "other", "expected"), [
    ({"given": "john", "surname": "foster"}, {"given": "foster", "surname": "john"}, True),
    ({"given": "ross"}, {"given": "john", "surname": "ross"}, True),
    ({"given": "john", "surname": "foster"}, {"given": "mary", "surname": "st john"}, True),
    ({"given": "st john"}, {"given": "mary", "surname": "st john"}, True),
    ({"given": "john", "surname": "foster"}, {"given": "john", "surname": "ross"}, False),
    ({"surname": "foster"}, {"surname": "foster"}, False),
])  # fmt: skip
def test_a_given_name_is_found_in_the_other_columns(one: dict[str, str], other: dict[str, str], expected: bool) -> None:
    given_names = sorted(row["given"] for row in (one, other) if "given" in row)
    surnames = sorted(row["surname"] for row in (one, other) if "surname" in row)
    codes = [np.array([given_names.index(row["given"]) if "given" in row else -1 for row in (one, other)])]
    codes += [np.array([surnames.index(row["surname"]) if "surname" in row else -1 for row in (one, other)])]
    a, b = np.array([0, 1]), np.array([1, 0])
    found = elsewhere(codes[0], [(codes[1], words_in(given_names, surnames))], a, b)
    assert found.tolist() == [expected, expected]
