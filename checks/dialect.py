"""As much of a SQLAlchemy dialect for DuckDB as Great Expectations needs in order to count.

The one there is, duckdb-engine, rolls back when a connection returns to the pool, and Great Expectations reads its
result only then; and it ties DuckDB to classes that Great Expectations keeps until the interpreter ends, of which
DuckDB complains on the terminal. So nothing here names DuckDB's module, holds a connection or begins a transaction.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text, types
from sqlalchemy.engine.default import DefaultDialect

if TYPE_CHECKING:
    import duckdb


class Lent:
    """A DuckDB connection, or a cursor of one, that SQLAlchemy may ask and neither closes nor keeps alive."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection if isinstance(connection, weakref.ProxyTypes) else weakref.proxy(connection)
        self.description: list[tuple[str, ...]] | None = None
        self.rowcount = -1

    def cursor(self) -> Lent:
        """The connection again: a cursor of DuckDB's is another connection, to which its views are unknown."""
        return Lent(self._connection)

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> None:
        """Run one statement."""
        self._connection.execute(statement, list(parameters))
        # Types by name: the objects would outlive their module.
        described = self._connection.description or []
        self.description = [(name, str(kind), *[None] * 5) for name, kind, *_ in described]  # type: ignore[misc]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Every row of the statement."""
        return self._connection.fetchall()

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row of the statement."""
        return self._connection.fetchone()

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        """The next rows of the statement."""
        return self._connection.fetchmany(size)

    def close(self) -> None:
        """Nothing: who lent it closes it."""


class Dialect(DefaultDialect):
    """The dialect ``duckdb+rollcall``, for engines that are given their connections ready-made."""

    name = "duckdb"
    driver = "rollcall"
    supports_statement_cache = False

    @classmethod
    def import_dbapi(cls) -> Any:
        """What SQLAlchemy must know of a driver."""
        return SimpleNamespace(paramstyle="qmark", Error=Exception)

    def get_columns(self, connection: Connection, table_name: str, *_: Any, **__: Any) -> list[Any]:
        """Name and nothing else of each column; DuckDB knows the types."""
        table = self.identifier_preparer.quote_identifier(table_name)
        described = connection.execute(text(f"DESCRIBE {table}"))
        return [{"name": row[0], "type": types.NullType(), "nullable": True, "default": None} for row in described]

    def do_begin(self, dbapi_connection: Any) -> None:
        """Nothing: what is only read needs no transaction."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Nothing."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Nothing: a rollback would drop results that are still to be read."""
