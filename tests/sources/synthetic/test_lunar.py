"""The farmers' calendar, against days everybody knows."""

from __future__ import annotations

from datetime import date

import pytest

from sources.synthetic.lunar import lunar


@pytest.mark.parametrize(("day", "expected"), [
    (date(2000, 2, 5), (2000, 1, 1)), (date(2008, 2, 7), (2008, 1, 1)), (date(2015, 2, 18), (2014, 12, 30)),
    (date(2017, 10, 4), (2017, 8, 15)), (date(2020, 10, 1), (2020, 8, 15)), (date(2020, 5, 23), (2020, 4, 1)),  # leap fourth month
    (date(2023, 1, 22), (2023, 1, 1)), (date(2026, 2, 17), (2026, 1, 1)),
])
def test_known_days(day: date, expected: tuple[int, int, int]) -> None:
    assert lunar(day) == expected


def test_outside_the_table_there_is_no_answer() -> None:
    assert lunar(date(1900, 1, 30)) is None
    assert lunar(date(2101, 1, 29)) is None
