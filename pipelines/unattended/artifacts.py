"""What Prefect's page shows of a night: the county's ledger beside the last one, lists, checks. Numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.publish.summary import ledger_lines
from sources.vocabulary import LIST


def ledger_published(out: Path) -> pl.DataFrame | None:
    """``status, children`` of the county as published in ``out`` at this moment; None before the first night."""
    import duckdb

    path = out / "rollcall.duckdb"
    if not path.exists():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.sql("SELECT status, children FROM ledger WHERE town = '*'").pl()
    except duckdb.Error:  # of another version, or damaged: the night about to run replaces it
        return None


def told(
    ledger: pl.DataFrame, lists: pl.DataFrame, checks: pl.DataFrame, before: pl.DataFrame | None
) -> dict[str, str]:
    """Markdown by artifact: ``ledger``, ``lists`` and ``checks``.

    ``ledger`` and ``before`` have ``status, children`` of the county, ``lists`` has ``list, children``, ``checks`` are
    rows of ``checks.results.RESULT``, whose titles and sentences are about columns and totals.
    """
    return {"ledger": _ledger(ledger, before), "lists": _lists(lists), "checks": _checks(checks)}


def _ledger(ledger: pl.DataFrame, before: pl.DataFrame | None) -> str:
    now, then = _lines(ledger), _lines(before)
    names = [*now, *(name for name in then if name not in now)]
    rows = [(name, now.get(name, 0), then.get(name, 0)) for name in names]
    rows.append(("合计", sum(now.values()), sum(then.values())))
    if before is None:
        return _table(("状态", "人数"), [(name, f"{count:,}") for name, count, _ in rows])
    beside = [(name, f"{count:,}", _change(count - earlier)) for name, count, earlier in rows]
    return _table(("状态", "人数", "较上次发布"), beside)


def _lines(ledger: pl.DataFrame | None) -> Mapping[str, int]:
    """Each line of the ledger by its name; of the filed ones the numbers in the name are left out."""
    lines = ledger_lines(ledger) if ledger is not None else []
    return {line.label.split("（")[0] if line.label.startswith("备案") else line.label: line.children for line in lines}


def _lists(lists: pl.DataFrame) -> str:
    counts = dict(lists.select("list", "children").rows())
    rows = [(name, f"{counts.get(code, 0):,}") for code, name in LIST.labels.items() if code != "none"]
    return _table(("清单", "人数"), rows)


def _checks(checks: pl.DataFrame) -> str:
    broken = checks.filter(~pl.col("success")).select("title", "sentence").rows()
    kept = f"数据约定 {checks.height} 项，符合 {checks.height - len(broken)} 项"
    return kept if not broken else f"{kept}\n\n" + _table(("约定", "情况"), broken)


def _change(by: int) -> str:
    return f"{by:+,}" if by else "—"


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    ruled = "|".join(["---", *["---:"] * (len(heads) - 1)])
    lines = ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in (heads, *rows)]
    return "\n".join([lines[0], f"|{ruled}|", *lines[1:]])
