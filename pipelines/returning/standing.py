"""How what is returned stands to what is on file: older, newer, at odds. Nothing on file is changed by it."""

from __future__ import annotations

import polars as pl

from pipelines.returning.known import Known
from sources.vocabulary import EVIDENCE_RESULT, NON_CLOSING_RESULTS

#: Results that say something of the child's schooling, so that two of them can be at odds.
_SPEAKS = tuple(code for code in EVIDENCE_RESULT.codes if code not in NON_CLOSING_RESULTS or code == "out_of_school")


def told_of_standing(new: pl.DataFrame, known: Known) -> tuple[pl.DataFrame, ...]:
    """``record_id, sentence`` three times over: at odds, older or newer than what is on file, a number used twice.

    ``new`` has ``record_id, child_id, who, code_of_result, day, evidence_no``.
    """
    beside = _beside(new, known)
    return _at_odds(beside), _older_or_newer(beside), _number_of_several(new, known)


def _beside(new: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Each new row beside every other result that is known of the child."""
    fresh = new.select("record_id", "child_id", result="code_of_result", evidence_date="day")
    others = pl.concat([known.on_file.with_columns(record_id=pl.lit(None, dtype=pl.String)), fresh], how="diagonal")
    others = others.filter(pl.col("result").is_in(_SPEAKS)).rename({
        "record_id": "other", "result": "theirs", "evidence_date": "their_day"})
    return (
        fresh.drop_nulls("child_id").join(others, on="child_id", maintain_order="left")
        .filter(pl.col("other").is_null() | (pl.col("other") != pl.col("record_id")))
        .with_columns(label=pl.col("theirs").replace_strict(EVIDENCE_RESULT.labels, return_dtype=pl.String))
    )


def _at_odds(beside: pl.DataFrame) -> pl.DataFrame:
    same_day = pl.col("their_day") == pl.col("evidence_date")
    odds = beside.filter(
        same_day & (pl.col("theirs") != pl.col("result")) & pl.col("result").is_in(_SPEAKS)).sort("label")
    several = odds.group_by("record_id", maintain_order=True).agg(pl.col("label").unique(maintain_order=True))
    return several.select(
        "record_id",
        sentence=pl.format("同一天另有结果“{}”，互相矛盾：两者并存，待核实；填错的请用 --withdraw 撤回",
                           pl.col("label").list.join("、")))


def _older_or_newer(beside: pl.DataFrame) -> pl.DataFrame:
    newest = beside.sort("their_day", "label").group_by("record_id", maintain_order=True).last()
    newer = pl.col("their_day") > pl.col("evidence_date")
    overtaken = (pl.col("their_day") < pl.col("evidence_date")) & (pl.col("theirs") != pl.col("result"))
    sentence = (
        pl.when(newer).then(pl.format("在案有更新的结果“{}”（{}），以新的为准", "label", "their_day"))
        .when(overtaken).then(pl.format("此前在案的结果是“{}”（{}），以本次为准", "label", "their_day"))
    )  # fmt: skip
    return newest.select("record_id", sentence=sentence)


def _number_of_several(new: pl.DataFrame, known: Known) -> pl.DataFrame:
    every = pl.concat([known.pieces.select("who", "evidence_no"), new.select("who", "evidence_no")])
    several = every.drop_nulls().unique().group_by("evidence_no").len().filter(pl.col("len") > 1)
    found = new.join(several, on="evidence_no", maintain_order="left")
    return found.select("record_id", sentence=pl.lit("同一证据编号用于几名儿童，请核对"))
