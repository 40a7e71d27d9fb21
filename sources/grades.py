"""Grade words as a number (contract.md §2.2): 0 pre-school, 1–9 compulsory, 10–12 senior and vocational, 13+ beyond."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import polars as pl

from sources.identity.age import SCHOOL_YEAR_STARTS, school_year_start

TERTIARY = 13
_ENTRY_AGE = 6
_NUMERALS = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_NUMBER = r"(?P<number>十[一二]?|[一二三四五六七八九]|\d{1,2})"
#: What our own lists call in English what is no numbered grade.
_ENGLISH_WORDS = {"pre-school": 0, "preschool": 0, "beyondgrade12": TERTIARY}
_INTAKE = re.compile(r"(?P<year>(?:20)?\d{2})级")
_TAIL = r"(?:年级|年)?(?:[(]?[\d一二三四五六七八九十]+[)]?班?)?$"
_PRESCHOOL = re.compile(r"幼儿|学前|[大中小托]班|^托")
_TERTIARY = re.compile(r"高职|高专|大专|专科|本科|大学|^大[一二三四]|研究生|硕士|博士")
_SENIOR = re.compile(r"普高|高中|^高(?=[一二三\d])|^高$")
_VOCATIONAL = re.compile(r"中职|职高|职业高中|中专|技校|技师|技工|职业")
_JUNIOR = re.compile(r"初中|^初(?=[一二三四\d])|初级")
_PRIMARY = re.compile(r"小学|^小(?=[一二三四五六\d])|完小|教学点")
#: A stage's first grade less one, and how many years it has.
_STAGES = {"primary": (0, 6), "junior": (6, 3), "senior": (9, 3)}


def grade_number(text: str, *, stage: str | None = None, as_of: date | None = None) -> int | None:
    """The grade that the words name, or None.

    An intake year (2019级) needs ``as_of`` and the stage (``primary``, ``junior``, ``senior``), which the words
    themselves may name.
    """
    words = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if words.isascii() and (english := _in_english(words.lower())) is not None:
        return english
    if _TERTIARY.search(words):
        return TERTIARY
    if _PRESCHOOL.search(words):
        return 0
    named = _stage_in(words)
    if intake := _INTAKE.search(words):
        return _by_intake(int(intake["year"]) % 100 + 2000, named or stage, as_of)
    number = _number_in(words)
    if named is None:
        return number if number is not None and 1 <= number <= 12 else None
    return _in_stage(number, named)


def is_special(text: pl.Series) -> pl.Series:
    """True where the words say special education (特教、培智 …); the grade number stands beside it."""
    return text.cast(pl.String).str.contains(r"特教|特殊|培智|启智|聋|盲").fill_null(False)


def graded(text: pl.Series, stage: pl.Series, as_of: pl.Series) -> pl.Series:
    """``grade_number`` for a column, as Int16; null where the words say nothing."""
    frame = pl.DataFrame(
        [text.cast(pl.String).alias("text"), stage.cast(pl.String).alias("stage"), as_of.cast(pl.Date).alias("as_of")]
    )
    distinct = frame.unique().filter(pl.col("text").is_not_null())
    numbers = [grade_number(row[0], stage=row[1], as_of=row[2]) for row in distinct.iter_rows()]
    known = distinct.with_columns(pl.Series("grade", numbers, dtype=pl.Int16))
    joined = frame.join(known, on=["text", "stage", "as_of"], how="left", nulls_equal=True, maintain_order="left")
    return joined.get_column("grade")


def grade_cohort(grade: pl.Series, on: pl.Series) -> pl.Series:
    """The cohort of births that is in that grade on that day, by the year of its September (PERSON ``grade_cohort``).

    Who was six by 31 August enters grade 1. Null outside grades 1–9: 幼儿园 and 高中 are often written without a year.
    """
    year = pl.col("on").dt.year().cast(pl.Int16) - (pl.col("on").dt.month() < SCHOOL_YEAR_STARTS).cast(pl.Int16)
    told = pl.col("grade").is_between(1, 9)
    frame = pl.DataFrame([grade.cast(pl.Int16).alias("grade"), on.cast(pl.Date).alias("on")])
    return frame.select(pl.when(told).then(year - pl.col("grade") - _ENTRY_AGE).alias("grade_cohort")).to_series()


def stage_of_school(name: pl.Expr) -> pl.Expr:
    """The one stage a school name admits: ``primary``, ``junior``, ``senior``; null for 中学 and 九年一贯 (two)."""
    several = name.str.contains("九年|完全中学|十二年|一贯")
    return (
        pl.when(name.is_null() | several).then(None)
        .when(name.str.contains("小学|教学点|完小")).then(pl.lit("primary"))
        .when(name.str.contains("初级中学|初中")).then(pl.lit("junior"))
        .when(name.str.contains("高级中学|高中|职业|技工|技师|中专")).then(pl.lit("senior"))
    )  # fmt: skip


def _in_english(words: str) -> int | None:
    """Grade 3, pre-school, beyond grade 12; None for anything else."""
    found = re.fullmatch(r"grade(\d{1,2})", words)
    if found:
        return int(found[1]) if 1 <= int(found[1]) <= 12 else None
    return _ENGLISH_WORDS.get(words)


def _stage_in(words: str) -> str | None:
    for stage, pattern in (("senior", _VOCATIONAL), ("senior", _SENIOR), ("junior", _JUNIOR), ("primary", _PRIMARY)):
        if pattern.search(words):
            return stage
    return None


def _number_in(words: str) -> int | None:
    """The number before 年级, after 初, 高 or 小, or standing alone (三, 3, 三(2)班)."""
    for pattern in (
        rf"{_NUMBER}年级",
        rf"(?:初|高|小|中|职|学|院|专|校){_NUMBER}{_TAIL}",
        rf"^{_NUMBER}(?:年|[(][\d一二三四五六七八九十]+[)]班?)?$",
    ):
        if found := re.search(pattern, words):
            number = found["number"]
            return _NUMERALS.get(number) or (int(number) if number.isdigit() else None)
    return None


def _in_stage(number: int | None, stage: str) -> int | None:
    """The grade over all stages: 初二 is 8, and so is 初中八年级; senior without a number is its first year."""
    before, years = _STAGES[stage]
    if stage == "senior":
        return 10 if number is None else number if 10 <= number <= 12 else min(9 + number, 12) if number >= 1 else None
    if number is None:
        return None
    if stage == "junior":
        # 初四 is the last year where primary school has five (五四学制).
        return number if 7 <= number <= 9 else min(6 + number, 9) if 1 <= number <= 4 else None
    return number if before < number <= before + years else None


def _by_intake(year: int, stage: str | None, as_of: date | None) -> int | None:
    if stage is None or as_of is None:
        return None
    before, years = _STAGES[stage]
    within = school_year_start(as_of) - year + 1
    return before + within if 1 <= within <= years else None
