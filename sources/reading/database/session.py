"""A connection that can only read, sees one moment of the database, and does not wait for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from sources.person import SourceUnreachableError
from sources.reading.database.failures import refused, told
from sources.reading.database.place import Database, Patience
from sources.sentence import Sentence

T = TypeVar("T")

#: Kind of database → the extra of rollcall that brings its driver.
_EXTRAS = {"oracle": "oracle", "mssql": "sqlserver"}


@contextmanager
def connected(place: Database) -> Iterator[Connection]:
    """A connection in a read-only transaction, rolled back at the end.

    Raises SourceRefusedError for whatever the driver raises meanwhile, SourceUnreachableError where that may pass.
    """
    engine = _engine(place)
    try:
        with engine.connect() as connection:
            _be_patient(connection, place.patience)
            for statement in _opening(connection, place.patience):
                connection.exec_driver_sql(statement)
            yield connection
        return
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        failure = told(error, place)
    finally:
        engine.dispose()
    raise failure from None


def tried(place: Database, attempt: Callable[[], T]) -> T:
    """What ``attempt()`` returns, tried again after each pause while the database cannot be reached."""
    for pause in place.patience.again_after:
        try:
            return attempt()
        except SourceUnreachableError:
            sleep(pause)
    return attempt()


def _engine(place: Database) -> Engine:
    missing = url = None
    try:
        url = _url(place)
        arguments = _arguments(url, place.patience)
        # NullPool: the connection ends with its use, and nothing of it outlives the reading.
        return create_engine(url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError):
        raise refused(place, "的 url 无法理解：请写成 postgresql://主机/库 或 mysql://主机/库。") from None
    except ModuleNotFoundError as error:
        missing = error.name
    raise refused(place, _without_driver(missing, url))


def _url(place: Database) -> URL:
    url, login = make_url(place.full_url), place.login
    return url.set(username=login.user or url.username, password=login.password)


def _without_driver(missing: str | None, url: URL | None) -> str:
    extra = _EXTRAS.get(url.get_backend_name() if url else "")
    mend: str = f"pip install {missing}"
    if extra:
        mend = Sentence("pip install 'rollcall[{extra}]'（或 uv sync --extra {extra}）", extra=extra)
    return Sentence("需要的驱动程序 {missing} 没有安装：请运行 {mend}。", missing=missing, mend=mend)


def _arguments(url: URL, patience: Patience) -> dict[str, object]:
    """What the driver must know before there is a connection: how long to wait, and that all texts be UTF-8."""
    kind = url.get_backend_name()
    if kind == "postgresql":
        # Without these a host that vanishes while it answers would be waited for until the kernel gives up.
        alive = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
        return {"connect_timeout": patience.connect, "client_encoding": "utf8", "application_name": "rollcall", **alive}
    if kind in ("mysql", "mariadb"):
        return {"connect_timeout": patience.connect, "read_timeout": patience.connect, "charset": "utf8mb4"}
    if kind == "mssql":
        return {"login_timeout": patience.connect, "timeout": patience.answer, "charset": "UTF-8"}
    return {"tcp_connect_timeout": patience.connect}


def _be_patient(connection: Connection, patience: Patience) -> None:
    """Let MySQL's driver wait for an answer longer than for the greeting: it has one setting for both."""
    if connection.dialect.name in ("mysql", "mariadb"):
        # Longer than the server's own limit, so that the server is the one to say that it took too long.
        connection.connection.driver_connection._read_timeout = patience.answer + patience.connect  # type: ignore[union-attr]


def _opening(connection: Connection, patience: Patience) -> tuple[str, ...]:
    """The statements after which nothing can be written and all is read as of one moment, and no longer than agreed."""
    dialect = connection.dialect
    if dialect.name == "postgresql":
        return (
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
            # LOCAL: a pooler may hand the session to somebody else afterwards.
            f"SET LOCAL statement_timeout = {patience.answer * 1000}",
            "SET LOCAL datestyle = 'ISO'",
        )
    if dialect.name in ("mysql", "mariadb"):
        limit = (
            f"SET SESSION max_statement_time = {patience.answer}"
            if getattr(dialect, "is_mariadb", False)
            else f"SET SESSION max_execution_time = {patience.answer * 1000}"
        )
        return (
            limit,
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            "SET SESSION TRANSACTION READ ONLY",
            "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
        )
    if dialect.name == "oracle":
        return ("SET TRANSACTION READ ONLY",)
    # SQL Server has no read-only transaction: the login must be allowed to read only.
    return ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",)
