"""Persons of all registers as one stock of numbered values, so that comparing two is comparing integers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.linkage.characters import COMPOUND_SURNAMES, UNREADABLE, Characters, sound_keys
from pipelines.linkage.lunar import lunar_readings
from pipelines.linkage.places import placed

NONE = -1
_VALID = ("ok18", "disab20")
#: Texts that may be a number with one character wrong; the others show no whole number.
_MISTYPED = ("bad_check", "bad_length", "bad_date", "bad_char")
_PARTS = {"guardians": ("guardian_keys", 5), "phones": ("phones", 4), "guardian_ids": ("guardian_ids", 4)}


@dataclass(frozen=True)
class Records:
    """Persons by row number. Arrays hold codes (equal code, equal value; −1 for none) unless said otherwise.

    ``terms`` has the columns blocking keys are built from, a row per person.
    """

    ids: pl.Series
    terms: pl.DataFrame
    name: np.ndarray  # row of ``characters.codes``
    readable: np.ndarray  # Boolean: there is a name, and every character of it can be read
    former: np.ndarray  # row of ``characters.codes``
    characters: Characters
    sound: np.ndarray
    id18: np.ndarray
    valid: np.ndarray  # Boolean: the full number was read from the number's own cell
    front15: np.ndarray  # first fifteen digits
    partial: np.ndarray  # Boolean: only the first fifteen digits are known
    front14: np.ndarray  # area and birth date
    number: np.ndarray  # code of the number's text, whole or mistyped
    number_texts: list[str]  # by that code
    masked: np.ndarray  # Boolean
    day: np.ndarray  # days since 1970-01-01
    by_month: np.ndarray  # Boolean
    ymd: np.ndarray  # yyyymmdd
    lunar: np.ndarray  # the lunar reading of that day as yyyymmdd
    sex: np.ndarray
    guardians: np.ndarray  # five columns
    guardian_sounds: np.ndarray  # five columns
    phones: np.ndarray  # four columns
    guardian_ids: np.ndarray  # four columns
    household: np.ndarray
    town: np.ndarray
    village: np.ndarray

    @property
    def height(self) -> int:
        """How many persons."""
        return len(self.ids)


def records_of(persons: pl.DataFrame) -> Records:
    """The stock of those persons (columns of PERSON, and ``register``), in the order of the frame."""
    frame = _with_derived(placed(persons))
    names, stock = _names(frame)
    numbers, number_texts = _coded(frame["number"])
    lists = {part: _padded(frame[column], width) for part, (column, width) in _PARTS.items()}
    sounds = _codes(sound_keys(frame["name_key"]))
    day = _integers(frame["dob"].to_physical(), missing=-(2**31)).astype(np.int64)
    columns = {name: _codes(frame[name]) for name in ("id18", "front15", "front14", "household_no", "town", "village", "sex")}
    flags = {name: frame[name].fill_null(False).to_numpy() for name in ("readable", "valid", "partial", "masked", "by_month")}
    guardian_sounds = _padded_sounds(frame["guardian_keys"], _PARTS["guardians"][1])
    return Records(
        ids=frame["record_id"], terms=_terms(frame, names, sounds, numbers, columns, lists),
        name=names[0], former=names[1], characters=stock, sound=sounds, number=numbers, number_texts=number_texts,
        day=day, ymd=frame["ymd"].fill_null(NONE).to_numpy(), lunar=lunar_readings(day), guardian_sounds=guardian_sounds,
        household=columns.pop("household_no"), **columns, **flags, **lists)  # fmt: skip


def _with_derived(frame: pl.DataFrame) -> pl.DataFrame:
    """What is read off other columns: parts of the name, parts of the number, the date as a number."""
    name, text, kind = pl.col("name_key"), pl.col("citizen_id"), pl.col("id_class")
    mistyped = kind.is_in(_MISTYPED) & text.str.len_chars().is_between(15, 20)
    compound = name.str.contains("^(?:" + "|".join(COMPOUND_SURNAMES) + ")") & (name.str.len_chars() > 2)
    surname = pl.when(compound).then(name.str.slice(0, 2)).otherwise(name.str.slice(0, 1))
    dob = pl.col("dob")
    frame = frame.with_columns(
        pl.when(kind == "masked").then(text).when(pl.col("id18").is_not_null()).then("id18").when(mistyped).then(text).alias("number"),
        (kind == "masked").fill_null(False).alias("masked"),
        (mistyped & pl.col("id18").is_null()).fill_null(False).alias("mistyped"),
        (pl.col("id18").is_not_null() & kind.is_in(_VALID)).fill_null(False).alias("valid"),
        (pl.col("id18").is_null() & pl.col("id15").is_not_null()).alias("partial"),
        pl.coalesce(pl.col("id18").str.slice(0, 15), "id15").alias("front15"),
        pl.when(surname != UNREADABLE).then(surname).alias("surname"),
        name.str.slice(surname.str.len_chars()).alias("given"),
        (name.is_not_null() & ~pl.col("name_unreadable").fill_null(False) & ~name.str.contains(UNREADABLE, literal=True)).fill_null(False).alias("readable"),
        (pl.col("dob_precision") == "month").fill_null(False).alias("by_month"),
        (dob.dt.year().cast(pl.Int32) * 10000 + dob.dt.month().cast(pl.Int32) * 100 + dob.dt.day()).alias("ymd"),
    )
    given = pl.col("given")
    return frame.with_columns(
        pl.col("front15").str.slice(0, 14).alias("front14"),
        pl.when(~given.str.contains(UNREADABLE, literal=True) & (given != "")).then(given).alias("given"),
    )


def _names(frame: pl.DataFrame) -> tuple[tuple[np.ndarray, np.ndarray], Characters]:
    """Rows of the stock for names and former names (−1 for none), and the stock."""
    stacked = pl.concat([frame["name_key"], frame["former_key"].rename("name_key")])
    codes, texts = _coded(stacked)
    return (codes[: frame.height], codes[frame.height :]), Characters(texts)


def _coded(values: pl.Series) -> tuple[np.ndarray, list[str]]:
    texts = values.drop_nulls().unique().sort()
    return _codes(values), texts.to_list()


def _codes(values: pl.Series) -> np.ndarray:
    """Rank of each value among the distinct ones, from 0; −1 for null."""
    return _integers(values.rank("dense").cast(pl.Int32) - 1)


def _integers(values: pl.Series, missing: int = NONE) -> np.ndarray:
    return values.cast(pl.Int32).fill_null(missing).to_numpy()


def _columns(lists: pl.Series, width: int) -> list[pl.Series]:
    return [lists.list.get(place, null_on_oob=True).alias(str(place)) for place in range(width)]


def _padded(lists: pl.Series, width: int) -> np.ndarray:
    """Codes of the first values of each list, one column a place."""
    columns = _columns(lists, width)
    return _codes(pl.concat([column.rename("value") for column in columns])).reshape(width, -1).T


def _padded_sounds(lists: pl.Series, width: int) -> np.ndarray:
    columns = _columns(lists, width)
    return _codes(sound_keys(pl.concat([column.rename("value") for column in columns]))).reshape(width, -1).T


def _terms(
    frame: pl.DataFrame, names: tuple[np.ndarray, np.ndarray], sounds: np.ndarray, numbers: np.ndarray,
    columns: dict[str, np.ndarray], lists: dict[str, np.ndarray],
) -> pl.DataFrame:  # fmt: skip
    """The columns of which blocking keys are made: integers, lists of them, or short texts; null for none."""
    whole = pl.when(~pl.col("masked")).then(pl.col("number"))
    wrong = pl.when("mistyped").then(pl.col("number"))
    exact_day = pl.when(~pl.col("by_month")).then(pl.col("ymd"))
    given = pl.col("given").str.split("")
    texts = frame.select(
        pl.col("surname"), pl.col("given"), given.alias("given_chars"), pl.col("sex"),
        exact_day.alias("dob"), (pl.col("ymd") // 100).alias("birth_month"), (pl.col("ymd") // 10000).alias("birth_year"),
        (exact_day % 10000).alias("month_day"),
        whole.str.slice(0, 13).alias("number_front"), wrong.str.slice(0, 13).alias("wrong_front"),
        whole.str.tail(8).alias("number_tail"), wrong.str.tail(8).alias("wrong_tail"),
        (whole.str.slice(0, 9) + whole.str.tail(4)).alias("number_ends"), (wrong.str.slice(0, 9) + wrong.str.tail(4)).alias("wrong_ends"),
        pl.col("front15"), pl.when("partial").then(pl.col("front15")).alias("cut15"),
    )  # fmt: skip
    coded = {
        "name": names[0], "former": names[1], "sound": sounds, "number": numbers, "id18": columns["id18"],
        "household": columns["household_no"], "town": columns["town"], "village": columns["village"],
    }  # fmt: skip
    coded["name"] = np.where(frame["readable"].to_numpy(), names[0], NONE)
    made = [pl.Series(name, codes).replace(NONE, None) for name, codes in coded.items()]
    listed = [_listed(part, codes) for part, codes in lists.items()]
    return texts.hstack([*made, *listed])


def _listed(name: str, codes: np.ndarray) -> pl.Series:
    columns = [pl.Series(str(place), codes[:, place]).replace(NONE, None) for place in range(codes.shape[1])]
    return pl.select(pl.concat_list(columns).list.drop_nulls()).to_series().alias(name)
