"""Children, cases, shown pairs and runs as they stand; casebooks without a revision are of this one or older."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, Date, DateTime, Float, Index, Integer, MetaData, String, Table

revision, down_revision = "0001", None

_FIRST = MetaData()
Table(
    "child", _FIRST,
    Column("child_id", String(16), primary_key=True),
    Column("id_key", String(32)),
    Column("person_key", String(32), nullable=False),
    Column("first_seen", Date, nullable=False),
    Column("last_seen", Date, nullable=False),
    Index("child_by_id", "id_key"),
    Index("child_by_person", "person_key"),
)
Table(
    "case_file", _FIRST,
    Column("case_token", String(12), primary_key=True),
    Column("child_id", String(16), nullable=False, index=True),
    Column("list", String(16), nullable=False),
    Column("first_listed", Date, nullable=False),
    Column("last_listed", Date, nullable=False),
    Column("nights_listed", Integer, nullable=False),
    Column("closed", Date),
)
Table(
    "shown_pair", _FIRST,
    Column("pair_token", String(16), primary_key=True),
    Column("left_record", String(64), nullable=False),
    Column("right_record", String(64), nullable=False),
    Column("left_key", String(32), nullable=False),
    Column("right_key", String(32), nullable=False),
    Column("last_shown", Date, nullable=False),
)
Table(
    "run", _FIRST,
    Column("run_id", String(24), primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("started", DateTime, nullable=False),
    Column("ended", DateTime, nullable=False),
    Column("version", String(32), nullable=False),
    Column("settings_hash", String(64), nullable=False),
    Column("published", Boolean, nullable=False),
)
Table(
    "load", _FIRST,
    Column("run_id", String(24), primary_key=True),
    Column("register", String(16), primary_key=True),
    Column("rows", Integer, nullable=False),
)
Table(
    "load_share", _FIRST,
    Column("run_id", String(24), primary_key=True),
    Column("register", String(16), primary_key=True),
    Column("share", String(16), primary_key=True),
    Column("part", Float, nullable=False),
)


def upgrade() -> None:
    """The tables that are not there yet: before there were revisions, some came later than others."""
    _FIRST.create_all(op.get_bind(), checkfirst=True)
