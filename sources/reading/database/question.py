"""Which columns a table or query has, which of them are asked for, and in what order its rows are counted."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, column, inspect, select, table
from sqlalchemy.exc import NoSuchTableError

from sources.reading.database.failures import refused
from sources.reading.database.place import Database
from sources.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Question:
    """``names`` are all columns there are; ``asked`` the positions of those that are read, ``places`` where each
    stands in a row of the answer to ``statement``; ``key`` the positions, all of them asked, that order the rows, of
    which some are asked for nothing else (``unneeded``)."""

    names: tuple[str, ...]
    asked: tuple[int, ...]
    places: tuple[int, ...]
    key: tuple[int, ...]
    statement: str
    type_codes: tuple[int, ...] = ()
    unneeded: frozenset[int] = frozenset()


def question(connection: Connection, place: Database, wanted: Callable[[str], bool]) -> Question:
    """What to ask so that the columns whose names are ``wanted`` are read and no others.

    Nothing but the table's description has been read afterwards. Refuses a table that is not there.
    """
    if place.query:
        statement = place.query.strip().rstrip(";").rstrip()
        described = _described(connection, statement)
        names = tuple(name for name, _ in described)
        asked = tuple(at for at, name in enumerate(names) if wanted(name))
        return Question(names, asked, asked, (), statement, tuple(code for _, code in described))
    names, keys = _columns(connection, place)
    key = tuple(names.index(name) for name in keys)
    asked = tuple(at for at, name in enumerate(names) if wanted(name) or at in key)
    # Of a table nothing is fetched that is not needed: no photograph, no income.
    schema, _, name = _real_name(connection, place).rpartition(".")
    chosen = select(*(column(names[at]) for at in asked or (0,))).select_from(table(name, schema=schema or None))
    # It is sent without parameters, so a per cent sign in a name stands for itself.
    statement = str(chosen.compile(dialect=connection.dialect)).replace("%%", "%")
    codes = _described(connection, statement) if connection.dialect.name == "postgresql" else ()
    unneeded = frozenset(at for at in key if not wanted(names[at]))
    types = tuple(code for _, code in codes)
    return Question(names, asked, tuple(range(len(asked))), key, statement, types, unneeded)


def _described(connection: Connection, statement: str) -> list[tuple[str, Any]]:
    """Name and type code of each column, before any row is asked for."""
    if connection.dialect.name == "postgresql":
        # A named cursor is declared over the extended protocol, which takes a single statement: nothing can hide
        # behind a semicolon. COPY would take several.
        driver: Any = connection.connection.driver_connection
        with driver.cursor("rollcall") as cursor:
            cursor.execute(statement)
            return [(one.name, one.type_code) for one in cursor.description]
    nothing = f"SELECT * FROM (\n{statement}\n) asked WHERE 1 = 0"
    with connection.exec_driver_sql(nothing, None, {"no_parameters": True}) as result:
        described: Any = result.cursor
        return [(one[0], one[1]) for one in described.description]


def _columns(connection: Connection, place: Database) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the table's columns and of its primary key's."""
    schema, _, name = _real_name(connection, place).rpartition(".")
    about = inspect(connection)
    try:
        names = tuple(str(one["name"]) for one in about.get_columns(name, schema or None))
        key = about.get_pk_constraint(name, schema or None)["constrained_columns"]
    except NoSuchTableError:
        raise refused(place, _no_table(about, schema or None, name)) from None
    return names, tuple(key)


def _real_name(connection: Connection, place: Database) -> str:
    """The table's name as the database has it: as written, or in small letters as PostgreSQL keeps unquoted names."""
    schema, dot, name = place.table.rpartition(".")
    about = inspect(connection)
    known = {*about.get_table_names(schema or None), *about.get_view_names(schema or None)}
    return place.table if name in known or name.lower() not in known else f"{schema}{dot}{name.lower()}"


def _no_table(about: Any, schema: str | None, name: str) -> str:
    known = sorted({*about.get_table_names(schema), *about.get_view_names(schema)})
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
    mend = Sentence("该用户看不到任何表，请授予 SELECT 权限。")
    if near:
        mend = Sentence("是否应为 {near}？", near=near[0])
    return Sentence("没有表 {name}，或无权读取：{mend}", name=name, mend=mend)
