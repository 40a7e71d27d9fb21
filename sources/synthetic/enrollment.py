"""The rows of the school roll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from sources.synthetic import numbers
from sources.synthetic.damage import Register
from sources.synthetic.places import Places
from sources.synthetic.plan import ALL_FATES, FATE_CODES, Plan, school_year
from sources.synthetic.registry import between
from sources.synthetic.traps import SHEETS, sheet_of

#: Files that the roll comes in, by grade: primary, junior, all others; then the sheets of traps.
FILES = ("primary", "junior", "other", *(sheet.file for sheet in SHEETS))
BY_GRADE = 3
_STATUS_WORDS = {
    "active": ("在读", "在校", "01", "正常"), "suspended": ("休学", "休学", "02", "休学"),
    "moved": ("转出", "转学(转出)", "10", "已转出"),
    "left": ("退学", "辍学", "03", "流失"), "finished": ("毕业", "毕业", "07", "毕业"),
    "incomplete": ("肄业", "肄业", "09", "肄业"),
}
_CHANGES = {"suspended": "休学", "moved": "转出", "left": "退学", "finished": "毕业", "incomplete": "肄业"}
_DIGITS = "一二三四五六七八九"
_TWICE, _OLD = 0.0006, 0.0010  # pupils with a second active record, or with an old record moved out of


@dataclass(frozen=True)
class _Records:
    """Roll records as codes: whose, at which school, in which grade, of which status."""

    who: np.ndarray
    school: np.ndarray
    grade: np.ndarray
    status: np.ndarray  # of str
    old: np.ndarray  # an earlier school's record of a pupil who has another
    to_school: np.ndarray  # row of schools, -1 for none


def roll_rows(rng: np.random.Generator, plan: Plan, places: Places, people: pl.DataFrame) -> Register:
    """The roll, sorted by file, school, grade and class; ``roll_no`` is still to be given (see ``roll_numbers``)."""
    records = _records(rng, plan, places, people)
    group = rng.integers(1, 5, len(records.who))
    file = np.select(
        [(records.grade >= 1) & (records.grade <= 6), (records.grade >= 7) & (records.grade <= 9)], [0, 1], 2
    )
    sheet = sheet_of(people)[records.who]
    file = np.where(sheet >= 0, BY_GRADE + sheet, file)
    order = np.lexsort((rng.random(len(file)), group, records.grade, records.school, file))
    records = _Records(
        *(getattr(records, name)[order] for name in ("who", "school", "grade", "status", "old", "to_school"))
    )
    of, schools = people[records.who], places.schools[records.school]
    rows = _person_cells(of, plan).hstack(_school_cells(plan, places, schools, records, group[order])).hstack(
        _event_cells(rng, plan, places, records, of)
    )
    swaps = {
        "former_name": of["former_name"], "sibling_id": of["sibling_id"], "guardian_id": of["guardian_id"],
        "other_parent": of["other_parent"], "other_phone": of["other_phone"],
        "changed_phone": numbers.phones(rng, len(of)),
        "alias": schools["alias"].str.split("、").list.last().replace("", None),
    }
    return Register("roll", rows, records.who, swaps, of["pressed"].to_numpy(), file[order])


def roll_numbers(rng: np.random.Generator, rows: pl.DataFrame, right: pl.Series) -> pl.Series:
    """学籍号 beside ID cells as they are after damage: G and the ID as once typed, or a temporary L or J number."""
    cell, die = rows["citizen_id"], pl.Series(rng.random(len(rows)))
    invented = pl.Series(rng.integers(10**17, 10**18, len(rows))).cast(pl.String)
    temporary = (
        pl.select(pl.when(pl.Series(rng.random(len(rows)) < 0.7)).then(pl.lit("L")).otherwise(pl.lit("J"))).to_series()
        + invented
    )
    whole = cell.str.contains(r"^\d{17}[\dX]$").fill_null(False) & ~cell.str.ends_with("000").fill_null(False)
    same = cell == right
    chosen = (
        pl.when(same & (die < 0.97)).then(pl.lit("G") + right)
        .when(same).then(temporary)
        .when(whole & (die < 0.8)).then(pl.lit("G") + cell)
        .when(cell.is_null()).then(pl.when(die < 0.25).then(pl.lit("G") + right).otherwise(temporary))
        .when(die < 0.6).then(pl.lit("G") + right).otherwise(temporary)
    )
    return pl.select(chosen).to_series().alias("roll_no")


def _records(rng: np.random.Generator, plan: Plan, places: Places, people: pl.DataFrame) -> _Records:
    fate = people["fate"].to_numpy()
    of_fate = np.array([one.roll or "" for one in ALL_FATES])
    who = np.flatnonzero(of_fate[fate] != "")
    school = _schools_of(rng, places, people, who)
    grade, status = people["grade"].to_numpy()[who], of_fate[fate[who]]
    leaving = np.where(fate[who] == FATE_CODES["outside_moved"], rng.choice(places.outside_primary, len(who)), -1)
    parts = [_Records(who, school, grade, status, np.zeros(len(who), dtype=bool), leaving)]
    if plan.oddities:
        parts += _second_records(rng, places, people, parts[0])
    return _Records(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("who", "school", "grade", "status", "old", "to_school")
        )
    )


def _second_records(rng: np.random.Generator, places: Places, people: pl.DataFrame, main: _Records) -> list[_Records]:
    """Primary pupils enrolled twice within their town, and pupils whose former school kept a record 'moved out'."""
    fate = people["fate"].to_numpy()[main.who]
    pupil = np.isin(fate, [FATE_CODES["in_town"], FATE_CODES["in_county"]]) & (main.grade >= 2)
    small = np.flatnonzero(pupil & (main.grade <= 6) & (fate == FATE_CODES["in_town"]))
    twice = rng.permutation(small)[: round(_TWICE * len(main.who))]
    village = rng.permutation(np.flatnonzero(places.villages["weight"].to_numpy() > 0))
    of_town = {
        int(town): place for place, town in zip(village, places.villages["town"].to_numpy()[village], strict=True)
    }
    towns = people["town"].to_numpy()[main.who[twice]]
    other = places.primary_of_village[[of_town[int(town)] for town in towns]]
    twice, other = twice[other != main.school[twice]], other[other != main.school[twice]]
    old = rng.permutation(np.setdiff1d(np.flatnonzero(pupil), twice))[: round(_OLD * len(main.who))]
    former = places.outside_primary if len(places.towns) < 2 else places.primary_of_village
    none = np.full(len(twice), -1)
    return [
        _Records(main.who[twice], other, main.grade[twice], np.full(len(twice), "active"),
                 np.zeros(len(twice), dtype=bool), none),
        _Records(main.who[old], rng.choice(former, len(old)), np.minimum(main.grade[old] - 1, 6),
                 np.full(len(old), "moved"), np.ones(len(old), dtype=bool), main.school[old]),
    ]


def _schools_of(rng: np.random.Generator, places: Places, people: pl.DataFrame, who: np.ndarray) -> np.ndarray:
    village, town, grade, fate = (people[name].to_numpy()[who] for name in ("village", "town", "grade", "fate"))
    moved = fate == FATE_CODES["in_county"]
    village = np.where(moved, _other_villages(rng, places, town), village)
    town = places.villages["town"].to_numpy()[village]
    school = np.where(grade <= 6, places.primary_of_village[village], places.junior_of_town[town])
    school = np.where(grade == 0, places.kindergarten_of_town[town], school)
    vocational = (fate == FATE_CODES["vocational"]) | (
        (fate == FATE_CODES["other_age_roll"]) & (rng.random(len(who)) < 0.4)
    )
    for chosen, options in (
        ((grade >= 10) & ~vocational, places.seat_schools["senior"]),
        ((grade >= 10) & vocational, places.seat_schools["vocational"]),
        ((fate == FATE_CODES["home_taught"]) & (rng.random(len(who)) < 0.5), places.seat_schools["special"]),
        ((fate == FATE_CODES["outside_roll"]) & (grade <= 6), places.outside_primary),
        ((fate == FATE_CODES["outside_roll"]) & (grade > 6), places.outside_junior),
    ):
        school = np.where(chosen, rng.choice(options, len(who)), school)
    return school


def _other_villages(rng: np.random.Generator, places: Places, town: np.ndarray) -> np.ndarray:
    """A village of another town for each, of the county seat more often than not."""
    of = places.villages["town"].to_numpy()
    starts, sizes = np.searchsorted(of, np.arange(len(places.towns))), np.bincount(of)
    other = (town + rng.integers(1, len(places.towns), len(town))) % len(places.towns)
    other = np.where((town != 0) & (rng.random(len(town)) < 0.6), 0, other)
    return starts[other] + (rng.random(len(town)) * sizes[other]).astype(np.int64)


def _person_cells(of: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    stranger = ~(of["registered"] | of["at_home"])
    address = of["town_name"] + of["village_name"] + of["house"] + "号"
    return of.select(
        "citizen_id", pl.lit("居民身份证").alias("id_doc_type"), "name",
        pl.when("male").then(pl.lit("男")).otherwise(pl.lit("女")).alias("sex"),
        pl.col("born").dt.to_string("%Y-%m-%d").alias("dob"),
        pl.when(stranger).then(pl.lit("外县")).otherwise(pl.lit(plan.county)).alias("registered_place"),
        pl.when(stranger).then(of["town_name"] + "街道租住").otherwise(address).alias("home_address"),
        "guardian_name", pl.col("phone").alias("guardian_phone"), "guardian_id",
        pl.when(stranger).then(pl.lit("是")).otherwise(pl.lit("否")).alias("migrant"),
    )


def _school_cells(
    plan: Plan, places: Places, schools: pl.DataFrame, records: _Records, group: np.ndarray
) -> pl.DataFrame:
    style = records.school % 3
    words = np.array([[grade_word(grade, way) for way in range(3)] for grade in range(13)])
    words = words[records.grade, style]
    crafts = (schools["stage"] == "vocational").to_numpy()
    words = np.where(crafts, np.char.add(np.char.replace(words, "高", "中职"), "年级"), words)
    year = school_year(plan.as_of) - np.select(
        [records.grade == 0, records.grade <= 6, records.grade <= 9], [0, records.grade - 1, records.grade - 7],
        records.grade - 10,
    )
    statuses = np.array(
        [_STATUS_WORDS[status][way] for status, way in zip(records.status, records.school % 4, strict=True)]
    )
    return pl.DataFrame({
        "school_code": schools["code"], "school_name": schools["name"], "grade": words,
        "class_name": pl.Series(group).cast(pl.String) + "班", "status": statuses,
        "entry_month": pl.Series(year).cast(pl.String) + "09",
    })


def grade_word(grade: int, way: int) -> str:
    """A grade as schools write it, in one of three ways."""
    if grade == 0:
        return ("幼儿园大班", "大班", "学前")[way]
    if grade <= 6:
        return (f"{_DIGITS[grade - 1]}年级", f"小学{_DIGITS[grade - 1]}年级", f"{grade}年级")[way]
    if grade <= 9:
        return (f"{_DIGITS[grade - 1]}年级", f"初中{_DIGITS[grade - 7]}年级", f"初{_DIGITS[grade - 7]}")[way]
    return f"高{_DIGITS[grade - 10]}"


def _event_cells(
    rng: np.random.Generator, plan: Plan, places: Places, records: _Records, of: pl.DataFrame
) -> pl.DataFrame:
    count, year = len(of), school_year(plan.as_of)
    fate = of["fate"].to_numpy()
    # Whoever left did so before the visits of this term.
    changed = between(rng, date(year, 2, 20), date(year, 8, 20), count)
    changed = np.where(records.status == "finished", np.datetime64(date(year, 7, 1)), changed)
    returned = fate == FATE_CODES["returned"]
    changed = np.where(returned, np.datetime64(date(year, 9, 1)), changed)
    change = pl.Series([_CHANGES.get(status) for status in records.status], dtype=pl.String)
    change = pl.select(pl.when(pl.Series(returned)).then(pl.lit("复学")).otherwise(change)).to_series()
    names = places.schools["name"].to_list()
    taught = np.where(fate == FATE_CODES["home_taught"], "送教上门", np.where(records.grade >= 7, "住校", "走读"))
    dates = pl.Series(changed).dt.to_string("%Y-%m-%d")
    disabled = pl.Series(fate == FATE_CODES["home_taught"])
    return pl.DataFrame({
        "change_type": change,
        "change_date": pl.select(pl.when(change.is_not_null()).then(dates)).to_series(),
        "to_school": pl.Series([names[place] if place >= 0 else None for place in records.to_school], dtype=pl.String),
        "attendance": taught,
        "left_behind": np.where(rng.random(count) < 0.2, "是", "否"),
        "orphan": np.where(rng.random(count) < 0.003, "是", "否"),
        "disability": pl.select(pl.when(disabled).then(pl.lit("肢体残疾"))).to_series(),
    })
