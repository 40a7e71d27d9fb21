"""The log of nights: how each began and ended, nobody's number, files put aside by size."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import NothingPublishedError
from pipelines.settings import Settings, Source, Unattended
from pipelines.unattended.journal import LOG, kept

AS_OF = date(2026, 9, 1)
NUMBER, PHONE = "349901201503170017", "13912345678"


def office(home: Path, **terms: float) -> Settings:
    sources = {name: Source(path="inbox/*") for name in ("population", "roll", "poverty", "schools")}
    return Settings(county={"name": "某县", "division_code": "349901"}, sources=sources, unattended=Unattended(**terms), home=home)


def logged(home: Path) -> str:
    return (home / "state/logs" / LOG).read_text("utf-8")


def test_a_night_is_told_and_written_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    heard: list[str] = []
    with kept(office(tmp_path), AS_OF, heard.append) as tell:
        tell("▸ 读入登记册 …")
    assert heard == ["▸ 读入登记册 …"]
    said = [line.split(" ", 2)[2] for line in logged(tmp_path).splitlines()]
    assert said[0].startswith("开始：某县，基准日 2026-09-01，rollcall ")
    assert said[1:] == ["▸ 读入登记册 …", "结束：已发布"]


def test_a_refusal_is_written_in_its_words_and_a_fault_by_class_and_place(tmp_path: Path) -> None:
    with pytest.raises(NothingPublishedError), kept(office(tmp_path), AS_OF, print):
        raise NothingPublishedError("学籍缺少姓名列。")
    with pytest.raises(ValueError), kept(office(tmp_path), AS_OF, print):
        int("欧阳金丝雀")
    assert "结束：未发布：学籍缺少姓名列。" in logged(tmp_path)
    assert "结束：程序故障 ValueError（" in logged(tmp_path) and "test_journal.py:" in logged(tmp_path)
    assert "金丝雀" not in logged(tmp_path)


def test_the_log_speaks_the_offices_language(tmp_path: Path) -> None:
    english = office(tmp_path)
    english = english.model_copy(update={"output": english.output.model_copy(update={"language": "en"})})
    heard: list[str] = []
    with pytest.raises(NothingPublishedError), kept(english, AS_OF, heard.append) as tell:
        tell("▸ 读入登记册 …")
        tell("  读入登记册：7.1 秒")
        raise NothingPublishedError("第一行。\n没有配置通知。")
    assert heard == ["▸ 读入登记册 …", "  读入登记册：7.1 秒"], "whoever tells on speaks for itself"
    begun, *said = [line.split(" ", 2)[2] for line in logged(tmp_path).splitlines() if line[:1].isdigit()]
    assert begun.startswith("Begun: 某县, as of 2026-09-01, rollcall ")
    assert said == ["▸ Reading the registers …", "  Reading the registers: 7.1 s", "Ended: not published: 第一行。"]


def test_numbers_of_persons_are_blotted_out(tmp_path: Path) -> None:
    with kept(office(tmp_path), AS_OF, lambda _: None) as tell:
        tell(f"读到 {NUMBER} 和 {PHONE}")
    assert "读到 ▇ 和 ▇" in logged(tmp_path)


def test_logs_are_put_aside_by_size_and_the_oldest_let_go_and_all_are_private(tmp_path: Path) -> None:
    settings = office(tmp_path, log_mb=0.002, log_files=2)
    for _ in range(30):
        with kept(settings, AS_OF, lambda _: None) as tell:
            tell("走" * 100)
    folder = tmp_path / "state/logs"
    assert sorted(path.name for path in folder.iterdir()) == [LOG, f"{LOG}.1", f"{LOG}.2"]
    assert all(path.stat().st_size <= 2500 and stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_a_state_folder_that_cannot_be_made_is_left_for_the_night_to_tell(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    heard: list[str] = []
    with kept(office(tmp_path), AS_OF, heard.append) as tell:
        tell("x")
    assert heard == ["x"]
