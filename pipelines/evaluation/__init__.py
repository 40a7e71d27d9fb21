"""How right the last night was, where the truth is known (an invented county has it beside its files).

What is counted stands in ``measures/*.sql``, one SELECT a file; how it is told in ``telling``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb
import polars as pl

import sql
from pipelines.evaluation.fairness import with_rates
from pipelines.evaluation.telling import lines
from pipelines.settings import Settings, SettingsError
from sources.vocabulary import VERIFIED

__all__ = ["Evaluation", "evaluation", "lines"]

_MEASURES = Path(__file__).parent / "measures"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Counts of one night against truth. Pairs are (registry record, roll record); children are of the age band."""

    children: int
    true_pairs: int
    linked_pairs: int
    right_pairs: int
    missing: int  # children who are truly not schooled
    missing_verified_by_link: int  # of those, verified and linked to another's roll record or evidence: must be 0
    missing_verified: int  # of those, verified by anything
    missing_unlisted: int  # of those, on nobody's list, verified or not
    missing_in_review: int  # of those, with the data desk, so that nobody visits them before a person has decided
    schooled: int
    schooled_on_visit_list: int
    schooled_in_review: int
    statuses: pl.DataFrame  # true_status, status, children: where the two differ
    registers: pl.DataFrame  # per pair of registers: pairs true, found, linked, right, in review; precision, recall, f1
    clusters: pl.DataFrame  # one row: records of one person across all registers, pairwise, whole groups, B-cubed
    calibration: pl.DataFrame  # per bin of probability: pairs, expected, observed, tolerance, within (null: too few)
    subgroups: pl.DataFrame  # per family of groups and group: counts, rates and ``unfair`` (see fairness)
    night: pl.DataFrame  # one row: run_id, as_of, version

    @property
    def precision(self) -> float:
        """Right links among links; 1 when nothing was linked."""
        return self.right_pairs / self.linked_pairs if self.linked_pairs else 1.0

    @property
    def recall(self) -> float:
        """Right links among true pairs; 1 when there are none."""
        return self.right_pairs / self.true_pairs if self.true_pairs else 1.0

    def to_json(self) -> str:
        """All of it as JSON for other programs: numbers by name, tables as lists of rows, dates as text."""
        values = ((one.name, getattr(self, one.name)) for one in fields(self))
        told = {name: value.to_dicts() if isinstance(value, pl.DataFrame) else value for name, value in values}
        rates = {"precision": self.precision, "recall": self.recall}
        return json.dumps(told | rates, ensure_ascii=False, indent=1, default=str)


def evaluation(settings: Settings, truth: Path) -> Evaluation:
    """The last published night of those settings against the truth in that folder.

    Raises SettingsError when there is no published night or no truth.
    """
    database, folder = settings.out / "rollcall.duckdb", _truth_folder(truth)
    if not database.exists():
        raise SettingsError(f"{database} 不存在：请先运行 rollcall run。")
    with duckdb.connect() as con:
        _bring_together(con, database, folder)
        for measure in sql.in_order(sql.load(_MEASURES)):
            con.execute(f'CREATE TABLE "{measure.name}" AS {measure.text}')
        (counts,) = con.table("counts").pl().to_dicts()
        tables = ("statuses", "registers", "clusters", "calibration")
        return Evaluation(
            **counts, **{name: con.table(name).pl() for name in tables},
            subgroups=with_rates(con.table("subgroups").pl()),
            night=con.sql("SELECT run_id, as_of, version FROM night.run").pl())


def _bring_together(con: duckdb.DuckDBPyConnection, database: Path, truth: Path) -> None:
    """The night as ``night``, the truth as ``truth.persons`` and ``truth.records``."""
    path = str(database).replace("'", "''")
    con.execute(f"ATTACH '{path}' AS night (READ_ONLY)")
    con.execute("CREATE SCHEMA truth")
    con.execute("SET VARIABLE verified = ?", [list(VERIFIED)])
    for name in ("persons", "records"):
        con.register("incoming", pl.read_csv(truth / f"{name}.csv", infer_schema=False).to_arrow())
        con.execute(f"CREATE TABLE truth.{name} AS FROM incoming")


def _truth_folder(truth: Path) -> Path:
    for folder in (truth, truth / "truth"):
        if (folder / "persons.csv").exists() and (folder / "records.csv").exists():
            return folder
    raise SettingsError(f"{truth} 中没有 persons.csv 和 records.csv：请指明 rollcall synthesize 写出的 truth 目录。")
