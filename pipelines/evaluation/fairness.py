"""What works for 王 must work for 阿依古丽: each group's rates beside the whole's, and what chance does not explain."""

from __future__ import annotations

import polars as pl
from scipy.stats import binom

#: Rate → its count, its denominator, and per how many it is told.
RATES = {
    "missed": ("missed_pairs", "true_pairs", 1_000),
    "false": ("false_links", "linked_pairs", 10_000),
    "verified": ("missing_verified", "missing", 1_000),
    "listed": ("wrongly_listed", "schooled", 10_000),
    "review": ("in_review", "schooled", 1_000),
}
#: A group is called unfair when so many or more would fall on it by chance less often than this, were it like all.
CHANCE = 0.001


def with_rates(subgroups: pl.DataFrame) -> pl.DataFrame:
    """The groups with ``missed_pairs`` and, for each of RATES, ``<rate>_rate`` (null where there is no denominator),
    ``<rate>_times`` (the whole's rate is 1; null where the whole has none) and ``<rate>_unfair``.

    Needs the row of the family ``whole``; its own rates are never unfair.
    """
    groups = subgroups.with_columns(missed_pairs=pl.col("true_pairs") - pl.col("found_pairs"))
    whole = groups.row(by_predicate=pl.col("family") == "whole", named=True)
    for rate, (count, base, per) in RATES.items():
        overall = whole[count] / whole[base] if whole[base] else 0.0
        share = pl.when(pl.col(base) > 0).then(pl.col(count) / pl.col(base))
        groups = groups.with_columns(
            (per * share).alias(f"{rate}_rate"),
            pl.when(overall > 0).then(share / (overall or 1)).alias(f"{rate}_times"),
            pl.Series(f"{rate}_unfair", binom.sf(groups[count] - 1, groups[base], overall) < CHANCE))
    return groups
