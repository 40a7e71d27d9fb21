"""Columns of tables as people read them: words for codes, days, probabilities, the headings of an office's own file."""

from __future__ import annotations

import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.publish.words import HEADINGS
from sources.vocabulary import Vocabulary

#: Stands for the town of a child of whom none is known.
NO_TOWN = "未识别"


def text(name: str) -> pl.Expr:
    """The column as text."""
    return pl.col(name).cast(pl.String)


def labelled(name: str, words: Vocabulary, say: Language = CHINESE) -> pl.Expr:
    """The label of each code."""
    return text(name).replace(say.labels(words))


def yes_no(name: str, say: Language = CHINESE) -> pl.Expr:
    """是 or 否."""
    return pl.when(pl.col(name)).then(pl.lit(say("是"))).when(pl.col(name).not_()).then(pl.lit(say("否")))


def sentence(name: str, say: Language = CHINESE) -> pl.Expr:
    """A column of sentences that a table holds in Chinese, as they are said."""
    if say.code == "zh":
        return text(name)
    return text(name).map_batches(
        lambda told: told.replace({one: say.sentence(one) for one in told.drop_nulls().unique()}),
        return_dtype=pl.String)


def town(name: str, say: Language = CHINESE) -> pl.Expr:
    """A town, or that it is not known."""
    return text(name).replace({NO_TOWN: say(NO_TOWN)})


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
