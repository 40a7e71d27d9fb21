"""Who comes into the ledger or leaves it from one night to the next, and why: nobody disappears unexplained."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.casebook import Casebook
from tests.spec.county import County

# The nights are 1 and 3 September 2026. Full years: six to fifteen. School year: born 1 September 2011 to 31 August 2020
# from 1 September on, a year earlier on 31 August.
CASES = """
name     | born       | first | second | full_years
---------+------------+-------+--------+-------------------
stays    | 2015-05-01 | yes   | yes    |
sixteen  | 2010-09-03 | yes   | yes    | left grown_up
the day before | 2010-09-02 | yes | yes | left grown_up
older    | 2010-09-01 | yes   | yes    |
six      | 2020-09-03 | yes   | yes    | entered came_of_age
was six  | 2020-09-01 | yes   | yes    |
moved in | 2015-06-01 |       | yes    | entered registered
vanished | 2015-07-01 | yes   |        | left unregistered
"""
LINES = [[cell.strip() for cell in line.split("|")] for line in CASES.strip().splitlines()[2:]]


def _county(night: int, day: date, **variables: object) -> County:
    county = County(day, **variables)
    for number, (name, born, *present, _) in enumerate(LINES):
        if present[night]:
            county.child(name, dob=date.fromisoformat(born), id18=f"34990120160501{number:04}")
    return county


def _told(folder: Path, days: tuple[date, date], **variables: object) -> dict[str, tuple[str, str]]:
    seen: dict[str, str] = {}
    with Casebook(folder / "state") as book:
        for night, day in enumerate(days):
            with _county(night, day, **variables).night(folder / "tmp", book) as workspace:
                names = workspace.frame("SELECT child_id, name FROM person WHERE child_id IS NOT NULL").rows()
                seen |= dict(names)
                changes = workspace.frame("SELECT child_id, kind, because FROM change WHERE because IS NOT NULL").rows()
    return {seen[child]: (kind, because) for child, kind, because in changes}


@pytest.mark.parametrize("days", [(date(2026, 9, 1), date(2026, 9, 3))])
def test_in_full_years(tmp_path: Path, days: tuple[date, date]) -> None:
    expected = {name: tuple(cell.split()) for name, *_, cell in LINES if cell}
    assert _told(tmp_path, days) == expected


def test_by_school_years_the_band_moves_in_september(tmp_path: Path) -> None:
    told = _told(tmp_path, (date(2026, 8, 31), date(2026, 9, 1)), age_mode="school_year")
    assert told == {
        "sixteen": ("left", "grown_up"), "the day before": ("left", "grown_up"), "older": ("left", "grown_up"),
        "moved in": ("entered", "registered"), "vanished": ("left", "unregistered"),
    }
