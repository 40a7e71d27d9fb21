"""Whose name a record bears that bears a child's number: the child's own, or a brother's or sister's."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.linkage.levels import UNKNOWN, Name, Number
from pipelines.linkage.persons import Persons
from pipelines.linkage.records import Records


def named_like_a_sibling(
    records: Records, left_rows: np.ndarray, left: np.ndarray, right: np.ndarray, columns: dict[str, np.ndarray]
) -> np.ndarray:
    """True for pairs by number whose right record has, exactly, the name of somebody else in the left one's family.

    Family is a household, a guardian's name or a guardian's number in common among ``left_rows``. The sibling need
    not be a candidate: on a record under another's number the birth date is usually that other's as well.
    ``columns`` are levels by comparison.
    """
    marked = np.zeros(len(left), dtype=bool)
    if not ({"id", "name"} <= columns.keys() and isinstance(records, Persons)):
        return marked
    asked = (columns["id"] == Number.SAME) & (columns["name"] != Name.EXACT) & (columns["name"] != UNKNOWN)
    pairs = np.flatnonzero(asked)
    asks = _families(records, left[pairs], {"name": records.name[right[pairs]], "self": left[pairs], "pair": pairs})
    theirs = _families(records, left_rows, {"name": records.name[left_rows], "sibling": left_rows})
    found = asks.join(theirs, on=["kind", "term", "name"]).filter(pl.col("sibling") != pl.col("self"))
    marked[found["pair"].to_numpy()] = True
    return marked


def _families(records: Persons, rows: np.ndarray, about: dict[str, np.ndarray]) -> pl.DataFrame:
    """One line for every term of family of those rows, with what is told about them."""
    kinds = (records.household[rows, None], records.guardians[rows], records.guardian_ids[rows])
    lines = [
        pl.DataFrame({"kind": np.full(len(rows), kind), "term": terms[:, column], **about})
        for kind, terms in enumerate(kinds)
        for column in range(terms.shape[1])
    ]
    return pl.concat(lines).filter(pl.col("term") >= 0)
