"""The life of a case, night by night: drawn as people tell it, one line a night."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import event

from pipelines.casebook import Casebook
from tests.pipelines.casebook.nights import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, child, ids, night, persons
from tests.pipelines.casebook.test_archive import filled
from tests.pipelines.casebook.test_returns import ROWS

AUGUST, SEPTEMBER = date(2027, 8, 30), date(2027, 9, 1)
VISIT, CERTIFICATE, NO = {"a": "visit"}, {"a": "certificate"}, {}
#: The nights (date, listed, late, escalated) → what happened to the case, and how many nights the last list shows.
LIVES = {
    "opened and open": ([(MONDAY, VISIT, False, False), (TUESDAY, VISIT, False, False)], ["opened"], 2),
    "run again": ([(MONDAY, VISIT, False, False), (MONDAY, VISIT, False, False)], ["opened"], 1),
    "closed": ([(MONDAY, VISIT, False, False), (TUESDAY, NO, False, False)], ["opened", "closed"], None),
    "on another list": ([(MONDAY, VISIT, False, False), (TUESDAY, CERTIFICATE, False, False)], ["opened", "listed_as"], 2),
    "late, told to the township later": (
        [(MONDAY, VISIT, False, False), (TUESDAY, VISIT, True, False), (WEDNESDAY, VISIT, True, True), (THURSDAY, VISIT, True, True)],
        ["opened", "late", "escalated"], 4),
    "told to the township at once": ([(MONDAY, VISIT, False, True)], ["opened", "escalated"], 1),
    "opened again in the same school year": (
        [(MONDAY, VISIT, False, False), (TUESDAY, NO, False, False), (WEDNESDAY, VISIT, False, False)],
        ["opened", "closed", "reopened"], 1),
    "opened again in the next school year": (
        [(AUGUST, VISIT, False, False), (date(2027, 8, 31), NO, False, False), (SEPTEMBER, VISIT, False, False)],
        ["opened", "closed", "opened"], 1),
    "closed by one run of a day and not by the next": (
        [(MONDAY, VISIT, False, False), (TUESDAY, NO, False, False), (TUESDAY, VISIT, False, False)],
        ["opened", "closed", "resumed"], 2),
    "a night for a past date": (
        [(TUESDAY, VISIT, False, False), (MONDAY, NO, False, False), (WEDNESDAY, VISIT, False, False)], ["opened"], 2),
    "listed by a night for a past date only": (
        [(TUESDAY, NO, False, False), (MONDAY, VISIT, False, False), (WEDNESDAY, NO, False, False)], ["aside"], None),
    "listed by a night for a past date, and later": (
        [(TUESDAY, NO, False, False), (MONDAY, VISIT, False, False), (WEDNESDAY, VISIT, False, False)], ["aside", "opened"], 1),
}


@pytest.fixture
def casebook(tmp_path: Path):
    with Casebook(tmp_path / "state") as book:
        yield book


@pytest.mark.parametrize("life", LIVES)
def test_what_becomes_of_a_case(casebook: Casebook, life: str):
    nights, kinds, nights_listed = LIVES[life]
    for as_of, listed, late, escalated in nights:
        _, tasks = night(casebook, as_of, persons(child("a")), listed, late=late, escalated=escalated)
    memory = casebook.read()
    assert memory.case_events["kind"].to_list() == kinds
    assert tasks["nights_listed"].to_list() == ([] if nights_listed is None else [nights_listed])
    assert memory.cases.filter(pl.col("closed").is_null())["case_token"].to_list() == tasks["case_token"].to_list()


def test_a_case_says_since_when_and_as_what_it_closed(casebook: Casebook):
    people = persons(child("a"))
    night(casebook, MONDAY, people, ["a"], late=True)
    night(casebook, TUESDAY, people, ["a"], late=True, escalated=True)
    night(casebook, WEDNESDAY, people)
    case = casebook.read().cases.row(0, named=True)
    assert (case["first_listed"], case["late_since"], case["escalated_since"], case["closed"]) == (MONDAY, MONDAY, TUESDAY, WEDNESDAY)
    assert (case["closed_as"], case["list"], case["reopened"]) == ("enrolled_in_town", "visit", False)


def test_a_case_of_a_child_that_left_closes_as_left(casebook: Casebook):
    night(casebook, MONDAY, persons(child("a")), ["a"])
    night(casebook, TUESDAY, persons())
    memory = casebook.read()
    assert memory.cases["closed_as"].to_list() == ["left"]
    assert memory.statuses.is_empty()
    assert memory.status_events["status"].to_list() == ["not_found", None]


def test_a_token_of_a_past_night_is_known_when_it_comes_back(casebook: Casebook):
    night(casebook, TUESDAY, persons(child("a")))
    identities, tasks = night(casebook, MONDAY, persons(child("a")), ["a"])
    again = night(casebook, MONDAY, persons(child("a")), ["a"])[1]
    assert casebook.read().tokens.rows() == [(tasks["case_token"].item(), ids(identities)["a"])]
    assert again["case_token"].to_list() == tasks["case_token"].to_list()


def test_who_answers_for_a_case_is_kept_with_its_history(casebook: Casebook):
    people = persons(child("a"))
    for as_of, who in ((MONDAY, "R1"), (TUESDAY, "R1"), (WEDNESDAY, "R2、R3")):
        night(casebook, as_of, people, ["a"], responsible=who)
    memory = casebook.read()
    assert memory.of_nights("charge_event").select("as_of", "responsible").rows() == [(MONDAY, "R1"), (WEDNESDAY, "R2、R3")]
    assert memory.charges.select("responsible", "as_of").rows() == [("R2、R3", WEDNESDAY)]


def test_a_status_is_noted_when_it_changes(casebook: Casebook):
    people = persons(child("a"), child("b", name="钱二", number=None))
    for as_of, listed in ((MONDAY, ["a"]), (TUESDAY, ["a"]), (WEDNESDAY, ["b"])):
        identities, _ = night(casebook, as_of, people, listed)
    first, second = ids(identities)["a"], ids(identities)["b"]
    memory = casebook.read()
    assert sorted(memory.status_events.select("as_of", "child_id", "status").rows()) == sorted([
        (MONDAY, first, "not_found"), (MONDAY, second, "enrolled_in_town"),
        (WEDNESDAY, first, "enrolled_in_town"), (WEDNESDAY, second, "not_found")])
    assert dict(memory.statuses.select("child_id", "status").rows()) == {first: "enrolled_in_town", second: "not_found"}


def test_a_night_under_a_wrong_date_can_be_taken_back(casebook: Casebook):
    """A date fifty years ahead would make every night after it one of the past."""
    people = persons(child("a"))
    night(casebook, MONDAY, people, ["a"])
    _, wrong = night(casebook, date(2062, 11, 3), people, [])
    (run,) = casebook.read().runs.filter(as_of=date(2062, 11, 3))["run_id"]
    assert casebook.withdraw("run", [run], "王", "基准日写错") == [run]
    _, tasks = night(casebook, TUESDAY, people, ["a"])
    assert tasks["nights_listed"].to_list() == [2]
    assert casebook.read().case_events["kind"].to_list() == ["opened"]
    assert wrong.is_empty()


def test_rows_are_added_and_never_changed(tmp_path: Path):
    statements: list[str] = []

    with filled_and_heard(tmp_path, statements) as book:
        night(book, THURSDAY, persons(child("a")), ["a"])
        book.take_pieces(ROWS, "李")
        book.withdraw("piece", book.read().pieces["piece_id"].to_list(), "李", "误填")
    assert {statement.split()[0] for statement in statements} == {"BEGIN", "SELECT", "INSERT"}


def filled_and_heard(tmp_path: Path, statements: list[str]) -> Casebook:
    from pipelines.casebook import Place

    book = filled(Place(tmp_path / "state"))

    @event.listens_for(book._engine, "before_cursor_execute")
    def _heard(_connection, _cursor, statement, *_) -> None:
        statements.append(statement)

    return book
