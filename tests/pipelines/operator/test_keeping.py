"""What a county keeps: the doctor says how old, how large and how private it is, and makes nothing by looking."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.casebook import Casebook, Place
from pipelines.operator.checks import Check
from pipelines.operator.keeping import _file_system, kept
from pipelines.run import AS_USUAL, Run
from pipelines.settings import Output, Settings, Source

NOW = datetime.now()


@pytest.fixture
def office(tmp_path: Path) -> Settings:
    sources = {name: Source(path="inbox/*") for name in ("population", "roll", "poverty", "schools")}
    return Settings(county={"name": "某县", "division_code": "349901"}, sources=sources, home=tmp_path)


def lines(office: Settings) -> dict[str, Check]:
    return {check.name: check for check in kept(office)}


def night(office: Settings, started: datetime) -> None:
    begun = replace(Run.begun(office, date(2026, 9, 1), AS_USUAL), started=started)
    with Casebook.of(office) as casebook:
        casebook.begin(begun)
        casebook.end(begun.run_id, "published")


def test_before_the_first_night_there_is_nothing_to_mend_and_nothing_is_made(office: Settings) -> None:
    told = lines(office)
    assert {name: check.ok for name, check in told.items()} == {"磁盘空间": True, "案件簿": None}
    assert list(office.home.iterdir()) == []


#: Days since the first and the last night and the last copy (None: none); what is said of copies and of the night.
AGES = [
    (0, 0, None, None, True),  # a first night is no reason to be reproached
    (40, 0, None, False, True),
    (40, 0, 3, True, True),
    (90, 0, 40, False, True),
    (90, 36, 3, True, False),
]


@pytest.mark.parametrize(("first", "last", "copied", "copies", "nights"), AGES)
def test_how_old_is_too_old(office: Settings, first: int, last: int, copied: int | None, copies: bool | None, nights: bool) -> None:
    for days in dict.fromkeys((first, last)):
        night(office, NOW - timedelta(days=days))
    if copied is not None:
        folder = Place.of(office).backups
        folder.mkdir()
        (folder / "casebook-1.sqlite").touch()
        os.utime(folder / "casebook-1.sqlite", ((NOW - timedelta(days=copied)).timestamp(),) * 2)
    told = lines(office)
    assert (told["案件簿备份"].ok, told["运行"].ok, told["案件簿"].ok) == (copies, nights, True)
    assert "版式" in told["案件簿"].detail and "rollcall casebook backup" in told["案件簿备份"].mend


def test_a_clock_that_went_back_is_told(office: Settings) -> None:
    night(office, NOW + timedelta(days=2))
    assert lines(office)["时钟"].ok is False and "timedatectl" in lines(office)["时钟"].mend


def test_a_casebook_of_a_newer_program_and_one_that_is_none_are_told(office: Settings) -> None:
    night(office, NOW)
    with sqlite3.connect(Place.of(office).file) as casebook:
        casebook.execute("UPDATE alembic_version SET version_num = '9999'")
    assert lines(office)["案件簿"].ok is False and "请升级程序" in lines(office)["案件簿"].detail
    Place.of(office).file.write_bytes(b"x" * 4096)
    assert lines(office)["案件簿"].ok is False and "rollcall casebook restore" in lines(office)["案件簿"].detail


def test_lists_that_others_can_read_are_named_with_the_command(office: Settings) -> None:
    office.out.mkdir()
    for name in ("exceptions.csv", "data_desk.xlsx", "report.html"):
        (office.out / name).touch(mode=0o600)
    (office.out / "nights").mkdir(mode=0o700)
    assert lines(office)["清单权限"].ok
    (office.out / "report.html").chmod(0o644)  # names nobody
    assert lines(office)["清单权限"].ok
    (office.out / "exceptions.csv").chmod(0o644)
    (office.out / "nights").chmod(0o755)
    told = lines(office)["清单权限"]
    assert told.ok is False and "等 2 项" in told.detail
    os.system(told.mend)
    assert lines(office)["清单权限"].ok


def test_nights_that_the_disk_will_not_hold_are_told_beforehand(office: Settings) -> None:
    kept_night = office.out / "nights" / "2026-09-01_20260901T020000-abcdef"
    kept_night.mkdir(parents=True)
    with (kept_night / "rollcall.duckdb").open("wb") as file:
        file.truncate(10 * 1024**4)  # a hole: ten terabytes to look at, none on the disk
    told = lines(office)["留存"]
    assert told.ok is False and "已存 1 夜的结果 10240.0 GB（留 400 天）" in told.detail and "keep_nights" in told.mend
    assert lines(office.model_copy(update={"output": Output(keep_nights=1)}))["留存"].ok


def test_a_register_that_did_not_change_is_counted_once(office: Settings) -> None:
    (office.out / "nights" / "2026-09-01_20260901T020000-abcdef").mkdir(parents=True)
    for number in range(3):
        folder = office.state / "loads" / "population" / f"run{number}"
        folder.mkdir(parents=True)
        os.link(office.state / "loads/population/run0/cells", folder / "cells") if number else (folder / "cells").write_bytes(bytes(2 * 1024**2))
    assert "读入的登记册 2 MB" in lines(office)["留存"].detail


def test_a_gap_in_the_export_log_is_told(office: Settings) -> None:
    office.state.mkdir()
    (office.state / "exports.jsonl").write_text('{"after": ""}\n', "utf-8")
    assert lines(office)["对外提供登记"].ok and "1 次" in lines(office)["对外提供登记"].detail
    (office.state / "exports.jsonl").write_text('{"after": ""}\n{"after": ""}\n', "utf-8")
    told = lines(office)["对外提供登记"]
    assert told.ok is False and "第 2 行" in told.detail and "备份" in told.mend


def test_a_password_file_that_others_can_read_is_told(office: Settings) -> None:
    (office.home / "password").write_text("甲乙丙丁\n", "utf-8")
    (office.home / "password").chmod(0o644)
    asked = office.model_copy(update={"output": Output(workbook_password_file="password")})
    assert lines(asked)["工作簿密码"].ok is False and "chmod 600" in lines(asked)["工作簿密码"].detail
    (office.home / "password").chmod(0o600)
    assert lines(asked)["工作簿密码"].ok


def test_the_kind_of_file_system_is_that_of_the_nearest_mount() -> None:
    assert (_file_system(Path("/proc/self")), _file_system(Path("/sys"))) == ("proc", "sysfs")
    assert _file_system(Path("/nowhere/at/all")) == _file_system(Path("/"))
