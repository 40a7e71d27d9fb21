"""One county as three offices keep it: schools' workbooks, a police export in GB18030, a poverty table in PostgreSQL.

The ledger is the one of the same county in clean CSV; and when the database is gone the next night, its last load
stands in and the night says so before anything else.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.arrival.intake import read_registers
from pipelines.operator.terminal import checked, ran
from pipelines.settings import load
from sources.person import SourceUnreachableError
from tests.end_to_end import office
from tests.servers import PASSWORD, READER, Server

pytestmark = [pytest.mark.database, pytest.mark.office]
FILES = 40


@pytest.fixture(scope="module")
def three_ways(published_pattern: Path, postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published county's registers in other clothes, under the same secret, after a night of its own."""
    county = Path(shutil.copytree(published_pattern, tmp_path_factory.mktemp("ways") / "county",
                                  ignore=shutil.ignore_patterns("out", "state")))
    (county / "state").mkdir(mode=0o700)
    shutil.copy2(published_pattern / "state" / "secret", county / "state" / "secret")
    school_workbooks(county / "inbox" / "roll")
    police_export(county / "inbox" / "population")
    poverty_table(county, postgresql)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ROLLCALL_POVERTY_USER", READER)
        environment.setenv("ROLLCALL_POVERTY_PASSWORD", PASSWORD)
        assert ran(county / "county.toml", None, prefect=False, accepted=()) == 0
    return county


def school_workbooks(folder: Path) -> None:
    """The roll as forty workbooks, a school's rows in one, titled and signed; every other one in the old format."""
    (path, *more) = sorted(folder.iterdir())
    roll = pl.concat([pl.read_csv(one, infer_schema=False) for one in (path, *more)], how="diagonal")
    school = roll["学校名称"].rank("dense").fill_null(0).cast(pl.Int64) % FILES
    books = [office.workbook(folder / f"第{number}校_{path.stem}.xlsx", {"学生名册": roll.filter(school == number)}, "")
             for number in range(FILES)]
    office.all_saved(books[::2], "xls", folder)
    for one in (path, *more, *books[::2]):
        one.unlink()


def police_export(folder: Path) -> None:
    """The population as the police's system writes it: identifiers for headings, GB18030, tabs, an = before numbers."""
    (path,) = folder.iterdir()
    people = pl.read_csv(path, infer_schema=False)
    identifiers = {"公民身份号码": "GMSFHM", "姓名": "XM", "性别": "XBDM", "出生日期": "CSRQ", "户号": "HH", "户籍地址": "HJD_DZXZ"}
    people = people.rename({name: other for name, other in identifiers.items() if name in people.columns})
    people = people.with_columns(pl.when(pl.col("GMSFHM").str.contains("^[0-9X]+$")).then(pl.format('="{}"', "GMSFHM")).otherwise("GMSFHM").alias("GMSFHM"))
    text = people.write_csv(separator="\t", quote_style="never", line_terminator="\r\n")
    path.with_suffix(".txt").write_bytes(text.encode("gb18030"))
    path.unlink()


def poverty_table(county: Path, server: Server) -> None:
    """The poverty list as a table whose columns are the headings."""
    (path,) = (county / "inbox" / "poverty").iterdir()
    poor = pl.read_csv(path, infer_schema=False)
    columns = ", ".join(f'"{name}" text' for name in poor.columns)
    server.run("DROP TABLE IF EXISTS fp", f"CREATE TABLE fp (nr serial PRIMARY KEY, {columns})",
               f"INSERT INTO fp VALUES ({', '.join(['DEFAULT', *['%s'] * len(poor.columns)])})", many=poor.rows())
    path.unlink()
    place = f'url = "postgresql://127.0.0.1:{server.port}/county"\ntable = "fp"\nas_of = {path.stem[-10:]}\nretry_after = []'
    settings = county / "county.toml"
    settings.write_text(settings.read_text("utf-8").replace('path = "inbox/poverty/*"', place), "utf-8")


def ask(county: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(county / "out" / "rollcall.duckdb"), read_only=True) as con:
        return con.sql(query).fetchall()


