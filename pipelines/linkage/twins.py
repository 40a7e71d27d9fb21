"""Who has a twin: another child of the same birth date in the same family, under another name."""

from __future__ import annotations

import numpy as np

from pipelines.linkage.blocking import Side
from pipelines.linkage.persons import Persons
from pipelines.linkage.records import Records, Term

#: Terms that make two children of one birth date look like twins.
_FAMILY_TERMS = ("household", "guardians", "guardian_ids", "phones")
#: And where no family is told. In a village of one clan, one child in a hundred has such a neighbor.
_NO_FAMILY_TERMS = ("surname", "village")
#: Odd numbers that keep the parts of a key apart.
_APART, _APART_DATE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


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
    for side in sides:
        ours = np.zeros(records.height, dtype=bool)
        ours[side.rows] = True
        for term in _FAMILY_TERMS:
            twins[_sharing(records, ours, records.term(term))] = True
        surname, village = (records.term(term) for term in _NO_FAMILY_TERMS)
        both = Term(surname.hashes * _APART + village.hashes, surname.known & village.known)
        twins[_sharing(records, ours & ~records.family_told, both)] = True
    return twins


def _sharing(records: Persons, ours: np.ndarray, term: Term) -> np.ndarray:
    """Those of our rows that share the term and the birth date with another of them, of another name."""
    born = records.codes("dob")
    rows = np.flatnonzero(term.known) if term.rows is None else term.rows
    place = np.flatnonzero(ours[rows] & (born[rows] >= 0))
    rows = rows[place]
    keys = (term.hashes[rows] if term.rows is None else term.hashes[place]) + born[rows].view(np.uint64) * _APART_DATE
    again = _recurring(keys)
    rows, keys = rows[again], keys[again]
    order = np.argsort(keys, kind="stable")
    rows, starts = rows[order], np.flatnonzero(np.diff(keys[order], prepend=~keys[order][:1]))
    if not len(starts):
        return rows
    names = records.name[rows]
    several = np.minimum.reduceat(names, starts) != np.maximum.reduceat(names, starts)
    return rows[np.repeat(several, np.diff(starts, append=len(rows)))]


def _recurring(keys: np.ndarray) -> np.ndarray:
    """The places of keys that may stand there more than once: a quick look before the exact one."""
    bits = np.uint64((4 << len(keys).bit_length()) - 1)
    bucket = (keys ^ (keys >> np.uint64(32))) & bits
    return np.flatnonzero(np.bincount(bucket.astype(np.int64), minlength=1)[bucket.astype(np.int64)] > 1)
