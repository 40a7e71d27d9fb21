"""Names every system takes, the swap, the nights that are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.files import file_name, keep_night, put_in_place, remove_left_overs, replace_folder


def staged(folder: Path, text: str, towns: tuple[str, ...]) -> Path:
    (folder / "exceptions").mkdir(parents=True)
    (folder / "exceptions.csv").write_text(text, encoding="utf-8")
    (folder / "exceptions.csv").chmod(0o600)
    for town in towns:
        (folder / "exceptions" / f"{town}.csv").write_text(text, encoding="utf-8")
    return folder


def found(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@given(st.lists(st.text(max_size=80), max_size=6))
def test_names_stay_in_the_folder_and_apart(words: list[str]) -> None:
    taken: set[str] = set()
    names = [file_name(one, ".csv", taken) for one in words]
    assert len({name.casefold() for name in names}) == len(words)
    for name in names:
        assert not set(name) & set('/\\:*?"<>|\x00\n\r\t')
        assert name not in (".csv", "..csv") and not name.startswith(".")
        assert len(name.encode()) <= 255


@pytest.mark.parametrize(("words", "name"), [
    ("谢桥镇", "谢桥镇.csv"), ("../../etc/passwd", "_.._etc_passwd.csv"), ("nul", "_nul.csv"), ("", "_.csv"), (" 甲 镇. ", "甲 镇.csv"), ("甲\u202e镇", "甲_镇.csv"),
])
def test_names_stay_readable(words: str, name: str) -> None:
    assert file_name(words, ".csv", set()) == name


def test_a_swap_replaces_files_and_whole_folders_and_leaves_the_rest(tmp_path: Path) -> None:
    out = staged(tmp_path / "out", "old", ("甲镇", "乙镇"))
    (out / "nights").mkdir()
    (out / "nights" / "kept").touch()
    put_in_place(staged(out / ".staged", "new", ("甲镇", "丙镇")), out)
    # A town without tasks any more must not keep yesterday's list.
    assert found(out) == {"exceptions.csv", "exceptions/甲镇.csv", "exceptions/丙镇.csv", "nights/kept"}
    assert (out / "exceptions.csv").read_text("utf-8") == "new"
    assert (out / "exceptions.csv").stat().st_mode & 0o777 == 0o600


def test_who_has_the_old_file_open_keeps_reading_it(tmp_path: Path) -> None:
    out = staged(tmp_path / "out", "old", ("甲镇",))
    with (out / "exceptions.csv").open(encoding="utf-8") as reader:
        put_in_place(staged(out / ".staged", "new", ("甲镇",)), out)
        assert reader.read() == "old"


def test_there_is_no_moment_without_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A night killed between two renames would leave no lists at all."""
    place, new, seen = tmp_path / "exceptions", tmp_path / "new", []
    rename = Path.rename

    def watched(one: Path, other: Path) -> Path:
        seen.append(place.is_dir())
        return rename(one, other)

    monkeypatch.setattr(Path, "rename", watched)
    for folder in (place, new):
        folder.mkdir()
    (new / "甲镇.csv").touch()
    replace_folder(new, place)
    assert found(tmp_path) == {"exceptions/甲镇.csv"}
    assert seen and all(seen)


def test_what_a_killed_night_left_behind_is_removed_and_nothing_else(tmp_path: Path) -> None:
    out = staged(tmp_path / "out", "old", ("甲镇",))
    (out / "notes").touch()
    for left_over in (".staged-20260901T020000-abc123", ".exceptions.old", "nights/.2026-09-01_20260901T020000-abc123"):
        staged(out / left_over, "half", ("甲镇",))
    staged(out / "nights" / "2026-08-31_20260831T020000-abc123", "kept", ("甲镇",))
    before = {name for name in found(out) if not any(part.startswith(".") for part in Path(name).parts)}
    remove_left_overs(out)
    assert found(out) == before


def test_a_kept_night_is_whole_private_and_not_rewritten_by_editing_todays_list(tmp_path: Path) -> None:
    out = tmp_path / "out"
    new = staged(out / ".staged", "as published", ("甲镇",))
    kept = keep_night(new, out, date(2026, 9, 1), "20260901T020000-abc123")
    put_in_place(new, out)
    with (out / "exceptions.csv").open("r+", encoding="utf-8") as editor:
        editor.write("edited in place")
    assert kept == out / "nights" / "2026-09-01_20260901T020000-abc123"
    assert (kept / "exceptions.csv").read_text("utf-8") == "as published"
    assert found(kept) == {"exceptions.csv", "exceptions/甲镇.csv"}
    assert kept.stat().st_mode & 0o777 == (out / "nights").stat().st_mode & 0o777 == 0o700
    assert (kept / "exceptions.csv").stat().st_mode & 0o777 == 0o600
