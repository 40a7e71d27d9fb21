"""What people bring back, taken row by row: results of visits, verdicts on pairs, telephone checks, withdrawals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, insert, select

from pipelines.casebook.ledger import CALL, PIECE, RETURNED, VERDICT, WITHDRAWAL
from pipelines.casebook.pieces import named, packed


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A file that came back: ``digest`` is the SHA-256 of its bytes, ``kind`` evidence, decisions or phone_draw."""

    digest: str
    name: str
    kind: str
    refused: int = 0  # rows that were answered with a refusal


@dataclass(frozen=True, slots=True)
class _Item:
    """A kind of thing that comes back: its table, its id, its name among withdrawals, what makes two of it one."""

    table: Table
    item: str
    what: str
    said: tuple[str, ...]


PIECES = _Item(PIECE, "piece_id", "piece", ("whose", "cells"))
VERDICTS = _Item(VERDICT, "verdict_id", "verdict", ("pair_token", "decision", "decided_by", "decided_on"))
CALLS = _Item(CALL, "call_id", "phone_call", ("draw_id", "result", "called_by", "called_on"))


def taken_pieces(connection: Connection, key: bytes, rows: pl.DataFrame, by: str, digest: str | None) -> pl.DataFrame:
    """Add results of visits; the rows with ``piece_id`` and ``outcome``: taken, or known already.

    ``rows`` have ``case_token`` or ``child_id``, perhaps ``sheet`` and ``row_no``, and columns of the evidence
    register as text.
    """
    # A token is enough to know a piece by: its child may since have been found to be another.
    child = pl.col("child_id") if "child_id" in rows.columns else pl.lit(None, pl.String)
    whose = pl.coalesce("case_token", child) if "case_token" in rows.columns else child
    told = rows.with_columns(whose=whose, cells=pl.Series(packed(rows), dtype=pl.String))
    return _taken(connection, PIECES, key, told, by, digest).drop("whose", "cells")


def taken_verdicts(connection: Connection, key: bytes, rows: pl.DataFrame, by: str, digest: str | None) -> pl.DataFrame:
    """Add verdicts; the rows with ``verdict_id`` and ``outcome``. ``rows`` have columns of ``verdict`` from
    ``pair_token`` to ``decided_on``, perhaps ``sheet`` and ``row_no``."""
    return _taken(connection, VERDICTS, key, rows, by, digest)


def taken_calls(connection: Connection, key: bytes, rows: pl.DataFrame, by: str, digest: str | None) -> pl.DataFrame:
    """Add telephone checks; the rows with ``call_id`` and ``outcome``. ``rows`` have columns of ``phone_call``."""
    return _taken(connection, CALLS, key, rows, by, digest)


def noted_file(connection: Connection, file: ReturnedFile, rows: pl.DataFrame, by: str) -> None:
    """Add that the file came back and what became of its rows (``outcome``)."""
    counts = dict(rows["outcome"].value_counts().rows())
    connection.execute(insert(RETURNED), {
        "file_digest": file.digest, "returned_at": datetime.now(), "returned_by": by, "file_name": file.name,
        "kind": file.kind, "taken": counts.get("taken", 0), "known": counts.get("known", 0), "refused": file.refused})


def withdrawn(connection: Connection, what: str, items: Sequence[str], by: str, why: str) -> list[str]:
    """Add that these items no longer count; those of them that counted until now. ``what`` is as in ``withdrawal``."""
    gone = set(connection.scalars(select(WITHDRAWAL.c.item_id).where(WITHDRAWAL.c.what == what)))
    new = [item for item in dict.fromkeys(items) if item not in gone]
    if new:
        now = datetime.now()
        connection.execute(insert(WITHDRAWAL), [
            {"what": what, "item_id": item, "withdrawn_at": now, "withdrawn_by": by, "why": why} for item in new])
    return new


def _taken(
    connection: Connection, kind: _Item, key: bytes, rows: pl.DataFrame, by: str, digest: str | None = None
) -> pl.DataFrame:
    table, now = kind.table, datetime.now()
    there = set(connection.scalars(select(table.c[kind.item])))
    gone = set(connection.scalars(select(WITHDRAWAL.c.item_id).where(WITHDRAWAL.c.what == kind.what)))
    fresh: list[dict[str, Any]] = []
    answers = []
    for row in rows.to_dicts():
        said = [_word(row.get(name)) for name in kind.said]
        item, new = named(key, there, gone, kind.what, *said)
        answers.append((item, "taken" if new else "known"))
        if new:
            there.add(item)
            about = {name: row.get(name) for name in table.columns.keys()}  # noqa: SIM118
            fresh.append(about | {kind.item: item, "file_digest": digest, "recorded_at": now, "recorded_by": by})
    if fresh:
        connection.execute(insert(table), fresh)
    told = pl.DataFrame(answers, schema={kind.item: pl.String, "outcome": pl.String}, orient="row")
    return pl.concat([rows.drop(kind.item, strict=False), told], how="horizontal")


def _word(value: object) -> str:
    return "" if value is None else str(value)
