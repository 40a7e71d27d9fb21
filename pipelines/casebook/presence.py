"""Which children there are, folded from what was noted of them night by night."""

from __future__ import annotations

import polars as pl

#: The keyed digests a child is recognized by.
KEYS = ("id_key", "person_key", "name_key", "birth_key", "place_key", "home_key", "kin_key")
#: Kinds of events that say what a child's keys are, and those by which it is here no longer.
TOLD, GONE = ("new", "mended", "back", "split"), ("left", "merged", "parted")
#: By which somebody is known again who has stood under another's id.
_PERSON = ("id_key", "person_key")


def children(events: pl.DataFrame) -> pl.DataFrame:
    """``child_id, first_seen, left, doubted, became, apart, strange`` and KEYS, one row a child, of its identity events
    in their order, with ``apart`` as ``doubts.settled`` has it, or without.

    A child's keys are those noted last; ``left`` is null while it is here; ``doubted`` is the last night on which it
    was recognized by a rule that is not sure. ``apart`` says since when somebody else has stood under its id whom
    people said to be another: it is to be parted, has left since, and ``other_id_key``, ``other_person_key`` are the
    other's. ``strange`` says that this has happened to it at any time; ``reunited`` is for ``doubts`` to say.
    """
    if "apart" not in events.columns:
        events = events.with_columns(apart=pl.lit(None, pl.Date))
    told, gone = pl.col("kind").is_in(TOLD), pl.col("kind").is_in(GONE)
    own = (
        events.filter(pl.col("apart").is_null()).group_by("child_id", maintain_order=True)
        .agg(
            first_seen=pl.col("as_of").first(),
            left=pl.when(gone.last()).then(pl.col("as_of").last()),
            doubted=pl.col("as_of").filter(~pl.col("sure")).last(),
            became=pl.col("other_id").filter(pl.col("kind") == "merged").last(),
            **{name: pl.col(name).filter(told).last() for name in KEYS},
        )
    )
    return own.join(_strangers(events), on="child_id", how="left", maintain_order="left").with_columns(
        pl.coalesce("apart", "left").alias("left"), pl.col("strange").fill_null(False),
        reunited=pl.lit(None, pl.String)).sort("child_id")


def _strangers(events: pl.DataFrame) -> pl.DataFrame:
    """``child_id, apart, strange`` and whom the other is known by, of children under whose id somebody else stood."""
    other = events.filter(pl.col("apart").is_not_null())
    last = events.join(other, on="child_id", how="semi").group_by("child_id").agg(pl.col("apart").last())
    told = pl.col("kind").is_in(TOLD)
    keys = other.group_by("child_id").agg(
        pl.col(name).filter(told).last().alias(f"other_{name}") for name in _PERSON)
    return last.with_columns(strange=pl.lit(True)).join(keys, on="child_id")
