"""A child recognized in doubt: a person says that it is the one of before, or that it is another one."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pipelines.casebook import Casebook
from pipelines.casebook.history import history
from tests.pipelines.casebook.nights import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, child, ids, night, persons

#: 赵一 of Monday, and whoever stands in that household from Tuesday on, born the same day under another name and number.
OLD = {"name": "赵一", "number": "349901201501010011", "household_no": "7", "guardian_keys": ["赵大"]}
NEW = OLD | {"name": "赵依", "number": "349901201501010038"}
FRIDAY = date(2026, 11, 6)


@pytest.fixture
def book(tmp_path):
    """Two nights: on the second the child is recognized by its household alone. It was listed on both."""
    with Casebook(tmp_path / "state") as casebook:
        night(casebook, MONDAY, persons(child("a", **OLD)), ["a"])
        night(casebook, TUESDAY, persons(child("b", **NEW)), ["b"])
        yield casebook


def the_doubt(book: Casebook) -> dict:
    return book.read().doubts.row(0, named=True)


def say(book: Casebook, decision: str, day: date = WEDNESDAY) -> str:
    row = {"pair_token": the_doubt(book)["doubt_token"], "decision": decision, "decided_by": "王一", "decided_on": day}
    return book.take_verdicts(pl.DataFrame([row]), "王一")["verdict_id"][0]


def tonight(book: Casebook, as_of: date, *people: dict, listed: list[str] = ()) -> tuple[dict[str, str], dict[str, date], list[str]]:
    """Who is who, whose proofs of before do not count, and what is asked, on a night that is remembered."""
    memory = book.read()
    found = memory.recognized(persons(*people), as_of)
    doubted, asked = dict(found.doubted(memory.children).rows()), memory.asked(found)["doubt_token"].to_list()
    who, _ = night(book, as_of, persons(*people), listed)
    assert ids(who) == ids(found.identities)
    return ids(who), doubted, asked


def test_the_question_says_what_was_as_before(book: Casebook) -> None:
    told = the_doubt(book)
    assert (told["since"], told["alike"], told["unlike"], told["decision"]) == (
        TUESDAY, "出生日期和性别、村（居）、户号、监护人", "证件号码、姓名", None)


def test_it_is_asked_on_the_very_night_and_until_it_is_answered(tmp_path) -> None:
    with Casebook(tmp_path / "state") as book:
        who, _, asked = tonight(book, MONDAY, child("a", **OLD))
        assert asked == []
        again, doubted, asked = tonight(book, TUESDAY, child("b", **NEW))
        assert again["b"] == who["a"] and doubted == {who["a"]: TUESDAY}
        assert asked == [the_doubt(book)["doubt_token"]]
        assert tonight(book, WEDNESDAY, child("c", **NEW))[1:] == (doubted, asked)
        say(book, "unsure")
        assert tonight(book, THURSDAY, child("d", **NEW))[1:] == (doubted, asked)


def test_confirmed_it_is_sure_and_asked_no_more(book: Casebook) -> None:
    first = book.read().children["child_id"][0]
    verdict = say(book, "same")
    assert tonight(book, WEDNESDAY, child("c", **NEW)) == ({"c": first}, {}, [])
    assert book.withdraw("verdict", [verdict], "李二", "看错") == [verdict]
    who, doubted, asked = tonight(book, THURSDAY, child("d", **NEW))
    assert (who, doubted) == ({"d": first}, {first: TUESDAY}) and asked == [the_doubt(book)["doubt_token"]]


def test_parted_the_old_child_is_missed_and_the_new_one_has_an_id_its_case_and_no_proof_of_before(book: Casebook) -> None:
    first = book.read().children["child_id"][0]
    (token,) = book.read().tokens["case_token"]
    say(book, "different")
    who, doubted, asked = tonight(book, WEDNESDAY, child("c", **NEW), listed=["c"])
    other = who["c"]
    assert other != first and doubted == {other: TUESDAY} and asked == []
    memory = book.read()
    left = dict(memory.children.select("child_id", "left").rows())
    assert left == {first: WEDNESDAY, other: None}, "who has gone from the registry is asked about"
    assert memory.tokens.rows() == [(token, other)], "the list of Tuesday led to that door"
    assert memory.cases["closed"].to_list() == [None]
    # So it stays, and the same row is the same child.
    assert tonight(book, THURSDAY, child("d", **NEW), listed=["d"]) == ({"d": other}, {other: TUESDAY}, [])
    assert memory.identity_events.height == book.read().identity_events.height, "nothing more happens"
    for who_asks in (first, other):
        assert any(f"另立编号 {other}" in line for line in history(book.read(), who_asks))
    assert any("判定" in line and "不是同一人（王一 2026-11-04）" in line for line in history(book.read(), first))


def test_the_parted_child_keeps_its_id_when_it_comes_back(book: Casebook) -> None:
    first = book.read().children["child_id"][0]
    say(book, "different")
    who, *_ = tonight(book, WEDNESDAY, child("c", **NEW), child("d", **OLD))
    assert who["d"] == first and who["c"] != first
    assert tonight(book, THURSDAY, child("e", **OLD), child("f", **NEW))[0] == {"e": first, "f": who["c"]}
    assert book.read().children["left"].to_list() == [None, None]


def test_a_case_of_before_stays_with_the_child_of_before(tmp_path) -> None:
    with Casebook(tmp_path / "state") as book:
        who, _ = night(book, MONDAY, persons(child("a", **OLD)), ["a"])
        night(book, TUESDAY, persons(child("b", **OLD)))  # closed
        night(book, WEDNESDAY, persons(child("c", **NEW)), ["c"])
        say(book, "different", THURSDAY)
        tokens = book.read().cases.sort("first_listed")["case_token"].to_list()
        now, *_ = tonight(book, THURSDAY, child("d", **NEW), listed=["d"])
        assert dict(book.read().tokens.rows()) == {tokens[0]: ids(who)["a"], tokens[1]: now["d"]}


def test_parting_taken_back_they_are_one_again(book: Casebook) -> None:
    first = book.read().children["child_id"][0]
    verdict = say(book, "different")
    other = tonight(book, WEDNESDAY, child("c", **NEW), listed=["c"])[0]["c"]
    book.withdraw("verdict", [verdict], "李二", "看错")
    who, doubted, asked = tonight(book, THURSDAY, child("d", **NEW), listed=["d"])
    assert who == {"d": first} and doubted == {first: TUESDAY} and len(asked) == 1
    memory = book.read()
    assert memory.children.filter(child_id=other)["became"].to_list() == [first]
    assert memory.tokens["child_id"].unique().to_list() == [first]
    assert tonight(book, FRIDAY, child("e", **NEW))[0] == {"e": first}


def test_parted_while_nobody_is_there(book: Casebook) -> None:
    first = book.read().children["child_id"][0]
    say(book, "different")
    assert tonight(book, WEDNESDAY)[0] == {}
    assert book.read().children.select("child_id", "left").rows() == [(first, WEDNESDAY)]
    other = tonight(book, THURSDAY, child("d", **NEW))[0]["d"]
    assert other != first
    assert tonight(book, FRIDAY, child("e", **NEW))[0] == {"e": other}


def test_the_memory_of_an_earlier_moment_knows_no_later_answer(book: Casebook) -> None:
    before = book.read().read_at
    say(book, "same")
    assert book.read(before).doubts["decision"].to_list() == [None]
    assert book.read().doubts["decision"].to_list() == ["same"]
