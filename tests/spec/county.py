"""An invented county in a few cells: whatever a test does not state is as usual.

As usual: a child of 甲镇, ten years old, live in the registry; a roll record in grade 4 of that town's school, active.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

import polars as pl

import sources
from pipelines.casebook import SHOWN_PAIR, Casebook, Night, ReadIn
from pipelines.casebook.charges import charges, verifiers
from pipelines.casebook.members import roll_members
from pipelines.decision import recall
from pipelines.store import Workspace
from sources import vocabulary
from sources.assignment import LEADS
from sources.person import FILE, FINDING, RECORD, Terms

AS_OF = date(2026, 11, 2)
TOWNS = ("甲镇", "乙镇")
#: School → town, stage, in the county.
SCHOOLS = {
    "甲镇小学": ("甲镇", "primary", True), "甲镇中学": ("甲镇", "junior", True), "乙镇小学": ("乙镇", "primary", True),
    "甲镇学校": ("甲镇", "nine_year", True), "县高中": ("乙镇", "senior", True), "县职中": ("乙镇", "vocational", True),
    "甲镇幼儿园": ("甲镇", "kindergarten", True), "县特校": ("乙镇", "special", True), "外县小学": (None, "primary", False),
}
REGISTERS = ("population", "roll", "poverty", "schools", "evidence", "approvals", "disability", "assignment", "control_totals", "decisions", "roster")
LINK = {
    "left_source": pl.String, "left_record": pl.String, "right_source": pl.String, "right_record": pl.String,
    "probability": pl.Float64, "match_weight": pl.Float64, "rule": pl.String, "levels": pl.String,
}
PAIR = LINK | {"decision": pl.String, "why": pl.String}
LINK |= {"doubt": pl.Float64, "doubt_at_most": pl.Float64}


@dataclass(frozen=True)
class Run:
    """A run that starts now."""

    run_id: str
    as_of: date
    started: datetime
    version: str = "0"
    settings_hash: str = "0"


class County:
    """Registers, links and reviews, stated row by row; every method answers with the record id."""

    def __init__(self, as_of: date = AS_OF, **variables: object) -> None:
        self.as_of = as_of
        self.variables = {
            "as_of": as_of, "age_mode": "full_years", "age_min": 6, "age_max": 15, "entry_age": 6,
            "roll_settles": "10-15", "term_starts": ["02-16", "09-01"], "certificate_valid": "term",
            "visit_due_days": 7, "certificate_due_days": 15, "expiring_days": 31, "phone_checks": [5, 10], "households_a_day": 12, "escalate_after": 2,
            "run_id": "20261102T020000-aaaaaa", "started": datetime(2026, 11, 2, 2),
            "ended": datetime(2026, 11, 2, 2, 1), "version": "0", "settings_hash": "0" * 64, **variables,
        }
        self.rows: dict[str, list[dict[str, object]]] = {register: [] for register in REGISTERS}
        self.links: list[dict[str, object]] = []
        self.pairs: list[dict[str, object]] = []
        self.duplicates: list[dict[str, object]] = []
        self.findings: list[dict[str, object]] = []
        self.quarantined: list[dict[str, object]] = []
        self.tokens: dict[str, str] = {}
        self.doubted: dict[str, date] = {}
        self.first_listed: dict[str, date] = {}
        self.refuted: dict[str, tuple[str, date]] = {}  # draw → the child whose certificate was untrue, and the day of the call
        for name, (town, stage, in_county) in SCHOOLS.items():
            self.school(name, town=town, stage=stage, in_county=in_county)

    def school(self, name: str, **cells: object) -> str:
        """A school under that name, without a code."""
        return self._row("schools", {"school_name": name, "school_key": name, "alias_keys": [], "in_county": True} | cells)

    def child(self, name: str, **cells: object) -> str:
        """A registry row."""
        usual = {"dob": date(2016, 5, 1), "town": "甲镇", "village": "一村", "household_no": "1", "registered_address": "一村1号"}
        return self._person("population", name, usual | cells)

    def poor(self, name: str, **cells: object) -> str:
        """A poverty row."""
        return self._person("poverty", name, {"dob": date(2016, 5, 1), "town": "甲镇", "schooling_claim": "primary"} | cells)

    def roll(self, name: str, child: str | None = None, *, review: bool = False, **cells: object) -> str:
        """A roll row, linked to that child (or in review with it)."""
        usual = {"dob": date(2016, 5, 1), "status": "active", "grade": 4, "school_name": "甲镇小学", "attendance": "day"}
        cells = usual | cells
        record = self._person("roll", name, cells | {"school_key": cells["school_name"]})
        return self._tied(child, record, review)

    def evidence(self, name: str, child: str | None, result: str, on: date, *, review: bool = False, **cells: object) -> str:
        """A piece of evidence, linked to that child (or in review with it)."""
        usual = {"result": result, "evidence_date": on, "evidence_no": f"证{len(self.rows['evidence']) + 1}"}
        return self._tied(child, self._person("evidence", name, usual | cells), review)

    def approval(self, name: str, child: str | None, kind: str, on: date, *, review: bool = False, **cells: object) -> str:
        """An approval from that day to the end of the school year, linked to that child (or in review with it)."""
        usual = {"kind": kind, "valid_from": on, "valid_until": date(2027, 8, 31), "approved_by": "县教育局"}
        return self._tied(child, self._person("approvals", name, usual | cells), review)

    def disabled(self, name: str, child: str | None, placement: str | None, *, review: bool = False, **cells: object) -> str:
        """A row of the federation's list of this day, linked to that child (or in review with it)."""
        usual = {"placement": placement, "disability_level": "1", "as_of": self.as_of}
        return self._tied(child, self._person("disability", name, usual | cells), review)

    def charge(self, **cells: object) -> str:
        """Who answers for a place: names under ``teacher``, ``school_lead`` … of one row."""
        if "school_name" in cells:
            cells |= {"school_key": cells["school_name"]}
        return self._row("assignment", cells)

    def declared(self, town: str, item: str, declared: int, by: str = "县教育局") -> str:
        """A count that an office declared."""
        return self._row("control_totals", {"town": town, "item": item, "declared": declared, "declared_by": by})

    def seated(self, name: str, **cells: object) -> str:
        """A row of October's roster: grade 4, class 1 of 甲镇小学, born as everybody."""
        usual = {"dob": date(2016, 5, 1), "school_name": "甲镇小学", "grade": 4, "class_name": "1班", "month": date(2026, 10, 1)}
        cells = usual | cells
        return self._person("roster", name, cells | {"school_key": cells["school_name"]})

    def link(self, left: str, right: str, doubt: float = 0.0) -> None:
        """Two records accepted as one person, with that doubt, and twice that at worst."""
        said = {"probability": 1 - doubt, "match_weight": 30.0, "rule": "fast", "doubt": doubt, "doubt_at_most": 2 * doubt}
        self.links.append(self._two(left, right) | said)

    def review(self, left: str, right: str, probability: float = 0.6) -> None:
        """Two records that a person must look at."""
        said = {"probability": probability, "match_weight": 1.0, "rule": "name_dob", "decision": "review", "why": "ambiguous"}
        self.pairs.append(self._two(left, right) | said)

    def decided(self, left: str, right: str, said: str, on: date, *, decision: str | None = None, **cells: object) -> str:
        """A verdict on two records, or what the night has made of it, by 王一."""
        usual = {"decided_by": "王一", "place": len(self.rows["decisions"]) + 1, "contested": False}
        return self._row("decisions", {
            "left_record": left, "right_record": right, "said": said, "decision": decision or said, "decided_on": on} | usual | cells)

    @contextmanager
    def night(self, folder: Path, book: Casebook) -> Iterator[Workspace]:
        """The same with the real casebook, which remembers the night at the end."""
        run = Run(f"{datetime.now():%Y%m%dT%H%M%S}-{uuid4().hex[:6]}", self.as_of, datetime.now())
        memory = book.begin(run)
        with Workspace(folder) as workspace:
            self._fill(workspace)
            recognition = recall(workspace, memory, self.as_of)
            workspace.build_all()
            assert workspace.broken_invariants() == []
            yield workspace
            tables = workspace.table("case_tonight"), workspace.table("status_tonight")
            book.remember(memory, Night(run.run_id, self.as_of, recognition, *tables, pl.DataFrame(schema=SHOWN_PAIR), ReadIn({}),
                                         workspace.table("draw_tonight"), workspace.table("item_tonight")))
        book.end(run.run_id, "published")

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Workspace]:
        """A workspace with every mart built, as a night builds them."""
        with Workspace(folder) as workspace:
            self._fill(workspace)
            workspace.build("age", "outside_candidate")
            workspace.put("casebook", "child", self._children(workspace))
            workspace.build("listed")
            workspace.put("casebook", "task", self._tasks(workspace))
            workspace.build_all()
            yield workspace

    def _person(self, register: str, name: str, cells: Mapping[str, object]) -> str:
        return self._row(register, {"name_display": name, "name_key": name, "sex": "1", "dob_precision": "day"} | dict(cells))

    def _row(self, register: str, cells: dict[str, object]) -> str:
        unknown = cells.keys() - schema(register).keys()
        assert not unknown, f"{register} has no {unknown}"
        record = f"{register}-{len(self.rows[register]) + 1:05}"
        self.rows[register].append({"record_id": record} | cells)
        return record

    def _tied(self, child: str | None, record: str, review: bool) -> str:
        if child:
            (self.review if review else self.link)(child, record)
        return record

    def _two(self, left: str, right: str) -> dict[str, object]:
        return {"left_source": left.split("-")[0], "left_record": left, "right_source": right.split("-")[0], "right_record": right,
                "levels": "name=exact"}

    def _fill(self, workspace: Workspace) -> None:
        for name, value in self.variables.items():
            workspace.set(name, value)
        for register in REGISTERS:
            workspace.put("source", register, pl.DataFrame(self.rows[register], schema=schema(register)))
        workspace.put("source", "record", self._records())
        workspace.put("source", "finding", pl.DataFrame(self.findings, schema=FINDING))
        workspace.put("source", "file", self._files())
        workspace.put("linked", "link", pl.DataFrame(self.links, schema=LINK))
        workspace.put("linked", "pair", pl.DataFrame(self.pairs, schema=PAIR))
        workspace.put("linked", "duplicate", pl.DataFrame(self.duplicates, schema={
            "left_record": pl.String, "right_record": pl.String, "probability": pl.Float64, "why": pl.String}))
        workspace.put("casebook", "token", pl.DataFrame(
            list(self.tokens.items()), schema={"case_token": pl.String, "child_id": pl.String}, orient="row"))
        workspace.put("casebook", "doubted", pl.DataFrame(
            list(self.doubted.items()), schema={"child_id": pl.String, "since": pl.Date}, orient="row"))
        calls = [{"draw_id": draw, "call_id": draw, "child_id": child, "called_on": day, "result": "untrue", "as_of": day, "recorded_at": datetime(2026, 1, 1)}
                 for draw, (child, day) in self.refuted.items()]
        if calls:
            workspace.put("casebook", "draw", pl.DataFrame(calls, schema_overrides={"as_of": pl.Date}).select(
                "draw_id", "child_id", "as_of", school_name=pl.lit(""), term=pl.lit(None, pl.Date), seed=pl.lit(""), certificate=pl.lit("")))
            workspace.put("casebook", "call", pl.DataFrame(calls).select("call_id", "draw_id", "result", "called_on", "recorded_at"))
        assigned = pl.DataFrame(self.rows["assignment"], schema=schema("assignment"))
        charged = charges(assigned, LEADS, b"key of a test")
        workspace.put("casebook", "charge", charged)
        roll = pl.DataFrame(self.rows["roll"], schema=schema("roll"))
        workspace.put("casebook", "roll_member", roll_members(roll, b"key of a test"))
        evidence = pl.DataFrame(self.rows["evidence"], schema=schema("evidence"))
        workspace.put("casebook", "verifier", verifiers(evidence, charged, b"key of a test"))
        workspace.put("config", "town", pl.DataFrame({"town": TOWNS}))
        workspace.put("config", "term", terms())
        workspace.put("config", "finding", findings())

    def _records(self) -> pl.DataFrame:
        rows = [
            {"record_id": row["record_id"], "source": register, "file_name": f"{register}.csv", "sheet": "", "row_no": number,
             "outcome": "loaded"}
            for register in REGISTERS for number, row in enumerate(self.rows[register], 2)
        ]
        return pl.DataFrame(rows + self.quarantined, schema=RECORD)

    def _files(self) -> pl.DataFrame:
        counted = self._records().group_by("source", "file_name", "sheet").agg(
            rows_read=pl.len(), loaded=(pl.col("outcome") == "loaded").sum(), quarantined=(pl.col("outcome") == "quarantined").sum(),
            excluded=(pl.col("outcome") == "excluded").sum(),
        ).with_columns(file_sha256=pl.lit("0" * 64), codec=pl.lit("utf-8"), as_of=pl.lit(self.as_of), header_row=pl.lit(1))
        return counted.select(pl.col(name).cast(kind) for name, kind in FILE.items())

    def _children(self, workspace: Workspace) -> pl.DataFrame:
        known = workspace.frame("""
            SELECT record_id FROM age WHERE in_band OR age_unknown
            UNION ALL SELECT record_id FROM outside_candidate WHERE source = 'poverty' ORDER BY 1""")
        return known.with_columns(child_id=child_of("record_id"))

    def _tasks(self, workspace: Workspace) -> pl.DataFrame:
        listed = workspace.frame("SELECT child_id, list FROM listed ORDER BY child_id")
        firsts = pl.Series([self.first_listed.get(child, self.as_of) for child in listed["child_id"]], dtype=pl.Date)
        return listed.with_columns(
            case_token="T" + pl.col("child_id"), first_listed=firsts, spell=pl.lit(0),
            nights_listed=((pl.lit(self.as_of) - firsts).dt.total_days() + 1).cast(pl.Int32))


