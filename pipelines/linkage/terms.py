"""What is read off the columns of PERSON, as expressions: blocking terms, and what comparisons look at."""

from __future__ import annotations

import polars as pl

from pipelines.linkage.characters import COMPOUND_SURNAMES, UNREADABLE
from pipelines.linkage.records import NONE
from sources.identity import SCHOOL_YEAR_STARTS

#: Days from 1 January 1900 to 1 January 1970.
EPOCH = 25567
_VALID = ("ok18", "disab20")
#: Texts that may be a number with one character wrong; the others show no whole number.
_MISTYPED = ("bad_check", "bad_length", "bad_date", "bad_char")

NAME, DOB = pl.col("name_key"), pl.col("dob")
_COMPOUND = NAME.str.contains("^(?:" + "|".join(COMPOUND_SURNAMES) + ")") & (NAME.str.len_chars() > 2)
_SURNAME_LENGTH = pl.when(_COMPOUND).then(2).otherwise(1)
_SURNAME, _GIVEN = NAME.str.slice(0, _SURNAME_LENGTH), NAME.str.slice(_SURNAME_LENGTH)
_READABLE_GIVEN = pl.when(~_GIVEN.str.contains(UNREADABLE, literal=True) & (_GIVEN != "")).then(_GIVEN)
_UNREADABLE = pl.col("name_unreadable").fill_null(False) | NAME.str.contains(UNREADABLE, literal=True)
_READABLE = NAME.is_not_null() & ~_UNREADABLE
_FRONT15 = pl.coalesce(pl.col("id18").str.slice(0, 15), "id15")
_YMD = DOB.dt.year().cast(pl.Int32) * 10000 + DOB.dt.month().cast(pl.Int32) * 100 + DOB.dt.day()
_MASKED = pl.col("id_class") == "masked"
_BY_MONTH = pl.col("dob_precision") == "month"
_PARTIAL = pl.col("id18").is_null() & pl.col("id15").is_not_null()
_LONG_ENOUGH = pl.col("citizen_id").str.len_chars().is_between(15, 20)
_WRONG = pl.col("id18").is_null() & pl.col("id_class").is_in(_MISTYPED) & _LONG_ENOUGH
NUMBER = pl.when(_MASKED | _WRONG).then("citizen_id").otherwise("id18")
_EXACT = ~_BY_MONTH.fill_null(False)
_WHOLE_TEXT = pl.when(_WRONG).then("citizen_id").otherwise("id18")
_WRONG_TEXT = pl.when(_WRONG).then("citizen_id")


def _ends(text: pl.Expr) -> pl.Expr:
    """A number without its day of birth and sequence: what stays whole when they are mistyped."""
    return text.str.slice(0, 9) + text.str.tail(4)


#: The terms of which blocking keys are made; null (or an empty list) for none.
TERMS: dict[str, pl.Expr] = {
    "name": pl.when(_READABLE).then(NAME),
    "former": pl.col("former_key"),
    "surname": pl.when(_SURNAME != UNREADABLE).then(_SURNAME),
    "given": _READABLE_GIVEN,
    "given_chars": _READABLE_GIVEN.str.split("").list.unique(maintain_order=True),
    "sex": pl.col("sex"),
    "dob": pl.when(_EXACT).then(DOB),
    "birth_month": _YMD // 100,
    "birth_year": _YMD // 10000,
    "month_day": pl.when(_EXACT).then(_YMD % 10000),
    "id18": pl.col("id18"),
    "front15": _FRONT15,
    "cut15": pl.when(_PARTIAL).then(_FRONT15),
    "number_front": _WHOLE_TEXT.str.slice(0, 13),
    "wrong_front": _WRONG_TEXT.str.slice(0, 13),
    "number_tail": _WHOLE_TEXT.str.tail(8),
    "wrong_tail": _WRONG_TEXT.str.tail(8),
    "number_ends": _ends(_WHOLE_TEXT),
    "wrong_ends": _ends(_WRONG_TEXT),
    "guardians": pl.col("guardian_keys"),
    "guardian_ids": pl.col("guardian_ids"),
    "phones": pl.col("phones"),
    "household": pl.col("household_no"),
    "town": pl.col("town"),
    "village": pl.col("village"),
}


#: Terms of one value that hang on nothing but the name.
OF_NAMES = frozenset({"surname", "given"})
#: Terms of one value a row.
SINGLE_TERMS = frozenset(TERMS) - {"given_chars", "guardians", "phones", "guardian_ids"}


def _is(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(False)


#: Who a person is, as every comparison of persons asks: texts, whole numbers (−1 for none), and booleans.
PLAIN = {
    "name": NAME,
    "readable": _is(_READABLE),
    "id18": pl.col("id18"),
    "day": (DOB.to_physical() + EPOCH).fill_null(NONE),
    "by_month": _is(_BY_MONTH),
    "sex": pl.col("sex"),
}
#: What a number shows.
OF_NUMBER = {
    "valid": pl.col("id18").is_not_null() & _is(pl.col("id_class").is_in(_VALID)),
    "front15": _FRONT15.cast(pl.Int64, strict=False).fill_null(NONE),
    "partial": _is(_PARTIAL),
    "numbered": NUMBER.is_not_null(),
    "masked": _is(_MASKED),
}
#: How old a pupil's class is, and how old the pupil: years in which a school cohort begins.
OF_COHORT = {
    "birth_cohort": (DOB.dt.year() - (DOB.dt.month() < SCHOOL_YEAR_STARTS).cast(pl.Int32)).fill_null(NONE),
    "grade_cohort": pl.col("grade_cohort").cast(pl.Int32).fill_null(NONE),
}
