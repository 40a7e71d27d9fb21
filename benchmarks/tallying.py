"""What the evaluations of several counties come to: counts, bounds that held or failed, calibration taken together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

#: Fewer pairs in a bin say nothing.
FEWEST = 100
COUNTS = ("children", "missing", "missing_verified_by_link", "missing_verified", "missing_in_review", "schooled",
          "schooled_on_visit_list", "schooled_in_review")  # fmt: skip


def children_of(evaluation: dict[str, Any]) -> pl.DataFrame:
    """The counts of children of one evaluation, as one row."""
    return pl.DataFrame({name: [evaluation[name]] for name in COUNTS})


def pairs_of(registers: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """Pairs true, found, linked, rightly linked, as one row: of registry and roll; (``all_``) of all registers."""
    counts = ("true_pairs", "found", "linked", "linked_right")
    table = pl.DataFrame(list(registers), infer_schema_length=None).select("problem", *counts)
    of_roll = table.filter(problem="population-roll").select(counts)
    return pl.concat([of_roll, table.select(pl.col(counts).sum().name.prefix("all_"))], how="horizontal")


def bounds_of(registers: Iterable[dict[str, Any]], bounds: pl.DataFrame) -> pl.DataFrame:
    """Per problem: ``expected_false``, ``false_at_most`` as the night printed them, ``false`` in truth, ``held``."""
    true = pl.DataFrame(list(registers), infer_schema_length=None).select("problem", false="direct_false")
    told = bounds.join(true, on="problem", how="left", maintain_order="left").with_columns(pl.col("false").fill_null(0))
    return told.with_columns(held=pl.col("false") <= pl.col("false_at_most"))


def calibrated(bins: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Bins of probability over those counties: low, high, pairs, expected, observed, tolerance, within.

    ``bins`` are those of evaluations; only bins with FEWEST pairs or more. Tolerance: three standard deviations of
    chance, at least .005.
    """
    pairs, expected, tolerance = pl.col("pairs"), pl.col("expected"), pl.col("tolerance")
    shares = [((pl.col(name) * pairs).sum() / pairs.sum()).alias(name) for name in ("expected", "observed")]
    pooled = pl.concat(one.filter(pairs > 0).select("low", "high", "pairs", "expected", "observed") for one in bins)
    pooled = pooled.group_by("low", "high").agg(pairs.sum(), *shares).filter(pairs >= FEWEST).sort("low")
    chance = 3 * (expected * (1 - expected) / pairs).sqrt()
    pooled = pooled.with_columns(tolerance=pl.max_horizontal(pl.lit(0.005), chance))
    return pooled.with_columns(within=(pl.col("observed") - expected).abs() <= tolerance)
