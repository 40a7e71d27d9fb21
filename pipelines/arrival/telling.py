"""What records say of their person, as keyed digests: by these a record is known again in a file exported anew."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.casebook.tokens import keyed
from sources.person import Loaded

_REGISTERS = ("population", "roll", "poverty", "evidence", "approvals", "disability")
_TELLING = ("register", "name_key", "citizen_id", "dob", "sex", "roll_no")
#: What a record keeps while something else in it is mended: kind → the columns, all of which must be filled. The first
#: two are one person's in a register, the third may be a namesake's.
_KEPT = {
    "number": ("register", "citizen_id"), "roll": ("register", "roll_no"),
    "person": ("register", "name_key", "dob", "sex"),
}
#: The kinds of which one is enough to say that the person is the same.
OWN = ("number", "roll")
#: Length of the digests of what is kept; all three stand in one text.
_SHORT = 20


def records_of(registers: Mapping[str, Loaded]) -> pl.DataFrame:
    """``record_id, register, id18`` and what is told, of every record of a person tonight."""
    wanted = pl.col(f"^(record_id|id18|{'|'.join(_TELLING)})$")
    here = [name for name in _REGISTERS if name in registers]
    frames = [registers[name].rows.select(wanted).with_columns(register=pl.lit(name)) for name in here]
    every = pl.concat(frames, how="diagonal")
    absent = [pl.lit(None, pl.String).alias(name) for name in _TELLING if name not in every.columns]
    return every.with_columns(absent)


def whole(rows: pl.DataFrame, key: bytes) -> pl.Series:
    """A digest of all that each record says of its person."""
    said = rows.select(pl.col(_TELLING).cast(pl.String).fill_null("")).rows()
    return pl.Series("key", [keyed(key, "record", *one) for one in said], dtype=pl.String)


def kept(rows: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """``record_id, kind, kept``: a digest of each part of a record that stays when another part is mended."""
    parts = []
    for kind, columns in _KEPT.items():
        filled = rows.select("record_id", *columns).drop_nulls(columns)
        said = filled.select(pl.col(columns).cast(pl.String)).rows()
        digests = [keyed(key, kind, *one)[:_SHORT] for one in said]
        parts.append(filled.select("record_id", kind=pl.lit(kind), kept=pl.Series(digests, dtype=pl.String)))
    return pl.concat(parts)


def in_one_text(parts: pl.DataFrame) -> pl.DataFrame:
    """``record_id, near``: the digests of ``kept``, each behind its kind."""
    told = parts.sort("record_id", "kind").select("record_id", near=pl.format("{}:{}", "kind", "kept"))
    return told.group_by("record_id", maintain_order=True).agg(pl.col("near").str.join(" "))


def parted(near: pl.Series) -> pl.DataFrame:
    """``near, kind, kept``: the digests that such texts hold."""
    texts = pl.DataFrame({"near": near.drop_nulls().unique(maintain_order=True)})
    each = texts.with_columns(part=pl.col("near").str.split(" ")).explode("part")
    both = pl.col("part").str.splitn(":", 2).struct
    return each.select("near", both.field("field_0").alias("kind"), both.field("field_1").alias("kept"))
