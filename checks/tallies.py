"""What the answers about a table of DuckDB hang on, counted for all of its promises in one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from checks.answered import Question, by_value, digest
from checks.promises import Promise, Rule

#: Rule → what of its column is counted; each counts nothing that is null.
_COUNTED: Mapping[Rule, str] = {
    Rule.FILLED: "count({column})", Rule.LISTED: "histogram({column})", Rule.UNIQUE: "count(DISTINCT {column})",
    Rule.SUM: "sum({column})",
}


def questions(connection: duckdb.DuckDBPyConnection, table: str, asked: Sequence[Promise]) -> list[Question]:
    """The question of each promise about that table or view, in the order asked; no value of a person's in any.

    Codes and classes are the only values that are looked at: a promise to be unique is about digests.
    """
    seen = connection.table(table)
    told = [_COUNTED[one.rule].format(column=_quoted(one.column)) for one in asked if one.rule in _COUNTED]
    rows, *found = seen.aggregate(", ".join(["count(*)", *told])).fetchall()[0]
    counted = iter(found)
    return [
        _question(one, table, rows, next(counted) if one.rule in _COUNTED else tuple(seen.columns)) for one in asked
    ]


def _question(promise: Promise, table: str, rows: int, counted: Any) -> Question:
    if promise.rule is Rule.LISTED:
        stand = sorted((counted or {}).items())
        exactly = digest(promise, table, rows, stand)
        return by_value(promise, table, exactly, repr([value for value, _ in stand]), sum(n for _, n in stand))
    if promise.rule in (Rule.FILLED, Rule.UNIQUE):
        if counted == rows:
            return by_value(promise, table, digest(promise, table, rows), "every row", rows)
        # Which rows repeat another is not told by how many values there are.
        return Question(promise, digest(promise, table, rows, counted) if promise.rule is Rule.FILLED else "")
    if promise.rule is Rule.COLUMNS:
        return Question(promise, digest(promise, table, counted))
    return Question(promise, digest(promise, table, rows, counted) if promise.rule in (Rule.ROWS, Rule.SUM) else "")


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
