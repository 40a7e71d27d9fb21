"""Whose a roll record is by the registry: a bound on whose it may be by way of the poverty list.

What is left of the roll after the registry took its own is compared with the whole poverty list, where the owner's
brother, twin or namesake may stand and the owner does not. The registry has seen them all: a roll record that is
probably another child's there is, so probably, not this poor child's either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from pipelines.linkage.pairs import Pairs
from pipelines.linkage.records import NONE, Records


@dataclass(frozen=True)
class Owners:
    """``person``: of each row, the number of the child it is linked to, −1 for nobody. ``claims`` (``row, person,
    chance``): how probably a row is that child's, who has not got it by a link; rows of one child count once."""

    person: np.ndarray
    claims: pl.DataFrame

    @classmethod
    def of(cls, records: Records, person: np.ndarray, links: pl.DataFrame, pairs: pl.DataFrame) -> Owners:
        """``links``: of records over there to the registry (``left_record, right_record``); ``pairs``: what the
        registry was compared with, without link (and ``probability``); ``person`` numbers rows, duplicates alike."""
        row_of = pl.DataFrame({"record": records.ids, "row": np.arange(records.height)})
        of_child = row_of.select(left_record="record", person=pl.Series(person))
        taken = np.full(records.height, NONE)
        linked = _placed(links, of_child, row_of)
        taken[linked["row"].to_numpy()] = linked["person"].to_numpy()
        claims = _placed(pairs, of_child, row_of).group_by("row", "person", maintain_order=True)
        return cls(taken, claims.agg(chance=pl.col("probability").max()))

    def bounded(self, pairs: Pairs) -> Pairs:
        """The pairs, none surer than that its left record is nobody else's than the right record's child's."""
        asked = pl.DataFrame({"row": pairs.left, "person": self.person[pairs.right]})
        asked = asked.cast({"row": self.claims["row"].dtype, "person": self.claims["person"].dtype})
        all_of_row = self.claims.group_by("row").agg(every=pl.col("chance").sum())
        asked = asked.join(all_of_row, on="row", how="left", maintain_order="left")
        asked = asked.join(self.claims, on=("row", "person"), how="left", maintain_order="left")
        others = asked.select(pl.col("every").fill_null(0) - pl.col("chance").fill_null(0)).to_series().to_numpy()
        known = self.person[pairs.right] != NONE
        most = np.where(known, 1 - np.clip(others, 0, 1), 1.0)
        with np.errstate(divide="ignore"):
            odds = np.clip(np.log2(most) - np.log2(1 - most), -60, 60) * 1000
        return replace(pairs, odds=np.minimum(pairs.odds, np.rint(odds).astype(np.int64)))


def _placed(pairs: pl.DataFrame, of_child: pl.DataFrame, row_of: pl.DataFrame) -> pl.DataFrame:
    """The pairs with the left record's ``person`` and the right record's ``row``."""
    found = pairs.join(of_child, on="left_record", maintain_order="left")
    return found.join(row_of.rename({"record": "right_record"}), on="right_record", maintain_order="left")
