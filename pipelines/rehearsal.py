"""``rollcall check``: the night's reading and checking without its consequences, as a table a clerk can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import polars as pl

import sources
from pipelines.casebook import Casebook
from pipelines.intake import check_registers, older_loads, read_registers
from pipelines.run import AS_USUAL
from pipelines.settings import Settings
from sources.contract import Contract
from sources.person import Loaded
from sources.vocabulary import EXCLUDED, FINDINGS, QUARANTINED

_ROWS_NAMED = 5


def rehearsed(
    settings: Settings, as_of: date, *, blocking: bool = False, tell: Callable[[str], None] = print
) -> list[str]:
    """The lines to print: each file with its rows, what is wrong in it and where, and the promises that were broken;
    with ``blocking``, what comparing would cost, too.

    Publishes nothing. Raises SourceRefusedError as a night would.
    """
    with Casebook(settings.state) as casebook:
        tell("▸ 读入登记册 …")
        registers = read_registers(settings, as_of, casebook.key, casebook.tokens())
        tell("▸ 核对数据约定 …")
        results = check_registers(registers, settings, as_of, casebook.last_rows(), AS_USUAL)
    if blocking:
        tell("▸ 清点候选对 …")
    costs = _blocking(registers, as_of) if blocking else ()
    older = (f"注意：{sentence}" for sentence in older_loads(registers))
    return [*older, *_read(registers), *_broken(results), *costs, "数据源可以使用：未发布任何内容。"]


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


def _blocking(registers: Mapping[str, Loaded], as_of: date) -> Iterator[str]:
    """The candidate pairs of every rule, each problem's costliest first, and where its largest block is found."""
    from pipelines.linkage.forecast import MODELS, blocking_forecast
    from pipelines.publish.linkage_figures import blocking as in_words
    from pipelines.publish.words import SHORT

    persons = {name: loaded.rows for name, loaded in registers.items() if name != "schools"}
    rows = pl.concat([loaded.records for loaded in registers.values()])
    told = in_words(blocking_forecast(persons, as_of=as_of), {f"{one.left}-{one.right}": one for one in MODELS})
    yield "分块规则的代价（尚未比对；双方都已直接确认的不计；一对记录可由几条规则找到，各计一次）"
    for (problem,), part in told.group_by("problem", maintain_order=True):
        left, right = str(problem).split("-")
        pairs, skipped = part["pairs"].sum(), part["pairs_left_out"].sum()
        yield f"{SHORT[left]}—{SHORT[right]}：{part.height} 条规则，候选对 {pairs:,}，因块过大而略去 {skipped:,}"
        most = part.sort("largest", descending=True, maintain_order=True).row(0, named=True)
        if most["largest"]:
            sizes = f"{SHORT[left]} {most['left_rows']:,} 行 × {SHORT[right]} {most['right_rows']:,} 行"
            places = "、".join(_place(rows, most[side]) for side in ("left_record", "right_record"))
            yield f"  最大一块 {most['largest']:,} 对：{most['rule']}相同，{sizes}，如 {places}"
        for row in part.filter(pl.col("largest") > 0).iter_rows(named=True):
            yield f"  {row['pairs']:>12,} 对　{row['rule']}（最大一块 {row['largest']:,} 对）"


def _place(rows: pl.DataFrame, record: str) -> str:
    """Where a record stands. A block is named by its rows, not by the name or number that they share."""
    row = rows.row(by_predicate=pl.col("record_id") == record, named=True)
    sheet = f"〈{row['sheet']}〉" if row["sheet"] else ""
    return f"{row['file_name']}{sheet} 第 {row['row_no']} 行"
