"""No invented name, number, telephone or address in anything written but the lists that need them."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import polars as pl

from tests.end_to_end.command import rollcall, run

#: Written for those who must have names: 0600, and named as such.
LISTS = re.compile(r"(^|/)(exceptions(\.(csv|xlsx)$|/)|data_desk\.(csv|xlsx)$|(expiring|escalated|visit_plan|phone_checks|control_differences)\.csv$)")
RESTRICTED = re.compile(r"^state/(personal\.duckdb|loads/.+\.parquet)$")
PERSONAL = ("姓名", "曾用名", "户主姓名", "监护人姓名", "父亲姓名", "母亲姓名", "公民身份号码", "身份证件号", "证件号码", "身份证号",
            "监护人身份证号", "学籍号", "成员1身份证件号", "成员1联系电话", "联系电话", "户籍地址", "现住址")


def invented_values(county: Path) -> set[str]:
    """Every personal value of the county long enough not to stand in a text by chance."""
    values: set[str] = set()
    for path in (county / "inbox").rglob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        for heading in set(PERSONAL) & set(frame.columns):
            values |= set(frame[heading].drop_nulls().str.strip_chars().to_list())
    return {value for value in values if len(value) >= 3}


def written_texts(county: Path) -> dict[str, str]:
    """Everything the night wrote, as text: databases table by table."""
    texts = {}
    for folder in ("out", "state"):
        for path in sorted((county / folder).rglob("*")):
            name = str(path.relative_to(county))
            if path.is_file() and not LISTS.search(name) and not RESTRICTED.match(name):
                texts[name] = _text(path)
    return texts


def _text(path: Path) -> str:
    if path.suffix != ".duckdb":
        return path.read_bytes().decode("utf-8", errors="replace")
    with duckdb.connect(str(path), read_only=True) as con:
        tables = [row[0] for row in con.sql("SELECT table_name FROM duckdb_tables()").fetchall()]
        return "\n".join(con.table(table).pl().write_csv() for table in tables)


def found_in(values: set[str], text: str) -> list[str]:
    """Which of the values stand in the text; one pass over it, whatever their number."""
    pieces = {text[start:start + 3] for start in range(len(text) - 2)}
    return sorted(value for value in values if value[:3] in pieces and value in text)


def test_no_child_is_named_in_anything_but_the_lists(published):
    values = invented_values(published)
    assert len(values) > 5_000
    leaks = {name: found_in(values, text) for name, text in written_texts(published).items()}
    assert {name: len(found) for name, found in leaks.items() if found} == {}


def test_no_child_is_named_on_the_terminal(county):
    answer = run(county)
    assert answer.code == 0
    assert found_in(invented_values(county), answer.said + answer.complained) == []


def test_the_search_finds_what_is_there(published):
    values = invented_values(published)
    assert found_in(values, (published / "out" / "exceptions.csv").read_text("utf-8-sig"))


def test_files_with_names_are_their_owners_alone(published):
    named = [path for path in published.rglob("*") if path.is_file() and not path.is_relative_to(published / "inbox")
             and (LISTS.search(str(path.relative_to(published))) or RESTRICTED.match(str(path.relative_to(published))))]
    assert named
    assert {oct(path.stat().st_mode & 0o777) for path in named} == {"0o600"}


def test_what_blocking_costs_names_places_and_nobody(published):
    answer = rollcall("check", "--blocking", "--settings", published / "county.toml")
    assert answer.code == 0, answer.complained
    costs = answer.said[answer.said.index("分块规则的代价"):]
    assert re.search(r"户籍—学籍：\d+ 条规则，候选对 [\d,]+", costs)
    assert re.search(r"最大一块 [\d,]+ 对：.+相同，户籍 [\d,]+ 行 × 学籍 [\d,]+ 行，如 .+ 第 \d+ 行、.+ 第 \d+ 行", costs)
    assert found_in(invented_values(published), answer.said + answer.complained) == []
