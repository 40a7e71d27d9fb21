"""What people decided of a pair, found again in tonight's registers although its files were exported anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from pipelines.arrival.remembered import is_remembered
from pipelines.arrival.telling import OWN, in_one_text, kept, parted, records_of, whole
from pipelines.casebook import SHOWN_PAIR
from pipelines.casebook.doubts import LETTER
from sources.accounting import without
from sources.person import Loaded

_SIDES = ("left", "right")
_SIDES_RECORDS = [f"{side}_record" for side in _SIDES]
_EITHER = ["one", "other"]


def shown_pairs(pairs: pl.DataFrame, registers: Mapping[str, Loaded], key: bytes) -> pl.DataFrame:
    """SHOWN_PAIR of the pairs on tonight's list (``pair_token, left_record, right_record``), for the casebook."""
    records = records_of(registers)
    for side in _SIDES:
        rows = records.filter(pl.col("record_id").is_in(pairs[f"{side}_record"].implode()))
        told = rows.select("record_id", whole(rows, key)).join(
            in_one_text(kept(rows, key)), on="record_id", how="left", maintain_order="left")
        told = told.select(pl.all().name.prefix(f"{side}_"))
        pairs = pairs.join(
            told, left_on=f"{side}_record", right_on=f"{side}_record_id", how="left", maintain_order="left")
    return pairs.select(*SHOWN_PAIR)


def with_tonights_records(
    registers: Mapping[str, Loaded], shown: pl.DataFrame, key: bytes
) -> dict[str, Loaded]:
    """The registers, their decisions with ``left_record`` and ``right_record`` as the two are called tonight.

    ``shown`` (SHOWN_PAIR) are the pairs once on the data desk's list. A record whose file was exported anew is the
    one that says the same; where none does, the one with the same number or roll number, and last the only one of the
    same name, birth date and sex, is taken for the same record, mended. What a mend could have made untrue is
    ``unsure`` again, so that a person looks at it: a decision on a namesake's record, 'same' of two whose valid
    numbers now differ, 'different' of two whose numbers now agree. Decisions on a pair that was never shown, or of
    which a record is not here tonight, or which several might be, are quarantined. Decisions of one day on one pair
    that contradict each other leave it open, ``contested``, unless all were returned: those have an order of receipt,
    and whoever gave the later one was told.
    """
    decisions = registers["decisions"]
    if decisions.rows.is_empty():
        return dict(registers)
    records = records_of(registers)
    told = with_pair_tokens(decisions.rows, shown).join(
        shown, on="pair_token", how="left", suffix="_then", maintain_order="left")
    known = pl.col("left_key").is_not_null() | pl.col("pair_token").is_null()
    told = told.with_columns(
        pl.coalesce(f"{side}_record_then", f"{side}_record").alias(f"{side}_record") for side in _SIDES)
    here = _found(_found(told, "left", records, key), "right", records, key)
    lost = pl.any_horizontal(pl.col("left_record", "right_record").is_null())
    identity = pl.col("pair_token").str.starts_with(LETTER)
    reason = pl.when(identity).then(pl.lit("not_by_inbox"))
    reason = reason.when(~known).then(pl.lit("unknown_pair")).when(lost).then(pl.lit("pair_gone"))
    aside = here.select("record_id", reason.alias("reason")).drop_nulls("reason")
    rows = contested(_doubted(here, records), key).select(decisions.rows.columns)
    decided = without(replace(decisions, rows=rows), aside)
    return {**registers, "decisions": decided}


