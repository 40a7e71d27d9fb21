"""What the registry knows of the family behind a pair: a sibling of that name, the owner of that number, a twin.

The facts are columns of levels beside the compared ones. They weigh nothing; grounds and guards ask for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.comparison import persons
from pipelines.linkage.levels import UNKNOWN, Birth, Family, Name, Number, Owner, Sibling, Twin
from pipelines.linkage.persons import Persons

#: The last level of each rank of nearness: the very name; mistyped or misread for it; a character off.
_RANKS = (Name.EXACT, Name.DROPPED, Name.PART)


@dataclass(frozen=True)
class Families:
    """The left register's members by family: a household, a guardian's name or a guardian's number in common.

    A second row of one person counts as somebody else: twins may bear one name in the registry by mistake. ``settled``
    marks members who agree in full with a record of their own; ``twins`` records with a twin.
    """

    records: Persons
    rows: np.ndarray
    settled: np.ndarray
    twins: np.ndarray


@dataclass(frozen=True)
class Kin:
    """Every pair's kin as levels (``facts``: sibling, owner, twin), and whom else the right records resemble.

    ``claimants`` are left rows and right rows: a sibling of a pair's left child, of a name as near as the child's.
    """

    facts: dict[str, np.ndarray]
    claimants: tuple[np.ndarray, np.ndarray]


NO_KIN = Kin({}, (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)))


def kin_of(families: Families, left: np.ndarray, right: np.ndarray, columns: dict[str, np.ndarray]) -> Kin:
    """The kin of every pair; ``columns`` are its compared levels.

    A sibling need not be a candidate: a record under another's number often bears that other's birth date.
    """
    none = np.full(len(left), UNKNOWN, dtype=np.uint8)
    name, number = columns.get("name", none), columns.get("id", none)
    stake = np.flatnonzero(_at_stake(columns, number) & (name != Name.EXACT) & (name != UNKNOWN))
    place, sibling = _with_family(families, left[stake])
    pair = stake[place]
    theirs = _ranked(persons.name(families.records, sibling, right[pair]))
    near = theirs <= np.minimum(_ranked(name[pair]), len(_RANKS) - 1)
    near &= ~families.settled[sibling] | (theirs == 0)
    facts = {
        "sibling": _siblings(families, left, (pair[near], theirs[near])),
        "owner": _owners(families, left, right, number),
        "twin": _twins(families, left, right, (pair, sibling)),
    }
    open_to = near & ~families.settled[sibling]
    return Kin(facts, (sibling[open_to], pair[open_to]))


def _at_stake(columns: dict[str, np.ndarray], number: np.ndarray) -> np.ndarray:
    """Pairs joined by more than a name: only for them it matters who else bears it."""
    none = np.full(len(number), UNKNOWN)
    dob, family = (columns.get(name, none) for name in ("dob", "family"))
    return (number <= Number.PARTLY) | ((dob <= Birth.CLOSE) & (family <= Family.GUARDIAN))


def _siblings(families: Families, left: np.ndarray, near: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Levels of ``Sibling``; ``near`` holds pairs, and the rank of the name of a sibling who bears one as near."""
    records = families.records
    told = (records.household[left] >= 0) | records.guardians.some[left] | records.guardian_ids.some[left]
    levels = np.where(told, Sibling.NONE, UNKNOWN).astype(np.uint8)
    levels[near[0]] = Sibling.AS_NEAR
    levels[near[0][near[1] == 0]] = Sibling.SAME
    return levels


def _twins(
    families: Families, left: np.ndarray, right: np.ndarray, siblings: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """Levels of ``Twin``; ``siblings`` holds pairs and members of the left child's family."""
    pair, sibling = siblings
    born = families.records.day
    twin = born[sibling] == born[left[pair]]
    placed, waiting = np.zeros(len(left), dtype=bool), np.zeros(len(left), dtype=bool)
    placed[pair[twin & families.settled[sibling]]] = True
    waiting[pair[twin & ~families.settled[sibling]]] = True
    any_twin = families.twins[left] | families.twins[right]
    return np.select([~any_twin, placed & ~waiting], [Twin.NONE, Twin.PLACED], Twin.TWIN).astype(np.uint8)


def _ranked(name: np.ndarray) -> np.ndarray:
    return np.searchsorted(np.array(_RANKS), name)


def _owners(families: Families, left: np.ndarray, right: np.ndarray, number: np.ndarray) -> np.ndarray:
    records = families.records
    levels = np.full(len(left), UNKNOWN, dtype=np.uint8)
    pairs = np.flatnonzero(np.isin(number, [Number.UNLIKE, Number.DIFFERENT, Number.NEIGHBOR]) & records.valid[right])
    rows = families.rows[np.argsort(records.id18[families.rows], kind="stable")]
    place = np.minimum(np.searchsorted(records.id18[rows], records.id18[right[pairs]]), len(rows) - 1)
    owner = rows[place]
    found = records.id18[owner] == records.id18[right[pairs]]
    levels[pairs] = np.where(found, np.where(_of_one_family(records, left[pairs], owner), Owner.KIN, Owner.STRANGER),
                             Owner.NOBODY)  # fmt: skip
    return levels


def _of_one_family(records: Persons, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    alike = (records.household[a] == records.household[b]) & (records.household[a] >= 0)
    for terms in (records.guardians, records.guardian_ids):
        shared = terms[a][:, :, None] == terms[b][:, None, :]
        alike |= (shared & (terms[a] >= 0)[:, :, None]).any(axis=(1, 2))
    return alike


def _with_family(families: Families, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places of those rows, each beside every other row of its family."""
    asks = _terms(families.records, rows, {"place": np.arange(len(rows)), "self": rows})
    theirs = _terms(families.records, families.rows, {"member": families.rows})
    found = asks.join(theirs, on=["kind", "term"]).filter(pl.col("self") != pl.col("member"))
    found = found.select("place", "member").unique().sort("place", "member")
    return found["place"].to_numpy(), found["member"].to_numpy()


def _terms(records: Persons, rows: np.ndarray, about: dict[str, np.ndarray]) -> pl.DataFrame:
    """One line for every term of family of those rows, with what is told about them."""
    kinds = (records.household[rows, None], records.guardians[rows], records.guardian_ids[rows])
    lines = [
        pl.DataFrame({"kind": np.full(len(rows), kind), "term": terms[:, column], **about})
        for kind, terms in enumerate(kinds)
        for column in range(terms.shape[1])
    ]
    return pl.concat(lines).filter(pl.col("term") >= 0)
