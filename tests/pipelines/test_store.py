"""The workspace, and the files that are published from it."""

from __future__ import annotations

import re
import stat
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

import sql
from pipelines.language import language
from pipelines.store import StoreError, Workspace, replace_whole
from tests.spec.county import County


def _county() -> County:
    county = County()
    for number in range(40):
        child = county.child(f"童{number}", town="甲镇" if number % 3 else "乙镇")
        if number % 2:
            county.roll(f"童{number}", child)
    county.poor("外", dob=date(2015, 5, 1))
    return county


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """A folder with both published files."""
    folder = tmp_path_factory.mktemp("published")
    with _county().opened(folder / "tmp") as workspace:
        workspace.publish_database(folder / "rollcall.duckdb")
        workspace.publish_restricted(folder / "persons.duckdb")
        workspace.publish_database(folder / "rollcall.en.duckdb", language("en").definition)
        workspace.publish_restricted(folder / "persons.en.duckdb", language("en").definition)
    return folder


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path), read_only=True)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_spills_is_private_and_goes_away(tmp_path) -> None:
    folder = tmp_path / "tmp"
    with Workspace(folder, memory="60MB") as workspace:
        for part in range(8):
            workspace.put("source", f"part{part}", pl.DataFrame({"a": [f"{part}-{row}-{'x' * 40}" for row in range(200_000)]}))
        spilled = [file for file in folder.rglob("*") if file.is_file()]
        assert spilled and all(_mode(file) == 0o600 for file in spilled)
        assert _mode(folder) == 0o700
        rows = sum(workspace.frame(f"SELECT count(DISTINCT a) AS n FROM source.part{part}")["n"].item() for part in range(8))
        assert rows == 1_600_000
    assert list(folder.iterdir()) == []


def test_what_was_spilled_goes_away_when_the_night_fails(tmp_path) -> None:
    with pytest.raises(RuntimeError), Workspace(tmp_path):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_night_spilled_is_no_hindrance(tmp_path) -> None:
    (tmp_path / "spill").mkdir()
    (tmp_path / "spill" / "duckdb_temp_storage-0.tmp").write_bytes(b"half a row")
    with Workspace(tmp_path) as workspace:
        assert workspace.frame("SELECT 1 AS n")["n"].to_list() == [1]
    assert list(tmp_path.iterdir()) == []


def test_a_frame_comes_back_as_it_was_put(tmp_path) -> None:
    frame = pl.DataFrame({"text": ["𠀀", None, "x" * 40], "day": [date(2026, 1, 1), None, None], "many": [["a", "b"], [], None],
                          "yes": [True, False, None], "small": pl.Series([1, None, 3], dtype=pl.Int16)})
    with Workspace(tmp_path) as workspace:
        workspace.put("source", "roll", frame)
        assert workspace.frame("FROM source.roll").equals(frame)


def test_a_mart_is_built_again_when_what_it_reads_changes(tmp_path) -> None:
    with Workspace(tmp_path) as workspace:
        schools = pl.DataFrame({"town": ["甲镇"], "in_county": [True]})
        workspace.put("config", "town", pl.DataFrame({"town": ["乙镇"]}))
        workspace.put("source", "schools", schools)
        workspace.build("town")
        assert workspace.table("town")["town"].to_list() == ["乙镇", "甲镇"]
        workspace.put("source", "schools", schools.with_columns(town=pl.lit("丙镇")))
        workspace.build("town")
        assert workspace.table("town")["town"].to_list() == ["丙镇", "乙镇"]


@pytest.mark.parametrize(("files", "trouble"), [
    ([("a.csv", ""), ("a.csv", "")], r"source_file: 1 keys \(source, file_name, sheet\) stand on more than one row"),
    ([("a.csv", None)], r"source_file: 1 rows have no key"),
])
def test_a_key_that_is_none_stops_the_night(tmp_path, files: list, trouble: str) -> None:
    county = _county()
    with county.opened(tmp_path) as workspace:
        frame = workspace.frame("FROM source.file").head(1)
        broken = pl.concat([frame.with_columns(file_name=pl.lit(name), sheet=pl.lit(sheet, dtype=pl.String)) for name, sheet in files])
        workspace.put("source", "file", broken)
        with pytest.raises(StoreError, match=trouble):
            workspace.build("source_file")


def test_a_column_that_the_header_does_not_promise_stops_the_night(tmp_path, monkeypatch) -> None:
    model = sql.Model("town", "乡镇", "SELECT 'x' AS town, 1 AS more", "一行", ("town",), columns={"town": "乡镇"})
    monkeypatch.setattr(sql, "marts", lambda: (model,))
    with Workspace(tmp_path) as workspace, pytest.raises(StoreError, match=r"town: its columns are \['town', 'more'\]"):
        workspace.build_all()