def child_of(record: str) -> pl.Expr:
    """The child id that the invented casebook gives to a record."""
    return pl.lit("C") + pl.col(record)


@cache
def schema(register: str) -> dict[str, pl.DataType]:
    """Column → type of a register's rows, as conforming it makes them."""
    module = sources.register_named(register)
    cells: dict[str, pl.DataType | type[pl.DataType]] = {
        "record_id": pl.String, "file_name": pl.String, "sheet": pl.String, "row_no": pl.Int32, "as_of": pl.Date}
    for column in module.CONTRACT.kept:
        cells.setdefault(column.name, pl.String)
        if column.kind.digits_matter:
            cells[f"{column.name}__numeric"] = pl.Boolean
    return dict(module.to_persons(pl.DataFrame(schema=cells), Terms(AS_OF, TOWNS)).rows.schema)


@cache
def terms() -> pl.DataFrame:
    """The closed lists as SQL sees them."""
    lists = [value for value in vars(vocabulary).values() if isinstance(value, vocabulary.Vocabulary)]
    return pl.DataFrame([(one.name, term.code, term.label) for one in lists for term in one.terms],
                        schema=["vocabulary", "code", "label"], orient="row")


@cache
def findings() -> pl.DataFrame:
    """The findings as SQL sees them."""
    return pl.DataFrame([(one.code, one.label, one.mend, one.severity) for one in vocabulary.FINDINGS.values()],
                        schema=["code", "label", "mend", "severity"], orient="row")
