"""The filled list of telephone checks, row by row."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.returning.answers import Answered, answers_of, first_true, sentences
from pipelines.returning.known import Known
from sources.person import Loaded
from sources.vocabulary import CALL_RESULT

_SAME = ["draw_id", "result", "called_by"]


def answered(loaded: Loaded, known: Known, by: str, today: date) -> Answered:
    """What is answered to each row of a filled list of telephone checks, given what is on file.

    ``taken`` has ``record_id, draw_id, result, called_by, called_on, remark``. Only what proves something needs a
    good date: a certificate found untrue must not be lost to one, and counts from today. Who is not named is ``by``,
    who hands the list in. Nothing is written.
    """
    unread = loaded.findings.filter(code="date_unreadable", column_name="called_on")["record_id"]
    rows = loaded.rows.join(known.draws, on="draw_id", how="left", maintain_order="left").with_columns(
        unread=pl.col("record_id").is_in(unread.implode()), future=(pl.col("called_on") > today).fill_null(False),
        nameless=pl.col("called_by").is_null(), called_by=pl.col("called_by").fill_null(pl.lit(by)))
    rows = rows.with_columns(_refusal().alias("code"))
    sound = rows.filter(pl.col("code").is_null()).with_columns(
        day=pl.when(~pl.col("future")).then("called_on"))
    old = _old(sound, known)
    again = sound.filter(~sound.select(pl.struct([*_SAME, "day"]).is_first_distinct()).to_series())["record_id"]
    is_old = pl.col("record_id").is_in(pl.concat([old["record_id"], again]).implode())
    new = sound.filter(~is_old).with_columns(called_on=pl.col("day").fill_null(today))
    token = pl.when(pl.col("drawn")).then("draw_id").alias("token")
    judged = rows.select("record_id", "code", token, closed=pl.lit(False), known=is_old)
    told = sentences(_said_before(new, known), _assumed(new, by))
    taken = new.select("record_id", "draw_id", "result", "called_by", "called_on", "remark")
    return Answered(answers_of(loaded.records, judged.join(told, on="record_id", how="left")), taken, old)


def _refusal() -> pl.Expr:
    true = pl.col("result") == "true"
    return first_true(
        (pl.col("drawn").is_null(), "unknown_draw"),
        (true & pl.col("unread"), "called_on_unreadable"),
        (true & pl.col("future"), "called_in_future"),
    )


def _last(known: Known) -> pl.DataFrame:
    in_order = known.calls.sort("called_on", maintain_order=True)
    return in_order.group_by("draw_id", maintain_order=True).last()


def _old(sound: pl.DataFrame, known: Known) -> pl.DataFrame:
    """``record_id, item`` of the rows whose call is on file; one without a day is, if it is the last of its draw."""
    of_day = known.calls.rename({"called_on": "day"})
    dated = sound.join(of_day, on=[*_SAME, "day"], maintain_order="left").select("record_id", "call_id")
    undated = sound.filter(pl.col("day").is_null()).join(
        _last(known), on=_SAME, maintain_order="left").select("record_id", "call_id")
    return pl.concat([dated, undated]).rename({"call_id": "item"})


def _said_before(new: pl.DataFrame, known: Known) -> pl.DataFrame:
    beside = new.join(_last(known), on="draw_id", suffix="_then", maintain_order="left")
    beside = beside.filter((pl.col("result") != pl.col("result_then")) & (pl.col("result_then") != "unreached"))
    label = pl.col("result_then").replace_strict(CALL_RESULT.labels, return_dtype=pl.String)
    newer = pl.when(pl.col("called_on_then") > pl.col("called_on")).then(pl.lit("那次")).otherwise(pl.lit("本次"))
    sentence = pl.format("此前核实为“{}”（{}），以{}为准", label, "called_on_then", newer)
    return beside.select("record_id", sentence=sentence)


def _assumed(new: pl.DataFrame, by: str) -> pl.DataFrame:
    undated = pl.when("future").then(pl.lit("核实日期晚于今天，按收回之日计")).when("unread").then(
        pl.lit("核实日期无法识别，按收回之日计")).when(pl.col("day").is_null()).then(pl.lit("核实日期未填，按收回之日计"))
    nameless = pl.when("nameless").then(pl.lit("核实人未填，记为交回人"))
    return pl.concat([new.select("record_id", sentence=one) for one in (undated, nameless)])
