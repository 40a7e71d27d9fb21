"""What is printed of a returned file and written beside its rows: sentences with a place, a cause and a mend."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.returning.wording import (
    ABSENT,
    IGNORED,
    KNOWN,
    OUTCOMES,
    REFUSALS,
    REFUSED,
    TAKEN,
    UNANSWERED,
    WITHDRAWN,
    label_of,
)  # fmt: skip
from sources.person import Loaded

#: What stands beside each row of the copy.
BESIDE = ("回执", "回执说明")


def explained(loaded: Loaded, answers: pl.DataFrame) -> pl.DataFrame:
    """The answers (ANSWER) with ``letter`` and ``heading`` of the column to mend, and ``sentence``, '' where nothing
    is to be said. Column letters and headings are those of the file."""
    column = pl.col("code").replace_strict({code: one.column for code, one in REFUSALS.items()}, default=None)
    sought = answers.with_columns(pl.when(pl.col("outcome") == REFUSED).then(column).alias("column_name"))
    placed = sought.join(loaded.places, on=["file_name", "sheet", "column_name"], how="left", maintain_order="left")
    rows = placed.select("outcome", "code", "letter", "heading", "said").rows()
    sentences = pl.Series("sentence", [_sentence(*row) for row in rows], dtype=pl.String)
    return placed.drop("column_name").with_columns(sentences)


def _sentence(outcome: str, code: str | None, letter: str | None, heading: str | None, said: list[str]) -> str:
    parts = list(said)
    if outcome == REFUSED and code:
        where = f"{letter} 列“{heading}”：" if letter else ""
        parts = [f"{where}{REFUSALS[code].label} → {REFUSALS[code].mend}", *said]
    elif outcome == IGNORED and code:
        parts = [label_of(code)]
    return "；".join(parts)


def lines(name: str, title: str, answers: pl.DataFrame) -> Iterator[str]:
    """What is printed of a file: each row of which something must be said, then the sums.

    Row numbers and tokens only: no cell of a row is repeated.
    """
    yield f"{name}（{title}）：共 {answers.height:,} 行"
    sheets = answers["sheet"].n_unique() + answers["file_name"].n_unique() > 2
    for row in answers.filter(pl.col("sentence") != "").iter_rows(named=True):
        place = f"〈{row['sheet'] or row['file_name']}〉" if sheets else ""
        token = f"　{row['token']}" if row["token"] else ""
        yield f"  {place}第 {row['row_no']} 行{token}　{OUTCOMES[row['outcome']]}：{row['sentence']}"
    yield "  " + sums(answers)


def sums(answers: pl.DataFrame) -> str:
    """How many rows were taken, known, refused (by reason), not filled in, and of cases closed since."""
    if answers["outcome"].is_in([WITHDRAWN, ABSENT]).any():
        shown = (WITHDRAWN, ABSENT, UNANSWERED)
        return "，".join(f"{OUTCOMES[one]} {answers.filter(outcome=one).height:,}" for one in shown)
    count = dict(answers.group_by("outcome").len().rows())
    refused = answers.filter(outcome=REFUSED).group_by("code").len().sort("len", "code", descending=[True, False])
    reasons = "、".join(f"{label_of(code)} {rows:,}" for code, rows in refused.rows())
    closed = answers.filter(pl.col("closed") & pl.col("outcome").is_in([TAKEN, KNOWN])).height
    parts = [
        *(f"{OUTCOMES[one]} {count.get(one, 0):,}" for one in (TAKEN, KNOWN)),
        f"{OUTCOMES[REFUSED]} {count.get(REFUSED, 0):,}" + (f"（{reasons}）" if reasons else ""),
        f"{OUTCOMES[UNANSWERED]} {count.get(UNANSWERED, 0):,}",
        *([f"{OUTCOMES[IGNORED]} {count[IGNORED]:,}"] if IGNORED in count else []),
        f"其中案件已先关闭 {closed:,}",
    ]
    return "，".join(parts)
