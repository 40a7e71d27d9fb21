"""The life of a case: opened, listed otherwise, late, told to the township, closed, opened again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from pipelines.casebook.tokens import case_token, keyed

#: Column → type of how a case stands.
CASE_STATE: dict[str, pl.DataType | type[pl.DataType]] = {
    "case_token": pl.String,
    "child_id": pl.String,  # whose it is now, after merges
    "list": pl.String,
    "reason": pl.String,
    "town": pl.String,
    "school_name": pl.String,
    "first_listed": pl.Date,
    "closed": pl.Date,  # the as-of date of the first night that no longer listed the child
    "closed_as": pl.String,  # the child's status then; left or merged
    "late_since": pl.Date,
    "escalated_since": pl.Date,
    "reopened": pl.Boolean,  # the child had a case before in this school year
}
#: Column → type of tonight's cases, as mart ``case_tonight`` has them.
TONIGHT: dict[str, type[pl.DataType]] = {
    "case_token": pl.String, "child_id": pl.String, "list": pl.String, "reason": pl.String, "town": pl.String,
    "school_name": pl.String, "responsible": pl.String, "due": pl.Date, "late": pl.Boolean, "escalated": pl.Boolean,
}  # fmt: skip
_EVENT = ("case_token", "child_id", "kind", "list", "reason", "town", "school_name", "due")
_OPENING, _CLOSING = ("opened", "reopened", "resumed"), ("closed", "aside")


def cases(events: pl.DataFrame) -> pl.DataFrame:
    """CASE_STATE of every case, folded from its events in their order."""
    kind, day = pl.col("kind"), pl.col("as_of")
    last = kind.filter(kind.is_in([*_OPENING, *_CLOSING])).last()
    shut = last.is_in(_CLOSING)
    listed = kind.is_in([*_OPENING, "listed_as", "aside"])
    where = {name: pl.col(name).filter(listed).last() for name in ("list", "reason", "town", "school_name")}
    return events.group_by("case_token", maintain_order=True).agg(
        child_id=pl.col("child_id").last(), **where, first_listed=day.first(),
        closed=pl.when(shut).then(day.filter(kind.is_in(_CLOSING)).last()),
        closed_as=pl.when(shut).then(pl.col("reason").filter(kind == "closed").last()),
        late_since=day.filter(kind == "late").first(),
        escalated_since=day.filter(kind == "escalated").first(),
        reopened=(kind == "reopened").any(),
    ).select(*CASE_STATE).sort("case_token")


def tasks(known: pl.DataFrame, listed: pl.DataFrame, nights: list[date], as_of: date, key: bytes) -> pl.DataFrame:
    """``child_id, case_token, list, first_listed, nights_listed, spell`` for each listed child.

    ``known`` are the cases (CASE_STATE), ``listed`` has ``child_id, list``, ``nights`` are the as-of dates of the
    nights that stand. An open case goes on under its token, and so does one that this very date had closed; another
    child gets a new token. The same as-of date counts once, however often the night is run. ``spell`` is how many
    cases the child had before in the same school year (from 1 September).
    """
    still = pl.col("closed").is_null() | (pl.col("closed") >= as_of)
    running = known.filter(still, pl.col("first_listed") <= as_of)
    running = running.sort("first_listed", "case_token").unique("child_id", keep="last", maintain_order=True)
    going_on = listed.join(running.select("child_id", "case_token", "first_listed"), on="child_id", how="left")
    fresh = going_on.filter(pl.col("case_token").is_null())["child_id"].sort().to_list()
    tokens = pl.DataFrame(
        {"child_id": fresh, "new_token": _new_tokens(key, fresh, as_of, set(known["case_token"]))},
        schema={"child_id": pl.String, "new_token": pl.String})
    told = going_on.join(tokens, on="child_id", how="left").select(
        "child_id", pl.coalesce("case_token", "new_token").alias("case_token"), "list",
        pl.col("first_listed").fill_null(as_of))
    return told.join(_nights_listed(told, nights, as_of), on="first_listed").join(
        _spells(told, known, as_of), on="child_id").select(
        "child_id", "case_token", "list", "first_listed", "nights_listed", "spell").sort("child_id")


def case_events(known: pl.DataFrame, tonight: pl.DataFrame, statuses: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """What became of the cases tonight: columns of ``case_event`` but its run, in their order.

    ``known`` are the cases (CASE_STATE) before, ``tonight`` TONIGHT with ``spell``, ``statuses`` have
    ``child_id, status``: a case that closes says what its child is now.
    """
    before = known.select("case_token", "closed", "late_since", "escalated_since", was=pl.struct("list", "reason"))
    now = tonight.join(before.with_columns(known=True), on="case_token", how="left").sort("case_token")
    parts = [*_listed_events(now), _closing(known, tonight, statuses)]
    return pl.concat([part.select(*_EVENT) for part in parts]).with_columns(
        as_of=pl.lit(as_of), ordinal=pl.int_range(1, pl.len() + 1))


def aside(known: pl.DataFrame, tonight: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The cases of a night for a past date that no standing night knows: given a token, and at once no longer open."""
    fresh = tonight.join(known, on="case_token", how="anti").sort("case_token").with_columns(kind=pl.lit("aside"))
    return fresh.select(*_EVENT).with_columns(as_of=pl.lit(as_of), ordinal=pl.int_range(1, pl.len() + 1))


