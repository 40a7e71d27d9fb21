"""The tables of the casebook. What is in them cannot be made again from any source."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Index, Integer, MetaData, String, Table

METADATA = MetaData()

CHILD = Table(
    "child", METADATA,
    Column("child_id", String(16), primary_key=True),
    Column("id_key", String(32), comment="keyed digest of the valid ID number; null without one"),
    Column("person_key", String(32), nullable=False, comment="keyed digest of name, birth date, sex and village"),
    Column("first_seen", Date, nullable=False),
    Column("last_seen", Date, nullable=False),
    Index("child_by_id", "id_key"),
    Index("child_by_person", "person_key"),
)

CASE = Table(
    "case_file", METADATA,
    Column("case_token", String(12), primary_key=True),
    Column("child_id", String(16), nullable=False, index=True),
    Column("list", String(16), nullable=False),
    Column("first_listed", Date, nullable=False),
    Column("last_listed", Date, nullable=False),
    Column("nights_listed", Integer, nullable=False, comment="distinct as-of dates"),
    Column("closed", Date, comment="the as-of date of the first night that no longer listed the child"),
)

SHOWN = Table(
    "shown_pair", METADATA,
    Column("pair_token", String(16), primary_key=True),
    Column("left_record", String(64), nullable=False),
    Column("right_record", String(64), nullable=False),
    Column("left_key", String(32), nullable=False, comment="keyed digest of what the record says of its person"),
    Column("right_key", String(32), nullable=False),
    Column("last_shown", Date, nullable=False, comment="the last as-of date on which the data desk was asked"),
)

RUN = Table(
    "run", METADATA,
    Column("run_id", String(24), primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("started", DateTime, nullable=False),
    Column("ended", DateTime, nullable=False),
    Column("version", String(32), nullable=False),
    Column("settings_hash", String(64), nullable=False),
    Column("published", Boolean, nullable=False),
)

LOAD = Table(
    "load", METADATA,
    Column("run_id", String(24), primary_key=True),
    Column("register", String(16), primary_key=True),
    Column("rows", Integer, nullable=False, comment="rows loaded, for the shrink guard"),
)

SHARE = Table(
    "load_share", METADATA,
    Column("run_id", String(24), primary_key=True),
    Column("register", String(16), primary_key=True),
    Column("share", String(16), primary_key=True, comment="which: a name of checks.guards.MEASURES"),
    Column("part", Float, nullable=False, comment="of the rows of which it is known, 0 to 1"),
)
