"""The county on its first day: everybody who will ever live in it, and who of them is not there yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from sources.synthetic import enrollment, fates, filings, lives, offices, people, places, registry, traps
from sources.synthetic.damage import Register, damaged
from sources.synthetic.life.entries import Book, Entry
from sources.synthetic.life.persons import Person
from sources.synthetic.plan import ALL_FATES, Level, Plan
from sources.synthetic.town import county_plan

_COMING = 0.03  # of the children: they move in later
#: Fates that a small county, too, must have for its papers to run out and its doubles to be found.
_AT_LEAST = {"suspended": 2, "deferred": 2, "double": 2, "not_found": 2, "left": 2, "outside": 12}
_STAYS = {"in_town", "in_county", "other_age", "not_due"}
_ENDING = {"suspended": "approvals", "deferred": "approvals"}


@dataclass(frozen=True)
class Founded:
    """The county on its first day; ``coming`` are families that move in later, ``hidden`` doubles not yet entered."""

    plan: Plan
    nobodys: dict[str, pl.DataFrame]  # registers that are about no person
    people: dict[str, Person]
    book: Book
    coming: list[list[str]]
    hidden: list[str]


def founded(children: int, seed: int, level: Level, first: date, nights: int) -> Founded:
    """The same arguments found the same county; of its papers half of those with an end run out within the nights."""
    plan = _plan(children, seed, level, first)
    rng = np.random.Generator(np.random.PCG64([seed, 7]))
    where = places.laid_out(rng, plan.towns, plan.peopled, plan.minority_villages)
    folk = traps.staged(plan, where, people.population(rng, plan, where))
    folk = lives.written(rng, plan, where, fates.decided(rng, plan, where, folk))
    folk = registry.with_poverty(rng, plan, folk)
    registers = (
        registry.population_rows(rng, plan, folk), enrollment.roll_rows(rng, plan, where, folk),
        registry.poverty_rows(rng, plan, folk), filings.evidence_rows(rng, plan, where, folk),
        *offices.of_persons(rng, plan, folk),
    )
    book = Book()
    for register in registers:
        for entry in _entries(rng, register, level, folk["person"]):
            book.add(entry)
    persons = {one.code: one for one in _persons(folk)}
    _let_papers_end(rng, book, persons, first, nights)
    nobodys = {"schools": registry.school_rows(where), "assignment": offices.assignment_rows(rng, plan, where)}
    return Founded(plan, nobodys, persons, book, *_kept_back(rng, book, persons, folk, children))


def _plan(children: int, seed: int, level: Level, first: date) -> Plan:
    plan = county_plan(children + round(_COMING * children) + 2, seed, level, first)
    counts = {name: max(count, _AT_LEAST.get(name, 0)) for name, count in plan.fates.items()}
    return replace(plan, fates=counts)


def _entries(rng: np.random.Generator, register: Register, level: Level, person: pl.Series) -> list[Entry]:
    """The register's rows: as they ought to be, as they are, and as another careless hand would have typed them."""
    once, _ = damaged(rng, register, level)
    again, _ = damaged(rng, register, "hostile" if level != "clean" else level)
    right = register.rows
    if register.name == "roll":
        once = once.with_columns(enrollment.roll_numbers(rng, once, right["citizen_id"]))
        # The number of the roll stays whatever else is mended or spoiled.
        right, again = (frame.with_columns(once["roll_no"]) for frame in (right, again))
    who = person.gather(register.who.astype(np.uint32)).to_list()
    files = enrollment.FILES if register.name == "roll" else (register.name,)
    rows = zip(who, right.to_dicts(), once.to_dicts(), again.to_dicts(), register.file.tolist(), strict=True)
    return [Entry(register.name, whose, ought, says, files[file], would) for whose, ought, says, would, file in rows]


def _persons(folk: pl.DataFrame) -> list[Person]:
    poor = registry.poor(folk).tolist()
    codes = folk["person"].to_list()
    columns = zip(*(folk[name].to_list() for name in (
        "person", "born", "town_name", "grade", "kinds", "same_as", "fate", "registered")), poor, strict=True)
    return [
        Person(code, born, town, grade, on_list, kinds, None if codes[same] == code else codes[same],
               ALL_FATES[fate].name if registered or ALL_FATES[fate].status == "unregistered" else "gone")
        for code, born, town, grade, kinds, same, fate, registered, on_list in columns
    ]


def _let_papers_end(
    rng: np.random.Generator, book: Book, persons: dict[str, Person], first: date, nights: int
) -> None:
    """Every other deferral and suspension ends within the nights, on all papers that tell of it."""
    for name in _ENDING:
        for person in [one for one in persons.values() if one.fate == name][::2]:
            until = first + timedelta(int(rng.integers(1, max(2, nights - 3))))
            for register in ("evidence", "approvals"):
                for paper in book.of(register, person.code):
                    book.write(paper, valid_until=until.isoformat())


def _kept_back(
    rng: np.random.Generator, book: Book, persons: dict[str, Person], folk: pl.DataFrame, children: int
) -> tuple[list[list[str]], list[str]]:
    """Families that come later, and every other double; none of their rows stands anywhere yet."""
    families = folk.filter("registered").group_by("family", maintain_order=True).agg("person")["person"].to_list()
    in_band = set(folk.filter(pl.col("registered") & pl.col("in_band"))["person"].to_list())
    copied = {one.same_as for one in persons.values()} | {one.code for one in persons.values() if one.same_as}
    whole = [one for one in families if {persons[code].fate for code in one} <= _STAYS and not copied & set(one)]
    coming, spare = [], len(in_band) - children
    for place in rng.permutation(len(whole)).tolist():
        count = len(in_band & set(whole[place]))
        if 0 < count <= spare:
            coming.append(whole[place])
            spare -= count
    hidden = [one.code for one in persons.values() if one.fate == "double"][::2]
    for code in [*hidden, *(code for family in coming for code in family)]:
        for register in book:
            book.take_off(register, code)
    return coming, hidden
