"""Children that were recognized in doubt, what is asked of each, and what people answered: one child, or two.

The question has a token of its own, which the data desk's list bears; the answer is a verdict as on any pair, and may
be withdrawn as one. ``same`` makes the recognition sure. ``different`` parts the two: the id goes back to the child of
before, who has left the registry, and whoever stands there now gets an id of its own.
"""

from __future__ import annotations

import polars as pl

from pipelines.casebook.presence import KEYS, TOLD, children
from pipelines.casebook.tokens import keyed

#: Kinds of answers that settle a question.
_SETTLING = ("same", "different")
#: With this letter the tokens of such questions begin; those of pairs begin with P.
LETTER = "S"
#: What people call what a key is of.
_WORDS = {
    "id_key": "证件号码", "name_key": "姓名", "birth_key": "出生日期和性别", "place_key": "村（居）",
    "home_key": "户号", "kin_key": "监护人",
}  # fmt: skip
#: Column → type of a question.
DOUBT: dict[str, pl.DataType | type[pl.DataType]] = {
    "doubt_token": pl.String,
    "child_id": pl.String,  # who it would be, if it is the same
    "since": pl.Date,  # the as-of date on which it was recognized in doubt
    "alike": pl.String,  # what was as before, in words
    "unlike": pl.String,  # what was not
    "decision": pl.String,  # the newest answer in force: same, different, unsure; null for none
}


def doubts(events: pl.DataFrame, verdicts: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """DOUBT of every recognition that was not sure, oldest first.

    ``events`` are the identity events in their order, ``verdicts`` those in force.
    """
    before = [pl.col(name).shift(1).over("child_id").alias(f"{name}_then") for name in KEYS]
    told = events.filter(pl.col("kind").is_in(TOLD))
    asked_of = told.filter(~pl.col("sure"))  # few: nobody else's events need be told one from the one before
    unsure = told.join(asked_of, on="child_id", how="semi", maintain_order="left").with_columns(before).filter(
        ~pl.col("sure"))
    first = unsure.unique(["child_id", "as_of"], keep="first", maintain_order=True)
    tokens = [LETTER + keyed(key, "doubt", *one)[:12].upper() for one in first.select("child_id", "as_of").rows()]
    alike = [pl.col(name) == pl.col(f"{name}_then") for name in _WORDS]
    asked = first.select(
        pl.Series("doubt_token", tokens, dtype=pl.String), "child_id", since="as_of",
        alike=_words(alike), unlike=_words([~one for one in alike]))
    last = verdicts.sort("decided_on", maintain_order=True).unique("pair_token", keep="last")
    answers = last.select("decision", doubt_token="pair_token")
    told = asked.join(answers, on="doubt_token", how="left", maintain_order="left")
    return told.select(*DOUBT).cast(pl.Schema(DOUBT))


def settled(events: pl.DataFrame, doubts: pl.DataFrame) -> pl.DataFrame:
    """The events as the answers have them, with ``apart``: the day of the doubt to which what is noted belongs.

    A confirmed recognition is sure. From a recognition in doubt that was answered 'different' until the child was
    parted, what was noted of it is of somebody else; ``apart`` is null everywhere else.
    """
    answers = doubts.filter(pl.col("decision").is_in(_SETTLING)).select(
        "child_id", "decision", as_of="since")
    told = events.join(answers, on=["child_id", "as_of"], how="left", maintain_order="left")
    unsure = ~pl.col("sure").fill_null(True)
    begins = unsure & (pl.col("decision") == "different")
    # A day long gone stands for none, so that the end of one part does not take over its beginning.
    mark = pl.when(begins).then("as_of").when(pl.col("kind") == "parted").then(pl.date(1, 1, 1))
    apart = mark.forward_fill().over("child_id")
    return told.with_columns(
        sure=pl.when(unsure & (pl.col("decision") == "same")).then(True).otherwise("sure"),
        apart=pl.when(apart > pl.date(1, 1, 1)).then(apart)).drop("decision")


def parted(events: pl.DataFrame, doubts: pl.DataFrame) -> pl.DataFrame:
    """``child_id, other_id, since``: who was parted from whom and found as somebody of its own; proofs of before
    ``since`` may be the first one's."""
    since = doubts.filter(decision="different").group_by("child_id").agg(pl.col("since").max())
    apart = events.filter(pl.col("kind") == "parted").drop_nulls("other_id")
    return apart.select("child_id", "other_id").join(since, on="child_id").unique(maintain_order=True)


def reunited(children: pl.DataFrame, events: pl.DataFrame, doubts: pl.DataFrame) -> pl.DataFrame:
    """The children (``presence.children``), ``reunited`` the child that one was parted from by an answer that was
    taken back since: it is the same one again."""
    still = doubts.filter(decision="different")
    back = events.filter(pl.col("kind") == "parted").drop_nulls("other_id").join(still, on="child_id", how="anti")
    again = back.select(child_id="other_id", parted_from="child_id").unique("child_id", keep="last")
    told = children.join(again, on="child_id", how="left", maintain_order="left")
    return told.with_columns(reunited=pl.when(pl.col("became").is_null()).then("parted_from")).drop("parted_from")


def asked(events: pl.DataFrame, verdicts: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """DOUBT of what is still to be answered: of each child the last recognition in doubt, when no answer settles it."""
    unsure = events.filter(~pl.col("sure"))
    some = events.join(unsure, on="child_id", how="semi", maintain_order="left")
    every = doubts(some, verdicts, key)
    here = children(settled(some, every)).filter(pl.col("left").is_null()).drop_nulls("doubted")
    # One that is settled has given way to the one before it.
    return every.join(here.select("child_id", since="doubted"), on=["child_id", "since"], how="semi")


def _words(held: list[pl.Expr]) -> pl.Expr:
    words = [pl.when(one).then(pl.lit(word)) for one, word in zip(held, _WORDS.values(), strict=True)]
    return pl.concat_str(words, separator="、", ignore_nulls=True)
