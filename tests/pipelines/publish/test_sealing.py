"""The password of the workbooks: where it stands, and that nobody who asked for one goes without."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import NothingPublishedError
from pipelines.publish.sealing import ENVIRONMENT, password, sealed
from pipelines.settings import Settings, load


def settings(folder: Path, line: str) -> Settings:
    sources = "".join(f'[sources.{name}]\npath = "{name}/*"\n' for name in ("population", "roll", "poverty", "schools"))
    (folder / "county.toml").write_text(f'[county]\nname = "甲县"\ndivision_code = "349901"\n{sources}[output]\n{line}\n', "utf-8")
    return load(folder / "county.toml")


def kept(folder: Path, text: str | bytes, mode: int = 0o600) -> Settings:
    path = folder / "password"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return settings(folder, 'workbook_password_file = "password"')


def test_without_one_nothing_is_encrypted(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    assert password(settings(tmp_path, "")) is None
    assert sealed(b"book", None) == b"book"


def test_it_is_the_first_line_of_its_file_or_stands_in_the_environment(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, "umwelt")
    assert password(settings(tmp_path, "")) == "umwelt"
    assert password(kept(tmp_path, "口令一\n口令二\n")) == "口令一"


@pytest.mark.parametrize(("text", "mode", "says"), [
    ("口令", 0o644, "chmod 600"), ("", 0o600, "是空的"), ("\n口令", 0o600, "是空的"), (b"\xff\xfe\x00", 0o600, "无法读取"),
])
def test_one_that_cannot_be_used_stops_the_night_and_is_not_repeated(text, mode, says, tmp_path) -> None:
    with pytest.raises(NothingPublishedError, match=says) as refused:
        password(kept(tmp_path, text, mode))
    assert "口令" not in str(refused.value)


def test_a_file_that_is_not_there_stops_the_night(tmp_path) -> None:
    with pytest.raises(NothingPublishedError, match="无法读取"):
        password(settings(tmp_path, 'workbook_password_file = "gone"'))
