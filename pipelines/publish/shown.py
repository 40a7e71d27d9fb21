"""Columns of tables as people read them: words for codes, days, probabilities, the headings of an office's own file."""

from __future__ import annotations

import polars as pl

from pipelines.publish.words import HEADINGS
from sources.vocabulary import Vocabulary


def text(name: str) -> pl.Expr:
    """The column as text."""
    return pl.col(name).cast(pl.String)


def labelled(name: str, words: Vocabulary) -> pl.Expr:
    """The label of each code."""
    return text(name).replace(words.labels)


def yes_no(name: str) -> pl.Expr:
    """是 or 否."""
    return pl.when(pl.col(name)).then(pl.lit("是")).when(pl.col(name).not_()).then(pl.lit("否"))


def day(name: str) -> pl.Expr:
    """A date as 2026-09-01."""
    return pl.col(name).cast(pl.Date).dt.strftime("%Y-%m-%d")


def chance(name: str) -> pl.Expr:
    """A probability as 93.1%, rounded down: what waits for a person is never shown as certain."""
    thousandths = (pl.col(name) * 1000 + 1e-6).floor().clip(upper_bound=999).cast(pl.Int64)
    return pl.format("{}.{}%", thousandths // 10, thousandths % 10)


def heading(source: str, column: str) -> pl.Expr:
    """The customary heading of a register's column, as the clerk sees it in the file."""
    key = pl.concat_str(source, pl.lit("."), column)
    return pl.coalesce(key.replace_strict(HEADINGS, default=None), column)
