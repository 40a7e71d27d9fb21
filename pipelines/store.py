"""The night's DuckDB: the workspace that SQL decides in, and the files that are published from it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import duckdb
import polars as pl

import checks
import sql
from checks.results import RESULT
from sources.person import PLACE

__all__ = ["StoreError", "Workspace", "replace_whole"]

#: Readable by every DuckDB since 1.2; what 2.0 writes by default is not (ecosystem.md).
STORAGE = "v1.2.0"
_NEVER = "1TB"
INVARIANTS = Path(checks.__file__).parent / "invariants"

#: Tables that SQL reads and a night may not have; they stand empty until ``put``.
_EMPTY: dict[tuple[str, str], dict[str, type[pl.DataType]]] = {
    ("linked", "duplicate"): {
        "left_record": pl.String, "right_record": pl.String, "probability": pl.Float64, "why": pl.String},
    ("linked", "problem"): {
        "problem": pl.String, "fast": pl.Int64, "compared": pl.Int64, "linked": pl.Int64, "review": pl.Int64,
        "expected_false": pl.Float64, "false_at_most": pl.Int64, "link_probability": pl.Float64, "prior": pl.Float64},
    ("source", "place"): PLACE | {"source": pl.String},
    ("config", "mended"): {"reason": pl.String, "column_name": pl.String},
    ("casebook", "charge"): {"record_id": pl.String, "level": pl.String, "name": pl.String, "code": pl.String},
    ("casebook", "verifier"): {"record_id": pl.String, "code": pl.String},
    ("casebook", "night"): {"as_of": pl.Date},
    ("casebook", "status_event"): {
        "child_id": pl.String, "as_of": pl.Date, "status": pl.String, "reason": pl.String, "list": pl.String,
        "town": pl.String, "seq": pl.Int64},
    ("casebook", "case_event"): {
        "case_token": pl.String, "child_id": pl.String, "as_of": pl.Date, "kind": pl.String, "list": pl.String,
        "reason": pl.String, "town": pl.String, "school_name": pl.String, "seq": pl.Int64, "ordinal": pl.Int64},
    ("casebook", "doubted"): {"child_id": pl.String, "since": pl.Date},
    ("casebook", "doubt"): {
        "doubt_token": pl.String, "child_id": pl.String, "since": pl.Date, "alike": pl.String, "unlike": pl.String,
        "decision": pl.String},
    ("casebook", "draw"): {
        "draw_id": pl.String, "child_id": pl.String, "school_name": pl.String, "term": pl.Date, "seed": pl.String,
        "certificate": pl.String, "as_of": pl.Date},
    ("casebook", "call"): {
        "call_id": pl.String, "draw_id": pl.String, "result": pl.String, "called_on": pl.Date,
        "recorded_at": pl.Datetime},
    ("casebook", "item_event"): {
        "item": pl.String, "member": pl.String, "as_of": pl.Date, "town": pl.String, "seq": pl.Int64},
    ("casebook", "roll_member"): {"record_id": pl.String, "member": pl.String},
    ("casebook", "gone"): {"child_id": pl.String, "record_id": pl.String, "why": pl.String},
    ("casebook", "token"): {"case_token": pl.String, "child_id": pl.String},
    ("checked", "register"): RESULT,
    ("checked", "published"): RESULT,
}


class StoreError(Exception):
    """A table that is not what its model promises. The text names the table and what is wrong, and no value."""


class Workspace:
    """The night's working database: frames in, marts built, invariants asked, files published.

    A context manager. It lies in memory and, past ``memory``, spills into ``folder`` (readable by its owner only);
    what was spilled is gone at exit, and what a killed night left behind is removed at start.
    """

    def __init__(self, folder: Path, *, memory: str = "2GB", threads: int = 2) -> None:
        self._spill = folder / "spill"
        self._options = {"memory_limit": memory, "threads": threads, "temp_directory": str(self._spill),
                         "preserve_insertion_order": True}
        self._built: set[str] = set()

    def __enter__(self) -> Workspace:
        self._spill.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clear()
        self._connection = duckdb.connect(config=self._options)
        # Tables of memory are in no file that they could be written to; tidying them up costs a second each time.
        self._connection.execute(f"SET checkpoint_threshold = '{_NEVER}'")
        for schema in ("source", "linked", "casebook", "config", "checked"):
            self._connection.execute(f"CREATE SCHEMA {schema}")
        for (schema, name), columns in _EMPTY.items():
            self.put(schema, name, pl.DataFrame(schema=columns))
        published = [(model.name, model.publish) for model in sql.marts()]
        self.put("config", "mart", pl.DataFrame(published, schema=["mart", "publish"], orient="row"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._clear()

    def put(self, schema: str, name: str, frame: pl.DataFrame) -> None:
        """Make the frame the table ``schema.name``; marts that were built from an earlier one are built again."""
        self._connection.register("incoming", frame.to_arrow(compat_level=pl.CompatLevel.newest()))  # copies no text
        try:
            self._run(f'CREATE OR REPLACE TABLE "{schema}"."{name}" AS FROM incoming')
        finally:
            self._connection.unregister("incoming")
        self._forget(f"{schema}.{name}")

    def set(self, name: str, value: object) -> None:
        """Set a variable that SQL reads by ``getvariable``."""
        self._connection.execute(f'SET VARIABLE "{name}" = ?', [value])

    def build(self, *names: str) -> None:
        """Build those marts, and first whatever they read that is not built yet.

        Raises StoreError when a table's columns are not those of its header, or its key is null or not unique.
        """
        wanted = _with_all_they_read(set(names))
        for model in sql.marts():
            if model.name in wanted and model.name not in self._built:
                self._build(model)

    def build_all(self) -> None:
        """Build every mart that is not built yet. Raises StoreError."""
        self.build(*(model.name for model in sql.marts()))

    def frame(self, query: str) -> pl.DataFrame:
        """The rows that a SELECT gives."""
        return self._connection.sql(query).pl()

    def table(self, name: str) -> pl.DataFrame:
        """A built mart, sorted by its key."""
        (model,) = (model for model in sql.marts() if model.name == name)
        return self.frame(_sorted(model))

    @contextmanager
    def lent(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own to the same tables, for who asks DuckDB itself; its temporary views go with it."""
        with self._connection.cursor() as connection:
            yield connection

    def broken_invariants(self) -> list[tuple[str, str, int]]:
        """Name, title and number of rows of each invariant that does not hold; none when all is well."""
        counted = (
            (model.name, model.title, self._count(f"SELECT count(*) FROM ({model.text}\n)"))
            for model in sql.load(INVARIANTS)
        )
        return [broken for broken in counted if broken[2]]

    def publish_database(self, path: Path, say: Callable[[str], str] = str) -> None:
        """Write the marts of ``main`` to a new file at ``path``: rows sorted by key; its views; comments by ``say``."""
        self._publish(path, "main", say)

    def publish_restricted(self, path: Path, say: Callable[[str], str] = str) -> None:
        """Write the marts that identify children to schema ``restricted`` of a new file at ``path``, mode 0600."""
        with _private():
            self._publish(path, "restricted", say)

    def _publish(self, path: Path, schema: str, say: Callable[[str], str]) -> None:
        path.unlink(missing_ok=True)
        target = str(path).replace("'", "''")
        self._connection.execute("RESET checkpoint_threshold")
        self._connection.execute(f"ATTACH '{target}' AS published (STORAGE_VERSION '{STORAGE}')")
        try:
            self._connection.execute(f"CREATE SCHEMA IF NOT EXISTS published.{schema}")
            tables = [model for model in sql.marts() if model.publish == schema]
            views = sql.views() if schema == "main" else ()
            for model in tables:
                self._connection.execute(f"CREATE TABLE published.{schema}.{model.name} AS {_sorted(model)}")
            self._show(views)
            for model in (*tables, *views):
                self._comment("VIEW" if model in views else "TABLE", model, f"published.{schema}.{model.name}", say)
        finally:
            self._connection.execute("DETACH published")
            self._connection.execute(f"SET checkpoint_threshold = '{_NEVER}'")
        sync(path)

    def _show(self, views: tuple[sql.Model, ...]) -> None:
        # Names in a view are looked up where it is made: they must find the published tables, not the night's.
        with self._connection.cursor() as connection:
            connection.execute("USE published")
            for view in views:
                connection.execute(f'CREATE VIEW "{view.name}" AS {view.text}')

    def _comment(self, kind: str, model: sql.Model, place: str, say: Callable[[str], str]) -> None:
        self._connection.execute(f"COMMENT ON {kind} {place} IS {_quoted(model.comment(say))}")
        for column, comment in model.columns.items():
            self._connection.execute(f'COMMENT ON COLUMN {place}."{column}" IS {_quoted(say(comment))}')

    def _build(self, model: sql.Model) -> None:
        self._run(f'CREATE OR REPLACE {"TABLE" if model.stored else "VIEW"} "{model.name}" AS {model.text}')
        made = [name for name, *_ in self._connection.execute(f'FROM "{model.name}" LIMIT 0').description or ()]
        if made != list(model.columns):
            raise StoreError(f"{model.name}: its columns are {made}, its header promises {list(model.columns)}")
        self._check_key(model)
        self._built.add(model.name)

    def _run(self, statement: str) -> None:
        with _private():  # what spills holds names
            self._connection.execute(statement)

    def _check_key(self, model: sql.Model) -> None:
        keys = [f'"{column}"' for column in model.key]
        missing = " OR ".join(f"{key} IS NULL" for key in keys)
        # Where there are as many different digests as rows, each key is there once; counting numbers is cheap.
        rows, nulls, different = self._connection.execute(
            f'SELECT count(*), count(*) FILTER ({missing}), count(DISTINCT hash({", ".join(keys)})) FROM "{model.name}"'
        ).fetchall()[0]
        if nulls:
            raise StoreError(f"{model.name}: {nulls} rows have no key ({', '.join(model.key)})")
        if rows > different and (twice := self._count(
            f'SELECT count(*) FROM (SELECT 1 FROM "{model.name}" GROUP BY {", ".join(keys)} HAVING count(*) > 1)'
        )):
            raise StoreError(f"{model.name}: {twice} keys ({', '.join(model.key)}) stand on more than one row")

    def _count(self, query: str) -> int:
        return int(self._connection.sql(query).fetchall()[0][0])

    def _forget(self, table: str) -> None:
        stale = {table}
        for model in sql.marts():
            if stale & sql.reads(model.text):
                stale.add(model.name)
        self._built -= stale

    def _clear(self) -> None:
        shutil.rmtree(self._spill, ignore_errors=True)


def replace_whole(source: Path, target: Path) -> None:
    """Put the file ``source`` where ``target`` is, at once and durably; who has the old one open keeps reading it.

    Both must lie on the same file system.
    """
    sync(source)
    os.replace(source, target)
    sync(target.parent)


def _with_all_they_read(names: set[str]) -> set[str]:
    wanted = set(names)
    for model in reversed(sql.marts()):
        if model.name in wanted:
            wanted |= sql.reads(model.text)
    return wanted


def _sorted(model: sql.Model) -> str:
    return f'SELECT * FROM "{model.name}" ORDER BY {", ".join(model.key)}'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def sync(path: Path) -> None:
    """Return once the file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def secure(folder: Path) -> None:
    """Return once the files in that folder are 0600 and on the disk, and so is the folder."""
    for path in folder.iterdir():
        path.chmod(0o600)
        sync(path)
    sync(folder)


@contextmanager
def _private() -> Iterator[None]:
    """Files made within are readable by their owner only, from their first moment."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