def with_pair_tokens(rows: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """The decisions, those that name two records by their ids under the token by which that pair was once shown."""
    named = _either_first(shown.select("left_record", "right_record", named="pair_token")).drop(_SIDES_RECORDS)
    told = _either_first(rows).join(named.unique(_EITHER), on=_EITHER, how="left", maintain_order="left")
    return told.with_columns(pl.coalesce("pair_token", "named").alias("pair_token")).drop("named", *_EITHER)


def _either_first(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with ``one, other``: their two records, whichever was named first."""
    both = pl.all_horizontal(pl.col(_SIDES_RECORDS).is_not_null())
    return rows.with_columns(
        pl.when(both).then(pl.min_horizontal(_SIDES_RECORDS)).alias("one"),
        pl.when(both).then(pl.max_horizontal(_SIDES_RECORDS)).alias("other"))


def contested(rows: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """The decisions; those of one day on one pair that say different things, some of them in the inbox, are unsure."""
    day = [*_EITHER, "decided_on"]
    told = _either_first(rows)
    in_inbox = ~is_remembered(pl.col("record_id"), "decisions", key)
    at_odds = (pl.col("said").n_unique().over(day) > 1) & in_inbox.any().over(day)
    return told.with_columns(
        contested=at_odds, decision=pl.when(at_odds).then(pl.lit("unsure")).otherwise("decision")).drop(*_EITHER)


def _found(told: pl.DataFrame, side: str, records: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """The same rows, the record of that side as it is called tonight, null where none or several might be it, and
    ``<side>_by``: null where it says the same, else the kind of what it kept."""
    name, near = f"{side}_record", f"{side}_near"
    here = told[name].is_in(records["record_id"].implode())
    gone = told.filter(~here & pl.col(f"{side}_key").is_not_null())
    again = _that_say(records, gone[f"{side}_key"], key) if gone.height else {}
    moved = told[f"{side}_key"].replace_strict(again, default=None, return_dtype=pl.String)
    mended = _that_kept(records, gone.filter(~gone[f"{side}_key"].is_in(list(again)))[near], key)
    joined = told.with_columns(here=here, moved=moved).join(
        mended, left_on=near, right_on="near", how="left", maintain_order="left")
    same = pl.when("here").then(name).otherwise("moved")
    return joined.with_columns(
        pl.coalesce(same, "mended").alias(name), pl.when(same.is_null()).then("by").alias(f"{side}_by"),
    ).drop("here", "moved", "mended", "by")


def _that_say(records: pl.DataFrame, wanted: pl.Series, key: bytes) -> dict[str, str]:
    """Digest → the one record that says that tonight."""
    keys = records.select("record_id", whole(records, key)).filter(pl.col("key").is_in(wanted.implode()))
    return dict(keys.filter(pl.len().over("key") == 1).select("key", "record_id").rows())


def _that_kept(records: pl.DataFrame, near: pl.Series, key: bytes) -> pl.DataFrame:
    """``near, mended, by``: the one record tonight that kept most of it; none where two of its own parts disagree."""
    wanted = parted(near)
    tonight = kept(records, key) if wanted.height else pl.DataFrame(schema={"record_id": pl.String} | wanted.schema)
    only = tonight.join(wanted.select("kind", "kept").unique(), on=["kind", "kept"], how="semi")
    found = wanted.join(only.filter(pl.len().over("kind", "kept") == 1), on=["kind", "kept"])
    own = pl.col("kind").is_in(OWN)
    several = pl.col("record_id").filter(own).n_unique() > 1
    order = ["number", "roll", "person"]
    best = found.sort(pl.col("kind").cast(pl.Enum(order))).group_by("near", maintain_order=True).agg(
        mended=pl.when(~several).then(pl.col("record_id").first()), by=pl.col("kind").first())
    return best.select("near", "mended", "by")


def _doubted(here: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """The decisions, those that a mend could have made untrue as unsure."""
    for side in _SIDES:
        numbers = records.select("record_id", pl.col("id18").alias(f"{side}_number"))
        here = here.join(
            numbers, left_on=f"{side}_record", right_on="record_id", how="left", maintain_order="left")
    by = [pl.col(f"{side}_by") for side in _SIDES]
    mended = pl.any_horizontal(one.is_not_null() for one in by)
    namesake = pl.any_horizontal(one == "person" for one in by)
    same, agree = pl.col("decision") == "same", pl.col("left_number") == pl.col("right_number")
    untrue = (same & ~agree) | (pl.col("decision") == "different") & agree
    doubt = namesake.fill_null(False) | (mended & untrue.fill_null(False))
    return here.with_columns(pl.when(doubt).then(pl.lit("unsure")).otherwise("decision").alias("decision"))