def test_the_ledger_is_the_same_whatever_the_registers_wear(three_ways: Path, published_pattern: Path):
    for query in ("FROM ledger ORDER BY ALL", "SELECT child_id, status, reason, list, town, poverty FROM child ORDER BY ALL"):
        assert ask(three_ways, query) == ask(published_pattern, query)
    counted = "SELECT source, sum(loaded) FROM source_file WHERE source IN ('population', 'roll', 'poverty') GROUP BY ALL ORDER BY ALL"
    assert ask(three_ways, counted) == ask(published_pattern, counted)
    forms = "SELECT codec, count(*) FROM source_file WHERE source IN ('population', 'roll', 'poverty') GROUP BY ALL ORDER BY ALL"
    assert ask(three_ways, forms) == [("gb18030", 1), ("postgresql", 1), ("xls", FILES // 2), ("xlsx", FILES // 2)]


def test_where_a_row_of_a_database_came_from_is_told(three_ways: Path):
    assert ask(three_ways, "SELECT DISTINCT file_name, min(row_no) FROM record WHERE source = 'poverty' GROUP BY ALL") == [
        ("poverty@127.0.0.1/county.fp", 1)]


@pytest.fixture
def gone(three_ways: Path, tmp_path: Path) -> Path:
    """The county on the next night, its database not to be reached."""
    county = Path(shutil.copytree(three_ways, tmp_path / "county"))
    settings = county / "county.toml"
    text = settings.read_text("utf-8")
    port = text.partition("127.0.0.1:")[2].partition("/")[0]
    settings.write_text(text.replace(f":{port}/", ":1/"), "utf-8")
    return county


def test_the_last_load_stands_in_for_a_database_that_is_gone_and_the_night_says_so_first(
    gone: Path, three_ways: Path, capsys: pytest.CaptureFixture[str]
):
    assert ran(gone / "county.toml", None, prefect=False, accepted=()) == 0
    first = next(line for line in capsys.readouterr().out.splitlines() if line.strip())
    assert first.startswith("注意：数据库 poverty@127.0.0.1/county.fp 无法连接")
    assert "本夜改用" in first and "（0 天前" in first
    assert ask(gone, "FROM ledger ORDER BY ALL") == ask(three_ways, "FROM ledger ORDER BY ALL")
    assert ask(gone, "SELECT source, code, severity FROM finding WHERE code = 'source_unreachable'") == [
        ("poverty", "source_unreachable", "warn")]
    assert ask(gone, "SELECT older_loads FROM run") == [(first.removeprefix("注意："),)]
    assert first.removeprefix("注意：") in (gone / "out" / "report.html").read_text("utf-8")
    assert ask(three_ways, "SELECT older_loads FROM run") == [(None,)]


def test_a_check_says_so_first_too_and_keeps_nothing(gone: Path, capsys: pytest.CaptureFixture[str]):
    before = sorted((gone / "state" / "loads").rglob("*"))
    assert checked(gone / "county.toml", None, None, blocking=False) == 0
    assert capsys.readouterr().out.startswith("注意：数据库 poverty@127.0.0.1/county.fp 无法连接")
    assert sorted((gone / "state" / "loads").rglob("*")) == before


def test_a_load_that_is_too_old_does_not_stand_in(gone: Path):
    path = gone / "county.toml"
    path.write_text(path.read_text("utf-8").replace("retry_after = []", "retry_after = []\nmax_source_age_days = 1"), "utf-8")
    settings, key = load(path), (gone / "state" / "secret").read_bytes()
    assert settings.night.as_of
    nobody = pl.DataFrame(schema={"case_token": pl.String, "child_id": pl.String})
    with pytest.raises(SourceUnreachableError, match="无法连接"):
        read_registers(settings, settings.night.as_of + timedelta(days=2), key, nobody)


def test_neither_user_nor_password_is_written_anywhere(three_ways: Path):
    for path in (one for one in three_ways.rglob("*") if one.is_file()):
        written = path.read_bytes()
        assert PASSWORD.encode() not in written and READER.encode() not in written, path
