"""What comparing will cost, before it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from pipelines.linkage.forecast import MODELS, blocking_forecast
from pipelines.matching import persons_of
from pipelines.publish.linkage_figures import blocking as in_words
from pipelines.publish.words import SHORT
from sources.person import Loaded


def blocking_costs(registers: Mapping[str, Loaded], as_of: date) -> Iterator[str]:
    """The candidate pairs of every rule, each problem's costliest first, and where its largest block is found."""
    rows = pl.concat([loaded.records for loaded in registers.values()])
    forecast = blocking_forecast(persons_of(registers), as_of=as_of)
    told = in_words(forecast, {f"{one.left}-{one.right}": one for one in MODELS})
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
