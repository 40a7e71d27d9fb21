"""Grade words, as the table of contract.md §2.2 has them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from sources.grades import grade_cohort, grade_number, graded, is_special, stage_of_school

NUMERALS = "一二三四五六七八九"


@pytest.mark.parametrize("grade", range(1, 7))
def test_primary(grade: int):
    forms = ("{n}年级", "小学{n}年级", "小{n}", "{d}年级", "{d}", "{n}年级({d})班", "{n}({d})班", "{n}年级2班", "培智{n}年级")
    assert {grade_number(form.format(n=NUMERALS[grade - 1], d=grade)) for form in forms} == {grade}


@pytest.mark.parametrize("grade", range(7, 10))
def test_junior(grade: int):
    forms = ("{n}年级", "初{m}", "初中{m}年级", "初{m}({d})班", "{d}", "初中{n}年级", "{n}年级（2）班")
    assert {grade_number(form.format(n=NUMERALS[grade - 1], m=NUMERALS[grade - 7], d=grade)) for form in forms} == {grade}


@pytest.mark.parametrize("year", range(1, 4))
def test_senior_and_vocational(year: int):
    forms = ("高{n}", "高中{n}年级", "普通高中{n}年级", "中职{n}年级", "职高{n}年级", "技师学院{n}年级", "高{n}（2）班")
    assert {grade_number(form.format(n=NUMERALS[year - 1])) for form in forms} == {9 + year}


@pytest.mark.parametrize("word", ["幼儿园", "大班", "小班", "学前", "学前班", "幼儿园中班"])
def test_preschool(word: str):
    assert grade_number(word) == 0


@pytest.mark.parametrize("word", ["高职高专一年级", "高职二年级", "本科一年级", "大专", "大一", "硕士研究生及以上"])
def test_beyond_school(word: str):
    assert grade_number(word) == 13


@pytest.mark.parametrize("word", ["职高", "高中", "技师学院"])
def test_a_senior_stage_without_a_year_is_its_first(word: str):
    assert grade_number(word) == 10


@pytest.mark.parametrize("word", ["毕业", "", "0", "13", "301", "小学", "初中", "七班", "小学八年级", "未知"])
def test_what_says_no_grade_is_none(word: str):
    assert grade_number(word) is None


@pytest.mark.parametrize(("word", "stage", "as_of", "grade"), [
    ("2019级", "primary", date(2024, 9, 1), 6), ("2019级", "primary", date(2024, 8, 31), 5), ("2023级", "junior", date(2024, 9, 1), 8),
    ("初中2023级", None, date(2024, 9, 1), 8), ("2023级初中3班", "primary", date(2024, 9, 1), 8), ("22级", "senior", date(2024, 9, 1), 12),
    ("2019级", None, date(2024, 9, 1), None), ("2019级", "primary", None, None), ("2012级", "primary", date(2024, 9, 1), None),
    ("2025级", "primary", date(2024, 9, 1), None), ("2019届", "primary", date(2024, 9, 1), None),
])  # fmt: skip
def test_an_intake_year_needs_its_stage_and_the_day(word: str, stage: str | None, as_of: date | None, grade: int | None):
    assert grade_number(word, stage=stage, as_of=as_of) == grade


@pytest.mark.parametrize(("school", "stage"), [
    ("谢桥镇中心小学", "primary"), ("某教学点", "primary"), ("谢桥初级中学", "junior"), ("某高级中学", "senior"), ("某职业学校", "senior"),
    ("谢桥中学", None), ("某九年一贯制小学部", None), (None, None),
])  # fmt: skip
def test_a_schools_name_tells_its_stage_only_when_it_has_one(school: str | None, stage: str | None):
    assert pl.DataFrame({"name": pl.Series([school], dtype=pl.String)}).select(stage_of_school(pl.col("name"))).item() == stage


def test_a_column_is_read_row_by_row():
    texts, stages = pl.Series(["2023级", "2023级", "三年级", None]), pl.Series(["primary", "junior", None, None])
    grades = graded(texts, stages, pl.Series([date(2024, 9, 1)] * 4))
    assert grades.to_list() == [2, 8, 3, None]
    assert grades.dtype == pl.Int16


def test_special_schooling_stands_beside_the_grade():
    assert is_special(pl.Series(["培智三年级", "特教一年级", "三年级", None])).to_list() == [True, True, False, False]


def test_a_grade_is_for_those_who_were_six_by_the_end_of_august():
    """Grade 1 of the school year 2026/27: born from September 2019 to August 2020. Only compulsory grades are exact."""
    grades, days = pl.Series([1, 9, 1, 0, 10, None]), pl.Series([date(2026, 11, 2)] * 2 + [date(2026, 8, 31)] + [date(2026, 11, 2)] * 3)
    assert grade_cohort(grades, days).to_list() == [2019, 2011, 2018, None, None, None]
