"""The notebooks run on the file that a night publishes, and show what is in it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import duckdb
import polars as pl
import pytest
import vl_convert

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
CHARTS = {
    "first_look": ("towns_chart", "ages_chart"),
    "where_are_the_gaps": ("towns_chart", "villages_chart", "groups_chart", "reasons_chart", "waiting_chart"),
    "how_good_is_the_linkage": ("weights_chart", "grounds_chart", "damage_chart"),
}


def notebook(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, NOTEBOOKS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def database(published_pattern: Path) -> Path:
    return published_pattern / "out" / "rollcall.duckdb"


@pytest.fixture(scope="module")
def shown(database: Path) -> dict[str, dict]:
    """Notebook → what its cells define, after running on the invented county."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROLLCALL_DB", str(database))
        return {name: dict(notebook(name).app.run()[1]) for name in CHARTS}


@pytest.fixture(scope="module")
def asked(database: Path):
    with duckdb.connect(str(database), read_only=True) as connection:
        yield lambda query: connection.sql(query).pl()


def test_every_notebook_is_tested():
    assert {path.stem for path in NOTEBOOKS.glob("*.py")} == set(CHARTS)


@pytest.mark.parametrize(("name", "chart"), [(name, chart) for name, charts in CHARTS.items() for chart in charts])
def test_every_picture_can_be_drawn_and_has_something_on_it(shown, name: str, chart: str):
    drawn = shown[name][chart]
    svg = vl_convert.vegalite_to_svg(drawn.to_dict())
    assert "<svg" in svg and svg.count("<path") > 5


def test_the_first_look_shows_the_ledger_and_the_gaps(shown, asked):
    first = shown["first_look"]
    assert first["ledger"]["children"].sum() == asked("SELECT count(*) AS n FROM child")["n"].item()
    assert first["by_town"]["children"].sum() == asked("SELECT count(*) AS n FROM child WHERE list <> 'none'")["n"].item()
    assert first["dictionary"].filter(table_name="child", column_name="town")["comment"].item().startswith("乡镇")


def test_the_gaps_add_up_and_a_rate_lies_within_its_interval(shown, asked):
    gaps = shown["where_are_the_gaps"]
    visit = asked("SELECT count(*) AS n FROM child WHERE list = 'visit'")["n"].item()
    assert visit > 0
    assert gaps["towns"]["visit"].sum() == gaps["villages"]["visit"].sum() == gaps["groups"]["visit"].sum() == visit
    assert gaps["towns"].filter((pl.col("low") > pl.col("rate") + 1e-9) | (pl.col("high") < pl.col("rate") - 1e-9)).is_empty()
    assert gaps["villages"]["together"][-1] == 1


def test_the_linkage_is_told_pair_by_pair(shown, asked):
    linkage = shown["how_good_is_the_linkage"]
    linked = asked("SELECT count(*) AS n FROM link WHERE left_source = 'population' AND right_source = 'roll'")["n"].item()
    assert linkage["grounds"]["links"].sum() == linked
    assert linkage["unsure"]["probability"].is_sorted()
    assert set(linkage["weights"]["decision"]) == {"链接", "待复核", "不链接"}


@pytest.mark.parametrize("name", CHARTS)
def test_without_a_file_it_says_where_to_get_one(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ROLLCALL_DB", str(tmp_path / "none.duckdb"))
    outputs, defined = notebook(name).app.run()
    assert "connection" not in defined
    assert any("rollcall run" in output.text for output in outputs if hasattr(output, "text"))
