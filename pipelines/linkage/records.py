"""Persons of all registers as one stock of numbered values, so that comparing two is comparing integers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from pipelines.linkage.characters import COMPOUND_SURNAMES, UNREADABLE, Characters, sound_keys
from pipelines.linkage.lunar import lunar_readings
from pipelines.linkage.places import placed

NONE = -1
_SEED = 20260901
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

    @cached_property
    def keys(self) -> Keys:
        """Their blocking keys."""
        return Keys(self.terms)

    @property
    def height(self) -> int:
        """How many persons."""
        return len(self.ids)


def records_of(persons: pl.DataFrame) -> Records:
    """The stock of those persons (columns of PERSON), in the order of the frame."""
    frame = _with_derived(placed(persons))
    names, stock = _names(frame)
    number, number_texts = _numbered(frame["number"])
    columns = {name: _codes(frame[name]) for name in ("id18", "front15", "front14", "town", "village", "sex")}
    flags = {
        name: frame[name].fill_null(False).to_numpy() for name in ("readable", "valid", "partial", "masked", "by_month")
    }
    lists = {part: _padded(frame[column], width) for part, (column, width) in _PARTS.items()}
    day = frame["dob"].to_physical().fill_null(-(2**31)).to_numpy().astype(np.int64)
    sound = sound_keys(pl.Series(stock.texts, dtype=pl.String)).gather(pl.Series(names[0]).replace(NONE, None))
    return Records(
        ids=frame["record_id"], terms=_terms(frame.with_columns(sound.alias("sound"))), characters=stock,
        name=names[0], former=names[1], number=number, number_texts=number_texts, sound=_codes(sound),
        day=day, ymd=frame["ymd"].fill_null(NONE).to_numpy(), lunar=lunar_readings(day),
        guardian_sounds=_padded(frame["guardian_keys"], _PARTS["guardians"][1], sound_keys),
        household=_codes(frame["household_no"]), **columns, **flags, **lists)  # fmt: skip


def _with_derived(frame: pl.DataFrame) -> pl.DataFrame:
    """What is read off other columns: parts of the name, parts of the number, the date as a number."""
    name, text, kind = pl.col("name_key"), pl.col("citizen_id"), pl.col("id_class")
    mistyped = kind.is_in(_MISTYPED) & text.str.len_chars().is_between(15, 20)
    compound = name.str.contains("^(?:" + "|".join(COMPOUND_SURNAMES) + ")") & (name.str.len_chars() > 2)
    surname = pl.when(compound).then(name.str.slice(0, 2)).otherwise(name.str.slice(0, 1))
    dob = pl.col("dob")
    frame = frame.with_columns(
        pl.when(kind == "masked")
        .then(text)
        .when(pl.col("id18").is_not_null())
        .then("id18")
        .when(mistyped)
        .then(text)
        .alias("number"),
        (kind == "masked").fill_null(False).alias("masked"),
        (mistyped & pl.col("id18").is_null()).fill_null(False).alias("mistyped"),
        (pl.col("id18").is_not_null() & kind.is_in(_VALID)).fill_null(False).alias("valid"),
        (pl.col("id18").is_null() & pl.col("id15").is_not_null()).alias("partial"),
        pl.coalesce(pl.col("id18").str.slice(0, 15), "id15").alias("front15"),
        pl.when(surname != UNREADABLE).then(surname).alias("surname"),
        name.str.slice(surname.str.len_chars()).alias("given"),
        (
            name.is_not_null()
            & ~pl.col("name_unreadable").fill_null(False)
            & ~name.str.contains(UNREADABLE, literal=True)
        )
        .fill_null(False)
        .alias("readable"),
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
    codes, texts = _numbered(pl.concat([frame["name_key"], frame["former_key"].rename("name_key")]))
    return (codes[: frame.height], codes[frame.height :]), Characters(texts)


def _numbered(values: pl.Series) -> tuple[np.ndarray, list[str]]:
    """The place of each value among the distinct ones (−1 for null), and these, sorted."""
    ranks = values.rank("dense").cast(pl.Int32) - 1
    return ranks.fill_null(NONE).to_numpy(), values.drop_nulls().unique().sort().to_list()


def _codes(values: pl.Series) -> np.ndarray:
    """A number for each value, the same for equal ones and, but for one chance in 10¹⁹, only for them; −1 for null."""
    hashed = (values.hash(_SEED) // 2).cast(pl.Int64)
    return pl.select(pl.when(values.is_not_null()).then(hashed).otherwise(NONE)).to_series().to_numpy()


def _padded(lists: pl.Series, width: int, meaning: Callable[[pl.Series], pl.Series] | None = None) -> np.ndarray:
    """Codes of the first values of each list (or of what they mean), one column a place."""
    columns = [lists.list.get(place, null_on_oob=True).alias("value") for place in range(width)]
    stacked = pl.concat(columns)
    if meaning is not None:
        known = stacked.unique().drop_nulls()
        stacked = stacked.replace_strict(known, meaning(known), default=None, return_dtype=pl.String)
    return _codes(stacked).reshape(width, -1).T


def _terms(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of which blocking keys are made; null (or an empty list) for none."""
    whole = pl.when(~pl.col("masked")).then(pl.col("number"))
    wrong = pl.when("mistyped").then(pl.col("number"))
    exact_day = pl.when(~pl.col("by_month")).then(pl.col("ymd"))
    return frame.select(
        pl.when("readable").then("name_key").alias("name"),
        pl.col("former_key").alias("former"),
        "sound", "surname", "given", "sex", "id18", "front15", "town", "village",
        pl.col("given").str.split("").list.unique(maintain_order=True).alias("given_chars"),
        exact_day.alias("dob"),
        (pl.col("ymd") // 100).alias("birth_month"),
        (pl.col("ymd") // 10000).alias("birth_year"),
        (exact_day % 10000).alias("month_day"),
        pl.when("partial").then("front15").alias("cut15"),
        whole.str.slice(0, 13).alias("number_front"),
        wrong.str.slice(0, 13).alias("wrong_front"),
        whole.str.tail(8).alias("number_tail"),
        wrong.str.tail(8).alias("wrong_tail"),
        (whole.str.slice(0, 9) + whole.str.tail(4)).alias("number_ends"),
        (wrong.str.slice(0, 9) + wrong.str.tail(4)).alias("wrong_ends"),
        pl.col("household_no").alias("household"),
        pl.col("guardian_keys").alias("guardians"),
        "guardian_ids", "phones",
    )  # fmt: skip


class Keys:
    """Blocking keys of the records, made once for every combination of terms that is asked for."""

    def __init__(self, terms: pl.DataFrame) -> None:
        self._terms = terms
        self._made: dict[tuple[str, ...], pl.DataFrame] = {}

    def of(self, terms: tuple[str, ...]) -> pl.DataFrame:
        """``row, key``: one line for every combination of the values of those terms, none where a term is missing.

        Equal values give equal keys, under whatever terms and in whatever register they stand.
        """
        if terms not in self._made:
            self._made[terms] = self._keyed(terms)
        return self._made[terms]

    def _keyed(self, terms: tuple[str, ...]) -> pl.DataFrame:
        named = [f"term{place}" for place in range(len(terms))]
        frame = self._terms.select(
            pl.int_range(pl.len(), dtype=pl.Int32).alias("row"),
            *(pl.col(term).alias(name) for term, name in zip(terms, named, strict=True)),
        )
        # Single values first: rows that lack one need not be multiplied by their lists.
        single = [name for name in named if not isinstance(frame.schema[name], pl.List)]
        frame = frame.drop_nulls(single)
        for name in named:
            if name not in single:
                frame = frame.explode(name).drop_nulls(name)
        return frame.select("row", pl.struct(named).hash(_SEED).alias("key"))
