"""Who has a twin: another child of the same birth date in the same family, under another name."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.linkage.blocking import Side
from pipelines.linkage.persons import Persons
from pipelines.linkage.records import Records
from pipelines.linkage.terms import TERMS

#: Terms that make two children of one birth date look like twins.
_FAMILY_TERMS = (("household",), ("guardians",), ("guardian_ids",), ("phones",))
#: And where no family is told. In a village of one clan, one child in a hundred has such a neighbor.
_NO_FAMILY_TERMS = ("surname", "village")


#: Brothers and sisters share a birth date only as twins. Where the registers show families and no twin, kin agree so
#: 2⁶ times less often than kin at large; where they show one, 2⁵ times more often.
_NO_TWIN, _TWIN = -6.0, 5.0


def twinned(
    records: Persons, twins: np.ndarray, left: np.ndarray, right: np.ndarray, same_birth: np.ndarray
) -> np.ndarray:
    """Bits by which kin agree on the birth date of each pair more often (positive) or less often than kin at large."""
    told = records.family_told
    bits = np.where(twins[left] | twins[right], _TWIN, np.where(told[left] | told[right], _NO_TWIN, 0.0))
    return np.where(same_birth, bits, 0.0)


def with_twins(records: Records, sides: tuple[Side, ...]) -> np.ndarray:
    """True for every record of those sides that has a twin on its own side."""
    twins = np.zeros(records.height, dtype=bool)
    if not isinstance(records, Persons):
        return twins
    terms = sorted({"dob"}.union(*_FAMILY_TERMS, _NO_FAMILY_TERMS))
    everyone = pl.DataFrame([records.told(TERMS[term]).alias(term) for term in terms]).with_columns(
        pl.int_range(pl.len()).alias("row"), pl.Series("key", records.name)
    )
    for side in sides:
        frame = everyone[side.rows]
        for terms in _FAMILY_TERMS:
            twins[_sharing(frame, terms)] = True
        twins[_sharing(frame.filter(~pl.Series(records.family_told[side.rows])), _NO_FAMILY_TERMS)] = True
    return twins


def _sharing(frame: pl.DataFrame, terms: tuple[str, ...]) -> np.ndarray:
    """Rows that share terms and birth date with a row of another name."""
    frame = frame.select("row", "key", "dob", *terms).drop_nulls(["dob", *terms])
    for term in terms:
        if isinstance(frame.schema[term], pl.List):
            frame = frame.explode(term).drop_nulls(term)
    groups = frame.group_by("dob", *terms).agg(pl.col("row"), pl.col("key").n_unique().alias("names"))
    return groups.filter(pl.col("names") > 1)["row"].explode().drop_nulls().unique().to_numpy()
