"""Who is of age, who is not due yet, and what becomes of those whose age nobody knows (domain.md, "Age")."""

from __future__ import annotations

from datetime import date

import pytest

from tests.spec.county import County
from tests.spec.drawn import Line, Table


def _in_band(tmp_path, born: date, as_of: date, **variables: object) -> bool:
    county = County(as_of, **variables)
    county.child("甲", dob=born)
    with county.opened(tmp_path) as workspace:
        return workspace.table("child").height == 1


@pytest.mark.parametrize(("born", "as_of", "of_age"), [
    (date(2020, 9, 1), date(2026, 9, 1), True),
    (date(2020, 9, 2), date(2026, 9, 1), False),
    (date(2010, 9, 2), date(2026, 9, 1), True),
    (date(2010, 9, 1), date(2026, 9, 1), False),
    (date(2012, 2, 29), date(2018, 2, 27), False),
    (date(2012, 2, 29), date(2018, 2, 28), True),  # a common year: the 28th is the birthday
    (date(2012, 2, 29), date(2028, 2, 28), True),  # a leap year: sixteen only tomorrow
    (date(2012, 2, 29), date(2028, 2, 29), False),
])
def test_full_years_count_the_birthday(tmp_path, born: date, as_of: date, of_age: bool) -> None:
    assert _in_band(tmp_path, born, as_of) is of_age


@pytest.mark.parametrize(("born", "of_age"), [
    (date(2006, 8, 31), False), (date(2006, 9, 1), True), (date(2015, 8, 31), True), (date(2015, 9, 1), False),
])
@pytest.mark.parametrize("as_of", [date(2021, 9, 1), date(2022, 8, 31)])
def test_a_school_year_is_nine_cohorts(tmp_path, born: date, as_of: date, of_age: bool) -> None:
    assert _in_band(tmp_path, born, as_of, age_mode="school_year") is of_age


@pytest.mark.parametrize(("born", "of_age"), [(date(2023, 11, 2), True), (date(2003, 11, 3), True), (date(2003, 11, 2), False)])
def test_the_band_is_a_setting(tmp_path, born: date, of_age: bool) -> None:
    assert _in_band(tmp_path, born, date(2026, 11, 2), age_min=3, age_max=22) is of_age


NOT_DUE = Table("""
case                          | registry        | status        | reason        | list
------------------------------+-----------------+---------------+---------------+-------
six on 31 August              | born=2020-08-31 | not_found     | nothing_found | visit
six on 1 September            | born=2020-09-01 | entry_not_due | entry_not_due | none
""")
NOT_DUE_AT_SEVEN = Table("""
case                          | registry        | status        | reason        | list
------------------------------+-----------------+---------------+---------------+-------
seven on 31 August            | born=2019-08-31 | not_found     | nothing_found | visit
seven on 1 September          | born=2019-09-01 | entry_not_due | entry_not_due | none
""", entry_age=7)
BEFORE_SEPTEMBER = Table("""
case                          | registry        | status        | reason        | list
------------------------------+-----------------+---------------+---------------+-------
six by 31 August last year    | born=2019-08-31 | not_found     | nothing_found | visit
six since, on 31 August       | born=2020-08-31 | entry_not_due | entry_not_due | none
""", date(2026, 8, 31))
SCHOOL_YEAR = Table("""
case                          | registry        | status        | reason        | list
------------------------------+-----------------+---------------+---------------+-------
the youngest cohort           | born=2020-08-31 | not_found     | nothing_found | visit
""", age_mode="school_year", entry_age=7)


@pytest.mark.parametrize("line", NOT_DUE.lines, ids=str)
def test_entry_is_due_at_six_by_31_august(line: Line) -> None:
    assert NOT_DUE.decided[line.case] == line.expected


@pytest.mark.parametrize("line", NOT_DUE_AT_SEVEN.lines, ids=str)
def test_the_age_of_entry_is_a_setting(line: Line) -> None:
    assert NOT_DUE_AT_SEVEN.decided[line.case] == line.expected


@pytest.mark.parametrize("line", BEFORE_SEPTEMBER.lines, ids=str)
def test_until_september_last_years_31_august_counts(line: Line) -> None:
    assert BEFORE_SEPTEMBER.decided[line.case] == line.expected


@pytest.mark.parametrize("line", SCHOOL_YEAR.lines, ids=str)
def test_counted_by_school_years_nobody_is_early(line: Line) -> None:
    assert SCHOOL_YEAR.decided[line.case] == line.expected


def test_an_unknown_age_stands_beside_the_total_and_on_the_data_desk(tmp_path) -> None:
    county = County()
    county.child("甲")
    unknown = county.child("乙", dob=None, town="丁镇")
    county.roll("乙", unknown)
    with county.opened(tmp_path) as workspace:
        ledger = workspace.frame("SELECT town, status, children FROM ledger WHERE children > 0 ORDER BY ALL").rows()
        assert ledger == [("*", "age_unknown", 1), ("*", "not_found", 1), ("未识别", "age_unknown", 1), ("甲镇", "not_found", 1)]
        desk = workspace.table("data_desk").filter(code="age_unknown")
        assert desk.select("kind", "left_name", "problem", "town").rows() == [("child", "乙", "出生日期不明", "丁镇")]
        assert workspace.table("exception").height == 1
        assert workspace.broken_invariants() == []


def test_the_ledger_has_every_town_and_every_line(tmp_path) -> None:
    county = County()
    county.child("甲", town="乙镇")
    with county.opened(tmp_path) as workspace:
        ledger = workspace.table("ledger")
        assert ledger.height == 3 * 22  # the county, two towns; 21 statuses and age_unknown
        assert ledger["children"].sum() == 2
