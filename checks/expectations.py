"""Great Expectations asked about tables in DuckDB: the only door to it, and to SQLAlchemy within the checks.

It counts in DuckDB and brings no row here: five million rows take it seconds where its pandas engine takes minutes.
It is imported when something is checked, not before (seven seconds). Of what it answers only counts are kept: a
traceback of its may hold a value.
"""

from __future__ import annotations

import atexit
import gc
import logging
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

import duckdb

from checks.promises import MADE, Promise, Rule
from checks.results import Counts

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
    from great_expectations.expectations.expectation import Expectation

#: No example of a failing value, no failing row: counts.
_COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0, "include_unexpected_rows": False}
#: SQLAlchemy's name for the dialect below, which is given every connection ready-made.
_URL = "duckdb+rollcall:///:memory:"

#: Silence is the process's: who ends it must not end another thread's.
_SILENT = Lock()

Answers = list[tuple[Promise, Counts]]


def answers(connection: duckdb.DuckDBPyConnection, asked: Mapping[str, Sequence[Promise]]) -> Answers:
    """Each promise with what was counted for it, in the order asked.

    ``asked`` has the promises by the name of the table or view of ``connection`` that they are about. All of its rows
    are looked at. Nothing is written and the connection stays open.
    """
    with _silence():
        source = _source(connection, [table for table, some in asked.items() if some])
        return [
            answer for table, some in asked.items() if some
            for answer in _answered(source, table, _rows(connection, table), some)
        ]


def imported() -> None:
    """Import Great Expectations now, where something else is waited for anyway (seven seconds)."""
    with _silence(), _unswept():
        import great_expectations.expectations  # noqa: F401


def importing() -> Thread:
    """A started thread that imports Great Expectations; ``imported`` and ``answers`` wait for it.

    Not a daemon: an interpreter that ends while an extension module loads in such a one may crash.
    """
    thread = Thread(target=imported, name="great-expectations")
    thread.start()
    return thread


def _source(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> SQLDatasource:
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from sqlalchemy.dialects import registry
    from sqlalchemy.pool import StaticPool

    registry.register("duckdb.rollcall", "checks.dialect", "Dialect")
    from checks.dialect import Lent

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    how = {"creator": lambda: Lent(connection), "poolclass": StaticPool}
    # All of them at once: each that is added later writes out all that is there, as YAML.
    assets = [{"type": "table", "name": table, "table_name": table} for table in tables]
    # Its stub forgets a parameter.
    return context.data_sources.add_sql(
        "rollcall", connection_string=_URL, kwargs=how, assets=assets)  # pyright: ignore[reportCallIssue]


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    [(rows,)] = connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()
    return rows


def _answered(source: SQLDatasource, table: str, rows: int, asked: Sequence[Promise]) -> Answers:
    """The promises of one table. What cannot be evaluated fails all that it is bundled with, so it is asked alone."""
    counted = [
        counts if counts.success is not None else _validated(source, table, [one])[0]
        for one, counts in zip(asked, _validated(source, table, [_at_first(one, rows) for one in asked]), strict=True)
    ]
    return list(zip(asked, counted, strict=True))


def _at_first(promise: Promise, rows: int) -> Promise:
    """The promise as it is asked with the others: where there are as many different values as rows, each is unique.

    That takes less than half the time. Only where there are not is asked which rows repeat another.
    """
    if promise.rule is not Rule.UNIQUE:
        return promise
    return replace(promise, rule=Rule.DIFFERENT, arguments={"min_value": rows})


def _validated(source: SQLDatasource, table: str, asked: Sequence[Promise]) -> list[Counts]:
    import great_expectations as gx

    asset = source.get_asset(table)
    batch = asset.get_batch(asset.build_batch_request())
    suite = gx.ExpectationSuite(table, expectations=[_expectation(n, one) for n, one in enumerate(asked)])
    results = {_place(result): result for result in batch.validate(suite, result_format=_COUNTS_ONLY).results}
    return [_counted(one, results[place]) for place, one in enumerate(asked)]


def _expectation(place: int, promise: Promise) -> Expectation:
    from great_expectations import expectations

    given: dict[str, Any] = dict(promise.arguments)
    if promise.other:
        given |= {"column_A": promise.column, "column_B": promise.other, "ignore_row_if": "either_value_is_missing"}
    elif promise.column:
        given["column"] = promise.column
    if promise.rule.counts_rows:
        given["mostly"] = promise.mostly
    return getattr(expectations, promise.rule.value)(**given, meta={"place": place})


def _place(result: ExpectationValidationResult) -> int:
    # Results come back in another order than the suite's.
    assert result.expectation_config is not None
    return result.expectation_config.meta["place"]


def _counted(promise: Promise, result: ExpectationValidationResult) -> Counts:
    told = result.result or {}
    if not told or (result.exception_info or {}).get("raised_exception"):
        return Counts(None)
    success, observed = bool(result.success), told.get("observed_value")
    if promise.rule is Rule.DIFFERENT:
        return Counts(success or None, int(observed or 0))
    if promise.rule is Rule.COLUMNS:
        return Counts(success, sum(MADE not in name for name in observed or ()))
    if promise.rule is Rule.ROWS:
        return Counts(success, int(observed or 0), observed=observed)
    if not promise.rule.counts_rows:
        return Counts(success, promise.of, observed=float(observed or 0))
    looked_at = told.get("element_count", 0)
    if "unexpected_percent_nonmissing" in told:
        looked_at -= told.get("missing_count") or 0
    return Counts(success, int(looked_at), int(told.get("unexpected_count") or 0))


@contextmanager
def _unswept() -> Iterator[None]:
    """No garbage is looked for meanwhile, nor later among what was imported: 500,000 objects that stay for good.

    That is a third of the import, and a tenth of all that is asked afterwards.
    """
    if "great_expectations.expectations" in sys.modules or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        atexit.register(gc.unfreeze)  # or DuckDB complains on the terminal of what is never let go
        gc.enable()


@contextmanager
def _silence() -> Iterator[None]:
    """Great Expectations says nothing on the terminal or in a log: what it has to say are the results."""
    # Its loggers set levels of their own, so theirs cannot be turned down at the top; what they say ends there.
    logger = logging.getLogger("great_expectations")
    swallow = logging.NullHandler()
    with _SILENT:
        logger.addHandler(swallow)
        logger.propagate = False
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        finally:
            logger.propagate = True
            logger.removeHandler(swallow)
