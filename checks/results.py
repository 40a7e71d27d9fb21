"""What was counted for a promise, told in Chinese as one row; no value of a person is among it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from checks.promises import CELL, Gate, Promise, Rule
from sources.person import SourceRefusedError
from sources.vocabulary import FINDINGS, Severity

#: Column → type of a result: one row per promise.
RESULT: dict[str, type[pl.DataType]] = {
    "gate": pl.String,  # files, as read, as conformed, totals, as published
    "register": pl.String,  # or the published table
    "title": pl.String,  # its Chinese title
    "expectation": pl.String,  # its name in Great Expectations
    "column": pl.String,  # ours; '' for the table
    "says": pl.String,  # what was promised, in Chinese
    "success": pl.Boolean,
    "severity": pl.String,  # fatal or warn: what a failure does
    "checked": pl.Int64,  # rows that were looked at; blanks count only where being filled is the promise
    "unexpected": pl.Int64,  # 0 where the promise is about the table as a whole
    "unexpected_percent": pl.Float64,  # of those checked, 0–100, two decimals
    "observed": pl.Float64,  # the total or share, where the promise is about one
    "sentence": pl.String,  # what was found, in Chinese
}


#: What a result says: the promise, what was found, and for a broken one what to do.
_UNLOOKED = "{says}：未能核对，请将本页告知维护人员。"
_MENDED = "{found}：{mend}。"
_BEHIND = "{found}（{kinds}）"
_KIND = "{label} {rows:,} 行"
_ALL_KEPT = "{says}：{checked:,} 行全部符合"
_ALL = "全部符合"
_AT_LEAST = "不低于 {least:.1%}"
_SOME_BROKEN = "{says}：{checked:,} 行中 {unexpected:,} 行不符，符合 {share:.2%}，要求{least}"
_COLUMNS = "{says}：实有 {columns} 列，{expected}"
_SUM = "{says} {observed:,.0f}，{expected}"
_SHARE = "{says}占 {share:.2%}（{checked:,} 行中 {part:,} 行），{expected}"
_ROWS, _ROWS_NOW = "共 {rows:,} 行，{expected}", "现有 {rows:,} 行，{expected}"
_NO_ROWS = "没有数据行"
_ROWS_IN_ALL = "共 {rows:,} 行"


class Counts(NamedTuple):
    """What Great Expectations counted for one promise; ``success`` is null when it could not be looked at."""

    success: bool | None
    checked: int = 0
    unexpected: int = 0
    observed: float | None = None


def told(
    register: str, title: str, answers: list[tuple[Promise, Counts]], kinds: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """The answers as rows of ``RESULT``. ``kinds`` has, by column, the findings that stand behind it, in words."""
    behind = kinds or {}
    rows = [_row(register, title, promise, counts, behind.get(promise.column, "")) for promise, counts in answers]
    return pl.DataFrame(rows, schema=RESULT, orient="row")


def refuse_if_fatal(results: pl.DataFrame) -> None:
    """Raise SourceRefusedError for the first register whose fatal promise is broken; nothing otherwise."""
    for register, title, sentence in fatal(results).select("register", "title", "sentence").head(1).iter_rows():
        raise SourceRefusedError(register, f"{title}：{sentence}")


def fatal(results: pl.DataFrame) -> pl.DataFrame:
    """The broken promises that stop the night."""
    return results.filter(~pl.col("success") & (pl.col("severity") == Severity.FATAL))


def warned(results: pl.DataFrame) -> pl.DataFrame:
    """The broken promises that are told and stop nothing."""
    return results.filter(~pl.col("success") & (pl.col("severity") != Severity.FATAL))


def unusual(results: pl.DataFrame) -> tuple[str, ...]:
    """What is to be heard before anything else: the totals that are not as they should be, each with its register."""
    totals = warned(results).filter(pl.col("gate") == Gate.TOTALS.value)
    return tuple(f"{title}：{sentence}" for title, sentence in totals.select("title", "sentence").iter_rows())


def kinds_of(findings: pl.DataFrame) -> dict[str, str]:
    """Gate column → the three most frequent findings in it, as a clerk reads them."""
    counted = findings.filter(pl.col("record_id").is_not_null()).group_by("column_name", "code").len()
    named: dict[str, list[str]] = {}
    for column, code, rows in counted.sort("len", "code", descending=[True, False]).iter_rows():
        label = FINDINGS[code].label if code in FINDINGS else code
        named.setdefault(f"{CELL}{column}", []).append(_KIND.format(label=label, rows=rows))
    return {column: "、".join(labels[:3]) for column, labels in named.items()}


def _row(register: str, title: str, promise: Promise, counts: Counts, kinds: str) -> tuple[object, ...]:
    percent = counts.unexpected / counts.checked * 100 if counts.checked else 0.0
    return (
        promise.gate.value, register, title, promise.expectation, promise.column.rpartition(":")[2], promise.says,
        bool(counts.success), promise.severity, counts.checked, counts.unexpected, round(percent, 2), counts.observed,
        _sentence(promise, counts, kinds),
    )  # fmt: skip


def _sentence(promise: Promise, counts: Counts, kinds: str) -> str:
    if counts.success is None:
        return _UNLOOKED.format(says=promise.says)
    found = _found(promise, counts)
    if kinds and counts.unexpected:
        found = _BEHIND.format(found=found, kinds=kinds)
    return found if counts.success else _MENDED.format(found=found, mend=promise.mend)


def _found(promise: Promise, counts: Counts) -> str:
    """The promise beside what was counted."""
    if not promise.rule.counts_rows:
        return _found_of_table(promise, counts)
    if not counts.unexpected:
        return _ALL_KEPT.format(says=promise.says, checked=counts.checked)
    share = (counts.checked - counts.unexpected) / counts.checked if counts.checked else 0
    least = _AT_LEAST.format(least=promise.mostly) if promise.mostly < 1 else _ALL
    return _SOME_BROKEN.format(
        says=promise.says, checked=counts.checked, unexpected=counts.unexpected, share=share, least=least)


def _found_of_table(promise: Promise, counts: Counts) -> str:
    if promise.rule is Rule.ROWS:
        return _rows(promise, counts)
    if promise.rule is Rule.COLUMNS:
        if counts.success:
            return promise.says
        return _COLUMNS.format(says=promise.says, columns=counts.checked, expected=promise.expected)
    if promise.rule is Rule.SUM:
        return _SUM.format(says=promise.says, observed=counts.observed or 0, expected=promise.expected)
    share = counts.observed or 0.0
    part = round(share * counts.checked)
    return _SHARE.format(
        says=promise.says, share=share, checked=counts.checked, part=part, expected=promise.expected)


def _rows(promise: Promise, counts: Counts) -> str:
    if promise.expected:
        told = _ROWS if counts.success else _ROWS_NOW
        return told.format(rows=counts.checked, expected=promise.expected)
    return _ROWS_IN_ALL.format(rows=counts.checked) if counts.success else _NO_ROWS
