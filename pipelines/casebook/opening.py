"""The casebook's database: reached, made where there is none, brought up to today's layout after a backup."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from pipelines.casebook.backups import backed_up
from pipelines.casebook.ledger import METADATA, REVISION
from pipelines.credentials import login_of
from pipelines.errors import NothingPublishedError
from pipelines.settings import Settings
from sources.reading.database.place import DRIVERS, Login

MIGRATIONS = Path(__file__).parent / "migrations"
_WRITING = "rollcall_writing"
#: Whoever writes holds this lock of the database for the length of a transaction ("rollcall", as a number).
_LOCK = 0x726F6C6C63616C6C
#: Nobody in particular: the driver's own ways apply.
NOBODY = Login()
#: Seconds before each further try to reach a database that does not answer.
_AGAIN = (0.2, 1, 4)

T = TypeVar("T")


class CasebookError(NothingPublishedError):
    """A casebook that cannot be used. The text is one sentence with the cause and the mend."""


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
    def name(self) -> str:
        """What it is called in a sentence: without user or password."""
        if self.url is None:
            return str(self.file)
        url = make_url(self.url)
        return f"casebook@{url.host or 'localhost'}/{url.database}"


def opened(place: Place) -> Engine:
    """An engine on a casebook of today's layout. An older one is backed up first and then migrated.

    Raises CasebookError when it cannot be reached or is newer than this program.
    """
    engine = _engine(place)
    try:
        revision = _tried(lambda: revision_of(engine))
        if revision != REVISION:
            _brought_up(engine, place)
    except SQLAlchemyError as error:
        engine.dispose()
        raise CasebookError(f"案件簿 {place.name} 无法打开（{type(error).__name__}）：{_mend(place)}。") from None
    return engine


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
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    there = inspect(connection)
    if there.has_table("alembic_version"):
        return connection.scalar(text("SELECT version_num FROM alembic_version"))
    return "0001" if there.has_table("child") else None


def _brought_up(engine: Engine, place: Place) -> None:
    with alone(engine) as connection:
        revision = _revision(connection)  # another program may have been quicker
        if revision is None:
            _laid_out(connection)
        elif revision != REVISION:
            _known(revision, place)
            backed_up(connection, place.folder / "casebook-backups", revision)
            migrated(connection)


def _laid_out(connection: Connection) -> None:
    METADATA.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": REVISION})


def migrated(connection: Connection, to: str = "head") -> None:
    """Bring the casebook on that connection to a revision, within the transaction that is open there."""
    from alembic import command  # 0.2 s that only an older casebook needs
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _known(revision: str, place: Place) -> None:
    if not list((MIGRATIONS / "versions").glob(f"{revision}_*.py")):
        raise CasebookError(
            f"案件簿 {place.name} 由更新的 rollcall 写成（版式 {revision}，本程序为 {REVISION}）：请升级程序后再运行。")


def _engine(place: Place) -> Engine:
    if place.url is None:
        return _sqlite(place.file)
    kind, colon, rest = place.url.partition(":")
    url = make_url(DRIVERS[kind] + colon + rest)
    url = url.set(username=place.login.user or url.username, password=place.login.password)
    return create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=True)


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
