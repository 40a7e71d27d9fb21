"""What a check prints: each file with its rows, then what is wrong, where, and what to do. No value of a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

import sources
from pipelines.language import CHINESE, Language
from pipelines.rehearsal.survey import Survey
from sources.person import Loaded
from sources.vocabulary import EXCLUDED, QUARANTINED, Severity

_CELLS_NAMED = 5
_COUNTS = ("rows_read", "loaded", "quarantined", "excluded")
_NUMBER = re.compile(r"([\d,]+( \w+)?)?")
_REASONS = QUARANTINED.labels | EXCLUDED.labels


def survey_lines(survey: Survey, found: Mapping[str, pl.DataFrame], say: Language = CHINESE) -> Iterator[str]:
    """Every register: why it is refused, the rows of its files, its problems; then the promises that were broken."""
    for name, loaded in survey.registers.items():
        if loaded.files.is_empty() and found[name].is_empty() and name not in survey.refusals:
            continue  # an optional register that the office does not keep
        yield say("{title}（{name}）", title=say(sources.register_named(name).CONTRACT.title), name=name)
        yield from (f"  ✗ {say.sentence(sentence)}" for sentence in survey.refusals.get(name, ()))
        yield from _files(loaded, say)
        yield from _set_aside(loaded, say)
        yield from _problems(found[name], say)
    broken = survey.results.filter(~pl.col("success"))
    if broken.height:
        yield say("未符合的数据约定")
        yield from (f"  {say.sentence(sentence)}" for sentence in broken["sentence"])


def _files(loaded: Loaded, say: Language) -> Iterator[str]:
    rows = [
        (_file(row["file_name"], row["sheet"], say), str(row["as_of"]), *(f"{row[name]:,}" for name in _COUNTS))
        for row in loaded.files.iter_rows(named=True)
    ]
    for file, day, read, loaded_rows, quarantined, excluded in _aligned(rows):
        sums = say("读入 {read} = 载入 {loaded} + 隔离 {quarantined} + 不计入 {excluded}", read=read,
                   loaded=loaded_rows, quarantined=quarantined, excluded=excluded)
        yield "  " + say("{file}　数据日期 {day}　{sums}", file=file, day=day, sums=sums)


def _set_aside(loaded: Loaded, say: Language) -> Iterator[str]:
    """Rows that count for nothing, by reason. Those with a problem stand among the problems."""
    aside = loaded.records.filter((pl.col("outcome") == "excluded") & (pl.col("reason") != "duplicate_row"))
    for (file, sheet, reason), rows in aside.group_by("file_name", "sheet", "reason", maintain_order=True):
        numbers = say("、").join(str(row) for row in rows["row_no"].head(_CELLS_NAMED))
        place, more = _file(str(file), str(sheet), say), say(" 等") if rows.height > _CELLS_NAMED else ""
        yield "    " + say("{file} 不计入 {n:,} 行：{why}（第 {rows} 行{more}）", file=place, n=rows.height,
                           why=say(_REASONS[str(reason)]), rows=numbers, more=more)


def _problems(found: pl.DataFrame, say: Language) -> Iterator[str]:
    """By file, the gravest and most frequent first: the column, what is wrong, the first cells, what to do."""
    for (file,), part in found.group_by("file_name", maintain_order=True):
        yield "    " + say("{file}：{n:,} 处", file=file or say("整个数据源"), n=part.height)
        groups = list(part.group_by("letter", "heading", "problem", "mend", "severity", maintain_order=True))
        groups.sort(key=lambda group: (group[0][4] != Severity.QUARANTINE, -group[1].height))
        lines = [(_column(key[0], key[1], say), say.sentence(str(key[2])), *_cells(cells, say),
                  f"→ {say.sentence(str(key[3]))}") for key, cells in groups]
        yield from ("      " + "  ".join(line).rstrip() for line in _aligned(lines))


def _column(letter: object, heading: object, say: Language) -> str:
    place = say("{letter} 列", letter=letter) if letter else ""
    return place + (say("〈{sheet}〉", sheet=heading) if heading else "")


def _cells(cells: pl.DataFrame, say: Language) -> tuple[str, str]:
    """How many, and the first by name; about a whole file there is nothing to name."""
    numbered = cells.drop_nulls("row_no")
    if not numbered.height:
        return "", ""
    named = (
        f"{sheet}{'!' if sheet else ''}{letter or ''}{row}"
        for sheet, letter, row in numbered.select("sheet", "letter", "row_no").head(_CELLS_NAMED).iter_rows()
    )
    more = say(" 等") if cells.height > _CELLS_NAMED else ""
    return say("{n:,} 处", n=cells.height), say("、").join(named) + more


def _file(name: str, sheet: str, say: Language) -> str:
    return name + say("〈{sheet}〉", sheet=sheet) if sheet else name


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """The rows with every column as wide as its widest cell, numbers to the right."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(_width, column)) for column in columns]
    numeric = [all(_NUMBER.fullmatch(text) for text in column) for column in columns]
    for row in rows:
        yield [
            (" " * (width - _width(text)) + text) if to_right else text + " " * (width - _width(text))
            for text, width, to_right in zip(row, widths, numeric, strict=True)
        ]


def _width(text: str) -> int:
    """Columns that a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
