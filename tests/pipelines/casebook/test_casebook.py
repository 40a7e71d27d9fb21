"""Children keep their ids and cases their tokens from night to night."""

from datetime import date, datetime
from uuid import uuid4

import polars as pl
import pytest

from pipelines.casebook import Casebook, NightRecord
from sources.person import PERSON

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)


def persons(*rows: dict) -> pl.DataFrame:
    blank = dict.fromkeys(PERSON)
    return pl.DataFrame([blank | {"sex": "1", "town": "甲镇", "village": "一村"} | row for row in rows], schema=PERSON)


def child(record: str, name: str = "赵一", number: str | None = "349901201501010011", born: date = date(2015, 1, 1)) -> dict:
    return {"record_id": record, "name_key": name, "id18": number, "dob": born}


@pytest.fixture
def casebook(tmp_path):
    book = Casebook(tmp_path / "state")
    yield book
    book.close()


def night(book: Casebook, as_of: date, people: pl.DataFrame, listed: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One night: the listed records' children are on the visit list."""
    identities = book.identities(people)
    children = identities.filter(pl.col("record_id").is_in(listed)).select("child_id", list=pl.lit("visit"))
    tasks = book.tasks(children, as_of)
    run = uuid4().hex[:24]
    book.remember(NightRecord(run, as_of, datetime.now(), datetime.now(), "0", "0", {"population": len(people)}),
                  identities, tasks)
    book.mark_published(run)
    return identities, tasks


def ids(identities: pl.DataFrame) -> dict[str, str]:
    return dict(identities.select("record_id", "child_id").rows())


@pytest.mark.parametrize(("change", "same"), [
    ({"record": "b"}, True),
    ({"record": "b", "name": "赵二"}, True),
    ({"record": "b", "number": None}, True),
    ({"record": "b", "number": "349901201501010038"}, True),
    ({"record": "b", "number": "349901201501010038", "name": "赵二"}, False),
    ({"record": "b", "number": None, "born": date(2015, 1, 2)}, False),
], ids=["new row", "name mended", "number lost", "number mended", "both changed", "number lost, date changed"])
def test_a_child_keeps_its_id_while_one_of_number_and_person_stays(casebook, change, same):
    first, _ = night(casebook, MONDAY, persons(child("a")), [])
    second, _ = night(casebook, TUESDAY, persons(child(**change)), [])
    assert (ids(first)["a"] == ids(second)["b"]) is same


def test_two_rows_under_one_number_are_two_children_and_stay_so(casebook):
    pair = persons(child("a"), child("b", name="钱二"))
    first, _ = night(casebook, MONDAY, pair, [])
    second, _ = night(casebook, TUESDAY, pair.reverse(), [])
    assert ids(first) == ids(second)
    assert len(set(ids(first).values())) == 2


def test_two_rows_alike_in_everything_are_two_children(casebook):
    first, _ = night(casebook, MONDAY, persons(child("a"), child("b")), [])
    assert len(set(ids(first).values())) == 2


def test_a_second_casebook_with_the_same_secret_gives_the_same_ids(tmp_path, casebook):
    people = persons(child("a"), child("b", name="钱二", number=None))
    other = Casebook(tmp_path / "state")
    assert casebook.identities(people).equals(other.identities(people))
    other.close()


def test_a_case_keeps_its_token_and_counts_nights_once(casebook):
    people = persons(child("a"))
    _, first = night(casebook, MONDAY, people, ["a"])
    _, again = night(casebook, MONDAY, people, ["a"])
    _, next_day = night(casebook, WEDNESDAY, people, ["a"])
    assert first.row(0, named=True) | {"nights_listed": 2} == next_day.row(0, named=True)
    assert again["nights_listed"].item() == 1
    assert next_day["first_listed"].item() == MONDAY


def test_a_case_that_closed_is_not_reopened_under_its_token(casebook):
    people = persons(child("a"))
    _, first = night(casebook, MONDAY, people, ["a"])
    night(casebook, TUESDAY, people, [])
    _, again = night(casebook, WEDNESDAY, people, ["a"])
    assert again["case_token"].item() != first["case_token"].item()
    assert again["first_listed"].item() == WEDNESDAY


def test_a_night_for_an_earlier_date_leaves_later_cases_alone(casebook):
    people = persons(child("a"))
    _, tuesday = night(casebook, TUESDAY, people, ["a"])
    night(casebook, MONDAY, people, [])
    _, wednesday = night(casebook, WEDNESDAY, people, ["a"])
    assert wednesday["case_token"].item() == tuesday["case_token"].item()
    assert wednesday["nights_listed"].item() == 2


def test_the_shrink_guard_sees_the_last_published_night(casebook):
    assert casebook.last_rows() == {}
    night(casebook, MONDAY, persons(child("a"), child("b", name="钱二")), [])
    assert casebook.last_rows() == {"population": 2}


def test_a_run_that_was_not_published_is_not_the_last(casebook):
    identities = casebook.identities(persons(child("a")))
    tasks = casebook.tasks(pl.DataFrame(schema={"child_id": pl.String, "list": pl.String}), MONDAY)
    casebook.remember(NightRecord("r", MONDAY, datetime.now(), datetime.now(), "0", "0", {"population": 1}),
                      identities, tasks)
    assert casebook.last_rows() == {}


def test_nothing_in_the_casebook_names_a_child(casebook, tmp_path):
    night(casebook, MONDAY, persons(child("a")), ["a"])
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    assert "赵一".encode() not in kept
    assert b"349901201501010011" not in kept


def test_totals_of_the_last_published_night_are_what_the_next_is_held_against(casebook):
    assert casebook.last_totals() == {}
    nobody = persons()
    for run, as_of, part, published in (("r1", MONDAY, 0.5, True), ("r2", TUESDAY, 0.6, True), ("r3", WEDNESDAY, 0.9, False)):
        night_record = NightRecord(run, as_of, datetime.now(), datetime.now(), "0", "0", {"population": 200, "roll": 90}, {"population": {"male": part}})
        casebook.remember(night_record, casebook.identities(nobody), casebook.tasks(
            pl.DataFrame(schema={"child_id": pl.String, "list": pl.String}), as_of))
        if published:
            casebook.mark_published(run)
    assert casebook.last_totals() == {"population": {"rows": 200, "male": 0.6}, "roll": {"rows": 90}}
