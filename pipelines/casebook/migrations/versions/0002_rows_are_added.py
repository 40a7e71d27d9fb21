"""Rows that are added and never changed: what stood in children, cases, pairs and runs becomes their first events."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    text,
)  # fmt: skip

revision, down_revision = "0002", "0001"

_SECOND = MetaData()
#: Table of before → its name while it is carried over.
_BEFORE = {"child": "child_before", "case_file": "case_before", "run": "run_before", "shown_pair": "shown_before"}
#: Column → what SQLite, which keeps it as text, is to give it as.
_KINDS = {"ended": DateTime()} | {
    name: Date() for name in (
        "as_of", "first_seen", "last_seen", "first_listed", "last_listed", "closed", "last_shown")}


def _of_run(*key: str) -> tuple[Column, ...]:
    return Column("run_id", String(32), primary_key=True), *(Column(name, String(64), primary_key=True) for name in key)


def _when_and_who(verb: str) -> tuple[Column, ...]:
    return (
        Column(f"{verb}_at", DateTime, nullable=False),
        Column(f"{verb}_by", Text, nullable=False),
    )


def _row_of_file() -> tuple[Column, ...]:
    return (
        Column("file_digest", String(64)),
        Column("sheet", Text),
        Column("row_no", Integer),
    )


Table(
    "run", _SECOND,
    Column("run_id", String(32), primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("started", DateTime, nullable=False),
    Column("version", String(32), nullable=False),
    Column("settings_hash", String(64), nullable=False),
)

Table(
    "run_state", _SECOND,
    *_of_run("state"),
    Column("reached", DateTime, nullable=False),
    Column("reason", Text),
    Column("stands", Boolean),
)

Table(
    "identity_event", _SECOND,
    Column("run_id", String(32), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("child_id", String(16), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("other_id", String(16)),
    Column("sure", Boolean),
    Column("id_key", String(32)),
    Column("person_key", String(32)),
    Column("name_key", String(32)),
    Column("birth_key", String(32)),
    Column("place_key", String(32)),
    Column("home_key", String(32)),
    Column("kin_key", String(32)),
)

Table(
    "status_event", _SECOND,
    *_of_run("child_id"),
    Column("as_of", Date, nullable=False),
    Column("status", String(32)),
    Column("reason", String(64)),
    Column("list", String(16)),
    Column("town", Text),
    Column("school_name", Text),
    Index("status_by_child", "child_id"),
)

Table(
    "case_event", _SECOND,
    Column("run_id", String(32), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("case_token", String(12), nullable=False, index=True),
    Column("child_id", String(16), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("list", String(16)),
    Column("reason", String(64)),
    Column("town", Text),
    Column("school_name", Text),
    Column("due", Date),
)

Table(
    "charge_event", _SECOND,
    *_of_run("case_token"),
    Column("as_of", Date, nullable=False),
    Column("responsible", Text, nullable=False),
)

Table(
    "shown_pair", _SECOND,
    *_of_run("pair_token"),
    Column("as_of", Date, nullable=False),
    Column("left_record", String(64), nullable=False),
    Column("right_record", String(64), nullable=False),
    Column("left_key", String(32), nullable=False),
    Column("right_key", String(32), nullable=False),
)

Table(
    "returned_file", _SECOND,
    Column("file_digest", String(64), primary_key=True),
    Column("returned_at", DateTime, primary_key=True),
    Column("returned_by", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("taken", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)

Table(
    "piece", _SECOND,
    Column("piece_id", String(16), primary_key=True),
    Column("case_token", String(12), index=True),
    Column("child_id", String(16), index=True),
    Column("cells", Text, nullable=False),
    *_row_of_file(),
    *_when_and_who("recorded"),
)

Table(
    "verdict", _SECOND,
    Column("verdict_id", String(16), primary_key=True),
    Column("pair_token", String(16), nullable=False, index=True),
    Column("left_record", String(64)),
    Column("right_record", String(64)),
    Column("left_key", String(32)),
    Column("right_key", String(32)),
    Column("decision", String(16), nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
    *_row_of_file(),
    *_when_and_who("recorded"),
)

Table(
    "phone_draw", _SECOND,
    *_of_run("draw_id"),
    Column("as_of", Date, nullable=False),
    Column("school_name", Text, nullable=False),
    Column("term", Date, nullable=False),
    Column("seed", Text, nullable=False),
    Column("child_id", String(16), nullable=False),
    Column("case_token", String(12)),
    Column("certificate", String(64), nullable=False),
)

Table(
    "phone_call", _SECOND,
    Column("call_id", String(16), primary_key=True),
    Column("draw_id", String(64), nullable=False, index=True),
    Column("result", String(16), nullable=False),
    Column("called_by", Text),
    Column("called_on", Date),
    Column("remark", Text),
    *_row_of_file(),
    *_when_and_who("recorded"),
)

Table(
    "withdrawal", _SECOND,
    Column("what", String(16), primary_key=True),
    Column("item_id", String(64), primary_key=True),
    *_when_and_who("withdrawn"),
    Column("why", Text, nullable=False),
)


def upgrade() -> None:
    """Lay the new tables out, write the events that lead to what stood in the old ones, and let go of those."""
    connection = op.get_bind()
    for name, aside in _BEFORE.items():
        op.rename_table(name, aside)
    for index in ("child_by_id", "child_by_person", "ix_case_file_child_id"):
        op.drop_index(index)
    _SECOND.create_all(connection)
    nights = _carry_runs(connection)
    if nights:
        _carry_children(connection, nights)
        _carry_cases(connection, nights)
        _carry_pairs(connection, nights)
    for aside in _BEFORE.values():
        op.drop_table(aside)


def _carry_runs(connection: Connection) -> dict[date, str]:
    """As-of date → the first run for it that stands."""
    connection.execute(text("""
        INSERT INTO run (run_id, as_of, started, version, settings_hash)
        SELECT run_id, as_of, started, version, settings_hash FROM run_before"""))
    nights: dict[date, str] = {}
    for run in _rows(connection, "SELECT run_id, as_of, ended, published FROM run_before ORDER BY ended, run_id"):
        stands = not nights or run["as_of"] >= max(nights)
        if stands:
            nights.setdefault(run["as_of"], run["run_id"])
        about = {"run_id": run["run_id"], "reached": run["ended"]}
        states = [about | {"state": "remembered", "stands": stands}]
        states += [about | {"state": "published", "stands": None}] if run["published"] else []
        _add(connection, "run_state", states)
    return nights


def _carry_children(connection: Connection, nights: dict[date, str]) -> None:
    days, events = sorted(nights), []
    for child in _rows(connection, "SELECT * FROM child_before ORDER BY child_id"):
        keys = {name: child[name] for name in ("child_id", "id_key", "person_key")}
        events.append(keys | {"kind": "new", "as_of": child["first_seen"]})
        if child["last_seen"] < days[-1]:
            next_night = days[bisect_left(days, child["last_seen"]) + (child["last_seen"] in nights)]
            events.append({"child_id": child["child_id"], "kind": "left", "as_of": next_night})
    _add_events(connection, "identity_event", events, nights)


def _carry_cases(connection: Connection, nights: dict[date, str]) -> None:
    events = []
    for case in _rows(connection, "SELECT * FROM case_before ORDER BY case_token"):
        about = {name: case[name] for name in ("case_token", "child_id")}
        events.append(about | {"kind": "opened", "as_of": case["first_listed"], "list": case["list"]})
        if case["closed"]:
            events.append(about | {"kind": "closed", "as_of": case["closed"]})
    _add_events(connection, "case_event", events, nights)


def _carry_pairs(connection: Connection, nights: dict[date, str]) -> None:
    pairs = _rows(connection, "SELECT * FROM shown_before ORDER BY pair_token")
    _add(connection, "shown_pair", [
        {**{name: value for name, value in pair.items() if name != "last_shown"}, "as_of": pair["last_shown"],
         "run_id": _night_of(pair["last_shown"], nights)} for pair in pairs])


def _add_events(connection: Connection, table: str, events: list[dict], nights: dict[date, str]) -> None:
    """Number the events within the night of their date."""
    last: dict[str, int] = {}
    for event in sorted(events, key=lambda one: one["as_of"]):
        run = _night_of(event["as_of"], nights)
        last[run] = last.get(run, 0) + 1
        event |= {"run_id": run, "ordinal": last[run]}
    blank = dict.fromkeys(column.name for column in _SECOND.tables[table].columns)
    _add(connection, table, [blank | event for event in events])


def _night_of(day: date, nights: dict[date, str]) -> str:
    """The run of that date; a night for an earlier date than the first that stands wrote its children too."""
    days = sorted(nights)
    return nights[days[min(bisect_left(days, day), len(days) - 1)]]


def _rows(connection: Connection, query: str) -> list[dict]:
    return [dict(row) for row in connection.execute(text(query).columns(**_KINDS)).mappings()]


def _add(connection: Connection, table: str, rows: list[dict]) -> None:
    if rows:
        connection.execute(insert(_SECOND.tables[table]), rows)
