"""The whole casebook in one file and back, between SQLite and PostgreSQL; two programs at once; a program killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines.casebook import SHOWN_PAIR, Casebook, CasebookError, Night, Place, ReadIn, runs_as_they_lie
from pipelines.casebook.archive import ArchiveError
from pipelines.casebook.layout import MIGRATIONS, migrated
from pipelines.casebook.ledger import METADATA
from pipelines.casebook.opening import looked_at, reached
from pipelines.casebook.restoring import restored
from sources.reading.database import Login
from tests import servers
from tests.pipelines.casebook import writer
from tests.pipelines.casebook.nights import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    begun,
    child,
    ids,
    listed_cases,
    night,
    persons,
    statuses_of,
)
from tests.pipelines.casebook.test_returns import FILE, ROWS

TOP = Path(__file__).parents[3]
REVISIONS = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Server]:
    with servers.postgresql() as started:
        yield started


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.database)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place where no casebook is yet."""
    if request.param == "sqlite":
        return Place(tmp_path / "state")
    server = request.getfixturevalue("server")
    server.run("DROP SCHEMA IF EXISTS rollcall CASCADE", "DROP TABLE IF EXISTS run", "CREATE TABLE run (of_somebody_else int)")
    return Place(tmp_path / "state", f"postgresql://127.0.0.1:{server.port}/county", Login(servers.WRITER, servers.PASSWORD))


def filled(place: Place) -> Casebook:
    """A casebook of three nights with a child merged, a case closed, results, a withdrawal."""
    book = Casebook(place)
    people = persons(child("a"), child("b", name="钱二", number=None))
    night(book, MONDAY, people, ["a"])
    night(book, TUESDAY, people, ["b"])
    night(book, WEDNESDAY, people.head(1), {"a": "certificate"}, late=True, escalated=True)
    first, _ = book.take_pieces(ROWS, "李", FILE)["piece_id"]
    book.withdraw("piece", [first], "李", "看错人")
    return book


def contents(book: Casebook) -> dict[str, list[tuple]]:
    memory = book.read()
    return {name: sorted(memory.tables[name].rows(), key=repr) for name in METADATA.tables}


def test_who_only_looks_sees_the_runs_and_can_neither_make_nor_write(place: Place):
    assert runs_as_they_lie(place) is None and not place.folder.exists()
    with filled(place) as book:
        seen = runs_as_they_lie(place)
        assert seen is not None and seen.equals(book.runs()) and seen.height == 3
        before = contents(book)
        with pytest.raises(CasebookError), looked_at(place) as connection:
            connection.exec_driver_sql("DELETE FROM run")
        assert contents(book) == before


def test_what_is_exported_is_restored_whole_wherever_it_goes(place: Place, tmp_path: Path):
    with filled(place) as book:
        manifest, kept, key = book.export(tmp_path / "casebook.zip"), contents(book), book.key
    assert (tmp_path / "casebook.zip").stat().st_mode & 0o777 == 0o600
    assert manifest.rows["piece"] == 2
    restored(Place(tmp_path / "elsewhere"), tmp_path / "casebook.zip")
    with Casebook(tmp_path / "elsewhere") as other:
        assert contents(other) == kept
        assert other.key == key
        other.export(tmp_path / "back.zip")
        night(other, WEDNESDAY, persons(child("a")), [])
    _, backup = restored(place, tmp_path / "back.zip", replace=True)
    assert backup is not None
    with Casebook(place) as again:
        assert contents(again) == kept
        assert again.export(tmp_path / "again.zip").sha256 == manifest.sha256


