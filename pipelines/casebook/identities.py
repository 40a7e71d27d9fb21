"""Who is who from night to night: a child keeps its id while names and numbers around it are mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import polars as pl

from pipelines.casebook.changes import EVENT, changes
from pipelines.casebook.keys import keys_of
from pipelines.casebook.presence import KEYS
from pipelines.casebook.tokens import child_id, each_keyed, keyed


class Rule(NamedTuple):
    """What a row of tonight and a child of the casebook must have in common.

    ``sure`` rules rest on the number or the name. By one that is not, a child keeps its id and its open case, and
    no evidence of before: that would be another child's if the rule erred. ``one_person`` says that rows which have
    this in common are one person however many they are, so that any of them may keep the id.
    """

    name: str
    keys: tuple[str, ...]
    sure: bool = True
    one_person: bool = False
    older: bool = False  # only for children noted before names and birth dates had keys of their own


#: Strongest first. A name goes before a number: numbers are swapped between brothers, names are not.
RULES = (
    Rule("number and person", ("id_key", "person_key"), one_person=True),
    Rule("number and name", ("id_key", "name_key"), one_person=True),
    Rule("name, birth date and village", ("person_key", "name_key", "birth_key")),
    Rule("name, birth date and household", ("name_key", "birth_key", "home_key")),
    Rule("name, birth date and guardians", ("name_key", "birth_key", "kin_key")),
    Rule("number and former name", ("id_key", "former_key")),
    Rule("former name, birth date and household", ("former_key", "birth_key", "home_key")),
    Rule("former name, birth date and village", ("former_key", "birth_key", "place_key")),
    Rule("number and birth date", ("id_key", "birth_key")),
    Rule("number, in an older casebook", ("id_key",), older=True),
    Rule("person, in an older casebook", ("person_key",), older=True),
    Rule("number alone", ("id_key",), sure=False),
    Rule("household, birth date and guardians", ("home_key", "birth_key", "kin_key"), sure=False),
    Rule("household and birth date", ("home_key", "birth_key"), sure=False),
    Rule("guardians, birth date and village", ("kin_key", "birth_key", "place_key"), sure=False),
)
_PARTED = {"child_id": pl.String, "other_id": pl.String, "since": pl.Date}
_MOVING = {"case_token": pl.String, "other_id": pl.String}
#: What tells two candidates apart that a rule finds alike, and what speaks against one.
_BESIDE = ("id_key", "name_key", "birth_key", "place_key", "home_key", "kin_key")


@dataclass(frozen=True, slots=True)
class Recognition:
    """Who tonight's persons are: ``identities`` (``record_id, child_id`` and KEYS) and what that changes (EVENT)."""

    identities: pl.DataFrame
    events: pl.DataFrame
    #: ``child_id, other_id, since`` of those parted tonight, ``since`` when the one stood under the other's id.
    parted: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_PARTED))
    #: The same of earlier nights.
    before: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_PARTED))
    #: ``case_token, other_id``: cases that go with whoever was parted tonight.
    moving: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_MOVING))

    def doubted(self, known: pl.DataFrame) -> pl.DataFrame:
        """``child_id, since``: children that were recognized without number and name, and the last date of that.

        ``known`` are the casebook's children. Evidence from before that date might be another child's; that of who
        was parted from another child is.
        """
        tonight = self.events.filter(~pl.col("sure")).select("child_id", since="as_of")
        before = known.drop_nulls("doubted").select("child_id", since="doubted")
        others = pl.concat([self.before, self.parted]).drop_nulls("other_id").select("since", child_id="other_id")
        found = pl.concat([before, tonight, others.select("child_id", "since")])
        return found.group_by("child_id").agg(pl.col("since").max()).sort("child_id")

    def now(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The same rows, each ``child_id`` that was merged tonight replaced by the one that lives on, and cases that
        were opened since somebody else stood under their child's id under that other one's."""
        if "case_token" in rows.columns:
            rows = _renamed(rows, self.moving, "case_token")
        return _renamed(rows, self.events.filter(pl.col("kind") == "merged").select("child_id", "other_id"), "child_id")

    def moved_with(self, cases: pl.DataFrame) -> pl.DataFrame:
        """``case_token, other_id`` of the cases (``life.CASE_STATE``) that were open when those parted tonight came.

        They are about whoever stood under the id then: the list sent people to that door.
        """
        of_parted = cases.join(self.parted.drop_nulls("other_id"), on="child_id")
        then = pl.col("closed").is_null() | (pl.col("closed") > pl.col("since"))
        return of_parted.filter(then).select("case_token", "other_id")


def _renamed(rows: pl.DataFrame, other: pl.DataFrame, key: str) -> pl.DataFrame:
    return rows.join(other, on=key, how="left", maintain_order="left").with_columns(
        pl.coalesce("other_id", "child_id").alias("child_id")).drop("other_id")


def recognized(persons: pl.DataFrame, known: pl.DataFrame, key: bytes, as_of: date) -> Recognition:
    """Who each of tonight's persons is, one row per person, child ids distinct.

    ``persons`` has the columns of ``sources.person.PERSON``; ``known`` are the casebook's children. Each rule takes
    what the stronger ones left. Among several that a rule finds alike, whoever has most else in common; where that
    does not tell them apart, nobody is recognized, unless they are one person. Whoever is left is new. A child that
    people have parted from another one is recognized by sure rules only.
    """
    tonight = keys_of(persons, key)
    living = known.filter(pl.col("became").is_null())
    found = _claimed(tonight, living.filter(pl.col("reunited").is_null()))
    told = tonight.join(found, on="record_id", how="left").drop("former_key")
    told = _with_new_children(told, set(known["child_id"].to_list()), key)
    return _settled(told, living, as_of)


def _settled(told: pl.DataFrame, living: pl.DataFrame, as_of: date) -> Recognition:
    parted = _parted(told, living)
    events, lives_on = changes(told, living, as_of)
    apart = parted.select(
        "child_id", "other_id", as_of=pl.lit(as_of), kind=pl.lit("parted"))
    # First the end of what was noted of somebody else; whoever is here after all is back then.
    events = pl.concat([apart, events], how="diagonal")
    identities = told.join(lives_on, on="child_id", how="left").with_columns(
        pl.coalesce("other_id", "child_id").alias("child_id"))
    of_night = identities.select("record_id", "child_id", *KEYS).sort("record_id")
    return Recognition(of_night, events.select(*EVENT).cast(pl.Schema(EVENT)), parted)


def _parted(told: pl.DataFrame, living: pl.DataFrame) -> pl.DataFrame:
    """Who is parted tonight, and from whom: a new child that says what was last noted under the other's id."""
    apart = living.drop_nulls("apart").select("child_id", "other_id_key", "other_person_key", since="apart")
    new = told.join(living, on="child_id", how="anti").select("id_key", "person_key", other_id="child_id")
    found = apart.join(
        new, left_on=["other_id_key", "other_person_key"], right_on=["id_key", "person_key"], how="left",
        nulls_equal=True, maintain_order="left")
    return found.unique("child_id", keep="first", maintain_order=True).select(*_PARTED)


def _claimed(tonight: pl.DataFrame, living: pl.DataFrame) -> pl.DataFrame:
    """``record_id, child_id, sure``: each row and each child at most once, by the first rule that tells."""
    tonight = tonight.with_columns(older=pl.lit(True))
    # An older casebook knows neither names nor days apart; a name of before is compared with a name of before that.
    living = living.with_columns(older=pl.col("name_key").is_null(), former_key=pl.col("name_key"))
    found = []
    for rule in RULES if living.height else RULES[:1]:
        claims = _best(_candidates(tonight, living, rule), rule).select("record_id", "child_id", "sure")
        tonight = tonight.join(claims, on="record_id", how="anti")
        living = living.join(claims, on="child_id", how="anti")
        found.append(claims)
    return pl.concat(found)


def _candidates(tonight: pl.DataFrame, living: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Who might be whom by that rule: ``record_id, child_id, first_seen, common`` and whether it is ``sure``."""
    keys = list(rule.keys)
    there = living.filter(pl.col("older") == rule.older) if rule.older or not rule.sure else living
    then = there.drop_nulls(keys).select(
        "child_id", "first_seen", "strange", **{f"{name}_then": name for name in _BESIDE},
        **{f"on_{name}": name for name in keys})
    pairs = tonight.drop_nulls(keys).join(then, left_on=keys, right_on=[f"on_{name}" for name in keys])
    same = [pl.col(name).eq(pl.col(f"{name}_then")).fill_null(False) for name in _BESIDE]
    against = [pl.col(name).ne(pl.col(f"{name}_then")).fill_null(False) for name in _BESIDE]
    told = pairs.with_columns(
        common=pl.sum_horizontal(same), sure=pl.lit(rule.sure) & (pl.sum_horizontal(against) < _AGAINST))
    return told.filter(pl.col("sure") | ~pl.col("strange"))


#: A rule that rests on the number or the name is not sure when so many of the other things are known to differ.
_AGAINST = 3


def _best(candidates: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """The pairs that go together: nobody else has as much in common with either of the two."""
    if rule.one_person:
        return _one_by_one(candidates)
    most = [pl.col("common") == pl.col("common").max().over(side) for side in ("record_id", "child_id")]
    best = candidates.filter(*most)
    alone = [pl.len().over(side) == 1 for side in ("record_id", "child_id")]
    return best.filter(*alone)


def _one_by_one(candidates: pl.DataFrame) -> pl.DataFrame:
    """Rows and children of one person, paired: most in common first, then the child known longest."""
    single = candidates.filter(pl.len().over("record_id") == 1, pl.len().over("child_id") == 1)
    several = candidates.join(single, on="record_id", how="anti").sort(
        "common", "first_seen", "child_id", "record_id", descending=[True, False, False, False])
    records: set[str] = set()
    children: set[str] = set()
    taken = []
    for record, child in several.select("record_id", "child_id").rows():
        new = record not in records and child not in children
        taken.append(new)
        if new:
            records.add(record)
            children.add(child)
    return pl.concat([single, several.filter(pl.Series(taken, dtype=pl.Boolean))])


def _with_new_children(found: pl.DataFrame, taken: set[str], key: bytes) -> pl.DataFrame:
    new = found.filter(pl.col("child_id").is_null()).sort("id_key", "person_key", "record_id")
    # Derived, not drawn: the same register and secret give the same ids, whoever runs the night.
    said = [f"{number or ''}\x1f{person}" for number, person in new.select("id_key", "person_key").rows()]
    ids = []
    for one, digest in zip(said, each_keyed(key, "child", [f"{one}\x1f0" for one in said]), strict=True):
        name, attempt = child_id(digest), 0
        while name in taken:
            attempt += 1
            name = child_id(keyed(key, "child", one, attempt))
        taken.add(name)
        ids.append(name)
    fresh = new.with_columns(child_id=pl.Series(ids, dtype=pl.String))
    return pl.concat([found.filter(pl.col("child_id").is_not_null()), fresh])
