"""A contract's promises looked at by Great Expectations: the only door to it and to pandas.

Both are imported when a register is checked, not before (seven seconds). Values are given to them only where a
promise is about values; names, numbers, addresses and telephones become classes or "filled" on the way in, and of
what comes back only counts are kept.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import polars.selectors as cs

from checks.promises import CELL, CLEAN, OR, Gate, Promise, Rule, promises
from sources.contract import Contract
from sources.person import Loaded, SourceRefusedError
from sources.vocabulary import FINDINGS, Severity

if TYPE_CHECKING:
    import pandas
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation import Expectation

#: Column → type of what ``checked`` returns: one row per promise.
RESULT: dict[str, type[pl.DataType]] = {
    "gate": pl.String,  # as read, as conformed, files
    "register": pl.String,
    "title": pl.String,  # the register's Chinese title
    "expectation": pl.String,  # its name in Great Expectations
    "column": pl.String,  # ours; '' for the table
    "says": pl.String,  # what was promised, in Chinese
    "success": pl.Boolean,
    "severity": pl.String,  # fatal or warn: what a failure does
    "checked": pl.Int64,  # rows that were looked at; blanks count only where being filled is the promise
    "unexpected": pl.Int64,
    "unexpected_percent": pl.Float64,  # of those checked, 0–100, two decimals
    "sentence": pl.String,  # what was found, in Chinese
}


class Counts(NamedTuple):
    """What was counted for one promise."""

    success: bool
    checked: int
    unexpected: int


def checked(loaded: Loaded, contract: Contract, as_of: date) -> pl.DataFrame:
    """What Great Expectations found in one register (``RESULT``), in the order of the promises."""
    asked = promises(contract, frozenset(loaded.rows.columns), loaded.rows.height, as_of)
    of_gate = {gate: [one for one in asked if one.gate is gate] for gate in Gate}
    frames = {
        Gate.FILES: loaded.files.select("rows_read", accounted=pl.sum_horizontal("loaded", "quarantined", "excluded")),
        Gate.AS_READ: _as_read(loaded, of_gate[Gate.AS_READ]),
        Gate.AS_CONFORMED: _as_conformed(loaded.rows, of_gate[Gate.AS_CONFORMED]),
    }
    kinds = _kinds(loaded.findings)
    told = [
        _told(contract, promise, counts, kinds)
        for gate, frame in frames.items()
        for promise, counts in _looked_at(frame, of_gate[gate])
    ]
    return pl.DataFrame(told, schema=RESULT, orient="row")


def imported() -> None:
    """Import Great Expectations now, where something else is waited for anyway (seven seconds)."""
    with _silence():
        import great_expectations.expectations  # noqa: F401


def refuse_if_fatal(results: pl.DataFrame) -> None:
    """Raise SourceRefusedError for the first register whose fatal promise is broken; nothing otherwise."""
    broken = results.filter(~pl.col("success") & (pl.col("severity") == Severity.FATAL))
    for register, title, sentence in broken.select("register", "title", "sentence").head(1).iter_rows():
        raise SourceRefusedError(register, f"{title}：{sentence}")


# ---------------------------------------------------------------- what Great Expectations gets to see


def _as_read(loaded: Loaded, asked: Sequence[Promise]) -> pl.DataFrame:
    """Every row read with its outcome, and per column that promises are about what was found in the row's cell."""
    found = (
        loaded.findings.filter(pl.col("record_id").is_not_null() & pl.col("column_name").is_not_null())
        .select("record_id", "code", column=CELL + pl.col("column_name"))
        .unique(["record_id", "column"], keep="first", maintain_order=True)
        .pivot("column", index="record_id", values="code")
    )
    records = loaded.records.select("record_id", "outcome", "reason").join(found, on="record_id", how="left")
    cells = {one.column for one in asked if one.column.startswith(CELL)}
    spotless = sorted(cells - set(found.columns))
    return records.with_columns(
        *(pl.col(name).fill_null(CLEAN) for name in sorted(cells - set(spotless))),
        *(pl.lit(CLEAN).alias(name) for name in spotless),
    )


def _as_conformed(rows: pl.DataFrame, asked: Sequence[Promise]) -> pl.DataFrame:
    """The columns that promises are about; where the promise is only to be filled, whether they are."""
    by_value = set().union(*(one.needs for one in asked if one.rule is not Rule.FILLED))
    only_filled = {one.column for one in asked if one.rule is Rule.FILLED} - by_value
    return rows.select(
        *(_filled(name.split(OR)).alias(name) for name in sorted(only_filled)),
        *(_coded(rows, name) for name in sorted(by_value)),
    )


def _filled(either: Sequence[str]) -> pl.Expr:
    return pl.when(pl.any_horizontal(pl.col(name).is_not_null() for name in either)).then(pl.lit("filled"))


def _coded(rows: pl.DataFrame, name: str) -> pl.Expr:
    if name == "id_class":  # whether numbers are there at all is a promise of its own
        return pl.col(name).replace("blank", None)
    # Yes and no are '1' and '0' in the vocabulary, whatever type a register keeps them in.
    return pl.col(name).cast(pl.Int8).cast(pl.String) if rows.schema[name] == pl.Boolean else pl.col(name)


