"""The rows of the population registry, of the poverty list and of the school list."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from sources.synthetic import namestock
from sources.synthetic.damage import Register
from sources.synthetic.places import STAGE_WORDS, Places
from sources.synthetic.plan import ALL_FATES, FATE_CODES, MISSING, Plan
from sources.synthetic.traps import on_poverty_list

_CANCELLED = {"deceased": "死亡", "missing": "失踪", "moved_away": "迁出"}
_WRONG_CLAIM = 0.03  # of poor families' children


def population_rows(rng: np.random.Generator, plan: Plan, people: pl.DataFrame) -> Register:
    """The registry: everyone registered, village by village, household by household."""
    who = np.flatnonzero(people["registered"].to_numpy())
    of = people[who]
    cancelled = of["fate"].replace_strict(
        [FATE_CODES[fate.name] for fate in ALL_FATES], [_CANCELLED.get(fate.cancelled or "") for fate in ALL_FATES],
        return_dtype=pl.String,
    )
    gone = pl.Series(np.datetime64(plan.as_of) - rng.integers(40, 900, len(of)).astype("timedelta64[D]")).dt.to_string(
        "%Y-%m-%d"
    )
    away = _standing(of, "enrolled_outside", "outside_unevidenced")
    address = plan.county + of["town_name"] + of["village_name"] + of["house"] + "号"
    ethnic = pl.Series(("汉族", *namestock.MINORITIES)).gather(of["ethnic"].cast(pl.UInt32))
    rows = of.select(
        pl.int_range(1, pl.len() + 1).cast(pl.String).alias("serial"), "citizen_id", "name", "former_name", _sex(),
        pl.col("born").dt.to_string("%Y%m%d").alias("dob"), ethnic.alias("ethnicity"), "household_no",
        _relation(), "head_name", "guardian_name", "guardian_id", "father_name", "mother_name",
        pl.lit(plan.division[:6]).alias("registered_county"), pl.col("town_name").alias("town"),
        pl.col("village_name").alias("village"), address.alias("registered_address"),
        pl.when(away).then(None).otherwise(address).alias("residence_address"),
        pl.when(away).then(pl.lit("否")).otherwise(pl.lit("是")).alias("same_place"),
        pl.lit("家庭户").alias("registration_type"), cancelled.alias("cancel_type"),
        pl.when(cancelled.is_not_null()).then(gone).alias("cancel_date"), "phone",
        pl.lit(None, pl.String).alias("remark"),
    )
    return Register("population", rows, who, {}, np.zeros(len(who), dtype=bool), np.zeros(len(who), dtype=np.int64))


def poverty_rows(rng: np.random.Generator, plan: Plan, people: pl.DataFrame) -> Register:
    """The poverty list: the young members of poor households, and a few whom the registry lacks."""
    who = np.flatnonzero(poor(people))
    of = people[who]
    claim = pl.Series("schooling_claim", _claims(rng, of), dtype=pl.String)
    missing = _standing(of, "out_of_school", "suspected_dropout")
    told = pl.Series(rng.random(len(of)) < 0.2) & missing
    monitored = pl.Series(rng.random(len(of)) < 0.15)
    rows = of.select(
        pl.int_range(1, pl.len() + 1).cast(pl.String).alias("serial"),
        (pl.lit("HH") + pl.col("household_no")).alias("household_no"),
        (pl.lit("RY") + pl.col("person").str.slice(1)).alias("person_no"),
        "name", "citizen_id", pl.lit("居民身份证").alias("id_doc_type"), _sex(),
        pl.col("born").dt.to_string("%Y-%m-%d").alias("dob"),
        _relation(), pl.lit(plan.county).alias("county"), pl.col("town_name").alias("town"),
        pl.col("village_name").alias("village"),
        pl.format("{}组", pl.col("house").cast(pl.Int64) % 12 + 1).alias("group"), claim,
        pl.when(told).then(pl.lit("是")).otherwise(pl.lit("否")).alias("dropout_flag"),
        pl.when(told).then(pl.lit("其他")).alias("not_in_school_reason"),
        pl.when(monitored).then(pl.lit("一般农户")).otherwise(pl.lit("脱贫户")).alias("household_type"),
        pl.when(monitored).then(pl.lit("突发严重困难户")).alias("monitor_type"),
        pl.when(monitored).then(pl.lit("否")).alias("risk_cleared"), "phone", "head_name",
    )
    swaps = {"other_phone": of["other_phone"]}
    return Register("poverty", rows, who, swaps, np.zeros(len(who), dtype=bool), np.zeros(len(who), dtype=np.int64))


def with_poverty(rng: np.random.Generator, plan: Plan, people: pl.DataFrame) -> pl.DataFrame:
    """People with ``poor``; a family is poor as a whole, the families of hidden children three times as often."""
    hidden = _standing(people, *MISSING).to_numpy()
    family = people["family"].to_numpy()
    troubled = np.bincount(family, weights=hidden) > 0
    struck = rng.random(len(troubled)) < plan.poor * np.where(troubled, 3, 1)
    only_there = (people["fate"] == FATE_CODES["poverty_only"]).to_numpy()
    return people.with_columns((pl.Series("poor", struck[family] | only_there) | on_poverty_list(people)).alias("poor"))


def poor(people: pl.DataFrame) -> np.ndarray:
    """Whether each is on the poverty list; the dead are taken off it, strangers hardly ever on it."""
    off = _standing(people, "deceased", "missing", "moved_away", "data_conflict").to_numpy()
    here = (people["registered"] | (people["fate"] == FATE_CODES["poverty_only"])).to_numpy()
    return people["poor"].to_numpy() & here & ~off


def school_rows(places: Places) -> pl.DataFrame:
    """The school list, its cells by column name."""
    return places.schools.select(
        pl.col("code").alias("school_code"), pl.col("name").alias("school_name"),
        pl.col("alias").replace("", None).alias("aliases"),
        pl.col("place").alias("town"), pl.col("stage").replace_strict(STAGE_WORDS).alias("stage"),
        pl.when("in_county").then(pl.lit("是")).otherwise(pl.lit("否")).alias("in_county"),
    )


def between(rng: np.random.Generator, first: date, last: date, count: int) -> np.ndarray:
    """Dates from ``first`` to ``last``, both included."""
    return np.datetime64(first) + rng.integers(0, (last - first).days + 1, count).astype("timedelta64[D]")


def _standing(people: pl.DataFrame, *statuses: str) -> pl.Series:
    return people["fate"].is_in([FATE_CODES[fate.name] for fate in ALL_FATES if fate.status in statuses])


def _sex() -> pl.Expr:
    return pl.when("male").then(pl.lit("男")).otherwise(pl.lit("女")).alias("sex")


def _relation() -> pl.Expr:
    elder = pl.when("male").then(pl.lit("孙子")).otherwise(pl.lit("孙女"))
    return pl.when("elder_heads").then(elder).otherwise(pl.col("relation")).alias("relation_to_head")


def _claims(rng: np.random.Generator, of: pl.DataFrame) -> list[str | None]:
    chance = rng.random(len(of)).tolist()
    columns = (of[name].to_list() for name in ("age", "grade", "fate"))
    return [
        _claim(age, grade, ALL_FATES[fate].status, die) for age, grade, fate, die in zip(*columns, chance, strict=True)
    ]


def _claim(age: int, grade: int, status: str, die: float) -> str | None:
    if die < _WRONG_CLAIM:
        return ("小学", "七年级", "非在校生")[int(die / _WRONG_CLAIM * 3)]
    if status in MISSING and die > 0.6:
        return None if die > 0.85 else "非在校生"
    if age < 6:
        return "学龄前儿童" if age == 3 else "学前教育"
    if age > 15:
        return ("普通高中二年级", "中职二年级", "本科一年级", "非在校生")[int(die * 4)]
    if status in ("not_due", "entry_not_due") or grade == 0:
        return "学前教育"
    if grade > 9 or status == "graduated":
        return "普通高中一年级" if status == "other_stage" else "非在校生"
    return "小学" if grade <= 6 else ("七年级", "八年级", "九年级")[grade - 7]
