"""What the registry knows of the family behind a pair: a sibling of that name, the owner of that number, a twin, its
surnames, and whether two names that look alike are both given to children.

The facts are columns of levels beside the compared ones. They weigh nothing; grounds and guards ask for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.comparison import persons
from pipelines.linkage.comparison.cohort import cohort
from pipelines.linkage.levels import UNKNOWN, Birth, Borne, Cohort, Family, Name, Number, Owner, Sibling, Surname, Twin
from pipelines.linkage.persons import Persons
from pipelines.linkage.records import sieve

#: The last level of each rank of nearness: the very name; mistyped or misread for it; a character off.
_RANKS = (Name.EXACT, Name.DROPPED, Name.PART)


@dataclass(frozen=True)
class Families:
    """Two registers' members by family: one household, one guardian's number, or one guardian's name in a village.

    A second row of one person counts as somebody else: twins may bear one name in the registry by mistake. ``settled``
    marks who agrees in full with a record of the other register; ``twins`` who has a twin.
    """

    records: Persons
    sides: tuple[np.ndarray, np.ndarray]  # rows of the left and of the right register
    settled: np.ndarray
    twins: np.ndarray


@dataclass(frozen=True)
class Kin:
    """Every pair's kin as levels (``facts``: sibling, owner, twin, surname, borne), and whom else the right records
    resemble.

    ``claimants`` are left rows and pairs: a sibling of the pair's left child, of a name as near as the child's.
    """

    facts: dict[str, np.ndarray]
    claimants: tuple[np.ndarray, np.ndarray]


NO_KIN = Kin({}, (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)))


def kin_of(families: Families, left: np.ndarray, right: np.ndarray, columns: dict[str, np.ndarray]) -> Kin:
    """The kin of every pair, whichever side they stand on; ``columns`` are its compared levels.

    A sibling need not be a candidate: a record under another's number often bears that other's birth date.
    """
    none = np.full(len(left), UNKNOWN, dtype=np.uint8)
    name, number = columns.get("name", none), columns.get("id", none)
    stake = np.flatnonzero(_at_stake(columns, number) & (name != Name.EXACT) & (name != UNKNOWN))
    ours, theirs = (
        _siblings_of(families, rows, (here[stake], there[stake], name[stake]))
        for rows, here, there in zip(families.sides, (left, right), (right, left), strict=True)
    )
    facts = {"sibling": none.copy(), "owner": _owners(families, left, right, number), "twin": none.copy()}
    facts["sibling"][stake] = _sibling(families.records, (left[stake], right[stake]), (ours, theirs))
    facts["twin"] = _twin(families, left, right)
    facts["twin"][stake[_placed(len(stake), (ours, theirs)) & (facts["twin"][stake] == Twin.TWIN)]] = Twin.PLACED
    facts["twin"][_twins_alike(families, (left, right), facts["twin"], columns)] = Twin.ALIKE
    facts["surname"] = _surnames(families.records, left, right, name)
    facts["borne"] = _borne(families.records, left, right, name)
    open_to = ours.near & ~ours.settled
    return Kin(facts, (ours.sibling[open_to], stake[ours.pair[open_to]]))


@dataclass(frozen=True)
class _Siblings:
    """Members of the families of one side's records: of which pair, whether the name is as near (or the very one) to
    the record on the other side, whether born on the day of the pair's record here, whether settled."""

    pair: np.ndarray
    sibling: np.ndarray
    near: np.ndarray
    same: np.ndarray
    twin: np.ndarray
    settled: np.ndarray


def _siblings_of(families: Families, rows: np.ndarray, pairs: tuple[np.ndarray, np.ndarray, np.ndarray]) -> _Siblings:
    """The siblings, among those rows, of the pairs' records here; pairs are rows here, rows there, levels of names."""
    here, there, name = pairs
    pair, sibling = _with_family(families.records, rows, here)
    rank = _ranked(persons.name(families.records, sibling, there[pair]))
    settled, born = families.settled[sibling], families.records.day
    near = (rank <= np.minimum(_ranked(name[pair]), len(_RANKS) - 1)) & ~settled
    # A brother of another age sits in another grade, whatever number and birth date the school took for his.
    near &= cohort(families.records, sibling, there[pair]) != Cohort.FAR
    near |= rank == 0
    return _Siblings(pair, sibling, near, rank == 0, born[sibling] == born[here[pair]], settled)


def _at_stake(columns: dict[str, np.ndarray], number: np.ndarray) -> np.ndarray:
    """Pairs joined by more than a name: only for them it matters who else bears it."""
    none = np.full(len(number), UNKNOWN)
    dob, family = (columns.get(name, none) for name in ("dob", "family"))
    return (number <= Number.PARTLY) | ((dob <= Birth.CLOSE) & (family <= Family.GUARDIAN))


def _sibling(
    records: Persons, pairs: tuple[np.ndarray, np.ndarray], sides: tuple[_Siblings, _Siblings]
) -> np.ndarray:
    """Levels of ``Sibling``."""
    known = records.household >= 0
    known |= records.guardians.some | records.guardian_ids.some
    levels = np.where(known[pairs[0]] | known[pairs[1]], Sibling.NONE, UNKNOWN).astype(np.uint8)
    for side in sides:
        levels[side.pair[side.near]] = Sibling.AS_NEAR
    for side in sides:
        levels[side.pair[side.same]] = Sibling.SAME
    return levels


