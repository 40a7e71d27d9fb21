"""Class rosters: nearly everybody whom the roll says is there, and a few whom it does not know."""

from __future__ import annotations

import numpy as np
import polars as pl

from sources.synthetic.damage import Register
from sources.synthetic.places import Places
from sources.synthetic.plan import FATE_CODES, Plan
from sources.vocabulary import ROLL_STATUS

_ABSENT = 0.004  # of pupils in the county's classes
_FEWEST = 4  # pupils of a class of which one may be missing
_UNKNOWN = 20  # children in class who are on no roll, at most
_CLASS = ("school_code", "grade", "class_name")


def absent_pupils(rng: np.random.Generator, people: pl.DataFrame, seats: pl.DataFrame) -> np.ndarray:
    """Rows of people who are on the roll and have dropped out: with one record, of no trap, one a class at most."""
    fates = [FATE_CODES["in_town"], FATE_CODES["in_county"]]
    plain = pl.Series(np.isin(people["fate"].to_numpy(), fates)) & (people["kinds"] == "")
    repeated = people["same_as"].filter(people["same_as"].to_numpy() != np.arange(len(people)))
    fit = seats.filter(
        pl.col("who").is_in(np.flatnonzero(plain.to_numpy()).tolist()), ~pl.col("who").is_in(repeated.to_list()),
        pl.len().over("who") == 1)
    large = seats.group_by(_CLASS).len().filter(pl.col("len") >= _FEWEST)
    drawn = fit.join(large, on=_CLASS, how="semi", maintain_order="left").sample(
        fraction=1.0, shuffle=True, seed=int(rng.integers(2**31)))
    one_a_class = drawn.unique(_CLASS, keep="first", maintain_order=True)
    return one_a_class["who"].head(round(_ABSENT * len(seats))).to_numpy()


def seats_of(roll: Register, places: Places) -> pl.DataFrame:
    """The roll's pupils of the county's classes, grades 1 to 9: cells of a roster, and ``who``."""
    active = [form for form, code in ROLL_STATUS.written.items() if code == "active"]
    compulsory = places.schools.filter(
        pl.col("in_county") & pl.col("stage").is_in(["primary", "junior", "nine_year", "special"]))
    return roll.rows.with_columns(who=pl.Series(roll.who)).filter(
        pl.col("status").is_in(active), pl.col("attendance") != "送教上门",
        pl.col("school_code").is_in(compulsory["code"].implode()),
    ).select("who", *_CLASS, "school_name", "name", "citizen_id", "sex", "dob")


def roster_rows(
    rng: np.random.Generator, plan: Plan, people: pl.DataFrame, seats: pl.DataFrame, absent: np.ndarray
) -> Register:
    """The rosters of the night's month: the seats without who is absent, and some that no roll knows."""
    there = seats.filter(~pl.col("who").is_in(absent.tolist()))
    # Too young for the roll, or registered nowhere, and sent to school all the same.
    unrolled = [FATE_CODES["poverty_only"], FATE_CODES["not_due"]]
    others = np.flatnonzero(np.isin(people["fate"].to_numpy(), unrolled))[:_UNKNOWN]
    beside = there.sample(len(others), seed=int(rng.integers(2**31))).drop("who", "name", "citizen_id", "sex", "dob")
    of = people[others]
    strangers = beside.with_columns(
        who=pl.Series(others), name=of["name"], citizen_id=of["citizen_id"], dob=of["born"].dt.to_string("%Y-%m-%d"),
        sex=pl.lit(None, dtype=pl.String))
    rows = pl.concat([there, strangers.select(there.columns)], how="vertical_relaxed").sort(_CLASS, maintain_order=True)
    rows = rows.with_columns(month=pl.lit(f"{plan.as_of:%Y%m}"))
    nobody = np.zeros(len(rows))
    who, files = rows["who"].to_numpy(), nobody.astype(np.int64)
    return Register("roster", rows.drop("who"), who, {}, nobody.astype(bool), files)
