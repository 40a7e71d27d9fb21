"""What the checks found, as pages that open offline: one overview and one page per register, counts only."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined

from sources.vocabulary import Severity

_GATES = {"files": "文件", "as read": "读入时", "as conformed": "整理后"}


def write_pages(results: pl.DataFrame, folder: Path) -> None:
    """Write ``index.html`` and ``<register>.html`` into ``folder``, made when missing.

    ``results`` are rows of ``checks.expectations.RESULT``. The pages carry their style, load nothing, and show
    only what was promised and how many rows kept it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pages = Environment(loader=PackageLoader("checks"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    registers = [_register(rows) for _, rows in results.group_by("register", maintain_order=True)]
    page = pages.get_template("index.html").render(registers=registers)
    (folder / "index.html").write_text(page, "utf-8")
    for register in registers:
        page = pages.get_template("register.html").render(register=register)
        (folder / f"{register['name']}.html").write_text(page, "utf-8")


def _register(rows: pl.DataFrame) -> dict[str, object]:
    """One register as the templates want it: its verdict, its counts, its promises by gate, broken ones first."""
    gates = [
        {"label": label, "rows": [_row(row) for row in part.sort("success", maintain_order=True).iter_rows(named=True)]}
        for gate, label in _GATES.items()
        if not (part := rows.filter(pl.col("gate") == gate)).is_empty()
    ]
    broken = rows.filter(~pl.col("success"))
    return {
        "name": rows["register"][0],
        "title": rows["title"][0],
        "rows": rows.filter(pl.col("gate") == "as read")["checked"].max() or 0,
        "promises": rows.height,
        "kept": rows.height - broken.height,
        "warned": broken.filter(pl.col("severity") != Severity.FATAL).height,
        "refused": broken.filter(pl.col("severity") == Severity.FATAL).height,
        "broken": [_row(row) for row in broken.iter_rows(named=True)],
        "gates": gates,
    }


def _row(row: dict[str, object]) -> dict[str, object]:
    verdict = "kept" if row["success"] else "refused" if row["severity"] == Severity.FATAL else "warned"
    return row | {"verdict": verdict, "mark": {"kept": "✓ 符合", "warned": "! 提示", "refused": "✗ 拒绝"}[verdict]}
