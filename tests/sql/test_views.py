"""The usual questions, asked of a published file; the dictionary that tells them."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

import sql
from pipelines.language import language
from sql.dictionary import README, as_markdown, as_page
from tests.spec.county import County

TABLES = {model.name for model in sql.marts() if model.publish == "main"}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The published file of ten children: of 甲镇 six, three with a school; of 乙镇 four, one with a school."""
    county = County()
    for number, (town, schooled) in enumerate([("甲镇", True)] * 3 + [("甲镇", False)] * 3 + [("乙镇", True)] + [("乙镇", False)] * 3):
        child = county.child(f"童{number}", town=town, sex="1" if number % 2 else "2")
        if schooled:
            county.roll(f"童{number}", child)
    county.poor("外")
    folder = tmp_path_factory.mktemp("views")
    with county.opened(folder / "tmp") as workspace:
        workspace.publish_database(folder / "asked.duckdb")
    with duckdb.connect(str(folder / "asked.duckdb"), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("view", sql.views(), ids=lambda view: view.name)
def test_a_view_is_what_its_header_says_and_reads_published_tables_only(published, view: sql.Model):
    assert published.sql(f"FROM {view.name}").columns == list(view.columns)
    assert sql.reads(view.text) <= TABLES
    assert len(view.text.splitlines()) < 70


def test_views_and_their_columns_are_commented(published):
    told = dict(published.sql("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall())
    assert told == {view.name: view.comment() for view in sql.views()}
    assert published.sql("SELECT count(*) FROM duckdb_columns() WHERE NOT internal AND comment IS NULL").fetchall() == [(0,)]


@pytest.mark.parametrize(("question", "answer"), [
    ("SELECT town, of_age, in_school, in_school_rate FROM rate_by_town", [("*", 10, 4, 40.0), ("乙镇", 4, 1, 25.0), ("甲镇", 6, 3, 50.0)]),
    ("SELECT town, of_age, enrolled_in_town, not_found FROM ledger_by_town WHERE town = '甲镇'", [("甲镇", 6, 3, 3)]),
    ("SELECT town, village, visit, visit_per_thousand FROM gap_by_village", [("乙镇", "一村", 3, 750.0), ("甲镇", "一村", 3, 500.0)]),
    ("SELECT sum(visit), sum(of_age) FROM gap_by_group", [(6, 10)]),
    ("SELECT list_label, reason_label, children FROM reason_of_gap", [("入户核查", "各登记册均无就学信息", 6)]),
    ("SELECT count(*), count(DISTINCT list_label) FROM open_task", [(7, 1)]),
    ("SELECT town, tasks, unassigned, late FROM task_load WHERE town = '乙镇'", [("乙镇", 3, 3, 0)]),
    ("SELECT sum(children) FROM how_verified WHERE proof = 'roll'", [(4,)]),
    ("SELECT count(*) FROM least_sure", [(4,)]),
    ("SELECT reason_label, children FROM outside_by_town", [("脱贫（监测）户儿童不在户籍库", 1)]),
    ("SELECT sum(rows) FROM row_account WHERE source = 'population'", [(10,)]),
])
def test_the_usual_questions(published, question: str, answer: list[tuple]):
    assert published.sql(question).fetchall() == answer


def test_a_view_finds_its_tables_under_whatever_name_the_file_is_opened(published, tmp_path: Path):
    path = published.sql("SELECT path FROM duckdb_databases() WHERE NOT internal").fetchall()[0][0]
    with duckdb.connect() as other:
        other.execute(f"ATTACH '{path}' AS tonight (READ_ONLY)")
        assert other.sql("SELECT count(*) FROM tonight.rate_by_town").fetchall() == [(3,)]


def test_the_dictionary_is_current():
    assert README.read_text("utf-8") == as_markdown(), "run: python -m sql.dictionary"


@pytest.mark.parametrize("page", [as_page(), as_page(language("en").definition, "en")], ids=["zh", "en"])
def test_the_page_tells_every_table_view_and_column(page: str):
    for model in (*sql.marts(), *sql.views()):
        if model.publish == "main" or model in sql.views():
            assert f'id="{model.name}"' in page
            assert all(f"<code>{column}</code>" in page for column in model.columns)


def test_the_page_is_chinese_as_the_headers_are_and_english_where_that_is_asked_for():
    chinese, english = as_page(), as_page(language("en").definition, "en")
    assert '<html lang="zh-CN">' in chinese
    assert all(text in chinese for model in sql.views() for text in (model.title, model.grain, *model.columns.values()))
    assert '<html lang="en">' in english
    # Of Chinese there is what the data hold, between these marks, and in a query as it stands.
    assert set(re.findall(r"[\u3000-\u9fff\uff00-\uffef]+", re.sub(r"“[^”]*”|<pre>.*?</pre>", "", english, flags=re.DOTALL))) == set()
