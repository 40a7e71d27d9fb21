"""How things stand, line by line, from the casebook's runs, the lock and the published file."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.casebook import Casebook
from pipelines.language import language
from pipelines.operator.checks import Check
from pipelines.operator.status import status
from pipelines.premises import entered
from pipelines.run import AS_USUAL, Run
from pipelines.settings import Night, Settings, Source
from tests.english import chinese

AS_OF = date(2026, 9, 1)
CLOCK = (datetime(2026, 9, 1, 2) + timedelta(minutes=minute) for minute in count())


@pytest.fixture(autouse=True)
def no_prefect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "no-prefect"))


@pytest.fixture
def office(tmp_path: Path) -> Settings:
    sources = {name: Source(path="inbox/*") for name in ("population", "roll", "poverty", "schools")}
    return Settings(county={"name": "某县", "division_code": "349901"}, sources=sources, night=Night(as_of=AS_OF), home=tmp_path)


def run(office: Settings, *states: tuple[str, str | None]) -> str:
    """A run, a minute after the last one, that reached those states."""
    begun = replace(Run.begun(office, AS_OF, AS_USUAL), started=next(CLOCK))
    with Casebook.of(office) as casebook:
        casebook.begin(begun)
        for state, reason in states:
            casebook.end(begun.run_id, state, reason)
    return begun.run_id


def lines(office: Settings) -> dict[str, Check]:
    return {check.name: check for check in status(office)}


def test_before_the_first_run_there_is_nothing_to_mend_and_nothing_is_made(office: Settings) -> None:
    told = lines(office)
    assert told["上次运行"].ok is None and "还没有运行过" in told["上次运行"].detail
    assert [check.name for check in told.values() if check.ok is False] == []
    assert list(office.home.iterdir()) == []


@pytest.mark.parametrize(("state", "reason", "ok", "words", "mend"), [
    ("published", None, True, "已发布，基准日 2026-09-01", ""),
    ("refused", "学籍缺少姓名列。", False, "未发布：学籍缺少姓名列。", "rollcall run"),
    ("failed", "ValueError", False, "程序故障（ValueError）", "state/logs/rollcall.log"),
])
def test_each_end_has_its_words_and_its_mend(office: Settings, state: str, reason: str | None, ok: bool, words: str, mend: str) -> None:
    run(office, (state, reason))
    told = lines(office)["上次运行"]
    assert told.ok is ok and words in told.detail and mend in told.mend


def test_why_the_last_night_was_refused_is_said_in_english_too(office: Settings) -> None:
    run(office, ("refused", "中小学生学籍的文件 a.pdf 是 PDF 文件：请向来源单位索取 .xlsx 或 .csv。"))
    said = language("en").sentence(lines(office)["上次运行"].detail)
    assert said.startswith("Nothing published: School roll, file a.pdf: a PDF file: ask the unit it came from for .xlsx or .csv. (")
    assert not chinese(said)


def test_a_run_that_was_killed_is_broken_off_at_once_and_stays_so(office: Settings) -> None:
    run(office, ("published", None))
    run(office)
    told = lines(office)
    assert told["上次运行"].ok is False and told["上次运行"].detail.startswith("中断")
    assert "所发布的文件未受影响" in told["上次发布"].detail
    run(office, ("published", None))
    assert lines(office)["上次运行"].ok and "上次发布" not in lines(office)


def test_a_casebook_that_cannot_be_opened_is_a_line_among_the_others(office: Settings) -> None:
    run(office, ("published", None))
    (office.state / "casebook.sqlite").write_bytes(b"no database at all" * 100)
    told = lines(office)
    assert told["上次运行"].ok is False and "casebook.sqlite" in told["上次运行"].detail
    assert told["正在运行"].detail == "没有"


def test_while_a_night_runs_the_last_one_is_the_one_before(office: Settings) -> None:
    run(office, ("refused", "学籍缺少姓名列。"))
    with entered(office):
        run(office)
        told = lines(office)
        assert told["上次运行"].detail.startswith("未发布：")
        assert f"进程 {os.getpid()}，" in told["正在运行"].detail


def publish(office: Settings, late: int, roll: date, older_loads: str | None) -> None:
    office.out.mkdir()
    with duckdb.connect(str(office.out / "rollcall.duckdb")) as published:
        published.execute("CREATE TABLE exception AS SELECT 'visit' AS list, DATE '2026-08-31' + (i // ?)::INT AS due FROM range(5) t(i)", [late])
        published.execute("CREATE TABLE source_file AS SELECT * FROM (VALUES ('population', DATE '2026-08-30'), ('roll', ?), ('roll', DATE '2020-01-01')) t(source, as_of)", [roll])
        published.execute("CREATE TABLE run AS SELECT ? AS older_loads", [older_loads])


def test_tasks_wait_and_those_that_are_late_are_counted(office: Settings) -> None:
    publish(office, late=2, roll=AS_OF, older_loads=None)
    told = lines(office)
    assert told["待办"] == Check("待办", None, "入户核查 5 项（逾期 2）")
    assert told["数据源"] == Check("数据源", True, "都在期限内，最旧的是公安户籍人口（2026-08-30，2 天）")


def test_what_was_handed_in_since_the_last_night_is_told_until_a_night_has_taken_it_in(office: Settings) -> None:
    run(office, ("published", None))
    assert "已收回" not in lines(office)
    with Casebook.of(office) as casebook:
        rows = pl.DataFrame({"case_token": ["T1", "T2"], "result": ["暂不在校", "在外就读"]})
        first, _ = casebook.take_pieces(rows, "王一")["piece_id"]
        casebook.take_calls(pl.DataFrame({"draw_id": ["D1"], "result": ["true"], "called_by": ["王一"], "called_on": [AS_OF]}), "王一")
    assert lines(office)["已收回"].detail == "核查结果 2 件，电话核实 1 件，下一夜起计入"
    with Casebook.of(office) as casebook:
        casebook.withdraw("piece", [first], "王一", "看错")
    assert lines(office)["已收回"].detail == "核查结果 1 件，电话核实 1 件，下一夜起计入"
    later = replace(Run.begun(office, AS_OF, AS_USUAL), started=datetime.now() + timedelta(days=1))
    with Casebook.of(office) as casebook:
        casebook.begin(later)
        casebook.end(later.run_id, "published")
    assert "已收回" not in lines(office)


def test_a_source_that_the_next_night_would_refuse_is_told_before_it(office: Settings) -> None:
    publish(office, late=5, roll=date(2026, 7, 1), older_loads=None)
    told = lines(office)["数据源"]
    assert told.ok is False and "中小学生学籍的数据日期是 2026-07-01，已有 62 天（上限 45 天）" in told.detail and told.mend


def test_what_stood_in_for_a_source_is_told_until_the_source_is_back(office: Settings) -> None:
    publish(office, late=5, roll=AS_OF, older_loads="学籍无法打开。\n名单无法打开。")
    told = [check.detail for check in status(office) if check.ok is False]
    assert told == ["学籍无法打开。", "名单无法打开。"]


def test_a_published_file_that_cannot_be_read_is_told(office: Settings) -> None:
    office.out.mkdir()
    (office.out / "rollcall.duckdb").write_bytes(b"half a file")
    assert lines(office)["已发布的数据库"].ok is False
