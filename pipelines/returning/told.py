"""What is printed of a returned file and written beside its rows: sentences with a place, a cause and a mend."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipelines.language import CHINESE, Language
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


def explained(loaded: Loaded, answers: pl.DataFrame, say: Language = CHINESE) -> pl.DataFrame:
    """The answers (ANSWER) with ``letter`` and ``heading`` of the column to mend, and ``sentence``, '' where nothing
    is to be said, in that language. Column letters and headings are those of the file."""
    column = pl.col("code").replace_strict({code: one.column for code, one in REFUSALS.items()}, default=None)
    sought = answers.with_columns(pl.when(pl.col("outcome") == REFUSED).then(column).alias("column_name"))
    placed = sought.join(loaded.places, on=["file_name", "sheet", "column_name"], how="left", maintain_order="left")
    rows = placed.select("outcome", "code", "letter", "heading", "said").rows()
    sentences = pl.Series("sentence", [_sentence(row, say) for row in rows], dtype=pl.String)
    return placed.drop("column_name").with_columns(sentences)


def _sentence(row: tuple[str, str | None, str | None, str | None, list[str]], say: Language) -> str:
    outcome, code, letter, heading, said = row
    parts = [say.sentence(one) for one in said]
    if outcome == REFUSED and code:
        where = say("{letter} 列“{heading}”：", letter=letter, heading=heading) if letter else ""
        parts = [f"{where}{say(REFUSALS[code].label)} → {say(REFUSALS[code].mend)}", *parts]
    elif outcome == IGNORED and code:
        parts = [say(label_of(code))]
    return say("；").join(parts)


def lines(name: str, title: str, answers: pl.DataFrame, say: Language = CHINESE) -> Iterator[str]:
    """What is printed of a file: each row of which something must be said, then the sums.

    Row numbers and tokens only: no cell of a row is repeated.
    """
    yield say("{name}（{title}）：共 {n:,} 行", name=name, title=say(title), n=answers.height)
    sheets = answers["sheet"].n_unique() + answers["file_name"].n_unique() > 2
    for row in answers.filter(pl.col("sentence") != "").iter_rows(named=True):
        place = say("〈{sheet}〉", sheet=row["sheet"] or row["file_name"]) if sheets else ""
        token = f"{say('　')}{row['token']}" if row["token"] else ""
        yield "  " + say("{place}第 {row} 行{token}　{outcome}：{sentence}", place=place.lstrip(), row=row["row_no"],
                         token=token, outcome=say(OUTCOMES[row["outcome"]]), sentence=row["sentence"])
    yield "  " + sums(answers, say)


def sums(answers: pl.DataFrame, say: Language = CHINESE) -> str:
    """How many rows were taken, known, refused (by reason), not filled in, and of cases closed since."""

    def counted(outcome: str, rows: int) -> str:
        return f"{say(OUTCOMES[outcome])} {rows:,}"

    if answers["outcome"].is_in([WITHDRAWN, ABSENT]).any():
        shown = (WITHDRAWN, ABSENT, UNANSWERED)
        return say("，").join(counted(one, answers.filter(outcome=one).height) for one in shown)
    count = dict(answers.group_by("outcome").len().rows())
    refused = answers.filter(outcome=REFUSED).group_by("code").len().sort("len", "code", descending=[True, False])
    reasons = say("、").join(f"{say(label_of(code))} {rows:,}" for code, rows in refused.rows())
    closed = answers.filter(pl.col("closed") & pl.col("outcome").is_in([TAKEN, KNOWN])).height
    parts = [
        *(counted(one, count.get(one, 0)) for one in (TAKEN, KNOWN)),
        counted(REFUSED, count.get(REFUSED, 0)) + (say("（{reasons}）", reasons=reasons) if reasons else ""),
        counted(UNANSWERED, count.get(UNANSWERED, 0)),
        *([counted(IGNORED, count[IGNORED])] if IGNORED in count else []),
        say("其中案件已先关闭 {closed:,}", closed=closed),
    ]
    return say("，").join(parts)
