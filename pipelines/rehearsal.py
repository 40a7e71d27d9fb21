"""``rollcall check``: the night's reading and checking without its consequences, as a table a clerk can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import polars as pl

import sources
from pipelines.casebook import Casebook
from pipelines.intake import check_registers, read_registers
from pipelines.run import AS_USUAL
from pipelines.settings import Settings
from sources.contract import Contract
from sources.person import Loaded
from sources.vocabulary import EXCLUDED, FINDINGS, QUARANTINED

_ROWS_NAMED = 5


def rehearsed(settings: Settings, as_of: date, *, tell: Callable[[str], None] = print) -> list[str]:
    """The lines to print: each file with its rows, what is wrong in it and where, and the promises that were broken.

    Publishes nothing. Raises SourceRefusedError as a night would.
    """
    with Casebook(settings.state) as casebook:
        tell("▸ 读入登记册 …")
        registers = read_registers(settings, as_of, casebook.key, casebook.tokens())
        tell("▸ 核对数据约定 …")
        results = check_registers(registers, settings, as_of, casebook.last_rows(), AS_USUAL)
    return [*_read(registers), *_broken(results), "数据源可以使用：未发布任何内容。"]


def _read(registers: Mapping[str, Loaded]) -> Iterator[str]:
    for name, loaded in registers.items():
        contract = sources.register_named(name).CONTRACT
        yield f"{contract.title}（{name}）"
        for file in loaded.files.iter_rows(named=True):
            sheet = f"〈{file['sheet']}〉" if file["sheet"] else ""
            yield (f"  {file['file_name']}{sheet}　数据日期 {file['as_of']}　读入 {file['rows_read']:,} ="
                   f" 载入 {file['loaded']:,} + 隔离 {file['quarantined']:,} + 不计入 {file['excluded']:,}")
        yield from _set_aside(loaded)
        yield from _found(loaded, contract)


def _set_aside(loaded: Loaded) -> Iterator[str]:
    labels = QUARANTINED.labels | EXCLUDED.labels
    aside = loaded.records.filter(pl.col("outcome") != "loaded")
    for (file, reason), rows in aside.group_by("file_name", "reason", maintain_order=True):
        yield f"    {file}：{labels[str(reason)]} {_where(rows)}"


def _found(loaded: Loaded, contract: Contract) -> Iterator[str]:
    placed = loaded.findings.join(loaded.records.select("record_id", "sheet", "row_no"), on="record_id", how="left")
    for (file, column, code), rows in placed.sort("file_name", "column_name", "code", "row_no").group_by(
            "file_name", "column_name", "code", maintain_order=True):
        term = FINDINGS[str(code)]
        heading = f"“{contract[str(column)].heading}”" if column else ""
        details = "、".join(rows["detail"].drop_nulls().unique(maintain_order=True).head(_ROWS_NAMED))
        where = _where(rows) if rows["row_no"].drop_nulls().len() else details
        yield f"    {file}{heading}：{term.label} {where}　→ {term.mend}"


def _where(rows: pl.DataFrame) -> str:
    numbered = rows.drop_nulls("row_no").sort("sheet", "row_no").head(_ROWS_NAMED)
    named = "、".join(f"{sheet}{'!' if sheet else ''}{row}" for sheet, row in numbered.select("sheet", "row_no").rows())
    return f"{rows.height:,} 处（第 {named} 行{' 等' if rows.height > _ROWS_NAMED else ''}）"


def _broken(results: pl.DataFrame) -> Iterator[str]:
    broken = results.filter(~pl.col("success"))
    if broken.height:
        yield "未符合的数据约定"
    for row in broken.iter_rows(named=True):
        yield f"  {row['sentence']}"
