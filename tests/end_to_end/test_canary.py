"""No invented name, number, telephone or address in anything written but the lists that need them."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import duckdb
import polars as pl
import pypdfium2 as pdfium
import pytest

from tests.end_to_end.command import rollcall, run

#: Written for those who must have names: 0600, and named as such.
LISTS = re.compile(r"(^|/)(exceptions(\.(csv|xlsx)$|/)|data_desk\.(csv|xlsx)$|(expiring|escalated|visit_plan|phone_checks|control_differences)\.csv$)")
RESTRICTED = re.compile(r"^state/(personal\.duckdb|loads/.+\.parquet)$")
PERSONAL = ("姓名", "曾用名", "户主姓名", "监护人姓名", "父亲姓名", "母亲姓名", "公民身份号码", "身份证件号", "证件号码", "身份证号",
            "监护人身份证号", "学籍号", "成员1身份证件号", "成员1联系电话", "联系电话", "户籍地址", "现住址")


def invented_values(county: Path) -> set[str]:
    """Every personal value of the county; names of two characters with what may not stand beside them (``found_in``)."""
    values: set[str] = set()
    for path in (county / "inbox").rglob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        for heading in set(PERSONAL) & set(frame.columns):
            values |= set(frame[heading].drop_nulls().str.strip_chars().to_list())
    return {value for value in values if len(value) >= 2}


def written_texts(county: Path) -> dict[str, str]:
    """Everything the night wrote, as text: databases table by table."""
    texts = {}
    for folder in ("out", "state", "share"):
        for path in sorted((county / folder).rglob("*")):
            name = str(path.relative_to(county))
            if path.is_file() and not LISTS.search(name) and not RESTRICTED.match(name):
                texts[name] = _text(path)
    return texts


def _text(path: Path) -> str:
    """The bytes as they are, of a binary file the words and numbers among them, and what is packed or drawn in it."""
    raw = path.read_bytes().decode("utf-8", errors="replace")
    if path.suffix not in _UNPACKED:
        return raw
    return "\n".join([*re.findall(r"[\u3400-\u9fff·]{2,}|[\u3400-\u9fff\w·-]{7,}", raw), _UNPACKED[path.suffix](path)])


def _of_database(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as con:
        tables = con.sql("SELECT schema_name, table_name FROM duckdb_tables() UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal")
        return "\n".join(con.table(f'"{schema}"."{table}"').pl().write_csv() for schema, table in tables.fetchall())


def _of_casebook(path: Path) -> str:
    with closing(sqlite3.connect(path)) as con:
        tables = [name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return "\n".join(str(row) for name in tables for row in con.execute(f'SELECT * FROM "{name}"'))


def _of_zip(path: Path) -> str:
    with ZipFile(path) as packed:
        return "\n".join(packed.read(name).decode("utf-8", errors="replace") for name in packed.namelist())


def _of_paper(path: Path) -> str:
    with closing(pdfium.PdfDocument(path)) as paper:
        return "\n".join([str(paper.get_metadata_dict()), *(page.get_textpage().get_text_range() for page in paper)])


_UNPACKED = {".duckdb": _of_database, ".sqlite": _of_casebook, ".xlsx": _of_zip, ".zip": _of_zip, ".pdf": _of_paper,
             ".parquet": lambda path: pl.read_parquet(path).cast(pl.String, strict=False).write_csv()}


def found_in(values: set[str], text: str) -> list[str]:
    """Which of the values stand in the text; one pass over it, whatever their number.

    A value of two characters counts where no other Chinese character touches it: 高考 is in many a sentence.
    """
    pieces = {text[start:start + size] for size in (3, 7) for start in range(len(text) - size + 1)}
    words = set(re.findall(r"(?<![\u3400-\u9fff])[\u3400-\u9fff]{2}(?![\u3400-\u9fff])", text))
    long = (value for value in values if len(value) > 2 and value[-7 if len(value) >= 7 else -3:] in pieces and value in text)
    return sorted([*long, *(words & values)])


def test_no_child_is_named_in_anything_but_the_lists(published):
    values = invented_values(published)
    assert len(values) > 5_000
    assert rollcall("share", "试验", "--settings", published / "county.toml").code == 0
    leaks = {name: found_in(values, text) for name, text in written_texts(published).items()}
    assert {name: len(found) for name, found in leaks.items() if found} == {}


def test_no_child_is_named_on_the_terminal(county):
    answer = run(county)
    assert answer.code == 0
    assert found_in(invented_values(county), answer.said + answer.complained) == []


@pytest.mark.parametrize("holds", ["out/exceptions.csv", "out/exceptions.xlsx", "state/personal.duckdb", "state/loads/roll/*/cells.parquet"])
def test_the_search_finds_what_is_there(published, holds):
    (path,) = published.glob(holds)
    values = invented_values(published)
    found = found_in(values, _text(path))
    assert len(found) > 20 and {len(value) for value in found} >= {2, 3}


def test_the_search_reads_paper_and_casebook(published):
    assert "适龄儿童" in _text(published / "out" / "report.pdf")
    assert "C" in _of_casebook(published / "state" / "casebook.sqlite")


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
