"""What Prefect's page shows of a night: the county's ledger beside the last one, lists, checks. Numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.publish.summary import ledger_lines
from sources.vocabulary import CHILD_STATUS, LIST


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
    ledger: pl.DataFrame, lists: pl.DataFrame, checks: pl.DataFrame, before: pl.DataFrame | None,
    say: Language = CHINESE,
) -> dict[str, str]:
    """Markdown by artifact: ``ledger``, ``lists`` and ``checks``.

    ``ledger`` and ``before`` have ``status, children`` of the county, ``lists`` has ``list, children``, ``checks`` are
    rows of ``checks.results.RESULT``, whose titles and sentences are about columns and totals.
    """
    return {"ledger": _ledger(ledger, before, say), "lists": _lists(lists, say), "checks": _checks(checks, say)}


def _ledger(ledger: pl.DataFrame, before: pl.DataFrame | None, say: Language) -> str:
    now, then = _lines(ledger, say), _lines(before, say)
    names = [*now, *(name for name in then if name not in now)]
    rows = [(name, now.get(name, 0), then.get(name, 0)) for name in names]
    rows.append((say("合计"), sum(now.values()), sum(then.values())))
    heads = (say("状态"), say("人数"), say("较上次发布"))
    if before is None:
        return _table(heads[:2], [(name, f"{count:,}") for name, count, _ in rows])
    return _table(heads, [(name, f"{count:,}", _change(count - earlier)) for name, count, earlier in rows])


def _lines(ledger: pl.DataFrame | None, say: Language) -> Mapping[str, int]:
    """Each line of the ledger by its name; the filed ones, whose line names numbers, by one word."""
    lines = ledger_lines(ledger, say) if ledger is not None else []
    single = say.labels(CHILD_STATUS).values()
    return {line.label if line.label in single else say("备案"): line.children for line in lines}


def _lists(lists: pl.DataFrame, say: Language) -> str:
    counts = dict(lists.select("list", "children").rows())
    rows = [(name, f"{counts.get(code, 0):,}") for code, name in say.labels(LIST).items() if code != "none"]
    return _table((say("清单"), say("人数")), rows)


def _checks(checks: pl.DataFrame, say: Language) -> str:
    broken = checks.filter(~pl.col("success")).select("title", "sentence").rows()
    kept = say("数据约定 {all} 项，符合 {kept} 项", all=checks.height, kept=checks.height - len(broken))
    if not broken:
        return kept
    return f"{kept}\n\n" + _table((say("约定"), say("情况")), [tuple(map(say.sentence, row)) for row in broken])


def _change(by: int) -> str:
    return f"{by:+,}" if by else "—"


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    ruled = "|".join(["---", *["---:"] * (len(heads) - 1)])
    lines = ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in (heads, *rows)]
    return "\n".join([lines[0], f"|{ruled}|", *lines[1:]])
