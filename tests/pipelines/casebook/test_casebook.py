"""Children keep their ids and cases their tokens from night to night."""

from datetime import date

import polars as pl
import pytest

from pipelines.casebook import SHOWN_PAIR, Casebook, Night, ReadIn
from pipelines.casebook.life import TONIGHT
from pipelines.casebook.writing import STATUS_TONIGHT
from tests.pipelines.casebook.nights import MONDAY, TUESDAY, WEDNESDAY, begun, child, ids, night, persons


@pytest.fixture
def casebook(tmp_path):
    book = Casebook(tmp_path / "state")
    yield book
    book.close()


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
    with Casebook(tmp_path / "state") as other:
        found = [book.read().recognized(people, MONDAY).identities for book in (casebook, other)]
    assert found[0].equals(found[1])


def test_a_case_keeps_its_token_and_counts_nights_once(casebook):
    people = persons(child("a"))
    _, first = night(casebook, MONDAY, people, ["a"])
    _, again = night(casebook, MONDAY, people, ["a"])
    _, next_day = night(casebook, WEDNESDAY, people, ["a"])
    assert first.drop("nights_listed", "due").equals(next_day.drop("nights_listed", "due"))
    assert next_day["nights_listed"].item() == 2
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


def test_a_run_that_was_not_published_is_not_the_last(casebook):
    night(casebook, MONDAY, persons(child("a")), publish=False)
    assert casebook.read().last_totals == {}


def test_nothing_a_night_writes_names_a_child(casebook, tmp_path):
    night(casebook, MONDAY, persons(child("a")), ["a"])
    kept = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    assert "赵一".encode() not in kept
    assert b"349901201501010011" not in kept


def test_totals_of_the_last_published_night_are_what_the_next_is_held_against(casebook):
    assert casebook.read().last_totals == {}
    for as_of, part, published in ((MONDAY, 0.5, True), (TUESDAY, 0.6, True), (WEDNESDAY, 0.9, False)):
        run = begun(as_of)
        memory = casebook.begin(run)
        nobody = memory.recognized(persons(), as_of)
        read_in = ReadIn({"population": 200, "roll": 90}, {"population": {"male": part}})
        nothing = [pl.DataFrame(schema=schema) for schema in ({**TONIGHT, "spell": pl.Int32}, STATUS_TONIGHT, SHOWN_PAIR)]
        casebook.remember(memory, Night(run.run_id, as_of, nobody, *nothing, read_in))
        if published:
            casebook.end(run.run_id, "published")
    assert casebook.read().last_totals == {"population": {"rows": 200, "male": 0.6}, "roll": {"rows": 90}}