def _twin(families: Families, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Levels of ``Twin``, before it is asked whether the twin has a record of its own."""
    return np.where(families.twins[left] | families.twins[right], Twin.TWIN, Twin.NONE).astype(np.uint8)


def _placed(count: int, sides: tuple[_Siblings, _Siblings]) -> np.ndarray:
    """Pairs of which a twin is known and every known twin is settled."""
    placed, waiting = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for side in sides:
        placed[side.pair[side.twin & side.settled]] = True
        waiting[side.pair[side.twin & ~side.settled]] = True
    return placed & ~waiting


def _twins_alike(
    families: Families, pairs: tuple[np.ndarray, np.ndarray], twin: np.ndarray, columns: dict[str, np.ndarray]
) -> np.ndarray:
    """Pairs of one name whose number does not tell, where a twin without a record of its own is named a slip apart."""
    none = np.full(len(twin), UNKNOWN, dtype=np.uint8)
    name, number = columns.get("name", none), columns.get("id", none)
    asked = np.flatnonzero((twin == Twin.TWIN) & (name == Name.EXACT) & (number > Number.PARTLY))
    slip = np.full(len(asked), Name.DROPPED)
    alike = [
        _siblings_of(families, rows, (here[asked], there[asked], slip))
        for rows, here, there in zip(families.sides, pairs, reversed(pairs), strict=True)
    ]
    return asked[np.concatenate([side.pair[side.near & side.twin & ~side.settled] for side in alike])]


def _surnames(records: Persons, left: np.ndarray, right: np.ndarray, name: np.ndarray) -> np.ndarray:
    """Levels of ``Surname``, where a name that differs in the first or the second character alone asks for it."""
    levels = np.full(len(left), UNKNOWN, dtype=np.uint8)
    asked = np.flatnonzero(np.isin(name, [Name.INNER, Name.GIVEN]))
    here, there = left[asked], right[asked]
    parents = np.concatenate([records.guardian_surnames[here], records.guardian_surnames[there]], axis=1)
    first = records.first_characters
    shown = [((parents == first[rows][:, None]) & (parents >= 0)).any(axis=1) for rows in (here, there)]
    levels[asked] = np.where(shown[0] | shown[1], Surname.PARENTS, Surname.OTHER)
    levels[asked[(parents < 0).all(axis=1)]] = UNKNOWN
    return levels


def _borne(records: Persons, left: np.ndarray, right: np.ndarray, name: np.ndarray) -> np.ndarray:
    """Levels of ``Borne``, where two names are one but for a character that looks alike."""
    levels = np.full(len(left), UNKNOWN, dtype=np.uint8)
    asked = np.flatnonzero(name == Name.LOOKALIKE)
    if not len(asked):
        return levels
    stock = records.characters
    ones, others = (stock.codes[records.names[rows[asked]]] for rows in (left, right))
    slip = (np.arange(len(asked)), (ones != others).argmax(axis=1))
    both = stock.in_use[ones[slip]] & stock.in_use[others[slip]]
    levels[asked] = np.where(both, Borne.BOTH, Borne.RARE)
    return levels


def _ranked(name: np.ndarray) -> np.ndarray:
    return np.searchsorted(np.array(_RANKS), name)


def _owners(families: Families, left: np.ndarray, right: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Levels of ``Owner``: of the right record's number on the left side, and of the left record's on the right."""
    levels = np.full(len(left), UNKNOWN, dtype=np.uint8)
    pairs = np.flatnonzero(np.isin(number, [Number.UNLIKE, Number.DIFFERENT, Number.NEIGHBOR]))
    both = [
        _owner(families.records, rows, here[pairs], there[pairs])
        for rows, here, there in zip(families.sides, (left, right), (right, left), strict=True)
    ]
    levels[pairs] = np.minimum(*both)
    return levels


def _owner(records: Persons, rows: np.ndarray, here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Whether a member of the family of each record here, among those rows, owns the number of the record there."""
    if not len(rows):
        return np.full(len(here), UNKNOWN)
    rows = rows[sieve(records.id18[there])(records.id18[rows])]
    rows = rows[np.argsort(records.id18[rows], kind="stable")]
    place = np.minimum(np.searchsorted(records.id18[rows], records.id18[there]), max(len(rows) - 1, 0))
    owner = rows[place] if len(rows) else here
    found = (records.id18[owner] == records.id18[there]) & records.valid[there] & (len(rows) > 0)
    levels = np.full(len(here), Owner.STRANGER)
    levels[found] = np.where(_of_one_family(records, here[found], owner[found]), Owner.KIN, Owner.STRANGER)
    return np.where(records.valid[there], np.where(found, levels, Owner.NOBODY), UNKNOWN)


def _of_one_family(records: Persons, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    alike = (records.household[a] == records.household[b]) & (records.household[a] >= 0)
    for terms in (records.guardians, records.guardian_ids):
        shared = terms[a][:, :, None] == terms[b][:, None, :]
        alike |= (shared & (terms[a] >= 0)[:, :, None]).any(axis=(1, 2))
    return alike


def _with_family(records: Persons, rows: np.ndarray, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places of the rows asked for, each beside every other of those rows that is of its family."""
    ours, asking = (_marked(records.height, some) for some in (rows, asked))
    terms = records.family_terms
    asks = terms.filter(pl.Series(asking[terms["row"].to_numpy()]))
    maybe = sieve(asks["term"].to_numpy())(terms["term"].to_numpy())
    theirs = terms.filter(pl.Series(maybe & ours[terms["row"].to_numpy()])).rename({"row": "member"})
    family = asks.join(theirs, on=["kind", "term"]).filter(pl.col("row") != pl.col("member"))
    places = pl.DataFrame({"row": asked, "place": np.arange(len(asked))}, schema_overrides={"row": pl.Int32})
    found = places.join(family.select("row", "member").unique(), on="row").sort("place", "member")
    return found["place"].to_numpy(), found["member"].to_numpy()


def _marked(height: int, rows: np.ndarray) -> np.ndarray:
    marks = np.zeros(height, dtype=bool)
    marks[rows] = True
    return marks
