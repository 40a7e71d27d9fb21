"""Two invented registers of one population, damaged as registers are, with the truth kept in a file of its own.

    .venv/bin/python benchmarks/invented.py --persons 1000000 [--seed 7] [--out build/million/1000000-7]

Families have one to five children: brothers and sisters share surname, district and guardian, often a character of
the given name; some are twins with neighboring ID numbers; names repeat as often as names do. Nine tenths of either
register are in the other, and who is in which is drawn person by person: the left may have one brother and the right
the other. District codes are assigned to nobody.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from sources.synthetic import garbling, names
from sources.synthetic.numbers import id_numbers

#: Share of either register that is in the other, too.
SHARED = 0.9
#: Children of a district, so that districts grow in number and not in size.
DISTRICT = 10_000
_PROVINCES = (34, 35, 36, 37, 41, 42, 43, 51, 52, 53)  # with prefecture 99, which no province has
_MINORITY, _POEM, _TWINS = 0.03, 0.3, 0.012
_FIRST_BIRTH, _DAYS = np.datetime64("2010-09-01"), 3650


class Births(NamedTuple):
    """Children, brothers and sisters together: number of the family, whether born with the one before, day, boy."""

    family: np.ndarray
    twin: np.ndarray
    born: np.ndarray
    male: np.ndarray


@dataclass(frozen=True, slots=True)
class Damage:
    """One way a column of the right register comes to be wrong: in that share of all rows."""

    column: str
    share: float
    by: Callable[[str, int], str]


#: Rows written carelessly: all damage is in these, and so one row in eight is damaged, often in several columns.
CARELESS = 0.15
#: Shares of the careless rows.
DAMAGES = (
    Damage("name", 0.120, garbling.homophone),
    Damage("name", 0.090, garbling.look_alike),
    Damage("name", 0.090, garbling.wrong_character),
    Damage("name", 0.020, garbling.swapped),
    Damage("name", 0.010, garbling.dropped),
    Damage("citizen_id", 0.180, garbling.digit_wrong),
    Damage("citizen_id", 0.070, garbling.neighbors_swapped),
    Damage("citizen_id", 0.120, garbling.excel_cut),
    Damage("citizen_id", 0.250, garbling.blank),
    Damage("dob", 0.070, garbling.month_day_swapped),
    Damage("dob", 0.060, garbling.day_off),
    Damage("dob", 0.060, garbling.year_off),
    Damage("dob", 0.040, garbling.first_of_january),
    Damage("dob", 0.100, garbling.blank),
    Damage("sex", 0.040, garbling.blank),
    Damage("guardian", 0.150, garbling.homophone),
)
#: In any row: pupils who go to school in another district, guardians who are the other parent, or not written.
_MOVED, _OTHER_PARENT, _NO_GUARDIAN = 0.08, 0.10, 0.25


def registers(count: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Left and right register of ``count`` rows each, in no order, and the truth.

    Registers: record_id, name, sex ('1' or '2'), dob (Date), district (six digits), citizen_id, guardian; what is not
    known is null. Truth: left, right (record ids), one row a person who is in both; damaged (the right row is).
    """
    rng = np.random.default_rng(seed)
    people = _people(rng, round(count * (2 - SHARED)), max(10, count // DISTRICT))
    people = people.sample(fraction=1.0, shuffle=True, seed=seed).with_row_index("person")
    shared = round(count * SHARED)
    left = people.filter(pl.col("person") < count)
    right = people.filter((pl.col("person") < shared) | (pl.col("person") >= count))
    left, right = (
        side.sample(fraction=1.0, shuffle=True, seed=seed + place)
        .with_row_index("record_id")
        .with_columns((pl.lit(letter) + pl.col("record_id").cast(pl.String).str.zfill(8)).alias("record_id"))
        for place, (side, letter) in enumerate(((left, "L"), (right, "R")), 1)
    )
    damaged = _damaged(rng, right)
    truth = left.select("person", left="record_id").join(
        right.select("person", right="record_id", damaged=_rows_unlike(right, damaged)), on="person"
    )
    columns = ["record_id", "name", "sex", "dob", "district", "citizen_id", "guardian"]
    return left.select(columns), damaged.select(columns), truth.drop("person").sort("left")


def _people(rng: np.random.Generator, count: int, districts: int) -> pl.DataFrame:
    births = _births(rng, count)
    family, _, born, male = births
    families = int(family[-1]) + 1
    codes = _district_codes(districts)
    home = rng.integers(0, districts, families)
    area = np.where(rng.random(families) < 0.86, home, rng.integers(0, districts, families))
    surname, guardian, other = _parents(rng, families)
    return pl.DataFrame({
        "name": _names(rng, births, surname),
        "sex": np.where(male, "1", "2"),
        "dob": born.astype("datetime64[D]"),
        "district": codes[home].astype(str)[family],
        "citizen_id": id_numbers(codes[area][family].astype(np.int64), born, male),
        "guardian": guardian.gather(family.astype(np.uint32)),
        "other_parent": other.gather(family.astype(np.uint32)),
    }).select(pl.all().gather(np.flatnonzero(np.arange(len(family)) < count)))


def _births(rng: np.random.Generator, count: int) -> Births:
    """At least ``count`` children."""
    sizes = rng.choice(5, count, p=(0.34, 0.42, 0.17, 0.05, 0.02)) + 1
    family = np.repeat(np.arange(count), sizes)[: count + 5]
    starts = np.flatnonzero(np.diff(family, prepend=-1))
    twin = rng.random(len(family)) < _TWINS
    twin[starts] = False
    gap = np.where(twin, 0, rng.integers(390, 1800, len(family)))
    gap[starts] = 0
    since_first = np.cumsum(gap)
    since_first -= np.repeat(since_first[starts], np.diff(np.append(starts, len(family))))
    first = rng.integers(0, _DAYS, count)
    # Who would be born after the last day is of the age that left school: the ages stay even.
    born = _FIRST_BIRTH + ((first[family] + since_first) % _DAYS).astype("timedelta64[D]")
    return Births(family, twin, born, rng.random(len(family)) < 0.53)


def _district_codes(districts: int) -> np.ndarray:
    codes = [province * 10_000 + 9900 + number for province in _PROVINCES for number in range(1, 100)]
    return np.array(codes[:districts])


def _parents(rng: np.random.Generator, families: int) -> tuple[np.ndarray, pl.Series, pl.Series]:
    """Surname of each family (index), names of father and mother."""
    surname, others = names.drawn_surnames(rng, families), names.drawn_surnames(rng, families)
    written = pl.Series(names.surnames())
    sexes = (np.ones(families, dtype=bool), np.zeros(families, dtype=bool))
    years = rng.integers(1975, 1992, families)
    father, mother = (
        written.gather(family.astype(np.uint32)) + names.given_texts(*names.given_names(rng, sex, years))
        for family, sex in zip((surname, others), sexes, strict=True)
    )
    return surname, father, mother


def _names(rng: np.random.Generator, births: Births, surname: np.ndarray) -> pl.Series:
    family, twin, born, male = births
    first, second = names.given_names(rng, male, pl.Series(born).dt.year().to_numpy())
    last = names.last_characters(rng, male)
    poem = np.where(rng.random(len(surname)) < _POEM, names.generation_characters(rng, len(surname)), 0)[family]
    follows = male & (poem > 0)
    first, second = np.where(follows, poem, first), np.where(follows, last, second)
    alike = twin & (rng.random(len(twin)) < 0.7)
    first, second = np.where(alike, np.roll(first, 1), first), np.where(alike, last, second)
    again = (family == np.roll(family, 1)) & (first == np.roll(first, 1)) & (second == np.roll(second, 1))
    second = np.where(again, (second + 37) % (len(names.characters()) - 1) + 1, second)
    written = pl.Series(names.surnames()).gather(surname[family].astype(np.uint32)) + names.given_texts(first, second)
    minority = np.where(rng.random(len(surname)) < _MINORITY, rng.integers(1, 5, len(surname)), 0)[family]
    rows = np.flatnonzero(minority)
    theirs = names.minority_names(minority[rows], male[rows], family[rows], rows % 5)
    return written.scatter(rows, [name.replace("·", "") for name in theirs])


def _damaged(rng: np.random.Generator, right: pl.DataFrame) -> pl.DataFrame:
    moved, parent = rng.random(right.height) < _MOVED, rng.random(right.height)
    others = right["district"].gather(rng.permutation(right.height).astype(np.uint32))
    right = right.with_columns(
        pl.when(pl.Series(moved)).then(others).otherwise("district").alias("district"),
        pl.when(pl.Series(parent < _NO_GUARDIAN)).then(pl.lit(""))
        .when(pl.Series(parent > 1 - _OTHER_PARENT)).then("other_parent").otherwise("guardian").alias("guardian"),
        pl.col("dob").cast(pl.String),
    )
    careless = np.flatnonzero(rng.random(right.height) < CARELESS)
    for damage in DAMAGES:
        rows = careless[rng.random(len(careless)) < damage.share]
        dice = rng.integers(0, 2**31, len(rows)).tolist()
        texts = right[damage.column].gather(rows.astype(np.uint32)).to_list()
        wrong = [damage.by(text, die) if text else text for text, die in zip(texts, dice, strict=True)]
        right = right.with_columns(right[damage.column].scatter(rows, wrong))
    emptied = [pl.col(column).replace("", None) for column in ("citizen_id", "dob", "sex", "guardian")]
    return right.with_columns(emptied).with_columns(pl.col("dob").str.to_date("%Y-%m-%d"))


def _rows_unlike(right: pl.DataFrame, damaged: pl.DataFrame) -> pl.Series:
    """Whether name, number or birth date of a row was damaged."""
    unlike = [right[column].ne_missing(damaged[column]) for column in ("name", "citizen_id", "dob")]
    return unlike[0] | unlike[1] | unlike[2]


def written(count: int, seed: int, folder: Path) -> Path:
    """The folder with left.parquet, right.parquet and, kept apart, truth/truth.parquet; made if missing."""
    if not (folder / "truth" / "truth.parquet").exists():
        (folder / "truth").mkdir(parents=True, exist_ok=True)
        left, right, truth = registers(count, seed)
        left.write_parquet(folder / "left.parquet")
        right.write_parquet(folder / "right.parquet")
        truth.write_parquet(folder / "truth" / "truth.parquet")
    return folder


def main() -> None:
    """Write the two registers and the truth, and say how many rows are damaged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    start = time.monotonic()
    folder = written(wanted.persons, wanted.seed, wanted.out or Path(f"build/million/{wanted.persons}-{wanted.seed}"))
    truth = pl.read_parquet(folder / "truth" / "truth.parquet")
    print(f"{folder}: {wanted.persons:,} × {wanted.persons:,}, {truth.height:,} in both, "
          f"{truth['damaged'].mean():.1%} of these damaged, {time.monotonic() - start:.1f} s, {date.today()}")


if __name__ == "__main__":
    main()
