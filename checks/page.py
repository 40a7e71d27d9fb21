"""What the gates found, kept: pages that open offline and the same as JSON, counts only."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined

from checks.promises import Gate
from checks.results import fatal, warned
from sources.vocabulary import Severity

#: Gate → what a clerk calls it, in the order in which a register goes through them.
GATES = {
    Gate.FILES.value: "文件", Gate.AS_READ.value: "读入时", Gate.AS_CONFORMED.value: "整理后",
    Gate.TOTALS.value: "总量（与上一夜及常见范围相比）", Gate.AS_PUBLISHED.value: "发布前",
}  # fmt: skip
_TABLES = ("published", "待发布的表")


class Says(Protocol):
    """What says a message, or a sentence that the results hold, in the language of the pages."""

    @property
    def code(self) -> str:
        """zh or en."""
        ...

    def __call__(self, message: str, /, **values: Any) -> str:
        """The message with its values."""
        ...

    def sentence(self, text: str) -> str:
        """The sentence, known by its words."""
        ...


class _AsWritten:
    code = "zh"

    def __call__(self, message: str, /, **values: Any) -> str:
        return message.format(**values) if values else message

    def sentence(self, text: str) -> str:
        return text


def write_pages(results: pl.DataFrame, folder: Path, say: Says | None = None) -> None:
    """Write ``index.html``, a page per register, one for the tables, and ``results.json`` into ``folder``.

    ``results`` are rows of ``checks.results.RESULT``. The folder is made when missing. The pages carry their style,
    load nothing, and show only what was promised and how many rows kept it. They speak Chinese, or as ``say`` says;
    ``results.json`` is the results as they are.
    """
    say = say or _AsWritten()
    folder.mkdir(parents=True, exist_ok=True)
    pages = Environment(loader=PackageLoader("checks"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    pages.globals |= {"say": say, "lang": "zh-CN" if say.code == "zh" else say.code}
    subjects = _subjects(results, say)
    page = pages.get_template("index.html").render(subjects=subjects)
    (folder / "index.html").write_text(page, "utf-8")
    for subject in subjects:
        page = pages.get_template("subject.html").render(subject=subject)
        (folder / f"{subject['name']}.html").write_text(page, "utf-8")
    (folder / "results.json").write_text(_json(results), "utf-8")


def _json(results: pl.DataFrame) -> str:
    """The results as Great Expectations counts them: success, statistics, then one object per expectation."""
    broken = results.filter(~pl.col("success")).height
    return json.dumps({
        "success": fatal(results).is_empty(),
        "great_expectations": version("great_expectations"),
        "statistics": {
            "evaluated_expectations": results.height, "successful_expectations": results.height - broken,
            "unsuccessful_expectations": broken,
        },
        "results": results.to_dicts(),
    }, ensure_ascii=False, indent=1)  # fmt: skip


def _subjects(results: pl.DataFrame, say: Says) -> list[dict[str, Any]]:
    """The registers in their order, each by gate, and then the tables to be published, by table."""
    of_tables = pl.col("gate") == Gate.AS_PUBLISHED.value
    subjects = [
        _subject(str(name), say(rows["title"][0]), _by_gate(rows, say), say)
        for (name,), rows in results.filter(~of_tables).group_by("register", maintain_order=True)
    ]
    tables = results.filter(of_tables)
    # The models' titles are Chinese: elsewhere a table goes by its name.
    named = {
        f"{rows['title'][0]}（{table}）" if say.code == "zh" else str(table): rows
        for (table,), rows in tables.group_by("register", maintain_order=True)}
    name, title = _TABLES
    return [*subjects, _subject(name, say(title), named, say)] if named else subjects


def _by_gate(rows: pl.DataFrame, say: Says) -> dict[str, pl.DataFrame]:
    parts = {say(label): rows.filter(pl.col("gate") == gate) for gate, label in GATES.items()}
    return {label: part for label, part in parts.items() if not part.is_empty()}


def _subject(name: str, title: str, parts: dict[str, pl.DataFrame], say: Says) -> dict[str, Any]:
    """One page as the templates want it: its verdict, its counts, its promises by part, broken ones first."""
    rows = pl.concat(parts.values())
    broken = rows.filter(~pl.col("success"))
    return {
        "name": name,
        "title": title,
        "rows": rows.filter(pl.col("gate") == Gate.AS_READ.value)["checked"].max(),
        "promises": rows.height,
        "kept": rows.height - broken.height,
        "warned": warned(rows).height,
        "refused": fatal(rows).height,
        "broken": [_row(row, say) for row in broken.iter_rows(named=True)],
        "parts": [
            {"label": label, "rows": [_row(row, say) for row in part.sort("success", maintain_order=True).to_dicts()]}
            for label, part in parts.items()
        ],
    }


def _row(row: dict[str, Any], say: Says) -> dict[str, Any]:
    verdict = "kept" if row["success"] else "refused" if row["severity"] == Severity.FATAL else "warned"
    whole = row["observed"] is not None or row["expectation"].startswith("expect_table_")
    return row | {
        "verdict": verdict, "mark": say({"kept": "✓ 符合", "warned": "! 提示", "refused": "✗ 拒绝"}[verdict]),
        "whole": whole, "sentence": say.sentence(row["sentence"]),
        "told": say.sentence(row["sentence"] if whole or row["unexpected"] or not row["success"] else row["says"]),
    }  # fmt: skip