# ---------------------------------------------------------------- asking it


#: No example of a failing value, no failing row: counts.
_COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0, "include_unexpected_rows": False}


def _looked_at(frame: pl.DataFrame, asked: Sequence[Promise]) -> list[tuple[Promise, Counts]]:
    """Each promise with what was counted, in the order asked. All rows of ``frame`` are looked at."""
    with _silence():
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        rows = context.data_sources.add_pandas("register").add_dataframe_asset("rows")
        batch = rows.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": _pandas(frame)})
        suite = gx.ExpectationSuite("promises", expectations=[_expectation(n, one) for n, one in enumerate(asked)])
        results = batch.validate(suite, result_format=_COUNTS_ONLY).results
    counted = {_place(result): _counted(result) for result in results}
    return [(one, counted[place]) for place, one in enumerate(asked)]


def _pandas(frame: pl.DataFrame) -> pandas.DataFrame:
    # Categories are looked up ten times faster than text (record ids are all distinct and would gain nothing), and
    # floats are compared as a column where datetimes are compared one by one, or overflow before 1677.
    texts = [name for name, kind in frame.schema.items() if kind == pl.String and name != "record_id"]
    return frame.with_columns(
        pl.col(texts).cast(pl.Categorical), cs.date().dt.strftime("%Y%m%d").cast(pl.Float64)
    ).to_pandas()


def _bound(value: object) -> object:
    """A date as the number that the frame has for it; anything else as it is."""
    return float(f"{value:%Y%m%d}") if isinstance(value, date) else value


def _expectation(place: int, promise: Promise) -> Expectation:
    from great_expectations import expectations

    given = {name: _bound(value) for name, value in promise.arguments.items()}
    if promise.other:
        given |= {"column_A": promise.column, "column_B": promise.other, "ignore_row_if": "either_value_is_missing"}
    elif promise.column:
        given["column"] = promise.column
    if promise.rule is not Rule.ROWS:
        given["mostly"] = promise.mostly
    return getattr(expectations, promise.rule.value)(**given, meta={"place": place})


def _place(result: ExpectationValidationResult) -> int:
    # Results come back in another order than the suite's.
    assert result.expectation_config is not None
    return result.expectation_config.meta["place"]


def _counted(result: ExpectationValidationResult) -> Counts:
    # An expectation that could not be evaluated carries a traceback, and that may hold a value: it is not kept.
    told = result.result or {}
    looked_at = told.get("element_count", told.get("observed_value", 0))
    if "unexpected_percent_nonmissing" in told:
        looked_at -= told.get("missing_count") or 0
    return Counts(bool(result.success), int(looked_at), int(told.get("unexpected_count") or 0))


@contextmanager
def _silence() -> Iterator[None]:
    """Great Expectations says nothing on the terminal or in a log: what it has to say are the results."""
    # Its loggers set levels of their own, so theirs cannot be turned down at the top; what they say ends there.
    logger = logging.getLogger("great_expectations")
    swallow = logging.NullHandler()
    logger.addHandler(swallow)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.propagate = True
        logger.removeHandler(swallow)


# ---------------------------------------------------------------- telling what it said


def _kinds(findings: pl.DataFrame) -> dict[str, str]:
    """Gate column → the three most frequent findings in it, as a clerk reads them."""
    counted = findings.filter(pl.col("record_id").is_not_null()).group_by("column_name", "code").len()
    told: dict[str, list[str]] = {}
    for column, code, rows in counted.sort("len", "code", descending=[True, False]).iter_rows():
        label = FINDINGS[code].label if code in FINDINGS else code
        told.setdefault(f"{CELL}{column}", []).append(f"{label} {rows:,} 行")
    return {column: "、".join(labels[:3]) for column, labels in told.items()}


def _told(contract: Contract, promise: Promise, counts: Counts, kinds: dict[str, str]) -> tuple[object, ...]:
    column = promise.column.removeprefix(CELL)
    share = counts.unexpected / counts.checked * 100 if counts.checked else 0.0
    sentence = _sentence(promise, counts, kinds.get(promise.column, ""))
    return (
        promise.gate.value, contract.register, contract.title, promise.expectation, column, promise.says,
        counts.success, promise.severity, counts.checked, counts.unexpected, round(share, 2), sentence,
    )  # fmt: skip


def _sentence(promise: Promise, counts: Counts, kinds: str) -> str:
    if promise.rule is Rule.ROWS:
        return f"共 {counts.checked:,} 行" if counts.success else f"没有数据行：{promise.mend}。"
    if not counts.unexpected and not counts.success:
        return f"{promise.says}：未能核对，请将本页告知维护人员。"
    if not counts.unexpected:
        return f"{promise.says}：{counts.checked:,} 行全部符合"
    share = (counts.checked - counts.unexpected) / counts.checked if counts.checked else 0
    least = f"，要求不低于 {promise.mostly:.1%}" if promise.mostly < 1 else "，要求全部符合"
    told = f"{promise.says}：{counts.checked:,} 行中 {counts.unexpected:,} 行不符，符合 {share:.2%}{least}"
    told += f"（{kinds}）" if kinds else ""
    return told if counts.success else f"{told}：{promise.mend}。"
