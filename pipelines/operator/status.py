"""How things stand: what ran last and how it ended, what runs now, what waits. From our own ledger, not Prefect's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import duckdb
import polars as pl

import sources
from pipelines.casebook import CasebookError, Place, returned_as_it_lies, runs_as_they_lie
from pipelines.gates import GUARDED
from pipelines.operator.checks import Check
from pipelines.operator.orchestration import ahead
from pipelines.premises import holder
from pipelines.settings import Settings, Source
from pipelines.unattended.journal import LOG
from sources.sentence import Sentence
from sources.vocabulary import LIST

_TASKS = "SELECT list, count(*) AS tasks, count(*) FILTER (due < $today) AS late FROM exception GROUP BY list"
_DATES = "SELECT source, max(as_of) AS as_of FROM source_file WHERE as_of IS NOT NULL GROUP BY source"
_STOOD_IN = "SELECT unnest(string_split(older_loads, chr(10))) AS told FROM run WHERE older_loads <> ''"


def status(settings: Settings) -> list[Check]:
    """One line each: the last run, the last one published, the one running, the next, tasks, dates of the sources."""
    return [*_runs(settings), _running(settings), *ahead(settings), *_published(settings)]


def _runs(settings: Settings) -> Iterator[Check]:
    try:
        runs = runs_as_they_lie(Place.of(settings))
    except CasebookError as error:  # the rest can be told all the same
        yield Check("上次运行", False, str(error))
        return
    if runs is None:
        yield Check("上次运行", None, "还没有运行过（rollcall run --settings county.toml）")
        return
    if holder(settings.state):  # the last one is the one that runs
        over = ~pl.col("state").is_in(["running", "remembered"])
        runs = runs.filter(over | (pl.col("started") < runs["started"].max()))
    if runs.is_empty():
        yield Check("上次运行", None, "还没有结束的运行")
        return
    last = runs.row(-1, named=True)
    yield _ended(settings, last)
    published = runs.filter(pl.col("state") == "published").sort("reached")
    if published.is_empty():
        yield Check("上次发布", None, "还没有发布过")
    elif last["state"] != "published":
        yield Check("上次发布", None, f"{_when(published.row(-1, named=True))}，所发布的文件未受影响")
    if not published.is_empty():
        yield from _returned(settings, published.row(-1, named=True)["started"])


_BROUGHT = {"piece": "核查结果 {n:,} 件", "verdict": "判定 {n:,} 条", "phone_call": "电话核实 {n:,} 件"}


def _returned(settings: Settings, since: datetime) -> Iterator[Check]:
    """What has been handed in since the last published night began, which the next one takes in."""
    brought = returned_as_it_lies(Place.of(settings), since)
    told = [words.format(n=brought[name]) for name, words in _BROUGHT.items() if brought[name]]
    if told:
        yield Check("已收回", None, f"{'，'.join(told)}，下一夜起计入")


#: What becomes of a run: how its line says it, and the mend. A run that never ended was killed.
_ENDINGS = {
    "refused": ("未发布：{reason}", "按上句处理后重新运行 rollcall run"),
    "failed": ("程序故障（{reason}）", "位置见 {log}，请告知维护人员；重新运行不会损坏任何东西"),
}
_BROKEN_OFF = ("中断，没有运行到底", "重新运行 rollcall run 即可；原因可查 {log} 与系统日志（断电、内存不足、被终止）")


def _ended(settings: Settings, run: dict[str, Any]) -> Check:
    if run["state"] == "published":
        return Check("上次运行", True, f"已发布，{_when(run)}")
    how, mend = _ENDINGS.get(run["state"], _BROKEN_OFF)
    log = settings.state / "logs" / LOG
    told = Sentence(how, reason=Sentence(run["reason"] or "")) if "{" in how else Sentence(how)
    when = Sentence("{how}（{when}）", how=told, when=Sentence(_when(run)))
    return Check("上次运行", False, when, mend.format(log=log))


def _when(run: dict[str, Any]) -> str:
    until = f"–{run['reached']:%H:%M:%S}" if run["reached"] and run["state"] != "interrupted" else ""
    when = f"{run['started']:%Y-%m-%d %H:%M:%S}{until}"
    return f"基准日 {run['as_of']}，{when}"


def _running(settings: Settings) -> Check:
    running = holder(settings.state)
    if running is None:
        return Check("正在运行", None, "没有")
    who = f"进程 {running.pid or '不明'}"
    told = f"{who}，{running.since:%Y-%m-%d %H:%M:%S} 开始" if running.since else who
    return Check("正在运行", None, told)


def _published(settings: Settings) -> Iterator[Check]:
    """What the published file says of tasks and sources."""
    path = settings.out / "rollcall.duckdb"
    if not path.exists():
        return
    today = settings.night.as_of or date.today()
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            yield _tasks(connection.sql(_TASKS, params={"today": today}).pl())
            yield from _stale(settings, connection.sql(_DATES).pl(), today)
            for (sentence,) in connection.sql(_STOOD_IN).fetchall():
                yield Check("数据源", False, sentence, "恢复该数据源后，下一夜自动改用新的数据")
    except duckdb.Error as error:
        yield Check("已发布的数据库", False, f"{path} 无法读取（{type(error).__name__}）", "请重新运行 rollcall run")


def _tasks(tasks: pl.DataFrame) -> Check:
    rows = {row["list"]: row for row in tasks.to_dicts()}
    told = [
        f"{label} {row['tasks']:,} 项（逾期 {row['late']:,}）" if row["late"] else f"{label} {row['tasks']:,} 项"
        for code, label in LIST.labels.items() if (row := rows.get(code))
    ]  # fmt: skip
    return Check("待办", None, "，".join(told) or "没有")


def _stale(settings: Settings, dates: pl.DataFrame, today: date) -> Iterator[Check]:
    """A line for each register that the next night would refuse for its age; one line when there is none."""
    of = dict(dates.rows())
    ages = {name: (today - of[name]).days for name in GUARDED if name in of}
    for name, age in ages.items():
        source: Source = getattr(settings.sources, name)
        if age > source.max_source_age_days:
            told = f"{_title(name)}的数据日期是 {of[name]}，已有 {age} 天（上限 {source.max_source_age_days} 天）"
            yield Check("数据源", False, told, "请换用新的数据，否则下一夜会被拒")
    if ages and all(age <= getattr(settings.sources, name).max_source_age_days for name, age in ages.items()):
        oldest = max(ages, key=lambda name: ages[name])
        yield Check("数据源", True, f"都在期限内，最旧的是{_title(oldest)}（{of[oldest]}，{ages[oldest]} 天）")


def _title(name: str) -> str:
    return sources.register_named(name).CONTRACT.title
