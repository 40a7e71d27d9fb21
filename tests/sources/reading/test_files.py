"""Which files are data, and of which day they speak."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sources.reading.book import UnreadableError
from sources.reading.files import Asked, data_files, day_named, opened, row_token


@pytest.mark.parametrize("name, day", [
    ("户籍_2026-09-01.csv", date(2026, 9, 1)), ("户籍20260901.csv", date(2026, 9, 1)), ("2026年9月1日户籍.xlsx", date(2026, 9, 1)),
    ("户籍 2026.9.1.csv", date(2026, 9, 1)), ("export_20260901123000.csv", date(2026, 9, 1)), ("202609011230.csv", date(2026, 9, 1)),
    ("20260801-20260831.csv", date(2026, 8, 31)), ("户籍20261399.csv", None), ("349901202.csv", None), ("户籍.csv", None),
    ("120260901.csv", None), ("202609.csv", None),
])  # fmt: skip
def test_the_day_in_a_file_name(name: str, day: date | None):
    assert day_named(name) == day


def test_locks_and_what_systems_leave_are_no_data(tmp_path: Path):
    names = ["a.csv", "~$a.xlsx", ".~lock.a.xlsx#", ".DS_Store", "Thumbs.db", "desktop.ini", "b.XLSX"]
    files = [tmp_path / name for name in names]
    (tmp_path / "folder.csv").mkdir()
    assert list(data_files([*files, tmp_path / "folder.csv", files[0]])) == ["a.csv", "b.XLSX"]


def test_files_of_one_name_are_told_apart_by_their_folders():
    files = [Path("/x/甲/a.csv"), Path("/x/乙/a.csv"), Path("/y/乙/a.csv"), Path("/x/b.csv")]
    assert list(data_files(files)) == ["甲/a.csv", "x/乙/a.csv", "y/乙/a.csv", "b.csv"]


def test_what_lies_beside_a_table_is_no_data_of_its_own(tmp_path: Path):
    files = [tmp_path / name for name in ("a.dbf", "a.FPT", "a.cpg", "b.cpg", "a.csv")]
    assert list(data_files(files)) == ["a.dbf", "b.cpg", "a.csv"]


@pytest.mark.parametrize("name, told", [("a.docx", "（.docx）不能读取"), ("README", "（无扩展名）不能读取"), ("gone.csv", "无法打开")])
def test_what_cannot_be_opened_is_refused(tmp_path: Path, name: str, told: str):
    with pytest.raises(UnreadableError, match=told):
        next(opened(name, tmp_path / name, Asked()))


def test_tokens_hang_on_the_key_and_on_every_part():
    token = row_token(b"key", "sha", "a.csv", "一")
    assert len(token) == 10
    assert token == row_token(b"key", "sha", "a.csv", "一")
    others = {row_token(b"other", "sha", "a.csv", "一"), row_token(b"key", "sha", "a.csv一", ""), row_token(b"key", "sha2", "a.csv", "一")}
    assert token not in others
    assert len(others) == 3
