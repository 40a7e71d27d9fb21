"""What people decided of a pair, found again in tonight's registers although its files were exported anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from pipelines.casebook import SHOWN_PAIR
from pipelines.casebook.tokens import keyed
from sources.accounting import without
from sources.person import Loaded

_SIDES = ("left", "right")
_REGISTERS = ("population", "roll", "poverty", "evidence", "approvals", "disability")
_TELLING = ("register", "name_key", "citizen_id", "dob", "sex", "roll_no")


def shown_pairs(pairs: pl.DataFrame, registers: Mapping[str, Loaded], key: bytes) -> pl.DataFrame:
    """SHOWN_PAIR of the pairs on tonight's list (``pair_token, left_record, right_record``), for the casebook."""
    for side in _SIDES:
        named = _keys(registers, pairs[f"{side}_record"], key)
        pairs = pairs.join(named.select(pl.all().name.prefix(f"{side}_")), on=f"{side}_record", maintain_order="left")
    return pairs.select(*SHOWN_PAIR)


def with_tonights_records(
    registers: Mapping[str, Loaded], shown: pl.DataFrame, key: bytes
) -> dict[str, Loaded]:
    """The registers, their decisions with ``left_record`` and ``right_record`` as the two are called tonight.

    ``shown`` (SHOWN_PAIR) are the pairs once on the data desk's list. A record whose file was exported anew is the
    one that says the same. Decisions on a pair that was never shown, or of which a record is not here tonight, or
    which several rows might be, are quarantined.
    """
    decisions = registers["decisions"]
    told = decisions.rows.join(shown, on="pair_token", how="left", suffix="_then", maintain_order="left")
    known = pl.col("left_key").is_not_null() | pl.col("pair_token").is_null()
    told = told.with_columns(
        pl.coalesce(f"{side}_record_then", f"{side}_record").alias(f"{side}_record") for side in _SIDES)
    here = _found(_found(told, "left", registers, key), "right", registers, key)
    lost = pl.any_horizontal(pl.col("left_record", "right_record").is_null())
    reason = pl.when(~known).then(pl.lit("unknown_pair")).when(lost).then(pl.lit("pair_gone"))
    aside = here.select("record_id", reason.alias("reason")).drop_nulls("reason")
    rows = here.select(decisions.rows.columns)
    decided = without(replace(decisions, rows=rows), aside)
    return {**registers, "decisions": decided}


def _found(told: pl.DataFrame, side: str, registers: Mapping[str, Loaded], key: bytes) -> pl.DataFrame:
    """The same rows, the record of that side as it is called tonight; null where none or several say the same."""
    name = f"{side}_record"
    tonight = _all(registers).select(pl.col("record_id").alias(name))
    gone = told.join(tonight, on=name, how="anti").select(f"{side}_key").drop_nulls().unique()
    again = _by_key(registers, gone[f"{side}_key"], key) if gone.height else {}
    here = pl.col(name).is_in(tonight[name].implode())
    moved = pl.col(f"{side}_key").replace_strict(again, default=None, return_dtype=pl.String)
    return told.with_columns(pl.when(here).then(name).otherwise(moved).alias(name))


def _by_key(registers: Mapping[str, Loaded], wanted: pl.Series, key: bytes) -> dict[str, str]:
    """Key → the one record that has it tonight."""
    keys = _keys(registers, None, key).filter(pl.col("key").is_in(wanted.implode()))
    return dict(keys.filter(pl.len().over("key") == 1).select("key", "record").rows())


def _keys(registers: Mapping[str, Loaded], records: pl.Series | None, key: bytes) -> pl.DataFrame:
    """``record, key``: a keyed digest of what the record says of its person, for those records or for all."""
    rows = _all(registers)
    if records is not None:
        rows = rows.filter(pl.col("record_id").is_in(records.implode()))
    said = rows.select(pl.col(_TELLING).cast(pl.String).fill_null("")).rows()
    digests = [keyed(key, "record", *one) for one in said]
    return pl.DataFrame({"record": rows["record_id"], "key": pl.Series(digests, dtype=pl.String)})


def _all(registers: Mapping[str, Loaded]) -> pl.DataFrame:
    telling = pl.col(f"^(record_id|{'|'.join(_TELLING)})$")
    here = [name for name in _REGISTERS if name in registers]
    frames = [registers[name].rows.select(telling).with_columns(register=pl.lit(name)) for name in here]
    return pl.concat(frames, how="diagonal")
