"""A register whose files are what they were is not read again; whatever may have changed its reading has it read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

import sources
from pipelines.arrival import intake
from pipelines.arrival.loads import Loads
from pipelines.settings import County, Settings, Source, Sources
from sources.reading import Reading, unread

MONDAY, TUESDAY, WEDNESDAY = date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 9)
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
LIST = "inbox/schools/学校名录_2026-09-01.csv"
Read = Callable[..., tuple[Reading, bool]]


def settings(home: Path, **told: object) -> Settings:
    here = Source(path="inbox/none")
    schools = Source(path="inbox/schools", **told)  # type: ignore[arg-type]
    found = Settings(county=County(name="某县", division_code="349901"),
                     sources=Sources(population=here, roll=here, poverty=here, schools=schools))  # fmt: skip
    return found.model_copy(update={"home": home})


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """``read(day, key, …)``: the list of schools as that night has it, kept then; and whether its files were opened."""
    path = tmp_path / LIST
    path.parent.mkdir(parents=True)
    path.write_text("学校名称,所属乡镇\n甲校,某镇\n乙校,某镇\n", "utf-8")
    (tmp_path / "tmp").mkdir()
    opened: list[str] = []
    really = sources.taken
    monkeypatch.setattr(sources, "taken", lambda name, *args, **how: (opened.append(name), really(name, *args, **how))[1])

    def taken(day: date, key: bytes = KEY, *, kept: bool = True, **told: object) -> tuple[Reading, bool]:
        opened.clear()
        loads = Loads(tmp_path / "state/loads", (tmp_path / "tmp/loads") if kept else None)
        loads.folder.parent.mkdir(exist_ok=True)
        found = intake._taken("schools", settings(tmp_path, **told), day, key, loads)
        loads.keep(f"{day:%Y%m%d}T020000-aaaaaa", 60, datetime(day.year, day.month, day.day, 2))
        return found, bool(opened)

    return taken


def same(one: Reading, other: Reading) -> bool:
    return all(getattr(one, part).equals(getattr(other, part)) for part in ("cells", "records", "findings", "files", "places"))


def test_what_is_as_it_was_is_not_opened_and_is_the_same(read: Read, tmp_path: Path) -> None:
    first, opened = read(MONDAY)
    again, not_opened = read(TUESDAY)
    assert opened and not not_opened and same(first, again)
    assert same(again, read(TUESDAY, kept=False)[0])  # a rehearsal reads
    newest = Loads(tmp_path / "state/loads").newest("schools", TUESDAY)
    assert newest and newest.night == TUESDAY and newest.rows == 2
    monday, tuesday = sorted((tmp_path / "state/loads/schools").glob("*/cells.parquet"))
    assert os.stat(monday).st_ino == os.stat(tuesday).st_ino


def _cell(home: Path) -> None:
    (home / LIST).write_text("学校名称,所属乡镇\n甲校,某镇\n丙校,某镇\n", "utf-8")


def _touched_another_day(home: Path) -> None:
    os.utime(home / LIST, (1_700_000_000, 1_700_000_000))


def _renamed(home: Path) -> None:
    (home / LIST).rename(home / LIST.replace("09-01", "09-02"))


def _one_more(home: Path) -> None:
    (home / LIST).with_name("又一份_2026-09-01.csv").write_text("学校名称,所属乡镇\n丁校,某镇\n", "utf-8")


def _damaged_load(home: Path) -> None:
    [path] = (home / "state/loads/schools").glob("*/cells.parquet")
    path.write_bytes(path.read_bytes()[:50])


def _lost(home: Path) -> None:
    [path] = (home / "state/loads/schools").glob("*/load.json")
    path.unlink()


def _of_an_older_program(home: Path) -> None:
    [path] = (home / "state/loads/schools").glob("*/load.json")
    about = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({name: value for name, value in about.items() if name != "content"}), "utf-8")


@pytest.mark.parametrize("change", [_cell, _touched_another_day, _renamed, _one_more, _damaged_load, _lost, _of_an_older_program])
def test_what_changed_is_read(read: Read, tmp_path: Path, change: Callable[[Path], None]) -> None:
    read(MONDAY)
    change(tmp_path)
    found, opened = read(TUESDAY)
    assert opened and same(found, read(TUESDAY, kept=False)[0])


@pytest.mark.parametrize("told", [
    {"defaults": {"in_county": "是"}}, {"columns": {"school_name": "学校名称"}}, {"as_of": date(2026, 9, 5)}, {"limits": {"cells_million": 7}},
])  # fmt: skip
def test_other_settings_have_it_read(read: Read, told: dict[str, object]) -> None:
    read(MONDAY)
    assert read(TUESDAY, **told)[1]
    assert not read(WEDNESDAY, **told)[1]


def test_another_key_makes_other_record_ids(read: Read) -> None:
    first, _ = read(MONDAY)
    other, opened = read(TUESDAY, OTHER_KEY)
    assert opened and not set(first.cells["record_id"]) & set(other.cells["record_id"])


def test_a_file_that_only_a_password_opens_is_read_every_night(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLLCALL_SCHOOLS_PASSWORD", "word")
    read(MONDAY)
    assert read(TUESDAY)[1]


@pytest.mark.parametrize("names", [(), ("一校.dbf",), ("没有这个文件.csv",)])
def test_nothing_is_known_of_files_that_do_not_tell(tmp_path: Path, names: tuple[str, ...]) -> None:
    (tmp_path / "一校.dbf").write_bytes(b"dbf")
    assert unread.content_of([tmp_path / name for name in names], key=KEY, defaults={}, columns={}, as_of=None, access=sources.Access()) is None
