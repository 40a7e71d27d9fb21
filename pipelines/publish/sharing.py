"""Tables that may leave the bureau: counts of a published night, small ones kept back, each export on file.

Two tables, town by ledger line and age by list. Neither gives the other away, nor does either what was shared before:
they are shown from one flow (flow.py), small counts hidden (suppression.py), and from export to export every figure
goes on in whole steps (steps.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.publish import flow as by
from pipelines.publish.cells import guarded
from pipelines.publish.export_log import LOG, SERIES, Shown, last_shown, note
from pipelines.publish.files import private
from pipelines.publish.flow import ALL, TOWNS, Flow, Pipe, flow_of
from pipelines.publish.lists import place_name, write_list
from pipelines.publish.steps import stepped
from pipelines.publish.suppression import kept_back
from sources.vocabulary import CHILD_STATUS, LIST, LIST_OF_STATUS

#: Stands for a count that is kept back.
HIDDEN = "不公开"
#: Stands for a figure below one step, after the first export: the truth may be none, or a few more.
FEW = "个别"
_SUM = "合计"


@dataclass(frozen=True, slots=True)
class Shared:
    """A table to be shared: its title, what its rows are and are called, the words for its columns, its pipes."""

    title: str
    kind: str
    rows: str
    labels: dict[str, str]
    cell: Callable[[str, str], Pipe]
    beside: Callable[[str], Pipe]  # the total of a row
    below: Callable[[str], Pipe]  # the total of a column


TABLES = (
    Shared("台账", "town", "乡镇", CHILD_STATUS.labels,
           lambda town, code: (by.status(code), by.town(town)), lambda town: (by.town(town), TOWNS),
           lambda code: (by.lines(LIST_OF_STATUS[code]), by.status(code))),
    Shared("清单_按年龄", "age", "周岁", LIST.labels,
           lambda age, code: (by.age(age), by.listed(code)), lambda age: (ALL, by.age(age)),
           lambda code: (by.listed(code), by.lines(code))),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    """For whom, for what, in which language tables leave the bureau; counts below ``least`` are kept back."""

    by: str
    why: str
    least: int
    at: datetime
    say: Language = CHINESE


def share(database: Path, state: Path, folder: Path, export: Export) -> tuple[list[Path], Shown]:
    """Write the tables that can be shared, and what their figures mean, into ``folder``; note it in the export log.

    The files, and what they show: of an earlier night where tonight's figures cannot be told in whole steps.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        ((run_id, as_of),) = connection.sql("SELECT run_id, as_of FROM run").fetchall()
        counted = flow_of(connection)
    log = state / LOG
    shown = to_show(Shown(counted, np.zeros(len(counted.pipes), dtype=bool), run_id, as_of, as_of, export.least),
                    last_shown(log))
    folder.mkdir(parents=True, exist_ok=True)
    say = export.say
    written = [(folder / f"{table.title}_{shown.as_of}.csv", sheet(table, shown, say)) for table in TABLES]
    for path, rows in written:
        write_list(rows, path)
    files = [
        {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "rows": rows.height,
         "hidden": int(sum((rows[name] == say(HIDDEN)).sum() for name in rows.columns))}
        for path, rows in written
    ]  # fmt: skip
    with private(meaning := folder / f"说明_{shown.as_of}.txt") as file:
        file.write("\r\n".join(meanings(shown, say)).encode("utf-8-sig"))
    told = {"at": export.at.isoformat(timespec="seconds"), "by": export.by, "why": export.why, "files": files}
    note(log, told, shown)
    return [*(path for path, _ in written), meaning], shown


def to_show(tonight: Shown, last: Shown | None) -> Shown:
    """What may be shown of tonight's counts after what was shown ``last``; that again where they are too near it."""
    if last is None or abs(tonight.as_of - last.series) > SERIES:
        return replace(tonight, hidden=kept_back(tonight.flow, tonight.least))
    if last.run_id == tonight.run_id:
        return last
    least = max(tonight.least, last.least)
    flow, before = last.on(tonight.flow)
    figures = stepped(flow, before.flow, before.hidden, least)
    if figures is None:
        return last
    return replace(tonight, flow=Flow(flow.pipes, figures), hidden=before.hidden, series=last.series, least=least)


def sheet(table: Shared, shown: Shown, say: Language = CHINESE) -> pl.DataFrame:
    """The table as it leaves the house: a row for each town or age and one of totals; words for what is not shown."""
    told = dict(zip(shown.flow.pipes, _told(shown, say), strict=True))
    names = shown.flow.names(table.kind)
    columns: dict[str, list[str]] = {table.rows: [*(place_name(name, say) for name in names), say(_SUM)]}
    for code, label in table.labels.items():
        columns[label] = [*(told[table.cell(name, code)] for name in names), told[table.below(code)]]
    columns[_SUM] = [*(told[table.beside(name)] for name in names), told[TOWNS, ALL]]
    return pl.DataFrame(columns).with_columns(guarded(pl.col(table.rows)).alias(table.rows))


def _told(shown: Shown, say: Language) -> list[str]:
    return [
        say(HIDDEN) if hidden else say(FEW) if 0 < children < shown.least else str(children)
        for children, hidden in zip(shown.flow.counts.tolist(), shown.hidden.tolist(), strict=True)
    ]


def meanings(shown: Shown, say: Language = CHINESE) -> list[str]:
    """What a reader of the tables must know, in sentences."""
    first = say("基准日 {as_of}。“{hidden}”：小于 {least} 的人数，以及为使其不能被推算而一并不公开的数，其中可能有 0。",
                as_of=shown.as_of, hidden=say(HIDDEN), least=shown.least)
    if shown.series == shown.as_of:
        return [first, say("其余各数为实有人数。")]
    return [
        first,
        say("自首次提供（{series}）起，各数以 {least} 人为一步变动：与实有人数一般相差小于 {least}，"
            "个别小于 {twice}；“{few}”为不足一步的数。各行各列相加仍等于合计；两次提供的数相减，不反映少于一步的变动。",
            series=shown.series, least=shown.least, twice=2 * shown.least, few=say(FEW)),
    ]
