"""Analysts have the database open while the next night replaces it: nobody meets an error or half a file."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.publish.files import put_in_place
from tests.pipelines.publish import reader
from tests.spec.county import County

READERS, PUBLICATIONS = 10, 20
TIMES = 100  # the town's children, so often: a file that takes a while to write


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town's database as nights publish it."""
    folder = tmp_path_factory.mktemp("base")
    county = County()
    for number in range(40):
        child = county.child(f"童{number}", town="甲镇")
        if number % 2:
            county.roll(f"童{number}", child)
    path = folder / "base.duckdb"
    with county.opened(folder / "tmp") as workspace:
        workspace.publish_database(path)
    return path


def next_night(base: Path, number: int, staged: Path) -> None:
    """The same town some nights on: grown, under another run."""
    staged.mkdir()
    path = staged / "rollcall.duckdb"
    shutil.copy(base, path)
    times = TIMES + number
    with duckdb.connect(str(path)) as database:
        database.execute(f"UPDATE run SET run_id = 'night-{number:02}'")
        database.execute(f"INSERT INTO child SELECT c.* FROM child c, range({times - 1})")
        database.execute(f"UPDATE ledger SET children = children * {times}")


def wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not until():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_ten_readers_through_twenty_publications(base: Path, tmp_path: Path) -> None:
    out, stop = tmp_path / "out", tmp_path / "stop"
    for number in range(PUBLICATIONS + 1):
        next_night(base, number, tmp_path / f"staged-{number}")
    out.mkdir()
    put_in_place(tmp_path / "staged-0", out)
    logs = [tmp_path / f"{number}.log" for number in range(READERS)]
    readers = [subprocess.Popen([sys.executable, reader.__file__, out / "rollcall.duckdb", log, stop]) for log in logs]

    def looks() -> list[str]:
        return [line for log in logs if log.exists() for line in log.read_text().splitlines()]

    try:
        wait(lambda: all(log.exists() and log.stat().st_size for log in logs))
        for number in range(1, PUBLICATIONS + 1):
            before = len(looks())
            put_in_place(tmp_path / f"staged-{number}", out)
            wait(lambda before=before: len(looks()) >= before + READERS // 2)
    finally:
        stop.touch()
        codes = [one.wait(60) for one in readers]
    seen = {line.split(" ")[0] for line in looks()}
    assert codes == [0] * READERS
    assert {line.split(" ")[1] for line in looks()} == {"closed"}, [line for line in looks() if not line.endswith("closed")][:3]
    assert seen == {f"night-{number:02}" for number in range(PUBLICATIONS + 1)}


def test_who_has_it_open_goes_on_with_the_night_it_began_with(base: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for number in (0, 1):
        next_night(base, number, tmp_path / f"staged-{number}")
    put_in_place(tmp_path / "staged-0", out)
    with duckdb.connect(str(out / "rollcall.duckdb"), read_only=True) as analyst:
        assert analyst.sql("SELECT run_id FROM run").fetchall() == [("night-00",)]
        put_in_place(tmp_path / "staged-1", out)
        assert analyst.sql("SELECT run_id, (SELECT count(*) FROM child) FROM run").fetchall() == [("night-00", 40 * TIMES)]
    assert reader.look(str(out / "rollcall.duckdb")) == "night-01 closed"
