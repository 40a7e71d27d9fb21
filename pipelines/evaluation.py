"""How right the last night was, where the truth is known (an invented county has it beside its files)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from pipelines.settings import Settings, SettingsError
from sources.vocabulary import CHILD_STATUS, VERIFIED


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Counts of one night against truth. Pairs are (registry record, roll record); children are of the age band."""

    children: int
    true_pairs: int
    linked_pairs: int
    right_pairs: int
    missing: int  # children who are truly not schooled
    missing_verified_by_link: int  # of those, verified by a link to another pupil's record: must be 0
    missing_verified: int  # of those, verified by anything
    schooled: int
    schooled_on_visit_list: int
    schooled_in_review: int
    statuses: pl.DataFrame  # true_status, status, children: where the two differ

    @property
    def precision(self) -> float:
        """Right links among links; 1 when nothing was linked."""
        return self.right_pairs / self.linked_pairs if self.linked_pairs else 1.0

    @property
    def recall(self) -> float:
        """Right links among true pairs; 1 when there are none."""
        return self.right_pairs / self.true_pairs if self.true_pairs else 1.0


def evaluation(settings: Settings, truth: Path) -> Evaluation:
    """The last published night of those settings against the truth in that folder.

    Raises SettingsError when there is no published night or no truth.
    """
    database, folder = settings.out / "rollcall.duckdb", _truth_folder(truth)
    if not database.exists():
        raise SettingsError(f"{database} 不存在：请先运行 rollcall run。")
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute("SET VARIABLE verified = ?", [list(VERIFIED)])
        con.register("persons", pl.read_csv(folder / "persons.csv", infer_schema=False).to_arrow())
        con.register("records", pl.read_csv(folder / "records.csv", infer_schema=False).to_arrow())
        con.execute(_JOINED)
        counts = con.sql(_COUNTS).pl().row(0, named=True)
        return Evaluation(**counts, statuses=con.sql(_STATUSES).pl())


def lines(result: Evaluation) -> list[str]:
    """The evaluation as sentences with their denominators."""
    told = [
        f"适龄儿童 {result.children:,}",
        f"户籍—学籍真实对 {result.true_pairs:,}；链接 {result.linked_pairs:,}，其中正确 {result.right_pairs:,}",
        f"  准确率 {result.precision:.6f}　召回率 {result.recall:.6f}",
        f"实际未就学 {result.missing:,}：被链接误认定为就学 {result.missing_verified_by_link:,}；"
        f"因任何原因误认定 {result.missing_verified:,}",
        f"实际就学 {result.schooled:,}：误列入户核查 {result.schooled_on_visit_list:,}"
        f"（每万人 {10_000 * result.schooled_on_visit_list / max(result.schooled, 1):.2f}）；"
        f"待人工复核 {result.schooled_in_review:,}"
        f"（每千人 {1000 * result.schooled_in_review / max(result.schooled, 1):.2f}）",
    ]
    labels = CHILD_STATUS.labels
    told += [
        f"  实为{labels.get(true, true)}，认定为{labels.get(given, given)}：{number:,}"
        for true, given, number in result.statuses.rows()
    ]
    return told


def _truth_folder(truth: Path) -> Path:
    for folder in (truth, truth / "truth"):
        if (folder / "persons.csv").exists() and (folder / "records.csv").exists():
            return folder
    raise SettingsError(f"{truth} 中没有 persons.csv 和 records.csv：请指明 rollcall synthesize 写出的 truth 目录。")


_JOINED = """
-- Two registry rows of one person (same_as) are one owner: a school found for either is rightly found.
CREATE TEMP TABLE owner AS
    SELECT r.record_id, r.source, t.person, coalesce(p.same_as, t.person) AS one
    FROM record r JOIN records t
      ON t.source = r.source AND t.file_name = r.file_name AND coalesce(t.sheet, '') = coalesce(r.sheet, '')
     AND t.row_no::INTEGER = r.row_no
    LEFT JOIN persons p USING (person);
CREATE TEMP TABLE judged AS
    SELECT c.child_id, c.record_id, c.status, c.list, o.person, p.status AS true_status,
           p.schooled = '1' AS schooled, list_contains(getvariable('verified'), c.status) AS verified
    FROM child c JOIN owner o USING (record_id) JOIN persons p USING (person);
CREATE TEMP TABLE linked AS
    SELECT l.left_record, l.right_record, a.one = b.one AS is_right
    FROM link l JOIN owner a ON a.record_id = l.left_record JOIN owner b ON b.record_id = l.right_record
    WHERE a.source = 'population' AND b.source = 'roll';
"""

_COUNTS = """
SELECT
    (SELECT count(*) FROM judged) AS children,
    (SELECT count(*) FROM owner a JOIN owner b USING (person)
      WHERE a.source = 'population' AND b.source = 'roll') AS true_pairs,
    (SELECT count(*) FROM linked) AS linked_pairs,
    (SELECT count(*) FROM linked WHERE is_right) AS right_pairs,
    (SELECT count(*) FROM judged WHERE NOT schooled) AS missing,
    (SELECT count(DISTINCT child_id) FROM judged j JOIN linked l ON l.left_record = j.record_id
      WHERE NOT j.schooled AND j.verified AND NOT l.is_right) AS missing_verified_by_link,
    (SELECT count(*) FROM judged WHERE NOT schooled AND verified) AS missing_verified,
    (SELECT count(*) FROM judged WHERE schooled) AS schooled,
    (SELECT count(*) FROM judged WHERE schooled AND list = 'visit') AS schooled_on_visit_list,
    (SELECT count(*) FROM judged WHERE schooled AND list = 'data_desk') AS schooled_in_review
"""

_STATUSES = """
SELECT true_status, status, count(*) AS children
FROM judged WHERE true_status <> status GROUP BY ALL ORDER BY children DESC, true_status, status
"""
