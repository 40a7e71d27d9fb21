"""Tables that may leave the bureau: counts of a published night, small ones kept back, each export on file.

Two tables, of which neither gives the other away: town by ledger line, and age by list. They have nothing in common
but what the county's totals say already. What is too small as a total is first counted together with others.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from pipelines.publish.cells import guarded
from pipelines.publish.lists import write_list
from pipelines.publish.suppression import Counts, hidden_cells
from pipelines.store import sync
from sources.vocabulary import CHILD_STATUS, LIST

#: Where every export is on file, in ``state``.
LOG = "exports.jsonl"
#: Stands for a count that is kept back.
HIDDEN = "不公开"
_TOGETHER, _SUM = "其他（合并）", "合计"


@dataclass(frozen=True, slots=True)
class Shared:
    """A table to be shared: its title, what its rows are called, the words for its columns, and how it is counted."""

    title: str
    rows: str
    labels: dict[str, str]
    counted: str  # a SELECT of row, column, children


TABLES = (
    Shared("台账", "乡镇", CHILD_STATUS.labels,
           "SELECT town, status, children FROM ledger WHERE town <> '*' AND status <> 'age_unknown'"),
    Shared("清单_按年龄", "周岁", LIST.labels,
           "SELECT age::VARCHAR, list, count(*) FROM child GROUP BY age, list ORDER BY child.age, list"),
)


@dataclass(frozen=True, slots=True)
class Export:
    """For whom and for what a night's tables leave the bureau; counts below ``least`` are kept back."""

    by: str
    why: str
    least: int
    at: datetime


def share(database: Path, state: Path, folder: Path, export: Export) -> tuple[list[Path], list[str]]:
    """Write the tables that can be shared into ``folder``, each noted in ``state/exports.jsonl``.

    The files, and the titles of tables that are not shared because their totals would give away a small count.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    withheld: list[str] = []
    with duckdb.connect(str(database), read_only=True) as connection:
        run_id, as_of = connection.sql("SELECT run_id, as_of FROM run").fetchall()[0]
        for table in TABLES:
            sheet = protected(connection.sql(table.counted).pl(), table, export.least)
            if sheet is None:
                withheld.append(table.title)
                continue
            path = folder / f"{table.title}_{as_of}.csv"
            write_list(sheet, path)
            _note(state / LOG, path, sheet, export, {"run_id": run_id, "as_of": str(as_of)})
            written.append(path)
    return written, withheld


def protected(counted: pl.DataFrame, table: Shared, least: int) -> pl.DataFrame | None:
    """The table with totals, small counts kept back; None where its totals would give one away.

    ``counted`` has row, column and children in its first three columns.
    """
    row, column, children = counted.columns
    wide = counted.pivot(column, index=row, values=children, aggregate_function="sum").fill_null(0)
    known = [code for code in table.labels if code in wide.columns]
    counts = wide.select(known).to_numpy().astype(np.int64)
    rows, counts = _merged(wide[row].cast(pl.String).fill_null("未识别").to_list(), counts, least)
    columns, turned = _merged([table.labels[code] for code in known], counts.T, least)
    counts = np.ascontiguousarray(turned.T)
    hidden = hidden_cells(counts, least)
    totals = (*counts.sum(axis=0), *counts.sum(axis=1))
    if hidden is None or any(0 < total < least for total in totals):
        return None
    shown = np.where(hidden, HIDDEN, counts.astype(str))
    sheet = pl.DataFrame({table.rows: rows, **{name: shown[:, at] for at, name in enumerate(columns)},
                          _SUM: counts.sum(axis=1).astype(str)})
    foot = pl.DataFrame([[_SUM, *map(str, counts.sum(axis=0)), str(counts.sum())]], schema=sheet.columns, orient="row")
    return pl.concat([sheet, foot]).with_columns(guarded(pl.col(table.rows)).alias(table.rows))


def _merged(names: list[str], counts: Counts, least: int) -> tuple[list[str], Counts]:
    """Rows whose totals are too small counted as one, with as many of the next as it takes; rows of nobody left out."""
    totals = counts.sum(axis=1)
    smallest = [int(at) for at in np.argsort(totals, kind="stable") if totals[at]]
    few = [at for at in smallest if totals[at] < least]
    while few and totals[few].sum() < least and len(few) < len(smallest):
        few = smallest[: len(few) + 1]
    kept = [at for at in range(len(names)) if totals[at] and at not in few]
    rows = [counts[at] for at in kept] + ([counts[few].sum(axis=0)] if few else [])
    together = [_TOGETHER] if few else []
    return [*(names[at] for at in kept), *together], np.array(rows, dtype=np.int64).reshape(len(rows), -1)


def _note(log: Path, path: Path, sheet: pl.DataFrame, export: Export, night: dict[str, str]) -> None:
    """Add a line about the file. Each holds the digest of the line before it: none can be changed or lost unnoticed."""
    before = log.read_bytes().splitlines() if log.exists() else []
    line = night | {
        "at": export.at.isoformat(timespec="seconds"), "by": export.by, "why": export.why, "least": export.least,
        "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "rows": sheet.height,
        "hidden": int(sum((sheet[name] == HIDDEN).sum() for name in sheet.columns)),
        "after": hashlib.sha256(before[-1]).hexdigest() if before else "",
    }
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as file:
        file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    sync(log)


def broken_line(log: Path) -> int | None:
    """The number of the first line of the log that does not follow the one before it; None where all do."""
    before = b""
    for number, line in enumerate(log.read_bytes().splitlines(), 1):
        if json.loads(line)["after"] != (hashlib.sha256(before).hexdigest() if before else ""):
            return number
        before = line
    return None
