"""How right links and clusters are, read from files after the sides have written them; only here is truth read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, over pairs of records."""

    pairs: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        """Share of the pairs that are right."""
        return self.right / self.pairs if self.pairs else 0.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were found."""
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.pairs + self.true) if self.pairs + self.true else 0.0

    def __str__(self) -> str:
        return f"precision {self.precision:.5f}, recall {self.recall:.5f}, F1 {self.f1:.5f}"


def links_scored(links: Path, truth: Path) -> Score:
    """Links against true links, both files with columns left and right."""
    found = pl.read_parquet(links, columns=["left", "right"]).unique()
    true = pl.read_parquet(truth, columns=["left", "right"])
    return Score(found.height, found.join(true, on=["left", "right"], how="semi").height, true.height)


def febrl4_scored(links: Path) -> Score:
    """Links of FEBRL4: rec-N-org and rec-N-dup-0 are one person; there are 5,000."""
    found = pl.read_parquet(links, columns=["left", "right"]).unique()
    person = pl.col("left").str.strip_suffix("-org") == pl.col("right").str.strip_suffix("-dup-0")
    return Score(found.height, found.filter(person).height, 5000)


def clusters_scored(clusters: Path, truth: Path) -> Score:
    """Every pair of records within one cluster, against every pair within one cluster of the truth.

    This is what the peers' figures for historical_50k mean by F1 over clusters. ``clusters``: record_id, cluster;
    ``truth``: the set itself, unique_id and cluster.
    """
    both = pl.read_parquet(clusters).join(_historical_truth(truth), on="record_id", how="right")
    both = both.with_columns(pl.coalesce(pl.col("cluster").cast(pl.String), pl.format("alone {}", "record_id")))
    return Score(_pairs_within(both, "cluster"), _pairs_within(both, "cluster", "true"), _pairs_within(both, "true"))


def pairs_scored(pairs: Path, truth: Path, threshold: float) -> Score:
    """Pairs (left, right, probability) at or above the threshold, not made transitive, against the truth's pairs."""
    true = _historical_truth(truth)
    weighed = _told(pairs, true).filter(pl.col("probability") >= threshold)
    return Score(weighed.height, int(weighed["right_pair"].sum()), _pairs_within(true, "true"))


def best_pairs_scored(pairs: Path, truth: Path) -> tuple[float, Score]:
    """The threshold at which those pairs score best, and that score: what nobody can know without the truth."""
    true = _historical_truth(truth)
    total = _pairs_within(true, "true")
    ranked = _told(pairs, true).group_by("probability").agg(pl.len(), pl.col("right_pair").sum())
    ranked = ranked.sort("probability", descending=True).with_columns(pl.col("len", "right_pair").cum_sum())
    best = ranked.with_columns(f1=2 * pl.col("right_pair") / (pl.col("len") + total)).sort("f1").tail(1)
    return best["probability"].item(), Score(best["len"].item(), best["right_pair"].item(), total)


def _historical_truth(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path, columns=["unique_id", "cluster"]).rename({"unique_id": "record_id", "cluster": "true"})


def _told(pairs: Path, true: pl.DataFrame) -> pl.DataFrame:
    weighed = pl.read_parquet(pairs)
    for side in ("left", "right"):
        weighed = weighed.join(true.rename({"record_id": side, "true": f"true_{side}"}), on=side)
    return weighed.with_columns(right_pair=pl.col("true_left") == pl.col("true_right"))


def _pairs_within(records: pl.DataFrame, *groups: str) -> int:
    size = pl.col("len").cast(pl.Int64)
    return records.group_by(*groups).len().select((size * (size - 1) // 2).sum()).item()
