"""The filled data desk's list, row by row: which verdicts are new, which are known, which cannot be taken and why."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.arrival.recognition import with_pair_tokens
from pipelines.returning.answers import Answered, answers_of, first_true, noticed, sentences
from pipelines.returning.known import Known
from sources.person import Loaded
from sources.vocabulary import VERDICT

_SILENT = frozenset(("unknown_code", "date_unreadable"))
_SAME = ["pair_token", "decision", "decided_by", "day"]


def answered(loaded: Loaded, cells: pl.DataFrame, known: Known, today: date) -> Answered:
    """What is answered to each row of a filled data desk's list, given what is on file.

    ``loaded`` and ``cells`` are the register of decisions as conformed and as read. ``taken`` has ``record_id,
    pair_token, decision, decided_by, decided_on``. A pair may be named by its token or by the ids of its records. A
    verdict without a day counts from today. Nothing is written.
    """
    written = cells.select("record_id", dated=pl.col("decided_on").is_not_null())
    rows = loaded.rows.join(written, on="record_id", maintain_order="left")
    rows = with_pair_tokens(rows, known.pairs).rename({"left_record": "left", "right_record": "right"})
    rows = rows.join(known.pairs, on="pair_token", how="left", maintain_order="left")
    rows = rows.with_columns(_refusal(loaded, today).alias("code"))
    sound = rows.filter(pl.col("code").is_null()).with_columns(
        day=pl.when("dated").then("decided_on"))
    old = _old(sound, known)
    again = sound.filter(~sound.select(pl.struct(_SAME).is_first_distinct()).to_series()).select("record_id")
    is_old = pl.col("record_id").is_in(pl.concat([old["record_id"], again["record_id"]]).implode())
    new = sound.filter(~is_old).with_columns(decided_on=pl.col("day").fill_null(today))
    told = sentences(_said_before(new, known), _at_odds(new), _off_the_list(new), noticed(loaded, _SILENT))
    token = pl.when(pl.col("open").is_not_null()).then("pair_token").alias("token")
    judged = rows.select("record_id", "code", token, closed=pl.lit(False), known=is_old)
    judged = pl.concat([judged, _of_set_aside(cells, rows, known)]).join(told, on="record_id", how="left")
    taken = new.select("record_id", "pair_token", "decision", "decided_by", "decided_on")
    return Answered(answers_of(loaded.records, judged), taken, old)


def _refusal(loaded: Loaded, today: date) -> pl.Expr:
    unread = loaded.findings.filter(code="date_unreadable", column_name="decided_on")["record_id"]
    token = pl.col("pair_token")
    by_records = pl.all_horizontal(pl.col("left", "right").is_not_null())
    both = [pl.concat_list(pair).list.sort() for pair in (("left", "right"), ("left_record", "right_record"))]
    return first_true(
        (token.str.contains(r"^[CRF][0-9A-F]{12}$"), "not_a_pair"),
        (token.is_null() & by_records, "unknown_records"),
        (token.is_null() | pl.col("open").is_null(), "unknown_pair"),
        (by_records & (both[0] != both[1]), "records_of_another"),
        (pl.col("record_id").is_in(unread.implode()), "decided_on_unreadable"),
        (pl.col("dated") & (pl.col("decided_on") > today), "decided_in_future"),
    )


def _old(sound: pl.DataFrame, known: Known) -> pl.DataFrame:
    """``record_id, item`` of the rows whose verdict is on file; one without a day is, if it is the pair's last."""
    last = known.verdicts.sort("decided_on", maintain_order=True).group_by("pair_token", maintain_order=True).last()
    of_day = sound.join(
        known.verdicts.rename({"decided_on": "day"}), on=_SAME, maintain_order="left").select("record_id", "verdict_id")
    undated = sound.filter(pl.col("day").is_null())
    of_none = undated.join(last, on=_SAME[:-1], maintain_order="left").select("record_id", "verdict_id")
    return pl.concat([of_day, of_none]).rename({"verdict_id": "item"})


def _said_before(new: pl.DataFrame, known: Known) -> pl.DataFrame:
    """What was decided of the pair before; the newest day decides, and nothing of it is lost."""
    before = known.verdicts.sort("decided_on", maintain_order=True).group_by("pair_token", maintain_order=True).last()
    beside = new.join(before, on="pair_token", suffix="_then", maintain_order="left")
    label = pl.col("decision_then").replace_strict(VERDICT.labels, return_dtype=pl.String)
    newer = pl.col("decided_on_then") > pl.col("decided_on")
    sentence = (
        pl.when(newer).then(pl.format("在案有更新的判定“{}”（{}），以新的为准", label, "decided_on_then"))
        .when(pl.col("decision") != pl.col("decision_then"))
        .then(pl.format("此前判定为“{}”（{}），以本次为准", label, "decided_on_then"))
    )  # fmt: skip
    return beside.select("record_id", sentence=sentence)


def _at_odds(new: pl.DataFrame) -> pl.DataFrame:
    odds = new.filter(pl.col("decision").n_unique().over("pair_token", "decided_on") > 1)
    return odds.select("record_id", sentence=pl.lit("本文件对同一对另有不同的判定，以最后一行为准，请核对"))


def _off_the_list(new: pl.DataFrame) -> pl.DataFrame:
    return new.filter(~pl.col("open")).select("record_id", sentence=pl.lit("这一对已不在最近的清单上，仍已记录"))


def _of_set_aside(cells: pl.DataFrame, rows: pl.DataFrame, known: Known) -> pl.DataFrame:
    """The same of rows that conforming set aside, for their tokens."""
    others = cells.join(rows, on="record_id", how="anti", maintain_order="left")
    issued = others.join(known.pairs, on="pair_token", how="left", maintain_order="left")
    nothing = pl.lit(None, dtype=pl.String).alias("code")
    token = pl.when(pl.col("open").is_not_null()).then("pair_token").alias("token")
    return issued.select("record_id", nothing, token, closed=pl.lit(False), known=pl.lit(False))
