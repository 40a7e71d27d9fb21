"""Which children there are, folded from what was noted of them night by night."""

from __future__ import annotations

import polars as pl

#: The keyed digests a child is recognized by.
KEYS = ("id_key", "person_key", "name_key", "birth_key", "place_key", "home_key", "kin_key")


def children(events: pl.DataFrame) -> pl.DataFrame:
    """``child_id, first_seen, left, doubted, became`` and KEYS, one row a child, of its identity events in their order.

    A child's keys are those noted last; ``left`` is null while it is here; ``doubted`` is the last night on which it
    was recognized by a rule that is not sure.
    """
    told = pl.col("kind").is_in(["new", "mended", "back", "split"])
    gone = pl.col("kind").is_in(["left", "merged"])
    return (
        events.group_by("child_id", maintain_order=True)
        .agg(
            first_seen=pl.col("as_of").first(),
            left=pl.when(gone.last()).then(pl.col("as_of").last()),
            doubted=pl.col("as_of").filter(~pl.col("sure")).last(),
            became=pl.col("other_id").filter(pl.col("kind") == "merged").last(),
            **{name: pl.col(name).filter(told).last() for name in KEYS},
        )
        .sort("child_id")
    )
