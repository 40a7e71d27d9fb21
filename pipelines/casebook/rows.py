"""A table of the casebook as a frame, and a frame's rows into a table: as fast as the driver takes and gives them."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import Boolean, Connection, Date, DateTime, Float, Integer, Table, insert, select

#: Type of the ledger → of a frame; whatever else is text.
_TYPES = (
    (Boolean, pl.Boolean), (DateTime, pl.Datetime("us")), (Date, pl.Date), (Float, pl.Float64), (Integer, pl.Int64))
#: Rows that are tuples at one time: few enough to stay in the processor's cache.
_AT_ONCE = 2_000


def schema_of(table: Table) -> dict[str, pl.DataType]:
    """Column → polars type of a table of the ledger."""
    return {
        column.name: next((frame for kind, frame in _TYPES if isinstance(column.type, kind)), pl.String())
        for column in table.columns
    }  # type: ignore[return-value]


def frame_of(connection: Connection, table: Table) -> pl.DataFrame:
    """The rows of a table."""
    asked = str(select(table).compile(dialect=connection.dialect))
    # As the driver gives them: 400,000 rows a night are not worth an object each.
    cursor: Any = connection.exec_driver_sql(asked).cursor
    schema = schema_of(table)
    parts = [pl.DataFrame(schema=schema)]
    while rows := cursor.fetchmany(_AT_ONCE):
        columns = zip(schema.items(), zip(*rows, strict=True), strict=True)
        parts.append(pl.DataFrame([_series(*one) for one in columns]))
    return pl.concat(parts)


def _series(column: tuple[str, pl.DataType], values: tuple) -> pl.Series:
    """The values under that name and type; SQLite gives days and moments as text."""
    name, kind = column
    if kind not in (pl.Date, pl.Datetime("us")) or not any(isinstance(value, str) for value in values):
        return pl.Series(name, values, dtype=kind, strict=False)
    told = pl.Series(name, values, dtype=pl.String).str
    return told.to_date("%Y-%m-%d") if kind == pl.Date else told.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us")


def add(connection: Connection, table: Table, rows: pl.DataFrame) -> None:
    """Add the frame's rows to the table; columns that the table has not are left out."""
    told = rows.select(name for name in table.columns.keys() if name in rows.columns)  # noqa: SIM118
    if told.is_empty():
        return
    if connection.dialect.name == "postgresql":
        _copied(connection, table, told)
    else:
        _inserted(connection, table, told)


def _inserted(connection: Connection, table: Table, rows: pl.DataFrame) -> None:
    """As the driver takes them, days and moments as SQLAlchemy writes them: a third of what a dict a row costs."""
    told = insert(table).compile(dialect=connection.dialect, column_keys=rows.columns)
    written = rows.select(told.positiontup or []).with_columns(
        pl.col(pl.Date).dt.to_string("%Y-%m-%d"), pl.col(pl.Datetime).dt.to_string("%Y-%m-%d %H:%M:%S%.6f"))
    for part in written.iter_slices(_AT_ONCE):
        connection.exec_driver_sql(str(told), part.rows())


def _copied(connection: Connection, table: Table, rows: pl.DataFrame) -> None:
    """By COPY: a first night of 200,000 children is otherwise as many round trips."""
    quoted = connection.dialect.identifier_preparer.quote
    columns = ", ".join(quoted(name) for name in rows.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quoted(table.name)} ({columns}) FROM STDIN") as copy:
        for row in rows.iter_rows():
            copy.write_row(row)
