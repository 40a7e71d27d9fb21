"""Whether two published nights are the same: the same bytes of lists, the same rows of every table, the same report.

What "same" means is outputs.md's: DuckDB files themselves differ from write to write, and the report bears a stamp.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb

from pipelines.language import language

DATABASE, REPORT = "rollcall.duckdb", "report.html"
#: The table that tells one run from another.
RUN = frozenset({"run"})
#: What tells one run from another in a report, and in a workbook.
STAMPS = (
    "运行编号 {run_id}　　开始 {started}　　结束 {ended}　　rollcall {version}　　设置摘要 {digest}",
    "生成时间 {made:%Y-%m-%d %H:%M}　运行编号 {run_id}　版本 {version}",
)
_MADE = "docProps/core.xml"  # of a workbook: when, in its own words
#: Set from the report's page, word for word, with the moment in its own data.
_DERIVED = ".pdf"
_COLUMNS = "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = ? AND table_name = ? ORDER BY ALL"
_TABLES = "SELECT table_name FROM duckdb_tables() WHERE database_name = ?"


def differences(one: Path, other: Path, *, but: frozenset[str] = RUN) -> list[str]:
    """Where two folders of published files differ, one short phrase each; none when they are the same night.

    Tables named in ``but`` are not compared. Folders whose names begin with a dot are no published files, and
    ``nights`` are nights of their own.
    """
    ours, theirs = files_of(one), files_of(other)
    found = [f"{name}：只有一边有" for name in sorted(ours ^ theirs)]
    for name in sorted(ours & theirs):
        if name == DATABASE:
            found += [f"{DATABASE} 的表 {table}：{rows:,} 行不同" for table, rows in _tables(one, other, but)]
        elif not alike(one / name, other / name):
            found.append(f"{name}：内容不同")
    return found


def files_of(published: Path) -> set[str]:
    """The published files in that folder, by their place within it."""
    found = (path.relative_to(published) for path in published.rglob("*") if path.is_file())
    return {str(path) for path in found if path.parts[0] != "nights" and not path.parts[0].startswith(".")}


def alike(one: Path, other: Path) -> bool:
    """Whether two files of one name say the same but for the run.

    Workbooks are compared part by part, unless a password seals them: no two such files are alike to the byte.
    """
    if one.suffix == _DERIVED:
        return True
    return _content(one) == _content(other)


def _content(path: Path) -> bytes | str | dict[str, str]:
    if path.name == REPORT:
        return _unstamped(path.read_text("utf-8"))
    if path.suffix == ".xlsx":
        return _parts(path) if zipfile.is_zipfile(path) else "sealed"
    return path.read_bytes()


def _parts(workbook: Path) -> dict[str, str]:
    with zipfile.ZipFile(workbook) as book:
        return {name: _unstamped(book.read(name).decode()) for name in book.namelist() if name != _MADE}


def _unstamped(text: str) -> str:
    return _stamp().sub("", text)


@cache
def _stamp() -> re.Pattern[str]:
    """The stamps in either language, whatever stands in them."""
    said = (language(code)(stamp) for code in ("zh", "en") for stamp in STAMPS)
    return re.compile("|".join("[^<]*".join(map(re.escape, re.split(r"\{[^}]*\}", one))) for one in said))


def _tables(one: Path, other: Path, but: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Table and number of rows that only one of the two has, of the tables that differ."""
    with duckdb.connect() as con:
        for name, folder in (("one", one), ("other", other)):
            con.execute(f"ATTACH '{str(folder / DATABASE).replace(chr(39), chr(39) * 2)}' AS \"{name}\" (READ_ONLY)")
        both = [{row[0] for row in con.execute(_TABLES, [name]).fetchall()} for name in ("one", "other")]
        for table in sorted((both[0] | both[1]) - but):
            rows = _unlike(con, table) if table in both[0] & both[1] else 1
            if rows:
                yield table, rows


def _unlike(con: duckdb.DuckDBPyConnection, table: str) -> int:
    columns = [con.execute(_COLUMNS, [name, table]).fetchall() for name in ("one", "other")]
    if columns[0] != columns[1]:
        return 1
    apart = " UNION ALL ".join(
        f'(FROM "{left}"."{table}" EXCEPT ALL FROM "{right}"."{table}")'
        for left, right in (("one", "other"), ("other", "one")))
    return int(con.sql(f"SELECT count(*) FROM ({apart})").fetchall()[0][0])
