"""Which tables are there: of which revision, how they are first laid out, and how older ones are brought up to date."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from pipelines.casebook.ledger import METADATA, REVISION
from pipelines.errors import NothingPublishedError

MIGRATIONS = Path(__file__).parent / "migrations"


class CasebookError(NothingPublishedError):
    """A casebook that cannot be used. The text is one sentence with the cause and the mend."""


def layout(connection: Connection) -> str | None:
    """The revision of the layout on that connection."""
    there = inspect(connection)
    if there.has_table("alembic_version"):
        return connection.scalar(text("SELECT version_num FROM alembic_version"))
    return "0001" if there.has_table("child") else None


def laid_out(connection: Connection) -> None:
    """Today's layout, empty, where there is none."""
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


def known(revision: str, name: str) -> None:
    """Nothing, when this program knows that layout. Raises CasebookError for one of a newer program."""
    if not list((MIGRATIONS / "versions").glob(f"{revision}_*.py")):
        raise CasebookError(
            f"案件簿 {name} 由更新的 rollcall 写成（版式 {revision}，本程序为 {REVISION}）：请升级程序后再运行。")
