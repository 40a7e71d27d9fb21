"""What a night adds to the casebook, in one transaction, and nothing of what is as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl
from sqlalchemy import Connection, Table

from pipelines.casebook import life
from pipelines.casebook.identities import Recognition
from pipelines.casebook.ledger import CASE, CHARGE, DRAW, IDENTITY, ITEM, LOAD, RUN_STATE, SHARE, SHOWN, STATUS
from pipelines.casebook.memory import Memory
from pipelines.casebook.rows import add, schema_of

#: Column → type of what a child was decided to be tonight, as mart ``status_tonight`` has it.
STATUS_TONIGHT = {name: pl.String for name in ("child_id", "status", "reason", "list", "town", "school_name")}


@dataclass(frozen=True, slots=True)
class ReadIn:
    """How much a night read: what the next one's loads are held against."""

    rows: Mapping[str, int]  # register → rows loaded
    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # register → share → part of its rows


@dataclass(frozen=True, slots=True)
class Night:
    """What one night has come to, for the casebook: frames as the marts have them, and how much was read."""

    run_id: str
    as_of: date
    recognition: Recognition
    cases: pl.DataFrame  # life.TONIGHT and spell
    statuses: pl.DataFrame  # STATUS_TONIGHT
    shown: pl.DataFrame  # columns of Memory.shown: tonight's pairs in review
    read_in: ReadIn
    draws: pl.DataFrame | None = None  # columns of phone_draw but its run and date
    items: pl.DataFrame | None = None  # item, member, town: who is counted tonight in the items that are followed


def remember(connection: Connection, memory: Memory, night: Night) -> None:
    """Write the night. What is as it was adds no row.

    A night for an earlier date than one already remembered adds its new children, its tokens and its run, and
    leaves everything else as the later night left it.
    """
    for table, rows in added(memory, night, datetime.now()).items():
        add(connection, table, rows)


def added(memory: Memory, night: Night, now: datetime) -> dict[Table, pl.DataFrame]:
    """The rows that the night adds, by table."""
    stands = not memory.nights or night.as_of >= memory.nights[-1]
    state = {"run_id": night.run_id, "state": "remembered", "reached": now, "reason": None, "stands": stands}
    happened = (_standing if stands else _past)(memory, night)
    return {
        RUN_STATE: pl.DataFrame([state], schema=schema_of(RUN_STATE)),
        **{table: rows.with_columns(run_id=pl.lit(night.run_id)) for table, rows in happened.items()},
        **_read_in(night),
    }


def _read_in(night: Night) -> dict[Table, pl.DataFrame]:
    loads = [(night.run_id, *row) for row in night.read_in.rows.items()]
    shares = [
        (night.run_id, register, *share) for register, told in night.read_in.shares.items() for share in told.items()]
    return {
        LOAD: pl.DataFrame(loads, schema=schema_of(LOAD), orient="row"),
        SHARE: pl.DataFrame(shares, schema=schema_of(SHARE), orient="row"),
    }


def _standing(memory: Memory, night: Night) -> dict[Table, pl.DataFrame]:
    known, moved = night.recognition.now(memory.cases), _moved(memory, night)
    happened = life.case_events(known, night.cases, night.statuses, night.as_of)
    cases = pl.concat([moved, happened], how="diagonal").with_columns(ordinal=pl.int_range(1, pl.len() + 1))
    return {
        IDENTITY: _numbered(night.recognition.events),
        CASE: cases,
        STATUS: _changed_statuses(memory, night),
        ITEM: _changed_items(memory, night),
        CHARGE: _changed(night.cases.select("case_token", "responsible"), memory.charges, "case_token", night.as_of),
        SHOWN: _changed(night.shown, memory.shown, "pair_token", night.as_of),
        DRAW: pl.DataFrame(schema=schema_of(DRAW)) if night.draws is None else night.draws.with_columns(
            as_of=pl.lit(night.as_of)),
    }


def _past(memory: Memory, night: Night) -> dict[Table, pl.DataFrame]:
    new = night.recognition.events.filter(pl.col("kind").is_in(["new", "split"]))
    return {
        IDENTITY: _numbered(new),
        CASE: life.aside(memory.cases, night.cases, night.as_of),
        SHOWN: _changed(night.shown, memory.shown, "pair_token", night.as_of),
    }


def _moved(memory: Memory, night: Night) -> pl.DataFrame:
    """One event for each case whose child was found tonight to be another one."""
    before = memory.cases.select("case_token", was="child_id")
    now = night.recognition.now(memory.cases).join(before, on="case_token").filter(pl.col("child_id") != pl.col("was"))
    return now.select("case_token", "child_id", kind=pl.lit("moved"), as_of=pl.lit(night.as_of)).sort("case_token")


def _changed_statuses(memory: Memory, night: Night) -> pl.DataFrame:
    gone = memory.statuses.join(night.statuses, on="child_id", how="anti").select("child_id")
    now = pl.concat([night.statuses.select(*STATUS_TONIGHT), gone], how="diagonal")
    return _changed(now, memory.statuses, "child_id", night.as_of)


def _changed_items(memory: Memory, night: Night) -> pl.DataFrame:
    if night.items is None:
        return pl.DataFrame(schema=schema_of(ITEM))
    key = ["item", "member"]
    gone = memory.items.join(night.items, on=key, how="anti").select(key)
    return _changed(pl.concat([night.items, gone], how="diagonal"), memory.items, key, night.as_of)


def _changed(now: pl.DataFrame, before: pl.DataFrame, key: str | list[str], as_of: date) -> pl.DataFrame:
    """The rows that are not as they were, dated."""
    told = now.sort(key).with_columns(as_of=pl.lit(as_of))
    was = before.select(now.columns)
    return told.join(was, on=now.columns, how="anti", nulls_equal=True, maintain_order="left")


def _numbered(events: pl.DataFrame) -> pl.DataFrame:
    return events.with_columns(ordinal=pl.int_range(1, pl.len() + 1))
