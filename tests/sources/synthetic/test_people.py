"""Families: ages as the rules count them, exact numbers, twins, cousins' households, villages of one name."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from sources.synthetic import people, places
from sources.synthetic.town import county_plan


@pytest.mark.parametrize(("born", "as_of", "age"), [
    ("2020-11-02", date(2026, 11, 2), 6), ("2020-11-03", date(2026, 11, 2), 5), ("2010-11-03", date(2026, 11, 2), 15),
    ("2010-11-02", date(2026, 11, 2), 16), ("2016-02-29", date(2026, 2, 28), 10), ("2016-02-29", date(2026, 2, 27), 9),
    ("2016-02-29", date(2028, 2, 28), 11), ("2016-02-29", date(2028, 2, 29), 12),
])
def test_full_years(born: str, as_of: date, age: int) -> None:
    assert people.age_on(np.array([born], dtype="datetime64[D]"), as_of).tolist() == [age]


@pytest.mark.parametrize(("born", "grade"), [
    ("2020-09-01", 0), ("2020-08-31", 1), ("2019-09-01", 1), ("2019-08-31", 2), ("2011-09-01", 9), ("2011-08-31", 10),
])
def test_grade_by_birth_date_alone(born: str, grade: int) -> None:
    day = np.array([born], dtype="datetime64[D]")
    assert people.ideal_grade(day, date(2026, 11, 2)).tolist() == [grade]
    assert people.ideal_grade(day, date(2026, 8, 31)).tolist() == [grade - 1]


def test_as_many_as_planned_and_families_with_brothers_twins_and_cousins() -> None:
    rng, plan = np.random.Generator(np.random.PCG64(5)), county_plan(3_000, 5, "ordinary", date(2026, 11, 2))
    where = places.laid_out(rng, plan.towns, plan.peopled, plan.minority_villages)
    made = people.population(rng, plan, where)
    assert made.filter("registered", "in_band").height == 3_000
    assert made.filter("registered", ~made["in_band"]).height == round(0.62 * 3_000)
    assert made["age"].min() == 3 and made["age"].max() == 22
    twins = made.filter("twin")
    assert 0.01 < len(twins) / len(made) < 0.04
    assert (twins.group_by("family", "born").len()["len"] > 1).all()
    assert made.group_by("family").len()["len"].max() >= 4
    shared = made.group_by("household").agg(pl.col("family").n_unique())
    assert (shared["family"] > 1).any()


def test_brothers_share_a_generation_character_and_nobody_a_whole_name() -> None:
    rng, plan = np.random.Generator(np.random.PCG64(6)), county_plan(4_000, 6, "ordinary", date(2026, 11, 2))
    made = people.population(rng, plan, places.laid_out(rng, plan.towns, plan.peopled, plan.minority_villages))
    assert made.select("family", "first", "second").is_unique().all()
    brothers = made.filter("male", pl.col("ethnic") == 0).filter(pl.len().over("family") > 1)
    alike = brothers.group_by("family").agg(pl.col("first").n_unique() == 1)["first"].mean()
    assert 0.2 < alike < 0.5


def test_clans_sit_in_villages() -> None:
    rng, plan = np.random.Generator(np.random.PCG64(7)), county_plan(4_000, 7, "ordinary", date(2026, 11, 2))
    made = people.population(rng, plan, places.laid_out(rng, plan.towns, plan.peopled, plan.minority_villages))
    largest = made.group_by("village", "surname").len().group_by("village").agg(pl.col("len").max() / pl.col("len").sum())
    assert largest["len"].mean() > 2 * (made["surname"].value_counts()["count"].max() / len(made))
