"""Certificates drawn for a telephone call: by school and term, so that it can be repeated and nobody can choose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from pipelines.casebook import Casebook
from pipelines.store import Workspace
from tests.spec.county import AS_OF, County
from tests.spec.drawn import Table

#: School → certificates; those of the two small ones are drawn together.
SCHOOLS = {"外县大校": 120, "外县中校": 60, "外县小校": 20, "外县村校": 3, "外县教学点": 3}
DRAWN = {"外县大校": 10, "外县中校": 6, "外县小校": 5, "其他学校（甲镇）": 5}


def _county(as_of: date = AS_OF, *, newer: tuple[str, ...] = ()) -> County:
    county = County(as_of)
    for school, number in SCHOOLS.items():
        for one in range(number):
            name = f"{school}{one}"
            child = county.child(name, phone="13900000001", registered_address=f"{one}号")
            county.evidence(name, child, "enrolled_outside", date(2026, 9, 10), located_school=school, evidence_no=name)
            if name in newer:
                county.evidence(name, child, "enrolled_outside", as_of, located_school=school, evidence_no=name + "新")
    return county


@pytest.fixture
def book(tmp_path) -> Iterator[Casebook]:
    with Casebook(tmp_path / "state") as book:
        yield book


@contextmanager
def _night(book: Casebook, folder: Path, days: int = 0, **cells: tuple[str, ...]) -> Iterator[Workspace]:
    with _county(AS_OF + timedelta(days=days), **cells).night(folder / "tmp", book) as workspace:
        yield workspace


def _called(book: Casebook, draw: str, result: str, on: date) -> None:
    book.take_calls(pl.DataFrame({"draw_id": [draw], "result": [result], "called_by": ["某人"], "called_on": [on], "remark": [None]}), "某人")


def _checks(workspace: Workspace) -> pl.DataFrame:
    names = workspace.frame("SELECT child_id, name FROM person WHERE source = 'population'")
    return workspace.table("phone_check").join(names, on="child_id").join(
        workspace.table("child").select("child_id", "status", "reason", "list"), on="child_id").sort("draw_id")


def test_the_life_of_a_draw(book: Casebook, tmp_path) -> None:
    with _night(book, tmp_path) as workspace:
        first = _checks(workspace)
        listed = workspace.table("phone_check_list")
        certificates = workspace.table("certificate").group_by("school_name").agg("child_id")
    assert dict(first.group_by("school_name").len().rows()) == DRAWN
    assert listed["draw_id"].to_list() == first["draw_id"].to_list() and set(listed["phone"]) == {"13900000001"}
    # Anybody can draw again from what is published.
    for school, children in certificates.rows():
        seed = f"{school}|2026-09-01"
        order = sorted(children, key=lambda child: sha256(f"{seed}|{child}".encode()).hexdigest())
        assert set(first.filter(school_name=school)["child_id"]) == set(order[:DRAWN[school]])

    of_small = first.filter(school_name="外县小校")
    proven, untrue, silent = of_small["draw_id"][:3]
    _called(book, proven, "true", AS_OF)
    _called(book, untrue, "untrue", AS_OF)
    _called(book, silent, "unreached", AS_OF)
    with _night(book, tmp_path, 1) as workspace:
        second = _checks(workspace)
        waiting = set(workspace.table("phone_check_list")["draw_id"])
        (task,) = workspace.frame("SELECT name, reason, category, material FROM visit_list").to_dicts()
        findings = workspace.table("finding")["code"].to_list()
    liar = of_small.filter(draw_id=untrue)["name"].item()
    assert (task["name"], task["reason"], task["category"]) == (liar, "certificate_untrue", "visit") and "不属实" in task["material"]
    assert findings == ["certificate_untrue"]
    # Who did not answer stays drawn, and another is drawn beside: the small school has six now, one of them waiting twice.
    assert second.filter(school_name="外县小校").height == 6 and second.height == first.height + 1
    assert {proven, untrue}.isdisjoint(waiting) and silent in waiting and len(waiting) == second.height - 2

    with _night(book, tmp_path, 2, newer=(liar,)) as workspace:
        third = _checks(workspace)
    again = third.filter(name=liar).sort("drawn")
    assert again["status"].unique().to_list() == ["enrolled_outside"]
    assert again.select("result", "waiting").rows() == [("untrue", False), (None, True)]
    assert third.height == second.height + 1


def test_a_night_run_again_draws_nothing_more(book: Casebook, tmp_path) -> None:
    for _ in range(2):
        with _night(book, tmp_path) as workspace:
            drawn = _checks(workspace)["draw_id"].to_list()
    assert sorted(book.read().draws["draw_id"]) == drawn


def test_the_next_term_draws_anew(book: Casebook, tmp_path) -> None:
    with _night(book, tmp_path) as workspace:
        first = set(_checks(workspace)["draw_id"])
    spring = County(date(2027, 3, 1))
    for one in range(6):
        spring.evidence(f"甲{one}", spring.child(f"甲{one}"), "enrolled_outside", date(2027, 2, 20), located_school="外县大校")
    with spring.night(tmp_path / "tmp", book) as workspace:
        assert workspace.table("phone_check")["term"].to_list() == [date(2027, 2, 16)] * 5
        assert first.isdisjoint(workspace.table("phone_check")["draw_id"])


def _refuted(county: County) -> None:
    for place, row in enumerate(county.rows["population"]):
        county.refuted[f"D{place}"] = (f"C{row['record_id']}", date(2026, 10, 15))


# Each child's certificate was found untrue on 15 October.
REFUTED = Table("""
case                            | roll                  | evidence                                                      | approval             | status             | reason              | list
--------------------------------+-----------------------+---------------------------------------------------------------+----------------------+--------------------+---------------------+------------
nothing else                    |                       | enrolled_outside 2026-09-10                                   |                      | suspected_dropout  | certificate_untrue  | visit
dated the day of the call       |                       | enrolled_outside 2026-10-15                                   |                      | suspected_dropout  | certificate_untrue  | visit
newer certificate               |                       | enrolled_outside 2026-09-10; enrolled_outside 2026-10-16      |                      | enrolled_outside   | evidence_valid      | none
older one of another kind       |                       | enrolled_in_county 2026-09-01; enrolled_outside 2026-09-10    |                      | suspected_dropout  | certificate_untrue  | visit
school located before           |                       | located_unevidenced 2026-09-01; enrolled_outside 2026-09-10   |                      | suspected_dropout  | certificate_untrue  | visit
run out as well                 |                       | enrolled_outside 2026-03-10                                   |                      | suspected_dropout  | certificate_untrue  | visit
on the roll since               | active                | enrolled_outside 2026-09-10                                   |                      | enrolled_in_town   | roll_active         | none
left the roll                   | left                  | enrolled_outside 2026-09-10                                   |                      | suspected_dropout  | certificate_untrue  | visit
a roll record in review         | active review         | enrolled_outside 2026-09-10                                   |                      | suspected_dropout  | certificate_untrue  | visit
filed before                    |                       | missing 2024-03-01; enrolled_outside 2026-09-10               |                      | missing            | evidence_valid      | none
found out of school             |                       | out_of_school 2026-09-05; enrolled_outside 2026-09-10         |                      | out_of_school      | visit_not_in_school | visit
leave in force                  |                       | enrolled_outside 2026-09-01                                   | deferred 2026-09-10  | deferred           | approval_valid      | none
no certificate                  |                       |                                                               |                      | not_found          | nothing_found       | visit
""", also=_refuted)


@pytest.mark.parametrize("line", REFUTED.lines, ids=str)
def test_what_was_found_untrue_proves_nothing(line) -> None:
    assert REFUTED.decided[line.case] == line.expected
