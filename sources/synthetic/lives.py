"""People written out: their names, numbers, parents, telephones and addresses as text."""

from __future__ import annotations

import numpy as np
import polars as pl

from sources.synthetic import names, numbers
from sources.synthetic.places import Places
from sources.synthetic.plan import FATE_CODES, PART, Plan

_FORMER = 0.02  # people who once bore another name
_SAME_NUMBER = 0.3  # of double registrations, those under one and the same number
_GUARDIANS = (0.60, 0.28, 0.12)  # father, mother, grandfather


def written(rng: np.random.Generator, plan: Plan, places: Places, people: pl.DataFrame) -> pl.DataFrame:
    """People with all that registers say of a person as text.

    Adds person, name, former_name, citizen_id, father_name, mother_name, guardian_name, guardian_id, other_parent,
    head_name, relation, phone, other_phone, town, town_name, village_name, house, sibling_id.
    """
    homes = places.villages.select("town", "town_name", pl.col("village").alias("village_name"))
    people = people.with_columns(pl.col("area") + numbers.AREA_STEP * plan.part)
    serial = pl.int_range(1, pl.len() + 1) + PART * plan.part
    people = people.with_columns(
        pl.format("P{}", serial.cast(pl.String).str.zfill(7)).alias("person"),
        _names(rng, people), _former_names(rng, people), _numbers(rng, people, 97 if plan.oddities else 25),
    ).hstack(homes[people["village"].to_numpy()])
    people = people.hstack(_parents(rng, people)).hstack(_houses(rng, plan, people))
    return people.with_columns(_sibling_numbers(people))


def _surname_texts(codes: pl.Series) -> pl.Series:
    return pl.Series(names.surnames()).gather(codes.cast(pl.UInt32))


def _names(rng: np.random.Generator, people: pl.DataFrame) -> pl.Series:
    given = names.given_texts(people["first"].to_numpy(), people["second"].to_numpy())
    texts = (_surname_texts(people["surname"]) + given).to_list()
    few = np.flatnonzero(people["ethnic"].to_numpy() > 0)
    columns = (people[name].to_numpy()[few] for name in ("ethnic", "male", "parents", "order"))
    for row, name in zip(few, names.minority_names(*columns), strict=True):
        texts[row] = name
    return pl.Series("name", texts)


def _former_names(rng: np.random.Generator, people: pl.DataFrame) -> pl.Series:
    first, second = names.given_names(rng, people["male"].to_numpy(), people["born"].dt.year().to_numpy())
    former = _surname_texts(people["surname"]) + names.given_texts(first, second)
    renamed = (rng.random(len(people)) < _FORMER) & (people["ethnic"].to_numpy() == 0)
    return pl.select(pl.when(pl.Series(renamed)).then(former)).to_series().alias("former_name")


def _numbers(rng: np.random.Generator, people: pl.DataFrame, spread: int) -> pl.Series:
    own = numbers.id_numbers(
        people["area"].to_numpy(), people["born"].to_numpy(), people["male"].to_numpy(), spread=spread
    )
    again = people["same_as"].to_numpy() != np.arange(len(people))
    shared = again & (rng.random(len(people)) < _SAME_NUMBER) & (people["fate"].to_numpy() == FATE_CODES["double"])
    source = np.where(shared, people["same_as"].to_numpy(), np.arange(len(people)))
    return own.gather(source.astype(np.uint32)).alias("citizen_id")


def _parents(rng: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    """Father, mother, guardian, head of household and telephones of each person, drawn once a family."""
    families = people.group_by("family", maintain_order=True).agg(
        pl.col("born").min(), pl.col("surname").filter("own_surname").first(), pl.col("mother_surname").first(),
        pl.col("ethnic").first(), pl.col("area").first(), pl.col("surname").first().alias("any_surname"),
    ).with_columns(pl.col("surname").fill_null(pl.col("any_surname")))
    drawn = _adults(rng, families)
    return drawn[people["parents"].to_numpy()]


def _adults(rng: np.random.Generator, families: pl.DataFrame) -> pl.DataFrame:
    count = len(families)
    eldest = families["born"].to_numpy()
    father_born, mother_born = (
        eldest - rng.integers(*span, count).astype("timedelta64[D]") for span in ((7700, 13500), (7500, 12500))
    )
    grandfather_born = father_born - rng.integers(7500, 11000, count).astype("timedelta64[D]")
    father = _adult_names(rng, families["surname"], families, True, father_born)
    mother = _adult_names(rng, families["mother_surname"], families, False, mother_born)
    grandfather = _adult_names(rng, families["surname"], families, True, grandfather_born)
    ids = [
        numbers.id_numbers(families["area"].to_numpy(), born, np.full(count, male))
        for born, male in ((father_born, True), (mother_born, False), (grandfather_born, True))
    ]
    who = np.searchsorted(np.cumsum(_GUARDIANS), rng.random(count))
    elder_heads = (who == 2) | (rng.random(count) < 0.35)
    return pl.DataFrame({
        "father_name": father, "mother_name": mother,
        "guardian_name": _one_of(who, father, mother, grandfather), "guardian_id": _one_of(who, *ids),
        "other_parent": _one_of(who, mother, father, father), "other_parent_id": _one_of(who, ids[1], ids[0], ids[0]),
        "head_name": _one_of(elder_heads.astype(int), father, grandfather), "elder_heads": elder_heads,
        "phone": numbers.phones(rng, count), "other_phone": numbers.phones(rng, count),
    })


def _adult_names(
    rng: np.random.Generator, surname: pl.Series, families: pl.DataFrame, male: bool, born: np.ndarray
) -> pl.Series:
    year = pl.Series(born).dt.year().to_numpy()
    texts = (
        _surname_texts(surname) + names.given_texts(*names.given_names(rng, np.full(len(year), male), year))
    ).to_list()
    few = np.flatnonzero(families["ethnic"].to_numpy() > 0)
    ethnic = families["ethnic"].to_numpy()[few]
    generation = rng.integers(0, 10_000, len(few))
    for row, name in zip(few, names.minority_names(ethnic, np.full(len(few), male), generation, few), strict=True):
        texts[row] = name
    return pl.Series(texts)


def _one_of(which: np.ndarray, *options: pl.Series) -> pl.Series:
    choice = pl.Series("which", which)
    chosen = pl.when(choice == 0).then(options[0])
    for place, option in enumerate(options[1:], start=1):
        chosen = chosen.when(choice == place).then(option)
    return pl.select(chosen).to_series()


def _houses(rng: np.random.Generator, plan: Plan, people: pl.DataFrame) -> pl.DataFrame:
    """House number and, in the registry's words, the relation to the head of the household."""
    household = people["household"].to_numpy()
    house = rng.integers(1, 280, int(household.max()) + 1)[household]
    return pl.DataFrame({
        "house": pl.Series(house).cast(pl.String),
        "household_no": pl.Series(household + PART * plan.part + 349901000001).cast(pl.String),
        "relation": np.where(people["male"].to_numpy(), "子", "女"),
    })


def _sibling_numbers(people: pl.DataFrame) -> pl.Series:
    """The number of the brother, sister or twin nearest in the family; null for an only child."""
    return people.select(
        pl.coalesce(pl.col("citizen_id").shift(1).over("family"), pl.col("citizen_id").shift(-1).over("family"))
    ).to_series().alias("sibling_id")
