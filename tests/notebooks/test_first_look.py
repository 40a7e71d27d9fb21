"""The analyst's notebook runs on a published file and shows what is in it."""

from __future__ import annotations

import importlib.util
from datetime import date, datetime
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "first_look.py"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A published file with the tables that the notebook reads."""
    path = tmp_path / "rollcall.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE run (run_id VARCHAR, as_of DATE, started TIMESTAMP, version VARCHAR)")
        connection.execute("INSERT INTO run VALUES ('r1', ?, ?, '0.1.0')", [date(2026, 9, 1), datetime(2026, 9, 1, 2)])
        connection.execute("CREATE TABLE child (child_id VARCHAR, sex VARCHAR, age INTEGER, town VARCHAR, status VARCHAR, list VARCHAR)")
        connection.execute("COMMENT ON COLUMN child.town IS '乡镇'")
        connection.execute("""INSERT INTO child VALUES
            ('C1', '1', 7, '甲溪镇', 'not_found', 'visit'), ('C2', '2', 7, '甲溪镇', 'enrolled_in_town', 'none'),
            ('C3', '1', 9, '乙桥镇', 'outside_unevidenced', 'certificate'), ('C4', '1', 7, NULL, 'enrolled_in_town', 'none')""")
        connection.execute("""CREATE TABLE ledger AS SELECT coalesce(town, '乡镇不明') AS town, status, count(*) AS children FROM child GROUP BY ALL
            UNION ALL SELECT '*', status, count(*) FROM child GROUP BY ALL UNION ALL SELECT '*', 'age_unknown', 3""")
    return path


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("first_look", NOTEBOOK)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_shows_the_ledger_the_gaps_and_the_dictionary(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLLCALL_DB", str(database))
    _, shown = loaded().app.run()
    assert shown["ledger"].rows() == [
        ("enrolled_in_town", 2, "本镇就读"), ("not_found", 1, "未查到就学信息"), ("outside_unevidenced", 1, "县外就读未取证")]
    assert shown["by_town"].rows() == [("乙桥镇", "certificate", 1, "补取就读证明"), ("甲溪镇", "visit", 1, "入户核查")]
    assert shown["by_age"].filter(age=7, sex="男").select("children", "gaps", "percent").rows() == [(2, 1, 50.0)]
    assert shown["dictionary"].filter(table_name="child", column_name="town")["comment"].to_list() == ["乡镇"]
    for chart in ("towns_chart", "ages_chart"):
        assert shown[chart].to_dict()["encoding"]["x"]


def test_without_a_file_it_says_where_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLLCALL_DB", str(tmp_path / "none.duckdb"))
    outputs, shown = loaded().app.run()
    assert "connection" not in shown
    assert any("rollcall run" in output.text for output in outputs if hasattr(output, "text"))
