"""The shape of what is answered, and what both kinds of list have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import polars as pl

from pipelines.returning.wording import BLANK, IGNORED, KNOWN, REFUSED, TAKEN, UNANSWERED
from sources.person import Loaded
from sources.vocabulary import FINDINGS

#: One row of a returned file and what is answered to it.
ANSWER: dict[str, pl.DataType | type[pl.DataType]] = {
    "record_id": pl.String,
    "file_name": pl.String,
    "sheet": pl.String,  # '' for files without sheets
    "row_no": pl.Int32,  # as the spreadsheet shows it
    "token": pl.String,  # of the task or pair, where it is one that was issued; it says nothing of a person
    "outcome": pl.String,  # wording.OUTCOMES
    "code": pl.String,  # of wording.REFUSALS, or why the row does not count; null for what was taken
    "closed": pl.Boolean,  # the task has been closed since the list went out
    "said": pl.List(pl.String),  # what else must be told, each a sentence without a personal value
}


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers to every row of a file (ANSWER), and what the taken rows put on file, under the casebook's names."""

    answers: pl.DataFrame
    taken: pl.DataFrame
    withdrawable: pl.DataFrame  # record_id, item: what is on file already that says what a row says


def outcome_of(records: pl.DataFrame) -> pl.DataFrame:
    """``record_id, file_name, sheet, row_no, outcome, code`` of each row; null where it was loaded."""
    blank = pl.col("reason").is_in(BLANK)
    return records.select(
        "record_id", "file_name", "sheet", "row_no",
        pl.when(blank).then(pl.lit(UNANSWERED))
        .when(pl.col("outcome") == "quarantined").then(pl.lit(REFUSED))
        .when(pl.col("reason") == "duplicate_row").then(pl.lit(KNOWN))
        .when(pl.col("outcome") == "excluded").then(pl.lit(IGNORED)).alias("outcome"),
        pl.col("reason").alias("code"),
    )  # fmt: skip


def answers_of(records: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """ANSWER for all records; ``judged`` (``record_id``, ``code`` for a refusal, ``known``, and ``token``, ``closed``,
    ``said`` as in ANSWER) is about those of them that could be read, and may tell of the others, too."""
    both = outcome_of(records).join(judged.rename({"code": "refused"}), on="record_id", how="left")
    outcome = (
        pl.when(pl.col("outcome").is_not_null()).then("outcome")
        .when(pl.col("refused").is_not_null()).then(pl.lit(REFUSED))
        .when(pl.col("known")).then(pl.lit(KNOWN))
        .otherwise(pl.lit(TAKEN))
    )  # fmt: skip
    said = both.with_columns(
        outcome.alias("outcome"), pl.coalesce("code", "refused").alias("code"), pl.col("closed").fill_null(False),
        pl.col("said").fill_null(pl.lit([], dtype=pl.List(pl.String))))
    return said.select(*ANSWER).cast(pl.Schema(ANSWER))


def sentences(*told: pl.DataFrame) -> pl.DataFrame:
    """``record_id, said``: the frames of ``record_id, sentence``, in their order, as one list a row."""
    every = pl.concat([frame.select("record_id", "sentence") for frame in told]).drop_nulls("sentence")
    return every.group_by("record_id", maintain_order=True).agg(pl.col("sentence").alias("said"))


def noticed(loaded: Loaded, silent: frozenset[str]) -> pl.DataFrame:
    """``record_id, sentence``: what reading found in rows that it took all the same, but for ``silent``."""
    found = loaded.findings.drop_nulls("record_id").filter(~pl.col("code").is_in(silent | {"row_quarantined"}))
    found = found.join(loaded.rows.select("record_id"), on="record_id", how="semi", maintain_order="left")
    label = pl.col("code").replace_strict({code: term.label for code, term in FINDINGS.items()})
    return found.select("record_id", sentence=pl.format("{}，未采用该格", label)).unique(maintain_order=True)


def first_true(*cases: tuple[pl.Expr, str]) -> pl.Expr:
    """The code of the first case that holds; null where none does."""
    nothing = pl.lit(None, dtype=pl.String)
    return reduce(lambda rest, case: pl.when(case[0]).then(pl.lit(case[1])).otherwise(rest), reversed(cases), nothing)
