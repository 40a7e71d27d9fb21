"""A night killed in the middle: what it leaves behind, and whether anything of it is wounded.

A county stands at rest after its first night. Its second night is run undisturbed once; then it is begun again and
again from rest, in a process of its own, and ended by SIGKILL. What lies there afterwards must be the first night's or
the second's, file by file, and the casebook one of the two as a whole.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import sleep

import duckdb
import polars as pl
import polars.selectors as cs

from pipelines.casebook import Casebook
from pipelines.publish.sameness import DATABASE, REPORT, alike, differences, files_of
from sources import synthetic

_STEP = re.compile(r"^▸ (\S+) …", re.MULTILINE)
#: What the casebook remembers of children, cases and pairs; and the tables that a night writes in one transaction.
_REMEMBERED = ("children", "cases", "case_events", "identity_events", "statuses", "charges", "shown")
_OF_NIGHTS = ("identity_event", "status_event", "case_event", "charge_event", "shown_pair", "load", "load_share")
#: Differs where a night is repeated: the gates hold it against the last published night.
RUN_AGAIN = frozenset({"run", "check_result"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A county at rest after its first night, with the second's sources in its inbox; and the second night done."""

    rest: Path
    done: Path
    second: date
    effort: float  # seconds of processor that the second night took


@dataclass(frozen=True, slots=True)
class Killed:
    """A night that was ended: in which step, and whether it had come to its end before."""

    step: str
    finished: bool


class Doomed:
    """A night running in a process of its own, to be ended."""

    def __init__(self, county: Path, as_of: date) -> None:
        self._county = county
        self._nights = self._kept()
        self._told = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._process = subprocess.Popen(
            _command(county, as_of), stdout=self._told, stderr=self._told, start_new_session=True)

    @property
    def effort(self) -> float:
        """Seconds of processor so far. Shared machines make the clock a poor measure of how far a night has come."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return float("inf")
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def swapping(self) -> bool:
        """Whether its own folder stands in out/nights: what comes next is the replacing of last night's files."""
        return self._kept() != self._nights

    def ended(self, when: Callable[[Doomed], bool], later: float = 0.0) -> Killed:
        """The night ended by SIGKILL with whatever it had started, ``later`` seconds after ``when`` first holds."""
        while self._process.poll() is None and not when(self):
            sleep(0.002)
        try:
            self._process.wait(later)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
        code = self._process.wait()
        self._told.seek(0)
        steps = _STEP.findall(self._told.read())
        self._told.close()
        assert code in (0, -signal.SIGKILL), code
        return Killed(steps[-1] if steps else "启动", code == 0)

    def _kept(self) -> set[str]:
        return {path.name for path in (self._county / "out" / "nights").iterdir() if not path.name.startswith(".")}


def set_up(room: Path, children: int, seed: int) -> Scene:
    """A county with its first night run, and a copy with the second run undisturbed."""
    rest = room / "rest"
    synthetic.synthesize(rest, children=children, seed=seed, level="ordinary")
    first = date(2026, 11, 2)
    run(rest, first)
    return second_night(rest, first, room / "done")


def second_night(rest: Path, first: date, done: Path) -> Scene:
    """The scene of a county whose first night was that date's; its inbox is changed, its second night run in a copy."""
    _leave_school(rest)
    shutil.copytree(rest, done)
    before = os.times()
    run(done, first + timedelta(days=1))
    after = os.times()
    effort = after.children_user + after.children_system - before.children_user - before.children_system
    return Scene(rest, done, first + timedelta(days=1), effort)


