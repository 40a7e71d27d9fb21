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