#: What people and a night wrote, in words that every layout since rows are only added understands.
WRITTEN = (
    "INSERT INTO run VALUES ('r1', '2026-11-02', '2026-11-02 02:00:00.000000', '0.1', 'h')",
    "INSERT INTO run_state (run_id, state, reached, stands) VALUES ('r1', 'remembered', '2026-11-02 02:01:00.000000', true)",
    "INSERT INTO run_state (run_id, state, reached) VALUES ('r1', 'published', '2026-11-02 02:02:00.000000')",
    "INSERT INTO identity_event (run_id, ordinal, as_of, child_id, kind, id_key) VALUES ('r1', 1, '2026-11-02', 'C1', 'new', 'i1')",
    "INSERT INTO case_event (run_id, ordinal, as_of, case_token, child_id, kind, list) VALUES ('r1', 1, '2026-11-02', 'T1', 'C1', 'opened', 'visit')",
    "INSERT INTO shown_pair (run_id, pair_token, as_of, left_record, right_record, left_key, right_key) "
    "VALUES ('r1', 'P1', '2026-11-02', 'l', 'r', 'lk', 'rk')",
    "INSERT INTO piece (piece_id, case_token, cells, recorded_at, recorded_by) VALUES ('N1', 'T1', '{}', '2026-11-03 09:00:00.000000', '王一')",
    "INSERT INTO piece (piece_id, case_token, cells, recorded_at, recorded_by) VALUES ('N2', 'T1', '{}', '2026-11-03 09:00:00.000000', '王一')",
    "INSERT INTO withdrawal VALUES ('piece', 'N1', '2026-11-03 10:00:00.000000', '李二', '看错')",
)


def held(book: Casebook) -> list[list[tuple]]:
    memory = book.read()
    return [memory.runs.select("run_id", "as_of", "state").rows(), memory.children.select("child_id", "id_key", "first_seen").rows(),
            memory.cases.select("case_token", "list", "closed").rows(), memory.shown.select("pair_token", "left_key").rows(),
            memory.pieces.select("piece_id", "recorded_by").rows(), memory.withdrawals.select("item_id", "withdrawn_by").rows()]


@pytest.mark.parametrize("revision", REVISIONS[1:-1])
def test_an_older_casebook_is_brought_up_with_all_that_is_in_it_after_a_backup_that_can_be_restored(
    place: Place, tmp_path: Path, revision: str
):
    place.folder.mkdir(mode=0o700)
    with reached(place) as connection:
        migrated(connection, revision)
        for statement in WRITTEN:
            connection.exec_driver_sql(statement)
    with Casebook(place) as book:
        told = held(book)
    assert told == [
        [("r1", MONDAY, "published")], [("C1", "i1", MONDAY)], [("T1", "visit", None)], [("P1", "lk")], [("N2", "王一")], [("N1", "李二")]]
    (backup,) = place.backups.iterdir()
    assert backup.stat().st_mode & 0o777 == 0o600
    elsewhere = Place(tmp_path / "elsewhere")
    restored(elsewhere, backup)
    with Casebook(elsewhere) as book:
        assert held(book) == told


def test_a_casebook_that_holds_something_is_not_replaced_by_mistake(place: Place, tmp_path: Path):
    with filled(place) as book:
        book.export(tmp_path / "casebook.zip")
        kept = contents(book)
        with pytest.raises(ArchiveError, match="--replace"):
            restored(place, tmp_path / "casebook.zip")
        assert contents(book) == kept


@pytest.mark.parametrize("damage", ["no zip", "a row gone", "a table gone"])
def test_a_damaged_archive_changes_nothing(tmp_path: Path, damage: str):
    with filled(Place(tmp_path / "state")) as book:
        book.export(tmp_path / "whole.zip")
        kept = contents(book)
        with zipfile.ZipFile(tmp_path / "whole.zip") as whole, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
            for name in whole.namelist():
                content = whole.read(name)
                if name == "case_event.jsonl" and damage == "a row gone":
                    content = b"".join(content.splitlines(keepends=True)[1:])
                if name != "case_event.jsonl" or damage != "a table gone":
                    bad.writestr(name, content)
        if damage == "no zip":
            (tmp_path / "bad.zip").write_bytes(b"PK")
        with pytest.raises(ArchiveError):
            restored(book.place, tmp_path / "bad.zip", replace=True)
        assert contents(book) == kept


