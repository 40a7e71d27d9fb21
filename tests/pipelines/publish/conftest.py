"""An invented county as a finished night leaves it: the marts that publishing reads, made by hand."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import numpy as np
import polars as pl
import pytest

import sql
from sources.vocabulary import CHILD_STATUS, LIST_OF_STATUS
from tests.pipelines.publish import over_time

#: The closed ledger of domain.md.
TOWNSHIP = {
    "enrolled_in_town": 9351, "enrolled_in_county": 1713, "enrolled_outside": 3090, "outside_unevidenced": 5,
    "other_stage": 61, "graduated": 253, "deceased": 12, "missing": 5, "vacant_registration": 52,
    "disabled_unplaced": 10, "out_of_school": 11,
}
REASON_OF = {
    "outside_unevidenced": "evidence_missing", "disabled_unplaced": "disability_unplaced", "out_of_school": "visit_not_in_school",
    "not_found": "nothing_found", "suspected_dropout": "roll_left", "possible_match": "roll_match_unsure", "data_conflict": "id_shared",
}
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
AS_OF = date(2026, 9, 1)


class County:
    """A DuckDB connection with the marts, the names used in them, and ``ask``."""

    def __init__(self, ledger: dict[str, int], towns: int, seed: int = 7) -> None:
        self.connection = duckdb.connect()
        rng = np.random.default_rng(seed)
        children = _children(ledger, towns, rng)
        self.people = children
        self.tables = _marts(children, rng)
        for name, frame in self.tables.items():
            self.put(name, frame)
        self._build_status()

    def put(self, name: str, frame: pl.DataFrame) -> None:
        """Put the frame in as that table."""
        self.connection.register("incoming", frame.to_arrow())
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM incoming")
        self.connection.unregister("incoming")

    def _build_status(self) -> None:
        """The table ``status``, which hangs on the vocabulary alone, as its own model makes it."""
        (model,) = (model for model in sql.marts() if model.name == "status")
        terms = pl.DataFrame({"vocabulary": "child_status", "code": CHILD_STATUS.codes, "label": list(CHILD_STATUS.labels.values())})
        self.connection.execute("CREATE SCHEMA config")
        self.put("config.term", terms)
        self.connection.execute(f"CREATE TABLE status AS {model.text}")

    def ask(self, query: str) -> pl.DataFrame:
        """The answer to a SELECT."""
        return self.connection.sql(query).pl()


def _pick(rng: np.random.Generator, values: list[str] | str, size: int) -> list[str]:
    return [values[i] for i in rng.integers(0, len(values), size)]


def _children(ledger: dict[str, int], towns: int, rng: np.random.Generator) -> pl.DataFrame:
    statuses = [status for status, number in ledger.items() for _ in range(number)]
    size = len(statuses)
    town_names = ["甲乙丙丁戊己庚辛壬癸"[i % 10] + ["溪", "桥", "店", "岗", "湾"][i // 10 % 5] + "镇" for i in range(towns)]
    named = [a + b + c for a, b, c in zip(_pick(rng, SURNAMES, size), _pick(rng, GIVEN, size), _pick(rng, GIVEN, size), strict=True)]
    weights = np.arange(towns, 0, -1) + towns / 2
    return pl.DataFrame({
        "child_id": [f"C{i:06d}X" for i in range(size)],
        "record_id": [f"population-aa{i:07d}-{i}" for i in range(size)],
        "status": statuses,
        "list": [LIST_OF_STATUS[status] for status in statuses],
        "reason": [REASON_OF.get(status, "roll_active") for status in statuses],
        "sex": _pick(rng, ["1", "2"], size),
        "age": rng.integers(6, 16, size),
        "town": [town_names[i] for i in rng.choice(towns, size, p=weights / weights.sum())],
        "village": _pick(rng, [v + "村" for v in "东西南北中新"], size),
        "poverty": rng.random(size) < 0.12,
        "name": named,
        "phone": [f"139{i:08d}" for i in range(size)],
        "address": [f"第{i % 12 + 1}组{i % 90 + 1}号" for i in range(size)],
        "household_no": [f"{i // 2:09d}" for i in range(size)],
    }).with_columns(
        school_name=pl.lit(None, pl.String), grade=pl.lit(None, pl.Int16),
        first_listed=pl.when(pl.col("list") != "none").then(pl.lit(date(2026, 8, 20))), nights_listed=pl.lit(3),
    )


def _marts(children: pl.DataFrame, rng: np.random.Generator) -> dict[str, pl.DataFrame]:
    tasks = children.filter(pl.col("list") != "none").with_row_index("n").with_columns(
        case_token=pl.format("K{}-M9XF-T", pl.col("n").cast(pl.String).str.zfill(4)),
        due=pl.lit(date(2026, 9, 8)), responsible=pl.lit(""), priority=pl.lit(2), late=pl.col("n") % 5 == 0,
    )
    by_status = children.group_by("town", "status").agg(children=pl.len().cast(pl.Int64))
    whole = children.group_by("status").agg(children=pl.len().cast(pl.Int64)).with_columns(town=pl.lit("*"))
    unknown = pl.DataFrame({"town": ["*"], "status": ["age_unknown"], "children": [2]})
    return {
        "child": children.drop("name", "phone", "address", "household_no"),
        "ledger": pl.concat([by_status, whole.select(by_status.columns), unknown], how="vertical_relaxed"),
        "exception": tasks.select(
            "case_token", "child_id", "list", "reason", "priority", "responsible", "due", "status", "town", "poverty", "late",
            "first_listed", "nights_listed"),
        "visit_list": _visit_list(tasks.filter(pl.col("list") != "data_desk")),
        "data_desk": _data_desk(),
        "responsible_person": pl.DataFrame({"code": ["R12345678", "R22345678"], "name": ["钱老师", "孙老师"]}),
        "outside_denominator": pl.DataFrame({
            "record_id": ["poverty-bb-4", "poverty-bb-9", "roll-cc-7"], "source": ["poverty", "poverty", "roll"], "age": [8, 12, 9], "town": ["甲溪镇", "甲溪镇", None],
            "reason": ["poverty_child_unregistered"] * 2 + ["roll_child_unregistered"]}),
        "attendance": pl.DataFrame({
            "record_id": ["roll-ee-2", "roll-ee-3", "roll-ee-4"], "seen": ["seen", "absent", "not_covered"],
            "roster_record": ["roster-ff-2", None, None], "month": [date(2026, 8, 1), date(2026, 8, 1), None]}),
        "control_total": pl.DataFrame({
            "record_id": ["control_totals-dd-2", "control_totals-dd-3", "control_totals-dd-4"], "town": ["*", "甲溪镇", "*"],
            "item": ["of_age", "not_found", "home_taught"], "item_label": ["适龄儿童", "未查到就学信息", "送教上门"],
            "declared_by": ["县教育局", None, "县教育局"], "declared": [children.height + 3, 0, 5],
            "ours": [children.height, None, 5], "difference": [3, None, 0]}),
        **_provenance(children, rng), **over_time.marts(children, tasks),
    }


def _visit_list(tasks: pl.DataFrame) -> pl.DataFrame:
    return tasks.select(
        "case_token", "priority", pl.col("list").alias("category"), "reason", "name", "sex", "age", "town", "village", "address",
        guardian=pl.lit("陈家长"), phone=pl.col("phone"), last_school=pl.lit("甲溪中心小学"), last_grade=pl.lit(6, pl.Int16),
        poverty=pl.col("poverty"), material=pl.lit("离校原因说明；复学或转入学校的在读证明（上次核查：查无此人；花名册显示在甲溪中心小学六年级2班，请先向该校核实）"), responsible=pl.col("responsible"),
        first_listed=pl.col("first_listed"), nights_listed=pl.col("nights_listed"), due=pl.col("due"),
        child_id=pl.col("child_id"), household_no=pl.col("household_no"), late=pl.col("late"),
        responsible_codes=pl.when(pl.col("n") % 3 > 0).then(pl.format("R{}2345678", pl.col("n") % 3)).otherwise(pl.lit("")),
        own_school=pl.when(pl.col("n") % 2 == 0).then(pl.lit("甲溪中心小学")))


def _data_desk() -> pl.DataFrame:
    pair = {
        "task_no": "P-0001", "kind": "pair", "source": "population", "file_name": "户籍.csv", "sheet": "", "row_no": 12,
        "column_name": None, "cell": None, "written": None, "suggested": None, "chance": None, "why": None, "code": "roll_match_unsure", "problem": "是否为同一人：号码与姓名分别指向两个人", "mend": "并排核对两条记录，在“判定”栏填写：同一人、不是同一人或不确定", "town": "甲溪镇",
        "left_source": "population", "left_file": "户籍.csv", "left_sheet": "", "left_row": 12, "left_name": "赵伟芳", "left_citizen_id": "349901201803150017",
        "left_sex": "1", "left_dob": date(2018, 3, 15), "left_school": None,
        "right_source": "roll", "right_file": "学籍.xlsx", "right_sheet": "二年级", "right_row": 8, "right_name": "赵伟方", "right_citizen_id": "3.49901E+17",
        "right_sex": "1", "right_dob": date(2018, 3, 15), "right_school": "甲溪中心小学",
        "probability": 0.9312, "differences": "姓名：芳／方；证件号码被截断",
    }
    record = {key: None for key in pair} | {
        "task_no": "R-0002", "kind": "record", "source": "roll", "file_name": "学籍.xlsx", "sheet": "一年级", "row_no": 31,
        "column_name": "citizen_id", "code": "id_bad_check", "problem": "证件号码校验码不符", "mend": "对照户口簿更正号码", "town": "乙桥镇",
        "cell": "D31", "written": "349901201803150012", "suggested": "349901201803150017", "chance": 0.99995,
        "why": "与户籍〈户籍.csv〉第 12 行为同一人，那里的号码校验码相符",
    }
    return pl.DataFrame([record, pair], infer_schema_length=None).select(*pair)


def _provenance(children: pl.DataFrame, rng: np.random.Generator) -> dict[str, pl.DataFrame]:
    size = children.height
    registry = children.select("record_id", source=pl.lit("population"), file_name=pl.lit("户籍人口20260831.csv"), sheet=pl.lit(""),
                               row_no=pl.int_range(2, size + 2, dtype=pl.Int32), outcome=pl.lit("loaded"), reason=pl.lit(None, pl.String))
    enrolled = children.filter(pl.col("status").str.starts_with("enrolled_in"))
    pupils = enrolled.select(record_id=pl.format("roll-cc-{}", pl.int_range(pl.len())), source=pl.lit("roll"), file_name=pl.lit("学籍.xlsx"),
                             sheet=pl.format("第{}小学", pl.int_range(pl.len()) % 9 + 1), row_no=pl.int_range(3, pl.len() + 3, dtype=pl.Int32),
                             outcome=pl.lit("loaded"), reason=pl.lit(None, pl.String))
    aside = pl.DataFrame({"record_id": [f"roll-dd-{i}" for i in range(7)], "source": "roll", "file_name": "学籍.xlsx", "sheet": "第1小学",
                          "row_no": list(range(5000, 5007)), "outcome": ["excluded"] * 5 + ["quarantined"] * 2,
                          "reason": ["total"] * 3 + ["duplicate_row"] * 2 + ["no_name"] * 2}, schema_overrides={"row_no": pl.Int32})
    record = pl.concat([registry, pupils, aside])
    link = pl.DataFrame({"left_record": enrolled["record_id"], "right_record": pupils["record_id"], "probability": 1.0, "match_weight": 38.2,
                         "left_source": "population", "right_source": "roll"})
    link = link.with_columns(rule=pl.Series(_pick(rng, ["id_name_dob"] * 9 + ["weighed"], link.height)))
    return {
        "record": record, "link": link,
        "expected_wrong": pl.DataFrame({
            "kind": ["wrongly_listed", "wrongly_verified"], "children": [11, 14154], "expected": [0.4, 0.0123], "at_most": [None, 1]}),
        "pair": pl.DataFrame({"left_record": ["population-aa0000001-1"] * 3, "right_record": ["roll-cc-1", "roll-cc-2", "roll-cc-3"],
                              "probability": [0.93, 0.2, 0.001], "match_weight": [4.0, -2.0, -10.0], "decision": ["review", "review", "non_link"],
                              "left_source": "population", "right_source": "roll", "why": ["ambiguous", "ambiguous", "below_threshold"]}),
        "finding": pl.DataFrame({"source": ["roll"] * 4 + ["population"], "record_id": [*pupils["record_id"][:4], None],
                                 "column_name": ["citizen_id"] * 4 + [None], "code": ["id_bad_check"] * 3 + ["guardian_id_suspected", "as_of_assumed"],
                                 "severity": "warn", "detail": None}, schema_overrides={"detail": pl.String}),
        "run": pl.DataFrame({"run_id": ["20260901T020000-abc123"], "as_of": [AS_OF], "started": [datetime(2026, 9, 1, 2)],
                             "ended": [datetime(2026, 9, 1, 2, 0, 41)], "version": ["0.1.0"], "settings_hash": ["5f" * 32]}),
        "check_result": pl.DataFrame({
            "result_no": [1, 2, 3], "gate": ["as read", "totals", "as published"], "subject": ["roll", "roll", "child"],
            "title": ["中小学生学籍", "中小学生学籍", "适龄儿童"], "success": [True, False, True],
            "sentence": ["“学籍状态”在代码表中", "性别已知者中的男性占 31.20%（1,000 行中 312 行），应在 40.0% 与 65.0% 之间：请确认性别列及其代码。", "主键“儿童编号”不重复"]}),
        "source_file": pl.DataFrame({
            "source": ["population", "roll"], "file_name": ["户籍人口20260831.csv", "学籍.xlsx"], "sheet": ["", "第1小学"],
            "codec": ["gb18030", None], "as_of": [date(2026, 8, 31), date(2026, 8, 30)], "rows_read": [size, pupils.height + 7],
            "loaded": [size, pupils.height], "quarantined": [0, 2], "excluded": [0, 5]}),
    }


@pytest.fixture(scope="session")
def invented() -> type[County]:
    """Makes a county of a ledger and a number of towns."""
    return County


@pytest.fixture(scope="session")
def township() -> County:
    """The closed ledger of domain.md in one town."""
    return County(TOWNSHIP, towns=1)


@pytest.fixture(scope="session")
def forty_towns() -> County:
    """A small county of forty towns with every status."""
    ledger = {status: 12 + 7 * n % 90 for n, status in enumerate(LIST_OF_STATUS)}
    return County(ledger | {"enrolled_in_town": 24000, "enrolled_in_county": 6000, "enrolled_outside": 4000}, towns=40)


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker of tests that open files with the programs people use."""
    config.addinivalue_line("markers", "office: opens files with LibreOffice")
