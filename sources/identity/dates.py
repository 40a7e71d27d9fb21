"""Dates as offices write them (contract.md §0.3)."""

from __future__ import annotations

from datetime import date

import polars as pl

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)

#: What follows a day: the time, or the day of the week as Excel's long date shows it.
_TIME_OF_DAY = r"[T ]+[0-9]{1,2}[:：][0-9]{2}.*$|\s*(?:星期|周)[一二三四五六日天]$"
_WHOLE = r"^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?$"
_PACKED = r"^([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{6})?$"
_MONTH = r"^([0-9]{4})[-/.年]([0-9]{1,2})月?$"
#: From 1913 on: 190512 is a birthday in 2019 with its century left out, not May 1905.
_PACKED_MONTH = r"^(19(?:1[3-9]|[2-9][0-9])|20[0-9]{2}|2100)([0-9]{2})$"
_SERIAL = r"^([2-6][0-9]{4})(?:\.[0-9]+)?$"
_TWO_DIGIT = r"^(?:[0-9]{6}|[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}[日号]?|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2})$"


def dated(text: pl.Series, *, latest: date = LATEST) -> pl.DataFrame:
    """What each cell says, row by row: ``date``, ``precision`` (day, month), ``trouble`` (two_digit_year, unreadable).

    A month is its first day. Five digits are a spreadsheet's day number. Dates before 1900 or after ``latest`` are
    unreadable. All three are null for an empty cell.
    """
    distinct = pl.DataFrame({"text": text.cast(pl.String).unique()}).with_columns(_plain(pl.col("text")).alias("plain"))
    read = distinct.with_columns(
        _built("plain", _WHOLE).fill_null(_built("plain", _PACKED)).fill_null(_from_serial("plain")).alias("day"),
        _built("plain", _MONTH).fill_null(_built("plain", _PACKED_MONTH)).alias("month"),
    )
    read = read.with_columns(_within("day", latest), _within("month", latest))
    joined = pl.DataFrame({"text": text.cast(pl.String)}).join(read, on="text", how="left", maintain_order="left")
    return joined.select(
        pl.coalesce("day", "month").alias("date"),
        pl.when(pl.col("day").is_not_null()).then(pl.lit("day"))
        .when(pl.col("month").is_not_null()).then(pl.lit("month")).alias("precision"),
        pl.when(pl.coalesce("day", "month").is_not_null() | pl.col("plain").is_null()).then(None)
        .when(pl.col("plain").str.contains(_TWO_DIGIT)).then(pl.lit("two_digit_year"))
        .otherwise(pl.lit("unreadable")).alias("trouble"),
    )  # fmt: skip


def last_day(found: pl.DataFrame) -> pl.Series:
    """The last day that each result of ``dated`` includes: a month's end where only a month was written."""
    day = pl.col("date")
    return found.select(
        pl.when(pl.col("precision") == "month").then(day.dt.month_end()).otherwise(day).alias("date")
    ).to_series()


def _plain(text: pl.Expr) -> pl.Expr:
    bare = text.str.normalize("NFKC").str.strip_chars().str.replace(_TIME_OF_DAY, "").str.replace_all(r"\s", "")
    return pl.when(bare != "").then(bare)


def _built(column: str, pattern: str) -> pl.Expr:
    year, month = (pl.col(column).str.extract(pattern, group) for group in (1, 2))
    day = pl.lit("01") if pattern in (_MONTH, _PACKED_MONTH) else pl.col(column).str.extract(pattern, 3)
    return (year + month.str.zfill(2) + day.str.zfill(2)).str.to_date("%Y%m%d", strict=False)


def _from_serial(column: str) -> pl.Expr:
    days = pl.col(column).str.extract(_SERIAL, 1).cast(pl.Int32, strict=False)
    return pl.lit(date(1899, 12, 30)) + pl.duration(days=days)


def _within(column: str, latest: date) -> pl.Expr:
    return pl.when(pl.col(column).is_between(EARLIEST, latest)).then(pl.col(column)).alias(column)