def _listed_events(now: pl.DataFrame) -> Iterator[pl.DataFrame]:
    fresh = pl.col("known").is_null()
    again = pl.when(pl.col("spell") > 0).then(pl.lit("reopened")).otherwise(pl.lit("opened"))
    changed = pl.struct("list", "reason").ne_missing(pl.col("was"))
    yield now.filter(fresh).with_columns(kind=again)
    yield now.filter(pl.col("closed").is_not_null()).with_columns(kind=pl.lit("resumed"))
    yield now.filter(~fresh, pl.col("closed").is_null(), changed).with_columns(kind=pl.lit("listed_as"))
    yield now.filter("late", pl.col("late_since").is_null()).with_columns(kind=pl.lit("late"))
    yield now.filter("escalated", pl.col("escalated_since").is_null()).with_columns(kind=pl.lit("escalated"))


def _closing(known: pl.DataFrame, tonight: pl.DataFrame, statuses: pl.DataFrame) -> pl.DataFrame:
    gone = known.filter(pl.col("closed").is_null()).join(tonight, on="case_token", how="anti")
    told = gone.drop("reason").join(statuses.select("child_id", reason="status"), on="child_id", how="left")
    return told.with_columns(
        pl.col("reason").fill_null("left"), kind=pl.lit("closed"), due=pl.lit(None, pl.Date)).sort("case_token")


def _nights_listed(told: pl.DataFrame, nights: list[date], as_of: date) -> pl.DataFrame:
    firsts = told["first_listed"].unique()
    before = [sum(first <= night < as_of for night in nights) for first in firsts.to_list()]
    return pl.DataFrame({"first_listed": firsts, "nights_listed": pl.Series(before, dtype=pl.Int32) + 1})


def _spells(told: pl.DataFrame, known: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """``child_id, spell``: the child's cases of this school year that are closed and not this one."""
    year = date(as_of.year - (as_of.month < 9), 9, 1)
    earlier = known.filter(pl.col("closed") <= as_of, pl.col("first_listed") >= year,
                           pl.col("first_listed") < pl.col("closed"))
    counted = told.select("child_id", token="case_token").join(earlier, on="child_id").filter(
        pl.col("case_token") != pl.col("token")).group_by("child_id").agg(spell=pl.len().cast(pl.Int32))
    return told.select("child_id").join(counted, on="child_id", how="left").with_columns(pl.col("spell").fill_null(0))


def _new_tokens(key: bytes, children: list[str], as_of: date, taken: set[str]) -> list[str]:
    tokens = []
    for child in children:
        attempt = 0
        while (token := case_token(keyed(key, "case", child, as_of, attempt))) in taken:
            attempt += 1
        taken.add(token)
        tokens.append(token)
    return tokens
