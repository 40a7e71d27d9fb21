"""The same night through Prefect and without it: the same lists to the byte, the same rows in every table but run."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import duckdb

from tests.end_to_end.command import run


def test_prefect_changes_nothing_but_the_run(pattern_county, tmp_path):
    plain = Path(shutil.copytree(pattern_county, tmp_path / "plain"))
    first = run(plain)
    assert first.code == 0, first.complained
    # The same secret, so the same ids; the rest of the state is each night's own.
    flown = Path(shutil.copytree(pattern_county, tmp_path / "flown"))
    (flown / "state").mkdir(mode=0o700)
    shutil.copy2(plain / "state" / "secret", flown / "state" / "secret")
    second = run(flown, "--prefect")
    assert second.code == 0, second.complained
    assert lists(plain) == lists(flown)
    assert tables(plain) == tables(flown)
    assert ledger_lines(first.said) == ledger_lines(second.said)


def test_a_second_night_of_the_same_date_changes_nothing_but_what_is_held_against_the_night_before(published):
    before = lists(published), tables(published)
    assert run(published).code == 0
    after = lists(published), tables(published)
    assert before[1].pop("check_result") != after[1].pop("check_result")
    assert after == before


def test_the_number_of_threads_changes_nothing(pattern_county, published, tmp_path):
    alone = Path(shutil.copytree(pattern_county, tmp_path / "alone"))
    (alone / "state").mkdir(mode=0o700)
    shutil.copy2(published / "state" / "secret", alone / "state" / "secret")
    assert run(alone, POLARS_MAX_THREADS="1", OMP_NUM_THREADS="1").code == 0
    assert (lists(alone), tables(alone)) == (lists(published), tables(published))


def lists(county: Path) -> dict[str, bytes]:
    out = county / "out"
    found = [*out.glob("*.csv"), *(out / "exceptions").glob("*.csv")]
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(found)}


def tables(county: Path) -> dict[str, str]:
    """Table → digest of its rows in order, of every table but the run's own."""
    with duckdb.connect(str(county / "out" / "rollcall.duckdb"), read_only=True) as con:
        names = [row[0] for row in con.sql("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()]
        assert "run" in names
        return {name: _digest(con, name) for name in names if name != "run"}


def _digest(con: duckdb.DuckDBPyConnection, table: str) -> str:
    rows = con.table(table).order("ALL").fetchall()
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def ledger_lines(said: str) -> list[str]:
    return [line for line in said.splitlines() if " = " in line or line.startswith("  ")]
