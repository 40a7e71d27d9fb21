"""The casebook's database: reached, made where there is none, brought up to today's layout after a backup."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from pipelines.casebook.backups import backed_up
from pipelines.casebook.layout import CasebookError, known, laid_out, layout, migrated
from pipelines.casebook.ledger import ABOUT, REVISION
from pipelines.casebook.tokens import keyed
from pipelines.credentials import login_of
from pipelines.settings import Settings
from sources.reading.database.place import DRIVERS, Login

_SCHEMA = "rollcall"
_WRITING = "rollcall_writing"
#: Whoever writes holds this lock of the database for the length of a transaction ("rollcall", as a number).
_LOCK = 0x726F6C6C63616C6C
#: Nobody in particular: the driver's own ways apply.
NOBODY = Login()
#: Seconds before each further try to reach a database that does not answer.
_AGAIN = (0.2, 1, 4)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a casebook lies: the ``folder`` of the secret, and there ``casebook.sqlite`` unless there is a ``url``."""

    folder: Path
    url: str | None = None
    login: Login = NOBODY

    @classmethod
    def of(cls, settings: Settings) -> Place:
        """The place that the settings name. Raises SettingsError for a credentials file of no use."""
        told = settings.casebook
        login = login_of("casebook", "casebook", told.credentials_file, settings.home) if told.url else NOBODY
        return cls(settings.state, told.url, login)

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.folder / "casebook.sqlite"

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        return self.folder / "casebook-backups"

    @property
    def name(self) -> str:
        """What it is called in a sentence: without user or password."""
        if self.url is None:
            return str(self.file)
        url = make_url(self.url)
        return f"casebook@{url.host or 'localhost'}/{url.database}"


def opened(place: Place, key: bytes) -> Engine:
    """An engine on a casebook of today's layout. An older one is backed up first and then migrated.

    Raises CasebookError when it cannot be reached, is newer than this program, or was written by another secret.
    """
    engine = _engine(place)
    try:
        revision = _tried(lambda: revision_of(engine))
        if revision != REVISION:
            _brought_up(engine, place, key)
        _recognized(engine, place, key)
    except SQLAlchemyError as error:
        engine.dispose()
        raise CasebookError(f"案件簿 {place.name} 无法打开（{type(error).__name__}）：{_mend(place)}。") from None
    return engine


@contextmanager
def reached(place: Place) -> Iterator[Connection]:
    """A transaction that has the place to itself, whatever lies there. Raises CasebookError."""
    engine = _engine(place)
    try:
        _tried(lambda: revision_of(engine))
        with alone(engine) as connection:
            _with_schema(connection)
            yield connection
    except SQLAlchemyError as error:
        raise CasebookError(f"案件簿 {place.name} 无法写入（{type(error).__name__}）：{_mend(place)}。") from None
    finally:
        engine.dispose()


@contextmanager
def looked_at(place: Place) -> Iterator[Connection]:
    """A connection by which nothing is made, migrated or written, whatever lies there. Raises CasebookError."""
    engine = _engine(place, only_look=True)
    try:
        _tried(lambda: revision_of(engine))
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise CasebookError(f"案件簿 {place.name} 无法打开（{type(error).__name__}）：{_mend(place)}。") from None
    finally:
        engine.dispose()


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A transaction that has the casebook to itself; who comes meanwhile waits. Committed when the block ends well."""
    with engine.connect().execution_options(**{_WRITING: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        yield connection


def revision_of(engine: Engine) -> str | None:
    """The revision of the layout that is there: None for none, '0001' for one from before there were revisions."""
    with engine.connect() as connection:
        return layout(connection)


def mark(key: bytes) -> str:
    """What a casebook keeps of its secret, to know it again."""
    return keyed(key, "casebook")


def _recognized(engine: Engine, place: Place, key: bytes) -> None:
    """Refuse a secret by which nobody would be recognized; note it in a casebook that has noted none."""
    there = select(ABOUT.c.value).where(ABOUT.c.name == "secret")
    with engine.connect() as connection:
        noted = connection.scalar(there)
    if noted is None:
        with alone(engine) as connection:
            noted = connection.scalar(there) or mark(key)
            connection.execute(ABOUT.delete().where(ABOUT.c.name == "secret"))
            connection.execute(ABOUT.insert(), {"name": "secret", "value": noted})
    if noted != mark(key):
        engine.dispose()
        raise CasebookError(
            f"{place.folder / 'secret'} 不是写成案件簿 {place.name} 的那个密钥：请恢复原来的文件，"
            "或用 rollcall casebook restore 恢复备份（其中有密钥）。")


def _brought_up(engine: Engine, place: Place, key: bytes) -> None:
    with alone(engine) as connection:
        _with_schema(connection)
        revision = layout(connection)  # another program may have been quicker
        if revision is None:
            laid_out(connection)
        elif revision != REVISION:
            known(revision, place.name)
            backed_up(connection, place.backups, revision, key)
            migrated(connection)


def _engine(place: Place, *, only_look: bool = False) -> Engine:
    if place.url is None:
        return _sqlite_as_it_lies(place.file) if only_look else _sqlite(place.file)
    kind, colon, rest = place.url.partition(":")
    url = make_url(DRIVERS[kind] + colon + rest)
    url = url.set(username=place.login.user or url.username, password=place.login.password)
    look = " -c default_transaction_read_only=on" if only_look else ""
    asked = {"connect_timeout": 10, "options": f"-c search_path={_SCHEMA}{look}"}
    return create_engine(url, connect_args=asked, pool_pre_ping=True)


def _with_schema(connection: Connection) -> None:
    """On a server the casebook has a schema of its own: the database may be used for other things, too."""
    if connection.dialect.name == "postgresql" and not inspect(connection).has_schema(_SCHEMA):
        connection.execute(text(f"CREATE SCHEMA {_SCHEMA}"))


def _sqlite(path: Path) -> Engine:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its WAL the mode of the file
    path.chmod(0o600)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def _set_up(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None  # transactions begin where we say, also around changes of the layout
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later would be refused when another wrote between.
        kind = "IMMEDIATE" if connection.get_execution_options().get(_WRITING) else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine


def _sqlite_as_it_lies(path: Path) -> Engine:
    # Opened for reading alone, SQLite leaves the two files of its WAL behind; asked to change nothing, it does not.
    def opened_as_it_lies() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=60)
        connection.execute("PRAGMA query_only = ON")
        return connection

    return create_engine("sqlite://", creator=opened_as_it_lies)


def _tried(ask: Callable[[], T]) -> T:
    for seconds in _AGAIN:
        try:
            return ask()
        except OperationalError:
            time.sleep(seconds)
    return ask()


def _mend(place: Place) -> str:
    if place.url is None:
        return "请检查文件权限和磁盘空间；文件损坏时用 rollcall casebook restore 恢复备份"
    return "请检查设置 [casebook] url、网络，以及环境变量 ROLLCALL_CASEBOOK_USER、ROLLCALL_CASEBOOK_PASSWORD"