def test_a_secret_that_is_not_the_casebooks_is_refused_and_mended_by_restoring(tmp_path: Path):
    with filled(Place(tmp_path / "state")) as book:
        path = book.backup()
    (tmp_path / "state" / "secret").write_bytes(b"x" * 32)
    with pytest.raises(CasebookError, match="密钥"):
        Casebook(tmp_path / "state")
    restored(Place(tmp_path / "state"), path, replace=True)
    with Casebook(tmp_path / "state") as again:
        assert set(night(again, WEDNESDAY, persons(child("a")))[0]["child_id"]) <= set(again.read().children["child_id"])
        assert again.read().identity_events.filter(kind="new").height == 2


def started(place: Place, who: str, batches: int) -> subprocess.Popen[str]:
    login = {"ROLLCALL_CASEBOOK_USER": place.login.user or "", "ROLLCALL_CASEBOOK_PASSWORD": place.login.password or ""}
    words = [sys.executable, writer.__file__, str(place.folder), place.url or "", who, str(batches)]
    return subprocess.Popen(words, cwd=TOP, env=os.environ | login | {"PYTHONPATH": str(TOP)}, stdout=subprocess.PIPE, text=True)


def test_two_programs_that_write_at_once_lose_nothing_and_double_nothing(place: Place):
    """The first to come lays the casebook out, too."""
    writers = [started(place, who, 8) for who in ("A", "B")]
    assert [one.wait(60) for one in writers] == [0, 0]
    with Casebook(place) as book:
        memory = book.read()
    assert memory.pieces.height == 2 * 40 + 40, "forty of each, and forty that both brought"
    assert memory.returned.height == 16
    assert memory.returned.select(taken=memory.returned["taken"].sum(), known=memory.returned["known"].sum()).rows() == [(120, 40)]


def test_a_program_killed_while_it_writes_leaves_whole_files_and_no_lock(place: Place):
    killed = started(place, "A", 10_000)
    assert killed.stdout is not None
    for _ in range(3):
        killed.stdout.readline()
    killed.send_signal(signal.SIGKILL)
    killed.wait(30)
    with Casebook(place) as book:
        memory = book.read()
        assert memory.pieces.height == 10 * memory.returned.height >= 30
        assert book.take_pieces(writer.rows("B", 0, 2), "B")["outcome"].to_list() == ["taken", "known"]


def test_two_nights_at_once_do_not_both_remember(place: Place):
    people = persons(child("a"))
    with Casebook(place) as book:
        runs = [begun(MONDAY), begun(MONDAY)]
        memories = [book.begin(run) for run in runs]
        for run, memory, fine in zip(runs, memories, (True, False), strict=True):
            who = memory.recognized(people, MONDAY)
            cases = listed_cases(memory, who, {"a": "visit"}, MONDAY)
            told = Night(run.run_id, MONDAY, who, cases, statuses_of(who, cases), pl.DataFrame(schema=SHOWN_PAIR), ReadIn({"population": 1}))
            if fine:
                book.remember(memory, told)
            else:
                with pytest.raises(CasebookError, match="请重新运行"):
                    book.remember(memory, told)
        assert book.read().children.height == 1
        assert ids(night(book, TUESDAY, people)[0])["a"] in set(book.read().children["child_id"])


@pytest.mark.database
def test_the_password_of_the_casebook_stands_nowhere(server: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pipelines.casebook.opening._AGAIN", ())
    place = Place(tmp_path / "state", f"postgresql://127.0.0.1:{server.port}/county", Login(servers.WRITER, "wrong-" + servers.PASSWORD))
    with pytest.raises(CasebookError) as refused:
        Casebook(place)
    assert servers.PASSWORD not in str(refused.value) + repr(place)