def test_every_published_table_and_column_is_explained(published) -> None:
    for name, schema in (("rollcall.duckdb", "main"), ("persons.duckdb", "restricted")):
        tables = _opened(published / name).sql("SELECT schema_name, table_name, comment FROM duckdb_tables()").fetchall()
        assert {(where, table) for where, table, _ in tables} == {
            (schema, model.name) for model in sql.marts() if model.publish == schema}
        columns = _opened(published / name).sql("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal").fetchall()
        assert len(columns) > len(tables)
        assert all(row[-1] for row in tables + columns)


def _comments(path: Path) -> dict[tuple[str, ...], str]:
    tables = "SELECT table_name, NULL, comment FROM duckdb_tables() UNION ALL SELECT view_name, NULL, comment FROM duckdb_views() WHERE NOT internal"
    columns = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
    return {(*of,): comment for *of, comment in _opened(path).sql(f"{tables} UNION ALL {columns}").fetchall()}


@pytest.mark.parametrize("name", ["rollcall", "persons"])
def test_comments_are_as_the_headers_have_them_or_as_the_language_says(published, name: str) -> None:
    chinese, english = _comments(published / f"{name}.duckdb"), _comments(published / f"{name}.en.duckdb")
    models = {model.name: model for model in (*sql.marts(), *sql.views())}
    assert chinese == {
        (table, column): models[table].columns[column] if column else models[table].comment() for table, column in chinese}
    assert english.keys() == chinese.keys()
    assert [text for text in english.values() if re.search(r"[\u3000-\u9fff\uff00-\uffef]", re.sub("“[^”]*”", "", text))] == []


def test_nobody_is_named_in_the_published_file(published) -> None:
    connection = _opened(published / "rollcall.duckdb")
    for (table,) in connection.sql("SELECT table_name FROM duckdb_tables()").fetchall():
        assert not re.search(r"童\d", str(connection.sql(f'FROM "{table}"').fetchall())), table


def test_the_restricted_file_names_them_and_is_private(published) -> None:
    path = published / "persons.duckdb"
    assert _mode(path) == 0o600
    assert _opened(path).sql("SELECT count(*) FROM restricted.person WHERE name LIKE '童%'").fetchall() == [(60,)]


def test_rows_are_sorted_by_their_key(published) -> None:
    connection = _opened(published / "rollcall.duckdb")
    for model in sql.marts():
        if model.publish == "main":
            keys = connection.sql(f'SELECT {", ".join(model.key)} FROM "{model.name}"').fetchall()
            assert keys == sorted(keys), model.name


def test_older_clients_can_open_it(published) -> None:
    header = (published / "rollcall.duckdb").read_bytes()[:64]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") == 65  # the storage number of v1.2.0


def test_the_same_night_gives_the_same_rows(tmp_path) -> None:
    def rows(name: str) -> dict[str, list]:
        with _county().opened(tmp_path / name) as workspace:
            return {model.name: workspace.table(model.name).rows() for model in sql.marts() if model.publish != "no"}

    assert rows("first") == rows("second")


def test_publishing_again_replaces_the_file(tmp_path) -> None:
    path = tmp_path / "rollcall.duckdb"
    path.write_bytes(b"something else")
    with _county().opened(tmp_path / "tmp") as workspace:
        workspace.publish_database(path)
        workspace.publish_database(path)
    assert _opened(path).sql("SELECT count(*) FROM child").fetchall() == [(40,)]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["rollcall.duckdb", "tmp"]


def test_a_path_with_a_quote_is_a_path(tmp_path) -> None:
    path = tmp_path / "it's.duckdb"
    with _county().opened(tmp_path / "tmp") as workspace:
        workspace.publish_database(path)
    assert path.exists()


def test_who_reads_the_old_file_keeps_it(tmp_path) -> None:
    old, new = tmp_path / "rollcall.duckdb", tmp_path / "new.duckdb"
    for path, number in ((old, 1), (new, 2)):
        duckdb.connect(str(path)).execute(f"CREATE TABLE n AS SELECT {number} AS n").close()
    reader = _opened(old)
    replace_whole(new, old)
    assert reader.sql("SELECT n FROM n").fetchall() == [(1,)]
    reader.close()
    assert _opened(old).sql("SELECT n FROM n").fetchall() == [(2,)]
    assert not new.exists()
