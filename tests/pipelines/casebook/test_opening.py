"""A casebook of any age is opened: backed up, brought up to today's layout, and nothing in it lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import inspect

from pipelines.casebook import Casebook, CasebookError, Place, runs_as_they_lie
from pipelines.casebook.layout import MIGRATIONS, migrated
from pipelines.casebook.ledger import METADATA, REVISION
from pipelines.casebook.opening import _sqlite, alone
from sources.reading.database import Login
from tests.pipelines.casebook.nights import MONDAY, TUESDAY

REVISIONS = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))
#: What a casebook held before it had revisions: two nights; one child left, one case closed.
FIRST = """
INSERT INTO run VALUES ('r1', '2026-11-02', '2026-11-02 02:00:00', '2026-11-02 02:01:00', '0.1', 'h', 1),
    ('r2', '2026-11-03', '2026-11-03 02:00:00', '2026-11-03 02:01:00', '0.1', 'h', 1),
    ('r3', '2026-11-02', '2026-11-03 09:00:00', '2026-11-03 09:01:00', '0.1', 'h', 1),
    ('r4', '2026-11-03', '2026-11-03 10:00:00', '2026-11-03 10:01:00', '0.1', 'h', 0);
INSERT INTO child VALUES ('C1', 'i1', 'p1', '2026-11-02', '2026-11-03'), ('C2', NULL, 'p2', '2026-11-02', '2026-11-02'),
    ('C3', 'i3', 'p3', '2026-11-03', '2026-11-03');
INSERT INTO case_file VALUES ('T1', 'C1', 'visit', '2026-11-02', '2026-11-03', 2, NULL),
    ('T2', 'C2', 'data_desk', '2026-11-02', '2026-11-02', 1, '2026-11-03');
