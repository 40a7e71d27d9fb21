"""Families and their young people: who was born when, of what name, in which village and household."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from sources.synthetic import names
from sources.synthetic.numbers import areas
from sources.synthetic.places import Places
from sources.synthetic.plan import Plan, school_year

_SIZES = (0.34, 0.45, 0.16, 0.05)
_TWIN_BIRTHS = 0.012
_CLAN = 0.55  # families of a village's old clans
_POEM = 0.55  # such families that still name boys by the generation poem
_MOTHERS_NAME = 0.04


def population(rng: np.random.Generator, plan: Plan, places: Places) -> pl.DataFrame:
    """Everyone aged 3–22 of the county, and pupils registered elsewhere; brothers and sisters stand together.

    Columns: family, order, twin, born, male, age, ideal (grade by birth date alone), in_band, registered, village,
    ethnic, surname, first, second (name indexes), own_surname (false: the mother's), household.
    Exactly ``plan.children`` rows are registered and in the band.
    """
    births = _births(rng, plan)
    births = births.join(
        _homes(rng, plan, places, int(births["family"].to_numpy().max()) + 1), on="family", maintain_order="left"
    )
    people = births.sort("village", "surname", "family", "order", maintain_order=True)
    people = people.with_columns(_households(rng, people), pl.col("family").rle_id().alias("family"))
    return _named(rng, people, places)


def age_on(born: np.ndarray, as_of: date) -> np.ndarray:
    """Full years on that date, the birthday included; 29 February counts as the 28th in common years."""
    days = pl.Series(born).dt
    year, month, day = (part.cast(pl.Int64).to_numpy() for part in (days.year(), days.month(), days.day()))
    common = as_of.year % 4 != 0 or (as_of.year % 100 == 0 and as_of.year % 400 != 0)
    day = np.where(common & (month == 2) & (day == 29), 28, day)
    return as_of.year - year - (month * 100 + day > as_of.month * 100 + as_of.day)


def ideal_grade(born: np.ndarray, as_of: date) -> np.ndarray:
    """Grade of a child who entered at six by 31 August and never repeated; 0 and less is before school."""
    days = pl.Series(born).dt
    cohort = days.year().cast(pl.Int64).to_numpy() - (days.month().to_numpy() < 9)
    return school_year(as_of) - cohort - 6


def _births(rng: np.random.Generator, plan: Plan) -> pl.DataFrame:
    """Births of ages 3–22, as many as the plan wants."""
    families = int(plan.children * 1.1) + 60
    while True:
        born = _drawn_births(rng, plan, families)
        counted = np.cumsum((born["in_band"] & born["registered"]).to_numpy())
        if counted[-1] >= plan.children:
            return _thinned(rng, plan, born[: int(np.searchsorted(counted, plan.children)) + 1])
        families *= 2


def _drawn_births(rng: np.random.Generator, plan: Plan, families: int) -> pl.DataFrame:
    sizes = rng.choice(4, families, p=_SIZES) + 1
    family = np.repeat(np.arange(families), sizes)
    starts = np.cumsum(sizes) - sizes
    gaps = rng.integers(390, 2000, len(family))
    gaps[starts] = 0
    since_first = np.cumsum(gaps)
    since_first -= np.repeat(since_first[starts], sizes)
    eldest = rng.integers(3 * 365, 27 * 365, families)
    twins = rng.random(len(family)) < _TWIN_BIRTHS
    repeats = 1 + twins
    born = np.datetime64(plan.as_of) - np.repeat(eldest[family] - since_first, repeats).astype("timedelta64[D]")
    family = np.repeat(family, repeats)
    frame = pl.DataFrame({
        "family": family, "order": np.arange(len(family)), "twin": np.repeat(twins, repeats),
        "born": born.astype("datetime64[D]"),
        "male": rng.random(len(family)) < 0.53,
        "registered": (rng.random(families) >= plan.elsewhere)[family],
    }).with_columns(pl.col("order") - pl.col("order").min().over("family"))
    age = age_on(frame["born"].to_numpy(), plan.as_of)
    frame = frame.with_columns(
        pl.Series("age", age), pl.Series("ideal", ideal_grade(frame["born"].to_numpy(), plan.as_of)),
        pl.Series("in_band", (age >= 6) & (age <= 15)),
    )
    return frame.filter((pl.col("age") >= 3) & (pl.col("age") <= 22) & (pl.col("registered") | pl.col("in_band")))


def _thinned(rng: np.random.Generator, plan: Plan, born: pl.DataFrame) -> pl.DataFrame:
    """Other ages reduced to the plan's number; the registry was exported with a margin, not whole."""
    others = np.flatnonzero(~born["in_band"].to_numpy())
    kept = born["in_band"].to_numpy().copy()
    kept[rng.permutation(others)[: round(plan.children * plan.other_ages)]] = True
    return born.filter(pl.Series(kept))


def _homes(rng: np.random.Generator, plan: Plan, places: Places, families: int) -> pl.DataFrame:
    weight = places.villages["weight"].to_numpy()
    village = rng.choice(len(weight), families, p=weight / weight.sum())
    clan = np.array(places.villages["clan"].to_list())
    of_clan, which = rng.random(families) < _CLAN, rng.integers(0, 3, families)
    surname = np.where(of_clan, clan[village, which], names.drawn_surnames(rng, families))
    poem = np.array(places.villages["poem"].to_list())[village, which]
    follows = of_clan & (rng.random(families) < _POEM)
    ethnic = np.where(rng.random(families) < 0.85, places.villages["ethnic"].to_numpy()[village], 0)
    return pl.DataFrame({
        "family": np.arange(families), "village": village, "surname": surname.astype(np.int64),
        "poem": np.where(follows, poem, 0), "ethnic": ethnic, "area": areas(rng, families),
    })


def _households(rng: np.random.Generator, people: pl.DataFrame) -> pl.Series:
    """Household numbers; some households hold two families of one surname, and so cousins."""
    family, village, surname = (people[name].to_numpy() for name in ("family", "village", "surname"))
    first = np.diff(family, prepend=-1) != 0
    alike = (np.diff(village, prepend=-1) == 0) & (np.diff(surname, prepend=-1) == 0)
    joined = first & alike & (rng.random(len(family)) < 0.10)
    return pl.Series("household", np.cumsum(first & ~joined))


def _named(rng: np.random.Generator, people: pl.DataFrame, places: Places) -> pl.DataFrame:
    male, order = people["male"].to_numpy(), people["order"].to_numpy()
    first, second = names.given_names(rng, male, people["born"].dt.year().to_numpy())
    last = names.last_characters(rng, male)
    poem = people["poem"].to_numpy()
    by_poem = male & (poem > 0)
    first, second = np.where(by_poem, poem, first), np.where(by_poem, last, second)
    # Twins are mostly named alike: one character shared.
    like = (
        people["twin"].to_numpy() & (order > 0) & (np.diff(people["born"].to_numpy().astype(np.int64), prepend=-1) == 0)
    )
    like &= rng.random(len(like)) < 0.7
    first, second = np.where(like, np.roll(first, 1), first), np.where(like, last, second)
    second = _told_apart(people["family"].to_numpy(), first, second)
    own = (rng.random(len(male)) >= _MOTHERS_NAME) | (people["ethnic"].to_numpy() > 0)
    mothers = names.drawn_surnames(rng, int(people["family"].to_numpy().max()) + 1)[people["family"].to_numpy()]
    surname = np.where(own, people["surname"].to_numpy(), mothers)
    return people.drop("poem").with_columns(
        pl.Series("first", first), pl.Series("second", second), pl.Series("surname", surname),
        pl.Series("own_surname", own),
        pl.Series("mother_surname", mothers), (pl.len().over("family", "born") > 1).alias("twin"),
    )


def _told_apart(family: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Second characters moved on until no two of a family bear one given name."""
    stock = len(names.characters())
    while True:
        code = (family.astype(np.int64) * stock + first) * stock + second
        order = np.argsort(code, kind="stable")
        again = np.zeros(len(code), dtype=bool)
        again[order] = np.diff(code[order], prepend=-1) == 0
        if not again.any():
            return second
        second = np.where(again, (second + 37) % (stock - 1) + 1, second)
