"""What comparing will cost, before it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.linkage.forecast import MODELS, blocking_forecast
from pipelines.matching import persons_of
from pipelines.publish.linkage_figures import blocking as in_words
from pipelines.publish.words import SHORT
from sources.person import Loaded


def blocking_costs(registers: Mapping[str, Loaded], as_of: date, say: Language = CHINESE) -> Iterator[str]:
    """The candidate pairs of every rule, each problem's costliest first, and where its largest block is found."""
    rows = pl.concat([loaded.records for loaded in registers.values()])
    forecast = blocking_forecast(persons_of(registers), as_of=as_of)
    told = in_words(forecast, {f"{one.left}-{one.right}": one for one in MODELS}, say)
    yield say("分块规则的代价（尚未比对；双方都已直接确认的不计；一对记录可由几条规则找到，各计一次）")
    for (problem,), part in told.group_by("problem", maintain_order=True):
        yield from _of_problem(str(problem), part, rows, say)


def _of_problem(problem: str, part: pl.DataFrame, rows: pl.DataFrame, say: Language) -> Iterator[str]:
    left, right = (say(SHORT[side]) for side in problem.split("-"))
    yield say("{left}—{right}：{rules} 条规则，候选对 {pairs:,}，因块过大而略去 {skipped:,}", left=left, right=right,
              rules=part.height, pairs=part["pairs"].sum(), skipped=part["pairs_left_out"].sum())
    most = part.sort("largest", descending=True, maintain_order=True).row(0, named=True)
    if most["largest"]:
        places = say("、").join(_place(rows, most[side], say) for side in ("left_record", "right_record"))
        sizes = {name: most[name] for name in ("largest", "rule", "left_rows", "right_rows")}
        yield say("  最大一块 {largest:,} 对：{rule}相同，{left} {left_rows:,} 行 × {right} {right_rows:,} 行，"
                  "如 {places}", left=left, right=right, places=places, **sizes)
    for row in part.filter(pl.col("largest") > 0).iter_rows(named=True):
        counted = {name: row[name] for name in ("pairs", "rule", "largest")}
        yield say("  {pairs:>12,} 对　{rule}（最大一块 {largest:,} 对）", **counted)


def _place(rows: pl.DataFrame, record: str, say: Language) -> str:
    """Where a record stands. A block is named by its rows, not by the name or number that they share."""
    row = rows.row(by_predicate=pl.col("record_id") == record, named=True)
    sheet = say("〈{sheet}〉", sheet=row["sheet"]) if row["sheet"] else ""
    return say("{file}{sheet} 第 {row} 行", file=row["file_name"], sheet=sheet, row=row["row_no"])