INSERT INTO shown_pair VALUES ('P1', 'l', 'r', 'lk', 'rk', '2026-11-03');
INSERT INTO load VALUES ('r2', 'population', 2), ('r3', 'population', 3), ('r4', 'population', 9);
INSERT INTO load_share VALUES ('r3', 'population', 'male', 0.5);
"""


@contextmanager
def kept(folder: Path, revision: str, *statements: str) -> Iterator[Path]:
    """A casebook of that revision, with those rows, closed again."""
    folder.mkdir()
    engine = _sqlite(folder / "casebook.sqlite")
    with alone(engine) as connection:
        migrated(connection, revision)
    engine.dispose()
    with sqlite3.connect(folder / "casebook.sqlite") as connection:
        connection.executescript(";".join(statements))
    connection.close()
    yield folder


def test_what_stood_in_the_first_casebooks_is_what_follows_from_events(tmp_path: Path):
    with kept(tmp_path / "state", "0001", FIRST, "DROP TABLE alembic_version") as folder, Casebook(folder) as casebook:
        memory = casebook.read()
    assert memory.children.select("child_id", "id_key", "person_key", "first_seen", "left").rows() == [
        ("C1", "i1", "p1", MONDAY, None), ("C2", None, "p2", MONDAY, TUESDAY), ("C3", "i3", "p3", TUESDAY, None)]
    assert memory.cases.select("case_token", "child_id", "list", "first_listed", "closed").rows() == [
        ("T1", "C1", "visit", MONDAY, None), ("T2", "C2", "data_desk", MONDAY, TUESDAY)]
    assert memory.nights == [MONDAY, TUESDAY]
    assert memory.shown.rows() == [("P1", "l", "r", "lk", "rk", None, None)]
    assert memory.last_totals == {"population": {"rows": 3, "male": 0.5}}
    assert memory.runs["state"].to_list() == ["published", "published", "published", "remembered"]


def test_an_older_casebook_is_backed_up_first(tmp_path: Path):
    with kept(tmp_path / "state", "0001", FIRST, "DROP TABLE alembic_version") as folder:
        for _ in range(2):
            Casebook(folder).close()
        (backup,) = (folder / "casebook-backups").iterdir()
        assert backup.stat().st_mode & 0o777 == 0o600
        with sqlite3.connect(backup) as connection:
            assert connection.execute("SELECT count(*) FROM child").fetchone() == (3,)
        connection.close()


def test_casebooks_from_before_some_tables_are_opened_too(tmp_path: Path):
    bare = "DROP TABLE alembic_version; DROP TABLE shown_pair; DROP TABLE load_share"
    with kept(tmp_path / "state", "0001", bare) as folder, Casebook(folder) as casebook:
        assert casebook.read().children.is_empty()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_casebook_of_every_revision_comes_to_todays_layout(tmp_path: Path, revision: str):
    with kept(tmp_path / "old", revision) as folder, Casebook(folder) as old, Casebook(tmp_path / "new") as new:
        assert shape(old) == shape(new)
        assert set(shape(new)) == {*METADATA.tables, "alembic_version"}


def test_the_newest_revision_is_the_one_the_ledger_declares():
    assert REVISIONS[-1] == REVISION


def test_a_casebook_of_a_newer_program_is_refused_in_one_sentence(tmp_path: Path):
    newer = "UPDATE alembic_version SET version_num = '9999'"
    with kept(tmp_path / "state", REVISION, newer) as folder, pytest.raises(CasebookError, match="请升级程序"):
        Casebook(folder)
    assert not (tmp_path / "state" / "casebook-backups").exists()


def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path):
    (tmp_path / "casebook.sqlite").write_bytes(b"no database at all, but long enough to look at" * 100)
    with pytest.raises(CasebookError, match="rollcall casebook restore"):
        Casebook(tmp_path)


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pipelines.casebook.opening._AGAIN", ())
    with pytest.raises(CasebookError) as refused:
        Casebook(Place(tmp_path, "postgresql://127.0.0.1:9/county", Login("schreiber", "Geheim-0815")))
    assert "ROLLCALL_CASEBOOK_PASSWORD" in str(refused.value)
    assert "Geheim" not in str(refused.value)


def shape(book: Casebook) -> dict[str, list[tuple[str, str, bool]]]:
    """Table → its columns, types and which may be null."""
    there = inspect(book._engine)
    return {
        table: [(column["name"], str(column["type"]), column["nullable"]) for column in there.get_columns(table)]
        for table in sorted(there.get_table_names())
    }




def lying(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("revision", REVISIONS[1:])
def test_runs_are_seen_in_a_casebook_of_any_age_and_nothing_in_it_changes(tmp_path: Path, revision: str):
    ran = ("INSERT INTO run VALUES ('r1', '2026-11-02', '2026-11-02 02:00:00.000000', '0.1', 'h')",
           "INSERT INTO run_state (run_id, state, reached) VALUES ('r1', 'published', '2026-11-02 02:01:00.000000')")
    with kept(tmp_path / "state", revision, *ran) as folder:
        before = lying(folder)
        runs = runs_as_they_lie(Place(folder))
        assert runs is not None and runs.select("run_id", "as_of", "state").rows() == [("r1", MONDAY, "published")]
        assert lying(folder) == before


def test_what_cannot_be_seen_yet_is_told_and_left_as_it_is(tmp_path: Path):
    assert runs_as_they_lie(Place(tmp_path)) is None and list(tmp_path.iterdir()) == []
    with kept(tmp_path / "state", "0001", FIRST, "DROP TABLE alembic_version") as folder:
        before = lying(folder)
        with pytest.raises(CasebookError, match="下一夜会先备份"):
            runs_as_they_lie(Place(folder))
        assert lying(folder) == before
    with kept(tmp_path / "newer", REVISION, "UPDATE alembic_version SET version_num = '9999'") as folder, \
            pytest.raises(CasebookError, match="请升级程序"):
        runs_as_they_lie(Place(folder))
