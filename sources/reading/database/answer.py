"""What a database answers, in chunks and as texts: each row once, none lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection

from sources.reading.database.failures import refused
from sources.reading.database.place import Database
from sources.reading.database.question import Question
from sources.reading.database.texts import Type, as_shown, column, in_hex, type_of
from sources.sentence import Sentence

#: Rows, and bytes of PostgreSQL's text, that are held beside what is read already.
_ROWS, _BYTES = 20_000, 16 * 2**20


@dataclass(frozen=True, slots=True)
class Answer:
    """``columns`` (String) by the names of the ``question``, its key's columns behind them, and which were numbers."""

    columns: pl.DataFrame
    numbers: frozenset[int]


def answer(connection: Connection, place: Database, question: Question) -> Answer:
    """All rows of the question. Raises what the driver raises, or refuses by the name of a column that is no text."""
    through = _copied if connection.dialect.name == "postgresql" else _fetched
    frames, numbers = [], set()
    for frame, found in through(connection, place, question):
        frames.append(frame)
        numbers |= found
    empty = pl.DataFrame(schema={str(at): pl.String for at in question.asked})
    return Answer(pl.concat([empty, *frames]), frozenset(numbers))


Chunk = tuple[pl.DataFrame, set[int]]


def _fetched(connection: Connection, place: Database, question: Question) -> Iterator[Chunk]:
    """Rows through SQLAlchemy, with a cursor on the server's side."""
    options = {"stream_results": True, "no_parameters": True, "max_row_buffer": _ROWS}
    result = connection.exec_driver_sql(question.statement, None, options)
    while rows := result.fetchmany(_ROWS):
        made = {
            at: _column(values, at, place, question)
            for at, values in zip(question.asked, _turned(rows, question), strict=True)
        }
        frame = pl.DataFrame([texts.alias(str(at)) for at, (texts, _) in made.items()])
        yield frame, {at for at, (_, are_numbers) in made.items() if are_numbers}


def _column(values: Sequence[object], at: int, place: Database, question: Question) -> tuple[pl.Series, bool]:
    try:
        return column(in_hex(values) if at in question.unneeded else values)
    except TypeError:
        raise refused(place, _no_text(question.names[at])) from None


def _turned(rows: Sequence[Any], question: Question) -> Iterable[tuple[object, ...]]:
    columns = list(zip(*rows, strict=True))
    return (columns[place] for place in question.places)


def _copied(connection: Connection, place: Database, question: Question) -> Iterator[Chunk]:
    """Rows of PostgreSQL as COPY gives them: its own texts, three times as fast as a value at a time."""
    types = {at: type_of(question.type_codes[here]) for at, here in zip(question.asked, question.places, strict=True)}
    _refuse_bytes(types, place, question)
    numbers = {at for at, kind in types.items() if kind in (Type.NUMBER, Type.FLOAT)}
    driver: Any = connection.connection.driver_connection
    read = 0
    with driver.cursor() as cursor:
        with cursor.copy(f"COPY (\n{question.statement}\n) TO STDOUT (FORMAT csv)") as blocks:
            for text in _portions(blocks):
                frame = _parsed(text, place, len(question.type_codes))
                read += frame.height
                yield _shown(frame, types, question), numbers
        if read != cursor.rowcount:
            told = "答了 {rows:,} 行而只读出 {read:,} 行：请把此信息告知程序维护人员。"
            raise refused(place, Sentence(told, rows=cursor.rowcount, read=read))


def _refuse_bytes(types: Mapping[int, Type], place: Database, question: Question) -> None:
    for at, kind in types.items():
        if kind is Type.BYTES and at not in question.unneeded:
            raise refused(place, _no_text(question.names[at]))


def _shown(frame: pl.DataFrame, types: Mapping[int, Type], question: Question) -> pl.DataFrame:
    columns = zip(types.items(), question.places, strict=True)
    return pl.DataFrame([as_shown(frame.to_series(here), kind).alias(str(at)) for (at, kind), here in columns])


def _portions(blocks: Iterable[Any]) -> Iterator[bytes]:
    """The blocks, of which each is a row, joined into portions that are worth parsing."""
    held: list[bytes] = []
    size = 0
    for block in blocks:
        held.append(bytes(block))
        size += len(held[-1])
        if size >= _BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _parsed(text: bytes, place: Database, width: int) -> pl.DataFrame:
    try:
        return pl.read_csv(
            text, has_header=False, infer_schema=False, schema={str(at): pl.String for at in range(width)}
        )
    except pl.exceptions.ComputeError:
        raise refused(place, "的文字不是完好的 UTF-8：请管理员查明该库的编码，或在 query 中转换。") from None


def _no_text(name: str) -> str:
    return Sentence("的列 {name} 是二进制数据，不能读取：请在 query 中转换成文本，或不选这一列。", name=name)

