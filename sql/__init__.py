"""What the tables are: one SELECT a file, its title, grain, key and columns in a comment above it.

``marts()`` are the tables of a night in the order in which they read each other; ``views()`` are analysts' usual
questions, asked of the published tables; ``reports()`` are one query per table or picture of a report.
``load`` reads any folder of such files, the invariants among them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb

__all__ = ["Model", "ModelError", "load", "marts", "reads", "reports", "views"]

_HERE = Path(__file__).parent
_FIELD = re.compile(r"--\s{0,2}(?P<field>title|grain|key|publish|stored|columns):\s*(?P<value>.*)")
_COLUMN = re.compile(r"--\s{2,}(?P<name>\w+):\s*(?P<comment>.+)")
PUBLISHED = ("main", "restricted", "no")


class ModelError(Exception):
    """A SQL file that cannot be used. The text names the file, the cause and the mend."""


@dataclass(frozen=True, slots=True)
class Model:
    """One SQL file: ``text`` is its SELECT, ``columns`` are name → comment in the order of the table.

    ``publish`` says where the table goes: ``main`` of the published file, ``restricted``, or ``no``. Without
    ``stored`` the working file keeps no rows of it, because it only shows another table's.
    """

    name: str
    title: str
    text: str
    grain: str = ""
    key: tuple[str, ...] = ()
    publish: str = "no"
    stored: bool = True
    columns: Mapping[str, str] = ()  # type: ignore[assignment]

    @property
    def words(self) -> tuple[str, ...]:
        """What the header says: title, grain where there is one, a comment per column."""
        return tuple(filter(None, (self.title, self.grain, *self.columns.values())))

    def comment(self, say: Callable[[str], str] = str) -> str:
        """What is said of the table where it is published: as the header has it, or as ``say`` has its texts."""
        if not self.grain:
            return say(self.title)
        return say("{title}。{grain}").format(title=say(self.title), grain=say(self.grain))


@cache
def marts() -> tuple[Model, ...]:
    """Every table of the night, each after the tables that it reads. Raises ModelError."""
    return in_order(load(_HERE / "marts", ("title", "grain", "key", "publish", "columns")))


@cache
def views() -> tuple[Model, ...]:
    """The views of the published file by name; they read its tables and nothing else. Raises ModelError."""
    return load(_HERE / "views", ("title", "grain", "columns"))


@cache
def reports() -> tuple[Model, ...]:
    """The report's queries by name. Raises ModelError."""
    return load(_HERE / "reports", ("title",))


def load(folder: Path, required: tuple[str, ...] = ("title",)) -> tuple[Model, ...]:
    """The models in that folder by name. Raises ModelError when a header lacks a required field."""
    return tuple(_parsed(path.stem, path.read_text("utf-8"), required) for path in sorted(folder.glob("*.sql")))


def in_order(models: tuple[Model, ...]) -> tuple[Model, ...]:
    """The models, each after those that it reads.

    Raises ModelError for a circle, for a table without a schema that is no model, and for a CTE that hides a model.
    """
    known = {model.name: model for model in models}
    graph = {model.name: sorted(_models_read(model, known)) for model in models}
    try:
        return tuple(known[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ModelError(f"{' → '.join(error.args[1])}: these models read each other in a circle") from None


def reads(text: str) -> frozenset[str]:
    """Tables that a SELECT reads, ``name`` or ``schema.name``; its own CTEs are left out. Raises ModelError."""
    tables, hidden = _tables_and_ctes(text)
    return tables - hidden


def _models_read(model: Model, known: Mapping[str, Model]) -> set[str]:
    try:
        tables, ctes = _tables_and_ctes(model.text)
    except ModelError as error:
        raise ModelError(f"{model.name}.sql: {error}") from None
    if shadowing := sorted(ctes & known.keys()):
        raise ModelError(f"{model.name}.sql: its CTE {shadowing[0]} hides the model of that name; rename the CTE")
    unknown = sorted(table for table in tables - ctes if "." not in table and table not in known)
    if unknown:
        raise ModelError(f"{model.name}.sql: {unknown[0]} is no model; name its schema or add the model")
    return {table for table in tables if table in known}


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@cache
def _tables_and_ctes(text: str) -> tuple[frozenset[str], frozenset[str]]:
    tree = json.loads(_parser().sql("SELECT json_serialize_sql($1)", params=[text]).fetchall()[0][0])
    if tree["error"]:
        raise ModelError(tree["error_message"])
    if len(tree["statements"]) != 1:
        raise ModelError("one SELECT a file, nothing else")
    nodes = list(_nodes(tree))
    tables = frozenset(
        ".".join(filter(None, (node["schema_name"], node["table_name"])))
        for node in nodes if node.get("type") == "BASE_TABLE"
    )
    return tables, frozenset(entry["key"] for node in nodes for entry in (node.get("cte_map") or {}).get("map", ()))


def _nodes(tree: object) -> Iterator[dict]:
    if isinstance(tree, dict):
        yield tree
    for branch in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _nodes(branch)


def _parsed(name: str, text: str, required: tuple[str, ...]) -> Model:
    fields, columns = _header(text)
    if missing := [field for field in required if not (columns if field == "columns" else fields.get(field))]:
        raise ModelError(f"{name}.sql: the header lacks '-- {missing[0]}:'; add it above the SELECT")
    publish = fields.get("publish", "no")
    if publish not in PUBLISHED:
        raise ModelError(f"{name}.sql: publish is {publish}; it must be one of {', '.join(PUBLISHED)}")
    key = tuple(part.strip() for part in fields.get("key", "").split(",") if part.strip())
    if stray := [column for column in key if columns and column not in columns]:
        raise ModelError(f"{name}.sql: the key {stray[0]} is not among its columns; add it or mend the key")
    return Model(
        name, fields["title"], text.strip().removesuffix(";"), fields.get("grain", ""), key, publish,
        stored=fields.get("stored") != "no", columns=columns)


def _header(text: str) -> tuple[dict[str, str], dict[str, str]]:
    fields: dict[str, str] = {}
    columns: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        if (column := _COLUMN.fullmatch(line)) and "columns" in fields:
            columns[column["name"]] = column["comment"]
        elif field := _FIELD.fullmatch(line):
            fields[field["field"]] = field["value"].strip()
    return fields, columns