def run(county: Path, as_of: date) -> None:
    """A night that must succeed."""
    done = subprocess.run(_command(county, as_of), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def untouched(county: Path, scene: Scene) -> bool:
    """Whether the night was killed before it had changed more than ``state/tmp`` and the casebook's list of runs."""
    alike = _bytes(county) == _bytes(scene.rest)
    return alike and remembered_in(county / "state") == remembered_in(scene.rest / "state")


def wounds(county: Path, scene: Scene) -> list[str]:
    """What is not whole in a county whose second night was killed; none when all is well."""
    return [*_published(county, scene), *_kept(county), *_casebook(county, scene), *_loads(county)]


def scars(county: Path, scene: Scene) -> list[str]:
    """What differs from the undisturbed second night once the killed one has been run again."""
    found = differences(county / "out", scene.done / "out", but=RUN_AGAIN)
    # The report tells how many checks there were, and there are more once a night is published.
    apart = [one for one in found if not one.startswith((REPORT, "checks/"))]
    left_over = [path for place in ("out", "out/nights", "state/tmp") for path in (county / place).glob(".*")]
    remembered = remembered_in(county / "state") == remembered_in(scene.done / "state")
    return [*apart, *(f"left over: {path.name}" for path in left_over), *([] if remembered else ["casebook"])]


def remembered_in(state: Path) -> frozenset[tuple[object, ...]]:
    """All that the casebook there remembers of children, cases and pairs, but not by which run it came.

    Asserts that the database is sound and that no row in it is of a night that was not remembered as a whole.
    """
    with tempfile.TemporaryDirectory() as folder:
        for path in (*state.glob("casebook.sqlite*"), state / "secret"):
            shutil.copy2(path, folder)
        _sound(Path(folder) / "casebook.sqlite")
        with Casebook(Path(folder)) as casebook:
            memory = casebook.read()
    whole = set(memory.runs.drop_nulls("seq")["run_id"])
    torn = [name for name in _OF_NIGHTS if set(memory.tables[name]["run_id"]) - whole]
    assert torn == [], torn
    return frozenset((name, *row) for name in _REMEMBERED for row in _told(getattr(memory, name)))


def _sound(path: Path) -> None:
    con = sqlite3.connect(path)
    try:
        assert con.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert con.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        con.close()


def _told(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return frame.select(cs.exclude(cs.datetime(), "run_id", "seq", "ordinal")).rows()


def _command(county: Path, as_of: date) -> list[str]:
    return [sys.executable, "-m", "pipelines.cli", "run", "--settings", str(county / "county.toml"),
            "--as-of", as_of.isoformat()]


def _bytes(county: Path) -> dict[str, bytes]:
    """Every file that a night reads or publishes, but for the casebook, the lock's words and the log."""
    found = (path for path in county.rglob("*") if path.is_file() and "tmp" not in path.relative_to(county).parts[:2])
    told = ("casebook.sqlite", "lock", "rollcall.log")
    return {str(path.relative_to(county)): path.read_bytes() for path in found if not path.name.startswith(told)}


def _leave_school(county: Path) -> None:
    """Every fortieth row leaves the roll, so that the two nights differ in every list."""
    for path in (county / "inbox" / "roll").glob("*.csv"):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        kept = [line for number, line in enumerate(lines) if number % 40 != 20]
        path.write_text("".join(kept), "utf-8", newline="")


def _published(county: Path, scene: Scene) -> Iterator[str]:
    out = county / "out"
    here = files_of(out)
    gone = (files_of(scene.rest / "out") & files_of(scene.done / "out")) - here
    yield from (f"{name} is gone" for name in sorted(gone))
    for name in sorted(here):
        if not _opens(out / name):
            yield f"{name} does not open"
        sides = [one for one in (scene.rest, scene.done) if _like(out / name, one / "out" / name)]
        if not sides:
            yield f"{name} is neither night's"
    private = [name for name in here if name.endswith(".csv") and (out / name).stat().st_mode & 0o077]
    yield from (f"{name} is readable by others" for name in private)


def _opens(path: Path) -> bool:
    """Whether a program that reads such files gets to its end."""
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as con:
            names = con.sql("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
            return all(con.sql(f'FROM "{schema}"."{name}"').fetchall() is not None for schema, name in names)
    if path.suffix == ".xlsx":
        return zipfile.ZipFile(path).testzip() is None
    if path.suffix == ".pdf":
        return path.read_bytes().startswith(b"%PDF") and path.read_bytes().rstrip().endswith(b"%%EOF")
    text = path.read_bytes().decode("utf-8-sig")
    if path.suffix == ".html":
        return text.rstrip().endswith("</html>")
    if path.suffix == ".json":
        return bool(json.loads(text))
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    return text.endswith("\r\n") and len({len(row) for row in rows}) == 1


def _like(one: Path, other: Path) -> bool:
    """Whether two published files say the same but for the run."""
    if not other.exists():
        return False
    if one.name == DATABASE:
        return not any(DATABASE in found for found in differences(one.parent, other.parent, but=RUN_AGAIN))
    if one.suffix == ".html" or one.parent.name == "checks":
        return True  # a night is held against the last one published; that these files are whole is asked above
    return alike(one, other)


def _kept(county: Path) -> Iterator[str]:
    whole = files_of(county / "out")
    for night in (county / "out" / "nights").iterdir():
        if not night.name.startswith("."):
            missing = {name for name in whole - files_of(night) if not name.startswith("exceptions/")}
            yield from (f"kept {night.name} lacks {name}" for name in sorted(missing))
            yield from (f"kept {night.name}: {name}" for name in files_of(night) if not _opens(night / name))


def _casebook(county: Path, scene: Scene) -> Iterator[str]:
    now = remembered_in(county / "state")
    if now not in (remembered_in(scene.rest / "state"), remembered_in(scene.done / "state")):
        yield "the casebook is neither night's"
    if not _opens(county / "state" / "personal.duckdb"):
        yield "personal.duckdb does not open"


def _loads(county: Path) -> Iterator[str]:
    for about in (county / "state" / "loads").glob("*/*/load.json"):
        told = json.loads(about.read_text("utf-8"))
        if pl.read_parquet(about.with_name("cells.parquet")).height != told["rows"]:
            yield f"load {about.parent} is torn"
