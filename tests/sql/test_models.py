"""The loader of SQL models, and what every model of ours promises."""

from __future__ import annotations

from pathlib import Path

import pytest

import sql
from pipelines.store import INVARIANTS

HEADER = """-- title: 甲
-- grain: 一行一甲
-- key: a, b
-- publish: main
-- columns:
--   a: 甲
--   b: 乙：说明
"""


def _written(folder: Path, **texts: str) -> tuple[sql.Model, ...]:
    for name, text in texts.items():
        (folder / f"{name}.sql").write_text(text, "utf-8")
    return sql.load(folder)


def test_a_header_becomes_a_model(tmp_path) -> None:
    (model,) = _written(tmp_path, one=HEADER + "SELECT 1 AS a, 2 AS b;\n")
    assert (model.name, model.title, model.grain, model.key, model.publish) == ("one", "甲", "一行一甲", ("a", "b"), "main")
    assert dict(model.columns) == {"a": "甲", "b": "乙：说明"}
    assert model.comment() == "甲。一行一甲"
    assert not model.text.endswith(";")


@pytest.mark.parametrize(("field", "line"), [("title", "-- title: 甲\n"), ("grain", "-- grain: 一行一甲\n"), ("key", "-- key: a, b\n")])
def test_a_missing_field_is_named_with_its_file(tmp_path, field: str, line: str) -> None:
    (tmp_path / "one.sql").write_text(HEADER.replace(line, "") + "SELECT 1 AS a", "utf-8")
    with pytest.raises(sql.ModelError, match=rf"one\.sql: the header lacks '-- {field}:'"):
        sql.load(tmp_path, ("title", "grain", "key", "columns"))


def test_a_model_may_only_show_another_table(tmp_path) -> None:
    shown, kept = _written(tmp_path, one="-- title: 甲\n-- stored: no\nSELECT 1 AS a", two="-- title: 乙\nSELECT 1 AS a")
    assert (shown.stored, kept.stored) == (False, True)


def test_columns_may_be_required(tmp_path) -> None:
    (tmp_path / "one.sql").write_text("-- title: 甲\nSELECT 1 AS a", "utf-8")
    with pytest.raises(sql.ModelError, match="columns"):
        sql.load(tmp_path, ("title", "columns"))


def test_publish_is_one_of_three(tmp_path) -> None:
    with pytest.raises(sql.ModelError, match="publish is everywhere; it must be one of main, restricted, no"):
        _written(tmp_path, one=HEADER.replace("main", "everywhere") + "SELECT 1")


def test_a_key_is_among_the_columns(tmp_path) -> None:
    with pytest.raises(sql.ModelError, match="key c is not among its columns"):
        _written(tmp_path, one=HEADER.replace("a, b", "a, c") + "SELECT 1")


def test_models_stand_after_what_they_read(tmp_path) -> None:
    models = _written(
        tmp_path, a="-- title: 甲\nWITH x AS (FROM b) SELECT * FROM x JOIN source.roll USING (n)",
        b="-- title: 乙\nSELECT * FROM source.a WHERE n IN (SELECT n FROM c)", c="-- title: 丙\nSELECT 1 AS n")
    assert [model.name for model in sql.in_order(models)] == ["c", "b", "a"]


def test_a_circle_is_told_as_a_circle(tmp_path) -> None:
    models = _written(tmp_path, a="-- title: 甲\nFROM b", b="-- title: 乙\nSELECT * FROM c", c="-- title: 丙\nFROM a")
    with pytest.raises(sql.ModelError, match=r"read each other in a circle") as error:
        sql.in_order(models)
    assert all(name in str(error.value) for name in "abc")


@pytest.mark.parametrize(("text", "sentence"), [
    ("FROM nowhere", r"a\.sql: nowhere is no model"),
    ("SELEC 1", r"a\.sql: .*syntax error"),
    ("SELECT 1; SELECT 2", r"a\.sql: one SELECT a file"),
    ("WITH b AS (SELECT 1 AS n) FROM b", r"a\.sql: its CTE b hides the model"),
])
def test_what_cannot_be_built_is_named(tmp_path, text: str, sentence: str) -> None:
    models = _written(tmp_path, a="-- title: 甲\n" + text, b="-- title: 乙\nSELECT 1 AS n")
    with pytest.raises(sql.ModelError, match=sentence):
        sql.in_order(models)


def test_reads_leaves_out_ctes() -> None:
    assert sql.reads("WITH x AS (FROM source.roll) SELECT * FROM x, child, (FROM linked.pair)") == {"source.roll", "child", "linked.pair"}


@pytest.mark.parametrize("model", sql.marts(), ids=lambda model: model.name)
def test_a_mart_is_one_page(model: sql.Model) -> None:
    assert len(model.text.splitlines()) < 70
    assert all(comment.strip() for comment in model.columns.values())


def test_reports_and_invariants_have_titles() -> None:
    assert all(model.title for model in (*sql.reports(), *sql.load(INVARIANTS)))


PROMISED = {
    "record": "record_id source file_name sheet row_no outcome reason",
    "child": "child_id record_id sex age town village status reason list school_name grade poverty first_listed nights_listed",
    "link": "left_record right_record probability match_weight rule",
    "pair": "left_record right_record probability match_weight decision",
    "ledger": "town status children",
    "ledger_all": "child_id record_id status", "ledger_suspected": "child_id record_id status", "ledger_dropout": "child_id record_id status",
    "outside_denominator": "record_id age town reason",
    "exception": "case_token child_id list reason priority responsible due",
    "finding": "source record_id column_name code severity",
    "linkage": "problem compared linked review expected_false false_at_most link_probability",
    "expected_wrong": "kind children expected at_most",
    "run": "run_id as_of started ended version settings_hash",
}


@pytest.mark.parametrize("table", PROMISED)
def test_what_programs_rely_on_is_published(table: str) -> None:
    (model,) = (model for model in sql.marts() if model.name == table)
    assert model.publish == "main"
    assert set(PROMISED[table].split()) <= set(model.columns)
