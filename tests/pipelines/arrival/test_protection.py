"""The password of protected files comes from a file of its owner's or from the environment, and goes nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.arrival.intake import source_files
from pipelines.arrival.protection import access
from pipelines.settings import FileLimits, Settings, Source
from sources import Limits
from sources.person import SourceRefusedError

WORD = "颍上2026"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A file with passwords, which only its owner can read."""
    path = tmp_path / "roll.password"
    path.write_text(f"{WORD}\n\nanother\n", "utf-8")
    path.chmod(0o600)
    return path


def test_the_file_goes_before_the_environment_and_neither_is_shown(kept: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ROLLCALL_ROLL_PASSWORD", "from the environment")
    found = access("roll", Source(password_file=kept.name), kept.parent)
    assert found.passwords == (WORD, "another")
    assert WORD not in f"{found!r}{found}"
    assert access("roll", Source(), kept.parent).passwords == ("from the environment",)
    assert access("poverty", Source(), kept.parent).passwords == ()


@pytest.mark.parametrize("spoil, told", [
    (lambda path: path.chmod(0o640), "请运行 chmod 600"),
    (lambda path: path.write_text("\n"), "是空的"),
    (lambda path: path.write_bytes("颍上".encode("gb18030")), "不是 UTF-8 文本"),
    (lambda path: path.unlink(), "无法打开"),
])  # fmt: skip
def test_a_password_file_of_no_use_is_one_sentence_without_its_content(kept: Path, spoil, told: str):
    spoil(kept)
    with pytest.raises(SourceRefusedError, match=told) as refused:
        access("roll", Source(password_file=kept.name), kept.parent)
    assert WORD not in str(refused.value)
    assert str(refused.value).startswith("设置 [sources.roll] 的密码文件 ")
    assert str(refused.value).endswith("。")


def test_limits_are_settings_and_theirs_are_those_of_the_reader(tmp_path: Path):
    assert access("roll", Source(), tmp_path).limits == Limits()
    assert access("roll", Source(limits=FileLimits(ratio=900)), tmp_path).limits == Limits(ratio=900)


def test_no_setting_takes_the_password_itself():
    assert not {"password", "passwords"} & set(Source.model_fields) | ({"password"} & set(Settings.model_fields))


def test_two_stars_stand_for_all_folders_below(tmp_path: Path):
    for name in ("a.csv", "甲/b.csv", "甲/乙/c.csv"):
        path = tmp_path / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    names = {pattern: sorted(file.name for file in source_files("roll", tmp_path, pattern)) for pattern in ("inbox", "inbox/*", "inbox/**", "inbox/**/*.csv")}
    assert names == {"inbox": ["a.csv"], "inbox/*": ["a.csv"], "inbox/**": ["a.csv", "b.csv", "c.csv"], "inbox/**/*.csv": ["a.csv", "b.csv", "c.csv"]}
