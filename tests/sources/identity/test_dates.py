"""Dates as offices write them."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.identity import dated, last_day

FORMS = [
    "{0:%Y%m%d}", "{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y.%m.%d}", "{0:%Y年%m月%d日}", "{0.year}/{0.month}/{0.day}", "{0.year}.{0.month}.{0.day}",
    "{0.year}-{0.month}-{0.day}", "{0.year}年{0.month}月{0.day}日", "{0.year}年{0.month}月{0.day}号", "{0:%Y-%m-%d} 00:00:00", "{0:%Y-%m-%dT%H:%M:%S}",
    "{0:%Y/%m/%d} 8:30", "{0:%Y%m%d}000000", " {0:%Y-%m-%d} ", "{0.year} 年 {0.month} 月 {0.day} 日", "{0:%Y－%m－%d}",
]  # fmt: skip


def read(*texts: str | None, **options: date) -> list[tuple]:
    return dated(pl.Series(texts, dtype=pl.String), **options).rows()


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_form_of_a_day_reads_back_as_that_day(day: date):
    moment = datetime(day.year, day.month, day.day)
    assert read(*(form.format(moment) for form in FORMS)) == [(day, "day", None)] * len(FORMS)


@given(st.dates(date(1913, 1, 1), date(2100, 12, 31)))
def test_every_form_of_a_month_reads_back_as_its_first_day(day: date):
    forms = ("{0:%Y%m}", "{0:%Y-%m}", "{0.year}年{0.month}月", "{0.year}.{0.month}", "{0.year}/{0.month}")
    assert read(*(form.format(day) for form in forms)) == [(day.replace(day=1), "month", None)] * len(forms)


@given(st.dates(date(1955, 1, 1), date(2064, 1, 1)))
def test_a_spreadsheets_day_number_is_that_day(day: date):
    serial = (day - date(1899, 12, 30)).days
    assert read(str(serial), f"{serial}.0") == [(day, "day", None)] * 2


@pytest.mark.parametrize("text", ["15-03-02", "15.3.2", "150332", "991231", "15年3月2日", "3/2/15", "190512"])
def test_two_digit_years_are_not_guessed(text: str):
    assert read(text) == [(None, None, "two_digit_year")]


@pytest.mark.parametrize("text", ["2015-02-30", "2015-13-01", "20150230", "1899-12-31", "2101-01-01", "不详", "2015", "0000-00-00", "12345678901"])
def test_what_is_no_date_is_unreadable(text: str):
    assert read(text) == [(None, None, "unreadable")]


def test_an_empty_cell_is_no_trouble():
    assert read(None, "", "  ") == [(None, None, None)] * 3


def test_a_birth_date_after_the_night_is_unreadable():
    assert read("2026-09-02", latest=date(2026, 9, 1)) == [(None, None, "unreadable")]
    assert read("2026-09-01", latest=date(2026, 9, 1)) == [(date(2026, 9, 1), "day", None)]


def test_a_month_lasts_to_its_last_day():
    assert last_day(dated(pl.Series(["2026-02", "2026-02-03", None]))).to_list() == [date(2026, 2, 28), date(2026, 2, 3), None]
