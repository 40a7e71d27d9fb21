"""Who is who: what one row of last night and one of tonight must have in common to be one child."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pipelines.casebook import Casebook
from tests.pipelines.casebook.nights import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, child, ids, night, persons

X, Y = "349901201501010011", "349901201501010038"
#: A child as the registry has it.
ZHAO = {"name": "赵一", "number": X, "household_no": "7", "guardian_keys": ["赵大"], "village": "一村"}
NEW_ID = {"number": Y}


@pytest.fixture
def casebook(tmp_path):
    with Casebook(tmp_path / "state") as book:
        yield book


def events(book: Casebook, as_of: date) -> list[tuple[str, bool | None]]:
    told = book.read().identity_events.filter(pl.col("as_of") == as_of)
    return [row for row in told.select("kind", "sure").rows()]


#: What is mended in one night → whether it is the same child, and for sure.
MENDED = {
    "nothing but the row": ({}, True, None),
    "name": ({"name": "赵依"}, True, True),
    "number": ({"number": Y}, True, True),
    "number lost": ({"number": None}, True, True),
    "village": ({"village": "二村"}, True, True),
    "number and village": ({"number": Y, "village": "二村"}, True, True),
    "number, village and household": ({"number": Y, "village": "二村", "household_no": "9"}, True, False),
    "number, village, household and guardians": (
        {"number": Y, "village": "二村", "household_no": "9", "guardian_keys": ["钱大"]}, False, None),
    "number, household and guardians": ({"number": Y, "household_no": "9", "guardian_keys": ["钱大"]}, True, False),
    "name, the former one noted, and number": ({"name": "赵依", "former_key": "赵一", "number": Y}, True, True),
    "name and birth date": ({"name": "赵依", "born": date(2015, 2, 1)}, True, False),
    "name and number": ({"name": "赵依", "number": Y}, True, False),
    "name, number and household": ({"name": "赵依", "number": Y, "household_no": "9"}, True, False),
    "name, number and guardians": ({"name": "赵依", "number": Y, "guardian_keys": ["钱大"]}, True, False),
    "name, number, household and guardians": (
        {"name": "赵依", "number": Y, "household_no": "9", "guardian_keys": ["钱大"]}, False, None),
    "name, number and birth date": ({"name": "赵依", "number": Y, "born": date(2015, 2, 1)}, False, None),
    "name, village, household and guardians": (
        {"name": "赵依", "village": "二村", "household_no": "9", "guardian_keys": ["钱大"]}, True, False),
}


@pytest.mark.parametrize("what", MENDED)
def test_what_may_be_mended_in_one_night(casebook: Casebook, what: str):
    change, same, sure = MENDED[what]
    first, _ = night(casebook, MONDAY, persons(child("a", **ZHAO)))
    second, _ = night(casebook, TUESDAY, persons(child("b", **(ZHAO | change))))
    assert (ids(first)["a"] == ids(second)["b"]) is same
    kind = [] if sure is None and same else [("mended", sure)] if same else [("new", None), ("left", None)]
    assert events(casebook, TUESDAY) == kind


def test_two_mendings_in_two_nights_are_one_child_for_sure(casebook: Casebook):
    first, _ = night(casebook, MONDAY, persons(child("a", **ZHAO)))
    night(casebook, TUESDAY, persons(child("a", **(ZHAO | {"number": Y}))))
    third, _ = night(casebook, WEDNESDAY, persons(child("a", **(ZHAO | {"number": Y, "name": "赵依"}))))
    assert ids(first) == ids(third)
    assert events(casebook, WEDNESDAY) == [("mended", True)]


def test_numbers_swapped_between_brothers_are_swapped_back_under_their_names(casebook: Casebook):
    older, younger = ZHAO | {"name": "赵一"}, ZHAO | {"name": "赵二", "number": Y, "born": date(2016, 3, 3)}
    first, _ = night(casebook, MONDAY, persons(child("a", **(older | {"number": Y})), child("b", **(younger | {"number": X}))))
    second, _ = night(casebook, TUESDAY, persons(child("a", **older), child("b", **younger)))
    assert ids(first) == ids(second)


def test_twins_are_not_taken_for_each_other(casebook: Casebook):
    """Twins agree in all but name and number; when both are mended in both, each is new."""
    twins = [child("a", **ZHAO), child("b", **(ZHAO | {"name": "赵二", "number": Y}))]
    mended = [child("a", **(ZHAO | {"name": "赵甲", "number": None})), child("b", **(ZHAO | {"name": "赵乙", "number": None}))]
    first, _ = night(casebook, MONDAY, persons(*twins))
    second, _ = night(casebook, TUESDAY, persons(*mended))
    assert not set(ids(first).values()) & set(ids(second).values())


def test_the_one_twin_that_is_left_over_is_recognized_but_not_for_sure(casebook: Casebook):
    twins = [child("a", **ZHAO), child("b", **(ZHAO | {"name": "赵二", "number": Y}))]
    first, _ = night(casebook, MONDAY, persons(*twins))
    second, _ = night(casebook, TUESDAY, persons(twins[0], child("b", **(ZHAO | {"name": "赵乙", "number": None}))))
    assert ids(first) == ids(second)
    assert events(casebook, TUESDAY) == [("mended", False)]


def test_a_second_row_under_a_number_is_split_off(casebook: Casebook):
    """Whoever has more in common keeps the id."""
    first, _ = night(casebook, MONDAY, persons(child("a", **ZHAO)))
    second, _ = night(casebook, TUESDAY, persons(child("a", **(ZHAO | {"name": "赵依"})), child("b", **(ZHAO | {"name": "钱五", "household_no": "9"}))))
    assert ids(second)["a"] == ids(first)["a"]
    told = casebook.read().identity_events.filter(pl.col("kind") == "split")
    assert told.select("child_id", "other_id").rows() == [(ids(second)["b"], ids(first)["a"])]


def test_rows_that_are_alike_keep_their_ids_in_any_order(casebook: Casebook):
    """A child registered twice is two rows, every night the same two."""
    first, _ = night(casebook, MONDAY, persons(child("a", **ZHAO), child("b", **ZHAO)))
    second, _ = night(casebook, TUESDAY, persons(child("d", **ZHAO), child("c", **ZHAO)))
    assert set(ids(first).values()) == set(ids(second).values())
    assert len(set(ids(second).values())) == 2


def test_a_double_registration_that_was_mended_is_merged_and_the_older_id_lives(casebook: Casebook):
    first, _ = night(casebook, MONDAY, persons(child("a", **ZHAO)))
    _, tasks = night(casebook, TUESDAY, persons(child("a", **ZHAO), child("b", **ZHAO)), ["b"])
    third, after = night(casebook, WEDNESDAY, persons(child("b", **ZHAO)), ["b"])
    assert ids(third)["b"] == ids(first)["a"]
    memory = casebook.read()
    (token,) = tasks["case_token"]
    assert after["case_token"].to_list() == [token], "the case goes on, now as the older id's"
    assert dict(memory.tokens.rows()) == {token: ids(first)["a"]}
    assert memory.case_events["kind"].to_list() == ["opened", "moved"]


def test_a_child_lost_for_a_while_is_found_to_be_the_one_of_before(casebook: Casebook):
    """Everything changed at once: another id. When the name is as it was, the row shows that both are one."""
    other = {"name": "赵依", "number": Y, "household_no": "9", "guardian_keys": ["钱大"]}
    first, _ = night(casebook, MONDAY, persons(child("a", **ZHAO)), ["a"])
    second, _ = night(casebook, TUESDAY, persons(child("a", **(ZHAO | other))), ["a"])
    third, tasks = night(casebook, WEDNESDAY, persons(child("a", **(ZHAO | {"number": Y}))), ["a"])
    assert ids(second)["a"] != ids(first)["a"] == ids(third)["a"]
    assert [kind for kind, _ in events(casebook, WEDNESDAY)] == ["back", "merged"]
    assert set(casebook.read().tokens["child_id"]) == {ids(first)["a"]}
    assert tasks["first_listed"].to_list() == [TUESDAY], "the case that was open goes on"


def test_two_that_were_there_together_are_never_merged_by_a_name(casebook: Casebook):
    """A namesake who moves away leaves nothing to the one who stays."""
    both = persons(child("a", **ZHAO), child("b", **(ZHAO | {"number": Y})))
    first, _ = night(casebook, MONDAY, both, ["b"])
    night(casebook, TUESDAY, both.filter(pl.col("record_id") == "a"))
    assert events(casebook, TUESDAY) == [("left", None)]
    assert casebook.read().tokens["child_id"].to_list() == [ids(first)["b"]]


def test_a_child_that_left_and_comes_back_is_the_same(casebook: Casebook):
    first, _ = night(casebook, MONDAY, persons(child("a", **ZHAO)))
    night(casebook, TUESDAY, persons())
    third, _ = night(casebook, THURSDAY, persons(child("c", **ZHAO)))
    assert ids(third)["c"] == ids(first)["a"]
    assert [kind for day in (MONDAY, TUESDAY, THURSDAY) for kind, _ in events(casebook, day)] == ["new", "left", "back"]
    assert casebook.read().children["left"].to_list() == [None]


def test_nothing_new_is_noted_of_who_is_as_before(casebook: Casebook):
    people = persons(child("a", **ZHAO), child("b", **(ZHAO | {"name": "赵二", "number": None})))
    for day in (MONDAY, MONDAY, TUESDAY):
        night(casebook, day, people, ["a"])
    assert events(casebook, TUESDAY) == []
    assert casebook.read().identity_events.height == 2
    assert casebook.read().case_events["kind"].to_list() == ["opened"]
